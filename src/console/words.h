// Every word the console says comes from assets/words/en.json, by key ("reviews.empty.title").
// A key that is missing is shown as it is: a test fails on it.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

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

std::string_view say(std::string_view key);
bool has_words(std::string_view key);
// "{0}", "{1}" in the text become the arguments.
std::string say(std::string_view key, std::initializer_list<std::string_view> with);
// key.one or key.other by the count; "{0}" is the count with grouped digits, "{1}" the next.
std::string say_count(std::string_view key, std::int64_t count,
                      std::initializer_list<std::string_view> with = {});
// key.<name>: say_of("stage", contract::name_of(stage)).
std::string_view say_of(std::string_view key, std::string_view name);

}  // namespace vitrine::console
