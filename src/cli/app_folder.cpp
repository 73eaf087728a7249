#include "cli/app_folder.h"

#include "cli/files.h"

namespace vitrine::cli {

std::optional<FolderSettings> folder_settings(const std::string& folder) {
    const std::string path = folder + "/" + std::string(settings_name);
    if (!is_file(path)) return std::nullopt;
    const auto json = read_json(path);
    if (!json) return std::nullopt;
    auto out = contract::decode<FolderSettings>(*json, contract::Unknown::ignore);
    return out ? std::optional(std::move(*out)) : std::nullopt;
}

}  // namespace vitrine::cli
