#include "service/commands/open_store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "service/sqlite/sqlite_store.h"

namespace vitrine::service::commands {
namespace {

base::Problem unusable(const std::string& folder, const std::string& why) {
    return base::Problem::unavailable("data_folder_unusable",
                                      "The data folder " + folder + " cannot be used: " + why + ".",
                                      "Choose another one with --data DIR, or mend its rights.");
}

}  // namespace

base::Result<std::unique_ptr<ports::Store>> open_store(const std::string& folder, Look look) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        return base::refused(unusable(folder, "it is not a folder"));
    if (!fs::is_directory(folder, error)) {
        fs::create_directories(folder, error);
        if (error) return base::refused(unusable(folder, error.message()));
        ::chmod(folder.c_str(), S_IRWXU);
    }
    if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
        return base::refused(unusable(folder, errno == EROFS
                                                  ? "its file system is read-only"
                                                  : "it is not writable for this user"));
    sqlite::Options options;
    if (look == Look::closely) options.check = sqlite::Check::quick;
    return sqlite::open_store(folder, options);
}

}  // namespace vitrine::service::commands
