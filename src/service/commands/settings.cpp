#include "service/commands/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

// The parser refuses a wrong first character of a key by itself, right behind an assertion that
// would end the program.
#define TOML_ASSERT(expr) static_cast<void>(0)
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "base/text.h"

namespace vitrine::service::commands {
namespace {

using base::FieldProblem;
using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::size_t file_bytes_max = 1 << 20;

constexpr SettingRow rows[] = {
    {"data", SettingKind::text},          {"memory", SettingKind::yes_or_no},
    {"seed", SettingKind::text},          {"host", SettingKind::text},
    {"port", SettingKind::number},        {"web", SettingKind::text},
    {"behind-tls", SettingKind::yes_or_no}, {"reviewer", SettingKind::text},
    {"translate-url", SettingKind::text}, {"webhook-reach", SettingKind::text},
    {"rate", SettingKind::number},        {"quiet", SettingKind::yes_or_no},
};

constexpr std::string_view wanted(SettingKind kind) {
    switch (kind) {
        case SettingKind::text: return "a text in quotes";
        case SettingKind::number: return "a number";
        case SettingKind::yes_or_no: return "true or false";
    }
    return "";
}

std::string place(const std::string& path, const toml::source_region& source) {
    return path + ":" + base::decimal(static_cast<std::int64_t>(source.begin.line));
}

Problem wrong_file(const std::string& path, std::vector<FieldProblem> fields) {
    Problem problem = Problem::of(ProblemKind::malformed, "wrong_settings",
                                  "The settings in " + path + " are wrong.",
                                  "vitrine-store --help lists what there is.");
    problem.fields = std::move(fields);
    return problem;
}

// nullopt: the value is of another type.
std::optional<std::string> text_of(const toml::node& node, SettingKind kind) {
    if (kind == SettingKind::yes_or_no) {
        const auto* value = node.as_boolean();
        return value ? std::optional<std::string>(value->get() ? "yes" : "no") : std::nullopt;
    }
    if (kind == SettingKind::text) {
        const auto* value = node.as_string();
        return value ? std::optional(value->get()) : std::nullopt;
    }
    if (const auto* value = node.as_integer()) return base::decimal(value->get());
    if (const auto* value = node.as_floating_point()) return fmt::format("{}", value->get());
    return std::nullopt;
}

}  // namespace

std::span<const SettingRow> setting_rows() {
    return rows;
}

std::optional<Answer> answer_in(std::string_view word) {
    const std::string plain = base::lower_ascii(word);
    for (const auto yes : {"yes", "true", "on", "1"})
        if (plain == yes) return Answer::yes;
    for (const auto no : {"no", "false", "off", "0"})
        if (plain == no) return Answer::no;
    return std::nullopt;
}

Result<std::vector<Setting>> settings_in(std::string_view text, const std::string& path) {
    const toml::parse_result parsed = toml::parse(text, path);
    if (!parsed)
        return refused(wrong_file(path, {{place(path, parsed.error().source()), "not_toml",
                                          std::string(parsed.error().description())}}));
    std::vector<Setting> settings;
    std::vector<FieldProblem> wrong;
    for (const auto& [key, node] : parsed.table()) {
        const std::string name(key.str());
        const auto row = std::ranges::find(rows, name, &SettingRow::name);
        if (row == std::end(rows)) {
            wrong.push_back({place(path, key.source()), "unknown",
                             "there is no setting \"" + name + "\""});
            continue;
        }
        const auto value = text_of(node, row->kind);
        const std::string where = place(path, node.source());
        if (value) settings.push_back({name, *value, where});
        else wrong.push_back({where, "wrong_type",
                              name + " takes " + std::string(wanted(row->kind))});
    }
    if (!wrong.empty()) return refused(wrong_file(path, std::move(wrong)));
    return settings;
}

Result<std::vector<Setting>> read_settings(const std::string& path) {
    std::error_code error;
    const bool is_file = std::filesystem::is_regular_file(path, error);
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (is_file && file) text.assign(std::istreambuf_iterator<char>(file), {});
    if (!is_file || !file || text.size() > file_bytes_max)
        return refused(Problem::of(ProblemKind::malformed, "settings_unreadable",
                                   "The settings in " + path + " cannot be read.",
                                   "Name a file with --config that this user may read."));
    return settings_in(text, path);
}

}  // namespace vitrine::service::commands
