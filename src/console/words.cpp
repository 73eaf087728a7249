#include "console/words.h"

#include "console/format.h"
#include "words_en.h"

namespace vitrine::console {
namespace {

// Where each text begins; one more for the end. Found once: the texts are shorter than their table
// would be.
using Starts = std::array<std::uint16_t, words::keys.size() + 1>;

Starts find_starts() {
    static_assert(sizeof words::en <= 0xffff);
    Starts starts{};
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < sizeof words::en; ++i) {
        if (words::en[i] == 0) starts[++count] = static_cast<std::uint16_t>(i + 1);
    }
    return starts;
}

std::string_view text_at(std::size_t which) {
    static const Starts starts = find_starts();
    return {words::en + starts[which], starts[which + 1] - starts[which] - 1u};
}

std::string filled(std::string_view text, std::initializer_list<std::string_view> with) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool slot = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}' &&
                          text[i + 1] >= '0' && text[i + 1] <= '9';
        if (!slot) {
            out += text[i];
            continue;
        }
        const auto which = static_cast<std::size_t>(text[i + 1] - '0');
        if (which < with.size()) out += with.begin()[which];
        i += 2;
    }
    return out;
}

}  // namespace

std::optional<std::string_view> words::find(const Group& group, std::string_view name) {
    const char* at = group.names;
    for (std::size_t i = 0; i < group.count; ++i) {
        const std::string_view known = at;
        if (known == name) return text_at(group.first + i);
        at += known.size() + 1;
    }
    return std::nullopt;
}

std::string_view words::find_or_name(const Group& group, std::string_view name) {
    return find(group, name).value_or(name);
}

std::string_view say(WordKey key) { return text_at(key.at()); }

std::string say(WordKey key, std::initializer_list<std::string_view> with) {
    return filled(text_at(key.at()), with);
}

std::string say_count(CountKey key, std::int64_t count,
                      std::initializer_list<std::string_view> with) {
    const std::string number = grouped(count);
    const std::string_view second = with.size() > 0 ? with.begin()[0] : std::string_view{};
    const std::string_view third = with.size() > 1 ? with.begin()[1] : std::string_view{};
    return filled(text_at(key.of(count)), {number, second, third});
}

}  // namespace vitrine::console
