#include "contract/listings.h"

#include "base/text.h"

namespace vitrine::contract {
namespace {

using base::FieldProblem;

struct TextField {
    const char* name;
    std::string ListingText::*member;
    bool one_line;
};
constexpr TextField text_fields[] = {{"title", &ListingText::title, true},
                                     {"summary", &ListingText::summary, true},
                                     {"description", &ListingText::description, false}};

// Control characters, and what overrides or isolates a direction (Unicode Annex 9).
bool is_unwanted(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    return control || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool has_unwanted(const std::string& text, bool one_line) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = base::next_code_point(text, at);
        if (is_unwanted(c) && (one_line || (c != '\n' && c != '\t'))) return true;
    }
    return false;
}

// "\r\n", a lone "\r", and Unicode's separators of lines and paragraphs as "\n".
std::string with_plain_lines(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
            out += '\n';
            i += 2;
        } else if (text[i] != '\r') {
            out += text[i];
        } else if (rest.size() == 1 || rest[1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

}  // namespace

base::Result<ListingText> tidied(ListingText text) {
    std::vector<FieldProblem> wrong;
    for (const TextField& one : text_fields) {
        std::string& value = text.*one.member;
        value = with_plain_lines(value);
        value = std::string(base::trimmed(value));
        if (has_unwanted(value, one.one_line))
            wrong.push_back({one.name, "not_allowed",
                             one.one_line ? "one line without control characters"
                                          : "no control characters"});
    }
    if (!wrong.empty()) return base::refused(invalid_fields(std::move(wrong)));
    return text;
}

ListingMerge merge(const std::optional<ListingBase>& base, const std::optional<ListingText>& yours,
                   const std::optional<ListingText>& current) {
    if (yours == current) return {current, {}};
    if (base && yours == base->text) return {current, {}};
    if (base && current == base->text) return {yours, {}};
    if (!yours || !current) return {current, {"listing"}};
    ListingMerge out{current, {}};
    const ListingText nothing;
    const ListingText& before = base && base->text ? *base->text : nothing;
    for (const TextField& one : text_fields) {
        const std::string &mine = (*yours).*one.member, &theirs = (*current).*one.member;
        const std::string& old = before.*one.member;
        if (mine == theirs || (base && mine == old)) continue;
        if (base && theirs == old) (*out.merged).*one.member = mine;
        else out.conflicts.push_back(one.name);
    }
    return out;
}

}  // namespace vitrine::contract
