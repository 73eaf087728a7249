#include "cli/credentials.h"

#include <sys/stat.h>

#include "cli/exit.h"
#include "cli/files.h"

namespace vitrine::cli {

using base::refused;
using base::Result;

Result<std::string> credentials_path() {
    auto folder = config_folder();
    if (!folder) return folder;
    return *folder + "/credentials.json";
}

Result<Credentials> read_credentials() {
    const auto path = credentials_path();
    if (!path) return refused(path.error());
    struct stat about {};
    if (::stat(path->c_str(), &about) != 0) return Credentials{};
    if ((about.st_mode & 077) != 0)
        return refused(usage_problem("Others may read " + *path + ".",
                                     "It holds keys: chmod 600 it, and renew them if somebody "
                                     "may have seen them."));
    const auto json = read_json(*path);
    if (!json) return refused(json.error());
    auto out = contract::decode<Credentials>(*json, contract::Unknown::ignore);
    if (!out) return refused(file_problem(*path + " is damaged.", "Remove it and log in again."));
    return out;
}

Result<void> write_credentials(const Credentials& credentials) {
    const auto path = credentials_path();
    if (!path) return refused(path.error());
    return write_file(*path, contract::encode(credentials).dump(2) + "\n", 0600);
}

}  // namespace vitrine::cli
