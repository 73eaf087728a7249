#include "service/import/fields.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "contract/apps.h"

namespace vitrine::service::import {
namespace {

base::Problem bad_map(std::string title) {
    return base::Problem::of(base::ProblemKind::invalid, "bad_map", title,
                             "Write --map column=field,column=field.");
}

bool same_name(std::string_view a, std::string_view b) {
    return base::lower_ascii(base::trimmed(a)) == base::lower_ascii(base::trimmed(b));
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int find_column(const std::vector<std::string>& header, std::string_view name) {
    if (name.starts_with('#')) {
        const auto number = base::parse_decimal(name.substr(1));
        const bool fits = number && *number >= 1 &&
                          static_cast<std::size_t>(*number) <= header.size();
        return fits ? static_cast<int>(*number) - 1 : -1;
    }
    for (std::size_t i = 0; i < header.size(); ++i)
        if (same_name(header[i], name)) return static_cast<int>(i);
    return -1;
}

}  // namespace

std::optional<base::Instant> lenient_instant(std::string_view text) {
    text = base::trimmed(text);
    if (text.size() == 10) {
        const auto day = base::parse_iso_date(text);
        if (!day) return std::nullopt;
        return base::Instant{base::start_of(*day).ms + 12 * base::hour_ms};
    }
    if (const auto exact = base::parse_rfc3339(text)) return exact;
    if (text.size() < 19) return std::nullopt;
    return base::parse_rfc3339(std::string(text) + "Z");
}

std::optional<std::int32_t> rating_of(std::string_view text, std::int32_t scale) {
    std::string plain(base::trimmed(text));
    std::replace(plain.begin(), plain.end(), ',', '.');
    const auto value = base::parse_number(plain);
    if (!value || *value < 1 || *value > scale || scale < 2) return std::nullopt;
    const double stars = scale == 5 ? *value : std::ceil(*value * 5 / scale - 1e-9);
    const auto whole = static_cast<std::int32_t>(std::floor(stars + 0.5));
    return std::clamp(whole, 1, 5);
}

std::optional<std::int64_t> count_in(std::string_view text) {
    std::int64_t value = 0;
    bool any = false;
    for (const char c : text) {
        if (c < '0' || c > '9') continue;
        if (value > 1'000'000'000'000) return std::nullopt;
        value = value * 10 + (c - '0');
        any = true;
    }
    if (!any) return std::nullopt;
    return value;
}

std::string package_name_for(std::string_view source_id) {
    if (contract::is_package_name(source_id)) return std::string(source_id);
    std::string tail;
    bool lossy = source_id.size() > 100;
    for (const char c : source_id) {
        lossy = lossy || static_cast<unsigned char>(c) >= 0x80;
        if (is_word(c)) tail += base::lower_ascii(std::string_view(&c, 1));
        else if (!tail.empty() && tail.back() != '_') tail += '_';
    }
    while (!tail.empty() && tail.back() == '_') tail.pop_back();
    // Names that differ only in what was left out must not become one app.
    if (lossy || tail.empty())
        tail = tail.substr(0, 80) + "_" + base::decimal(static_cast<std::int64_t>(
                                              base::fnv1a(source_id) >> 20));
    if (tail[0] == '_') tail.erase(0, 1);
    if (tail[0] >= '0' && tail[0] <= '9') tail = "n" + tail;
    return "imported." + tail;
}

std::string cut_to(std::string_view utf8, std::size_t code_points) {
    std::size_t at = 0;
    while (at < utf8.size() && code_points-- > 0) base::next_code_point(utf8, at);
    return std::string(utf8.substr(0, at));
}

base::Result<ColumnMap> parse_map(std::string_view text,
                                  const std::vector<std::string_view>& known_fields) {
    ColumnMap map;
    for (const std::string_view part : base::split(text, ',')) {
        const std::size_t sign = part.rfind('=');
        if (sign == std::string_view::npos || sign == 0)
            return base::refused(bad_map("\"" + std::string(part) + "\" is no column=field."));
        const std::string field(base::trimmed(part.substr(sign + 1)));
        if (std::find(known_fields.begin(), known_fields.end(), field) == known_fields.end()) {
            std::string title = "\"" + field + "\" is no field; there are";
            for (const auto& known : known_fields) title += " " + std::string(known);
            return base::refused(bad_map(title + "."));
        }
        map.emplace_back(std::string(base::trimmed(part.substr(0, sign))), field);
    }
    return map;
}

base::Result<std::vector<int>> columns_of(const std::vector<std::string>& header,
                                          const ColumnMap& map,
                                          const std::vector<std::string_view>& known_fields) {
    std::vector<int> columns(known_fields.size(), -1);
    for (std::size_t i = 0; i < known_fields.size(); ++i)
        columns[i] = find_column(header, known_fields[i]);
    for (const auto& [column, field] : map) {
        const int index = find_column(header, column);
        if (index < 0)
            return base::refused(bad_map("The file has no column \"" + column + "\"."));
        const auto at = std::find(known_fields.begin(), known_fields.end(), field);
        columns[static_cast<std::size_t>(at - known_fields.begin())] = index;
    }
    return columns;
}

bool repair_utf8(std::string& text) {
    if (base::is_utf8(text)) return false;
    text = base::to_valid_utf8(text);
    return true;
}

}  // namespace vitrine::service::import
