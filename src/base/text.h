// Text: UTF-8 and numbers as text, without locale, streams or printf.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::base {

std::string decimal(std::int64_t value);                           // "-1234"
std::optional<std::int64_t> parse_decimal(std::string_view text);  // whole text or nothing
std::optional<double> parse_number(std::string_view text);         // whole text, finite, or nothing

// `value` rounded half away from zero to `decimals` (0..6) places: fixed(2.5, 0) == "3".
// Not finite gives "–".
std::string fixed(double value, int decimals);

bool is_utf8(std::string_view bytes);               // RFC 3629: no surrogates, no overlong forms
std::string to_valid_utf8(std::string_view bytes);  // wrong bytes become U+FFFD
std::size_t count_code_points(std::string_view utf8);
// Code point at `at`, moving `at` behind it; U+FFFD for a wrong byte (moves by one).
char32_t next_code_point(std::string_view utf8, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);

std::vector<std::string_view> split(std::string_view text, char separator);  // "" gives {}
std::string_view trimmed(std::string_view text);  // without ASCII white space at both ends
std::string lower_ascii(std::string_view text);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

// FNV-1a, 64 bits (Fowler, Noll, Vo): stable across platforms and runs; not for adversaries.
std::uint64_t fnv1a(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325ull);

}  // namespace vitrine::base
