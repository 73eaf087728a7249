#include "contract/locale.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::contract {
namespace {

char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

bool is_locale(std::string_view text) {
    const auto parts = base::split(text, '-');
    const auto fits = [](std::string_view part) {
        return !part.empty() && part.size() <= 8 && std::ranges::all_of(part, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        });
    };
    const auto is_letter = [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; };
    return !parts.empty() && std::ranges::all_of(parts, fits) && parts[0].size() >= 2 &&
           std::ranges::all_of(parts[0], is_letter);
}

std::string plain_locale(std::string_view text) {
    if (!is_locale(text)) return std::string(text);
    std::string out;
    for (const auto part : base::split(text, '-')) {
        std::string one = base::lower_ascii(part);
        if (!out.empty() && one.size() == 4) one[0] = upper(one[0]);
        if (!out.empty() && one.size() == 2) std::ranges::transform(one, one.begin(), upper);
        out += (out.empty() ? "" : "-") + one;
    }
    return out;
}

}  // namespace vitrine::contract
