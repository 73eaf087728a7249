#include "cli/words.h"

#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;

// Optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1,
                                            std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                d[i - 1][j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

std::unexpected<base::Problem> unknown(std::string_view what, const std::string& word,
                                       std::span<const std::string_view> known,
                                       std::string_view dashes) {
    const std::string near = nearest(word, known);
    const std::string title =
        "There is no " + std::string(what) + " " + std::string(dashes) + word + ".";
    return refused(usage_problem(title, near.empty()
                                            ? "vitrine help lists what there is."
                                            : "Did you mean " + std::string(dashes) + near + "?"));
}

std::vector<std::string_view> names_of(std::span<const Option> options) {
    std::vector<std::string_view> out;
    for (const Option& one : options) out.push_back(one.name);
    for (const Option& one : global_options()) out.push_back(one.name);
    return out;
}

const Option* find_option(const Command* command, std::string_view name) {
    const auto in = [&](std::span<const Option> all) -> const Option* {
        const auto at = std::ranges::find(all, name, &Option::name);
        return at == all.end() ? nullptr : &*at;
    };
    if (command)
        if (const Option* own = in(command->options)) return own;
    return in(global_options());
}

Result<void> take_value(const Option& option, const std::string& value, Words& words) {
    if (!option.choices.empty()) {
        const auto choices = base::split(option.choices, ',');
        if (std::ranges::find(choices, value) == choices.end()) {
            const std::string near = nearest(value, choices);
            return refused(usage_problem(
                "--" + std::string(option.name) + " is one of " + std::string(option.choices) +
                    ", not " + value + ".",
                near.empty() ? "" : "Did you mean " + near + "?"));
        }
    }
    if (option.kind == Kind::number && !base::parse_number(value))
        return refused(usage_problem("--" + std::string(option.name) +
                                     " takes a number, not " + value + "."));
    words.options[std::string(option.name)] = value;
    return {};
}

// The option at given[at], maybe with its value behind it; `at` is moved to its last word.
Result<void> take_option(const std::vector<std::string>& given, std::size_t& at, Words& words) {
    std::string word = given[at] == "-h" ? "--help" : given[at] == "-q" ? "--quiet" : given[at];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == word.npos ? word.npos : equals - 2);
    const Option* option = find_option(words.command, name);
    if (!option)
        return unknown("option", name,
                       names_of(words.command ? words.command->options
                                              : std::span<const Option>()),
                       "--");
    if (option->kind == Kind::none) {
        if (equals != word.npos)
            return refused(usage_problem("--" + name + " takes no value."));
        words.options[name] = "";
        return {};
    }
    if (equals != word.npos) return take_value(*option, word.substr(equals + 1), words);
    if (at + 1 >= given.size())
        return refused(usage_problem("--" + name + " needs a value: " +
                                     std::string(option->value) + "."));
    return take_value(*option, given[++at], words);
}

// Finds the command in the words that are no options: "rollout set", "upload".
Result<void> take_command(const std::vector<std::string>& plain, std::size_t& used, Words& words) {
    used = 0;
    if (plain.empty()) return {};
    const std::string two = plain.size() > 1 ? plain[0] + " " + plain[1] : plain[0];
    for (const Command& one : commands()) {
        const bool whole = one.name == two || one.name == plain[0];
        if (!whole || (words.command && words.command->name.size() > one.name.size())) continue;
        words.command = &one;
        used = one.name == plain[0] ? 1 : 2;
    }
    if (words.command) return {};
    std::vector<std::string_view> firsts, seconds;
    for (const Command& one : commands()) {
        const std::string_view first = one.name.substr(0, one.name.find(' '));
        firsts.push_back(first);
        if (first == plain[0] && first.size() < one.name.size())
            seconds.push_back(one.name.substr(first.size() + 1));
    }
    if (seconds.empty()) return unknown("command", plain[0], firsts, "");
    std::string list;
    for (const auto one : seconds) list += (list.empty() ? "" : ", ") + std::string(one);
    if (plain.size() < 2)
        return refused(usage_problem(plain[0] + " needs one of: " + list + "."));
    const std::string near = nearest(plain[1], seconds);
    return refused(usage_problem("There is no command " + two + ".",
                                 near.empty() ? "There are: " + list + "."
                                              : "Did you mean " + plain[0] + " " + near + "?"));
}

// The words that are no options and no values of options, by place. Options of commands are not
// known yet, so a word behind one that takes a value in any command is its value.
std::vector<std::string> plain_words(const std::vector<std::string>& given) {
    const auto takes_value = [](std::string_view name) {
        if (const Option* global = find_option(nullptr, name)) return global->kind != Kind::none;
        return std::ranges::any_of(commands(), [&](const Command& one) {
            return std::ranges::any_of(one.options, [&](const Option& option) {
                return option.name == name && option.kind != Kind::none;
            });
        });
    };
    std::vector<std::string> out;
    for (std::size_t i = 0; i < given.size() && given[i] != "--"; ++i) {
        const bool option = given[i].size() > 1 && given[i][0] == '-';
        if (!option) out.push_back(given[i]);
        else if (given[i].starts_with("--") && given[i].find('=') == std::string::npos &&
                 takes_value(std::string_view(given[i]).substr(2)))
            ++i;
    }
    return out;
}

}  // namespace

std::string Words::text(std::string_view option, std::string_view otherwise) const {
    const auto at = options.find(option);
    return at == options.end() ? std::string(otherwise) : at->second;
}

std::string nearest(std::string_view word, std::span<const std::string_view> known) {
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    if (word.size() > 60) return best;
    for (const std::string_view one : known)
        if (const std::size_t away = distance(word, one); away < best_distance) {
            best = one;
            best_distance = away;
        }
    return best;
}

Result<Words> parse_words(const std::vector<std::string>& given) {
    Words out;
    std::size_t name_words = 0;
    if (auto found = take_command(plain_words(given), name_words, out); !found)
        return refused(found.error());
    bool only_arguments = false;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const std::string& word = given[i];
        const bool option = !only_arguments && word.size() > 1 && word[0] == '-';
        if (option && word == "--") {
            only_arguments = true;
        } else if (option && (word.starts_with("--") || word == "-h" || word == "-q")) {
            if (auto taken = take_option(given, i, out); !taken) return refused(taken.error());
        } else if (option) {
            return refused(usage_problem("There is no option " + word + "."));
        } else if (name_words > 0 && !only_arguments) {
            --name_words;
        } else {
            out.arguments.push_back(word);
        }
    }
    if (!out.command || out.has("help")) return out;
    const Command& command = *out.command;
    if (out.arguments.size() >= command.least && out.arguments.size() <= command.most) return out;
    const bool few = out.arguments.size() < command.least;
    return refused(usage_problem(
        few ? "An argument is missing." : "There are too many arguments.",
        "It is: vitrine " + std::string(command.name) + " " + std::string(command.arguments)));
}

}  // namespace vitrine::cli
