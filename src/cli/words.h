// The command line, taken apart by the table of commands (commands.h).
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace vitrine::cli {

class Session;
enum class Exit : int;

// What a value is, for completion and the manual.
enum class Kind : std::uint8_t { none, text, number, file, folder, choice };

struct Option {
    std::string_view name;   // without the dashes
    std::string_view value;  // what it is called in the help: "FILE"; "" when it takes none
    Kind kind = Kind::none;
    std::string_view choices;  // "csv,ndjson"
    std::string_view help;
};

struct Command {
    std::string_view name;       // "rollout set"
    std::string_view arguments;  // "[RELEASE]"
    std::string_view summary;    // one line
    std::string_view more;       // for its own help and the manual: what else is to know
    std::span<const Option> options;
    std::size_t least = 0, most = 0;  // arguments
    Kind argument = Kind::none;
    Exit (*run)(Session&) = nullptr;
};

struct Words {
    const Command* command = nullptr;  // none: only help or version was asked for
    std::map<std::string, std::string, std::less<>> options;  // "" for those without a value
    std::vector<std::string> arguments;

    bool has(std::string_view option) const { return options.contains(option); }
    std::string text(std::string_view option, std::string_view otherwise = {}) const;
};

// Refuses (usage) unknown commands and options, with the nearest known one, and values that are
// missing, too many, or none of the choices. What follows "--" is an argument whatever it looks
// like.
base::Result<Words> parse_words(const std::vector<std::string>& given);

// The nearest of `known` to a mistyped word: at most a third of its letters away (Damerau's
// distance, neighbours swapped count once); "" when nothing is near.
std::string nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace vitrine::cli
