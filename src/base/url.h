// Paths and query strings, percent-encoded as RFC 3986 says.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::base {

using Query = std::vector<std::pair<std::string, std::string>>;

std::string percent_encode(std::string_view text);  // all but unreserved characters
// nullopt: a '%' without two hex digits, or a NUL. '+' is a space only when `plus_is_space`.
enum class Plus { plus, space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus = Plus::plus);

std::optional<Query> parse_query(std::string_view text);  // without '?'; nullopt when malformed
std::string write_query(const Query& query);              // without '?'
const std::string* find_value(const Query& query, std::string_view name);  // first, or null

}  // namespace vitrine::base
