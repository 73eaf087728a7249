#include "contract/review_tags.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::contract {
namespace {

// Capitals that stand in a fixed distance from their small letters.
struct Capitals {
    char32_t first, last, distance;
};
constexpr Capitals capitals[] = {{U'A', U'Z', 32},     {0xc0, 0xd6, 32},     {0xd8, 0xde, 32},
                                 {0x391, 0x3a1, 32},   {0x3a3, 0x3a9, 32},   {0x410, 0x42f, 32},
                                 {0x400, 0x40f, 80}};

char32_t small_letter(char32_t letter) {
    for (const Capitals& row : capitals)
        if (letter >= row.first && letter <= row.last) return letter + row.distance;
    return letter;
}

bool is_space(char32_t c) {
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a);
}

// Of no width, or turning the direction of what follows: two tags would look like one.
bool is_unseen(char32_t c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           c == 0xfffd;
}

}  // namespace

std::string normalised_tag(std::string_view text) {
    std::string out;
    bool space = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = base::next_code_point(text, at);
        if (is_space(c)) {
            space = !out.empty();
            continue;
        }
        if (c == ',' || is_unseen(c)) return "";
        if (space) out += ' ';
        space = false;
        base::append_utf8(out, small_letter(c));
    }
    const bool fits = base::count_code_points(out) <= static_cast<std::size_t>(tag_length_max);
    return fits ? out : "";
}

base::Result<std::vector<std::string>> normalised_tags(const std::vector<std::string>& tags) {
    std::vector<std::string> out;
    std::vector<base::FieldProblem> problems;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        std::string tag = normalised_tag(tags[i]);
        if (tag.empty())
            problems.push_back({"tags." + base::decimal(static_cast<std::int64_t>(i)),
                                "not_allowed", "1 to 40 characters without commas"});
        out.push_back(std::move(tag));
    }
    if (!problems.empty()) return base::refused(invalid_fields(std::move(problems)));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace vitrine::contract
