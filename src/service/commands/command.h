// The command line of vitrine-store: serve, import, export, user, key, doctor, backup,
// restore.
//
// Exit codes: 0 well; 1 something outside is in the way (one line on stderr says what to do);
// 2 the command line is wrong; import adds 3, some rows were skipped.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace vitrine::service::commands {

int run(std::vector<std::string> words);

// One subcommand's words, already parsed.
struct Words {
    std::map<std::string, std::string> flags;  // "--port 8600" -> {"port", "8600"}
    std::map<std::string, std::string> places;  // of what no flag said: "store.toml:3"
    std::vector<std::string> rest;

    std::string text(const std::string& flag, const std::string& otherwise) const;
    bool has(const std::string& flag) const { return flags.contains(flag); }
};
// `valued` flags take a value (also as --flag=value), `plain` ones none, or yes or no (--quiet=no).
// What no flag says is looked for in the environment (--web is VITRINE_WEB), then, where "config"
// is among `valued`, in the file that it names (settings.h). Refuses unknown flags.
base::Result<Words> parse(const std::vector<std::string>& words,
                          const std::vector<std::string>& valued,
                          const std::vector<std::string>& plain);

int serve(const std::vector<std::string>& words);
int import_files(const std::vector<std::string>& words);
int export_files(const std::vector<std::string>& words);
int user(const std::vector<std::string>& words);
int key(const std::vector<std::string>& words);
int doctor(const std::vector<std::string>& words);
int back_up(const std::vector<std::string>& words);
int restore(const std::vector<std::string>& words);

// On stderr "vitrine-store: title detail", and a line for each wrong field; gives back the exit
// code for it.
int complain(const base::Problem& problem);

}  // namespace vitrine::service::commands
