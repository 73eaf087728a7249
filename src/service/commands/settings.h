// The settings of the store, wherever they come from: a flag, else the environment (`--web` is
// VITRINE_WEB), else a file in TOML 1.0 (`--config FILE`):
//
//     data = "/var/lib/vitrine"      # as the flags are called, without the dashes in front
//     port = 8600
//     behind-tls = true
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::service::commands {

enum class SettingKind : std::uint8_t { text, number, yes_or_no };

struct SettingRow {
    std::string_view name;
    SettingKind kind;
};
// Every setting that a file may have: the options of serve.
std::span<const SettingRow> setting_rows();

struct Setting {
    std::string name, value;  // of yes_or_no: "yes" or "no"
    std::string where;        // "store.toml:3"
};

// Refuses (malformed): what cannot be read or is no TOML; and every key that is unknown or has a
// value of the wrong type, each with file and line as its path.
base::Result<std::vector<Setting>> read_settings(const std::string& path);
// The same of a text; `path` is what problems name.
base::Result<std::vector<Setting>> settings_in(std::string_view text, const std::string& path);

// "yes", "true", "on", "1" and their opposites; nullopt for anything else.
enum class Answer : std::uint8_t { no, yes };
std::optional<Answer> answer_in(std::string_view word);

}  // namespace vitrine::service::commands
