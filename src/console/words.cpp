#include "console/words.h"

#include <algorithm>

#include "console/format.h"
#include "words_en.h"

namespace vitrine::console {
namespace {

const words::Word* find_word(std::string_view key) {
    const auto at =
        std::lower_bound(words::en.begin(), words::en.end(), key,
                         [](const words::Word& w, std::string_view k) { return w.key < k; });
    return at != words::en.end() && at->key == key ? &*at : nullptr;
}

}  // namespace

bool has_words(std::string_view key) { return find_word(key) != nullptr; }

std::string_view say(std::string_view key) {
    const words::Word* word = find_word(key);
    return word ? word->text : key;
}

std::string say(std::string_view key, std::initializer_list<std::string_view> with) {
    const std::string_view text = say(key);
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

std::string say_count(std::string_view key, std::int64_t count,
                      std::initializer_list<std::string_view> with) {
    const std::string full = std::string(key) + (count == 1 ? ".one" : ".other");
    const std::string number = grouped(count);
    const std::string_view second = with.size() > 0 ? with.begin()[0] : std::string_view{};
    const std::string_view third = with.size() > 1 ? with.begin()[1] : std::string_view{};
    return say(full, {number, second, third});
}

std::string_view say_of(std::string_view key, std::string_view name) {
    const std::string full = std::string(key) + "." + std::string(name);
    const words::Word* word = find_word(full);
    return word ? word->text : name;
}

}  // namespace vitrine::console
