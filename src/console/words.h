// Every word the console says comes from assets/words/en.json, by key ("reviews.empty.title").
// Keys are looked up while compiling: one that is not there does not compile, and the program
// carries the texts but not the keys.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "words_keys.h"

namespace vitrine::console {

// Words kept: takes a view or a string and owns its text. For structs that outlive the expression
// that made their words.
class Words {
public:
    Words() = default;
    Words(const char* text) : text_(text) {}
    Words(std::string_view text) : text_(text) {}
    Words(std::string text) : text_(std::move(text)) {}
    operator std::string_view() const { return text_; }

private:
    std::string text_;
};

namespace words {
void there_is_no_such_key();  // Called by the compiler alone, that stops at it.

// Where `key` is in the sorted keys, or would be.
constexpr std::uint16_t place_of(std::string_view key) {
    return static_cast<std::uint16_t>(std::lower_bound(keys.begin(), keys.end(), key) -
                                      keys.begin());
}
}  // namespace words

// The key of one text.
class WordKey {
public:
    consteval WordKey(const char* key) : at_(words::place_of(key)) {
        if (at_ == words::keys.size() || words::keys[at_] != key) words::there_is_no_such_key();
    }
    constexpr std::uint16_t at() const { return at_; }
    friend constexpr bool operator==(WordKey, WordKey) = default;

private:
    std::uint16_t at_;
};

// The key of a text that depends on a number: key.one and key.other.
class CountKey {
public:
    consteval CountKey(const char* key) : one_(words::place_of(key)) {
        const std::string_view head = key;
        if (one_ < words::keys.size() && words::keys[one_] == head) ++one_;
        if (one_ + 1u >= words::keys.size() || !is(words::keys[one_], head, ".one") ||
            !is(words::keys[one_ + 1u], head, ".other"))
            words::there_is_no_such_key();
    }
    constexpr std::uint16_t of(std::int64_t count) const {
        return static_cast<std::uint16_t>(count == 1 ? one_ : one_ + 1);
    }

private:
    static constexpr bool is(std::string_view key, std::string_view head, std::string_view tail) {
        return key.starts_with(head) && key.substr(head.size()) == tail;
    }
    std::uint16_t one_;
};

namespace words {

// A group's name, with a dot behind it, as a template's argument.
template <std::size_t N> struct GroupName {
    consteval GroupName(const char (&name)[N]) {
        std::copy_n(name, N, head);
        head[N - 1] = '.';
    }
    char head[N];
};

// The names of a group's texts, which the program does carry, each closed by a NUL.
struct Group {
    const char* names;
    std::uint16_t first, count;
};

template <GroupName Name> consteval auto members_of() {
    struct Members {
        std::uint16_t first, count;
        std::size_t letters;
    } found{};
    const std::string_view head{Name.head, sizeof Name.head};
    found.first = place_of(head);
    for (std::size_t i = found.first; i < keys.size() && keys[i].starts_with(head); ++i) {
        ++found.count;
        found.letters += keys[i].size() - head.size() + 1;
    }
    if (found.count == 0) there_is_no_such_key();
    return found;
}

template <GroupName Name> consteval auto names_of() {
    constexpr auto members = members_of<Name>();
    std::array<char, members.letters> out{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < members.count; ++i) {
        const std::string_view name = keys[members.first + i].substr(sizeof Name.head);
        for (const char c : name) out[at++] = c;
        ++at;
    }
    return out;
}

template <GroupName Name> inline constexpr auto names = names_of<Name>();
template <GroupName Name>
inline constexpr Group group{names<Name>.data(), members_of<Name>().first,
                             members_of<Name>().count};

std::optional<std::string_view> find(const Group& group, std::string_view name);
std::string_view find_or_name(const Group& group, std::string_view name);

}  // namespace words

std::string_view say(WordKey key);
// "{0}", "{1}" in the text become the arguments.
std::string say(WordKey key, std::initializer_list<std::string_view> with);
// key.one or key.other by the count; "{0}" is the count with grouped digits, "{1}" the next.
std::string say_count(CountKey key, std::int64_t count,
                      std::initializer_list<std::string_view> with = {});
// The text of group.<name>: say_of<"stage">(contract::name_of(stage)). A name without one, as a
// newer store may send, is said as it is.
template <words::GroupName Name> std::string_view say_of(std::string_view name) {
    return words::find_or_name(words::group<Name>, name);
}
template <words::GroupName Name> std::optional<std::string_view> word_of(std::string_view name) {
    return words::find(words::group<Name>, name);
}

}  // namespace vitrine::console
