#include <cstdio>
#include <cstdlib>

#include "service/commands/open_store.h"
#include "service/import/command.h"
#include "service/machine/secrets.h"

namespace vitrine::service::commands {
namespace {

// Takes --data DIR (or --data=DIR) out of the words; the importers know the others.
std::string take_data_folder(std::vector<std::string>& words) {
    const char* fallback = std::getenv("VITRINE_DATA");
    std::string folder = fallback ? fallback : usual_data_folder;
    for (std::size_t i = 0; i < words.size();) {
        const bool joined = words[i].starts_with("--data=");
        const bool apart = words[i] == "--data" && i + 1 < words.size();
        if (!joined && !apart) {
            ++i;
            continue;
        }
        folder = joined ? words[i].substr(7) : words[i + 1];
        const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
        words.erase(at, at + (joined ? 1 : 2));
    }
    return folder;
}

}  // namespace

int import_files(const std::vector<std::string>& words) {
    std::vector<std::string> rest = words;
    const std::string folder = take_data_folder(rest);
    if (rest.empty() || rest.front() == "--help") {
        std::fputs(import::usage().c_str(), stdout);
        return rest.empty() ? 2 : 0;
    }
    auto store = open_store(folder, Look::quickly);
    if (!store) return complain(store.error());
    machine::SystemClock clock;
    return import::run_import(**store, clock, rest, stderr);
}

}  // namespace vitrine::service::commands
