// An app's folder, kept in git:
//
//   vitrine.json                          which app and store
//   vitrine.lock.json                     what the store said at the last pull or apply
//   listings/LOCALE/title.txt summary.txt description.txt
//   graphics/LOCALE/TYPE/01.png 02.jpg    in their order
//   data_safety.json  rollout_rule.json
//   tracks/TRACK.json                     the newest release, its stage and share of devices
//   notes/LOCALE.txt                      for submit --notes notes
//
// Folder and store are compared as values by name (app_state.h); the lock has what each value was
// at the last pull, so that it can be told who changed it since.
#pragma once
#include <optional>
#include <string>

#include "contract/codec.h"

namespace vitrine::cli {

struct FolderSettings {
    std::string app;    // package name
    std::string store;  // origin
    std::optional<std::string> team, default_locale;
    bool operator==(const FolderSettings&) const = default;
};
constexpr auto fields(const FolderSettings*) {
    using R = FolderSettings;
    return contract::field_list(contract::field("app", &R::app),
                                contract::field("store", &R::store),
                                contract::field("team", &R::team),
                                contract::field("default_locale", &R::default_locale));
}

inline constexpr std::string_view settings_name = "vitrine.json", lock_name = "vitrine.lock.json";

// None: no such folder, or its vitrine.json cannot be read.
std::optional<FolderSettings> folder_settings(const std::string& folder);

}  // namespace vitrine::cli
