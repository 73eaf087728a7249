// Completion scripts, from the table of commands.
//
// bash: programmable completion (bash(1), "complete -F"). zsh: its own bash emulation, so that one
// script serves both. fish: one `complete` line for each command and option (complete(1) of fish).
#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/commands.h"

namespace vitrine::cli {
namespace {

std::string_view first_word(std::string_view name) { return name.substr(0, name.find(' ')); }
std::string_view second_word(std::string_view name) {
    const std::size_t space = name.find(' ');
    return space == name.npos ? std::string_view() : name.substr(space + 1);
}

std::string joined(const std::set<std::string>& words) {
    std::string out;
    for (const std::string& one : words) out += (out.empty() ? "" : " ") + one;
    return out;
}

std::set<std::string> first_words() {
    std::set<std::string> out;
    for (const Command& one : commands()) out.emplace(first_word(one.name));
    return out;
}

std::set<std::string> second_words(std::string_view first) {
    std::set<std::string> out;
    for (const Command& one : commands())
        if (first_word(one.name) == first && !second_word(one.name).empty())
            out.emplace(second_word(one.name));
    return out;
}

std::string options_of(const Command& command) {
    std::string out;
    for (const auto options : {command.options, global_options()})
        for (const Option& one : options)
            out += (out.empty() ? "--" : " --") + std::string(one.name);
    return out;
}

std::string with_spaces(std::string_view list) {
    std::string out(list);
    std::ranges::replace(out, ',', ' ');
    return out;
}

// "bash|zsh|fish" in place of an argument names all there are; "" when it does not.
std::string argument_choices(const Command& command) {
    if (command.argument != Kind::text || command.arguments.find('|') == std::string::npos)
        return {};
    std::string out(command.arguments);
    std::ranges::replace(out, '|', ' ');
    return out;
}

// What may follow an option that takes a value.
std::string value_cases() {
    std::string out;
    std::set<std::string> done;
    const auto add = [&](std::span<const Option> options) {
        for (const Option& one : options) {
            const std::string name = "--" + std::string(one.name);
            if (one.kind == Kind::none || !done.insert(name).second) continue;
            if (one.kind == Kind::choice)
                out += "        " + name + ") COMPREPLY=($(compgen -W \"" +
                       with_spaces(one.choices) + "\" -- \"$word\")); return ;;\n";
            else if (one.kind == Kind::folder)
                out += "        " + name + ") COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n";
            else if (one.kind == Kind::file)
                out += "        " + name + ") COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
            else
                out += "        " + name + ") return ;;\n";
        }
    };
    for (const Command& one : commands()) add(one.options);
    add(global_options());
    return out;
}

std::string bash_script() {
    std::string out = R"(# bash completion for vitrine, made by: vitrine completion bash
_vitrine() {
    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
    local first="${COMP_WORDS[1]}" second="${COMP_WORDS[2]}"
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W ")" +
                      joined(first_words()) + R"( --help --version" -- "$word")); return
    fi
    case "$before" in
)" + value_cases() + "    esac\n    case \"$first\" in\n";
    for (const std::string& first : first_words()) {
        const auto seconds = second_words(first);
        if (seconds.empty()) continue;
        out += "        " + first + ") if [ \"$COMP_CWORD\" -eq 2 ]; then\n" +
               "            COMPREPLY=($(compgen -W \"" + joined(seconds) +
               "\" -- \"$word\")); return; fi ;;\n";
    }
    for (const Command& one : commands())
        if (const std::string words = argument_choices(one); !words.empty())
            out += "        " + std::string(one.name) + ") [[ \"$word\" == -* ]] || {\n" +
                   "            COMPREPLY=($(compgen -W \"" + words +
                   "\" -- \"$word\")); return; } ;;\n";
    out += "    esac\n    local options=\"\"\n    case \"$first $second\" in\n";
    for (const Command& one : commands()) {
        const bool two = !second_word(one.name).empty();
        out += "        \"" + std::string(one.name) + (two ? "\"*" : " \"*") + ") options=\"" +
               options_of(one) + "\" ;;\n";
    }
    return out + R"(    esac
    case "$word" in
        -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
        *) COMPREPLY=($(compgen -f -- "$word")) ;;
    esac
}
complete -o filenames -F _vitrine vitrine
)";
}

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::string fish_option(const std::string& condition, const Option& one) {
    std::string out = "complete -c vitrine -n " + condition + " -l " + std::string(one.name);
    if (one.kind == Kind::choice) out += " -x -a " + in_quotes(with_spaces(one.choices));
    else if (one.kind == Kind::file || one.kind == Kind::folder) out += " -r";
    else if (one.kind != Kind::none) out += " -x";
    return out + " -d " + in_quotes(one.help) + "\n";
}

std::string fish_script() {
    std::string out = "# fish completion for vitrine, made by: vitrine completion fish\n";
    std::set<std::string> done;
    for (const Command& one : commands()) {
        const std::string first(first_word(one.name)), second(second_word(one.name));
        if (done.insert(first).second)
            out += "complete -c vitrine -n __fish_use_subcommand -f -a " + first +
                   (second.empty() ? " -d " + in_quotes(one.summary) : "") + "\n";
        std::string condition = "'__fish_seen_subcommand_from " + first + "'";
        if (const std::string words = argument_choices(one); !words.empty())
            out += "complete -c vitrine -n " + condition + " -f -a " + in_quotes(words) + "\n";
        if (!second.empty()) {
            out += "complete -c vitrine -n '__fish_seen_subcommand_from " + first +
                   "; and not __fish_seen_subcommand_from " + joined(second_words(first)) +
                   "' -f -a " + second + " -d " + in_quotes(one.summary) + "\n";
            condition = "'__fish_seen_subcommand_from " + first +
                        "; and __fish_seen_subcommand_from " + second + "'";
        }
        for (const Option& option : one.options) out += fish_option(condition, option);
    }
    for (const Option& option : global_options()) out += fish_option("true", option);
    return out;
}

}  // namespace

std::string completion_script(std::string_view shell) {
    if (shell == "bash") return bash_script();
    if (shell == "zsh")
        return "#compdef vitrine\n# zsh completion for vitrine, made by: vitrine completion zsh\n"
               "autoload -U +X bashcompinit && bashcompinit\n" + bash_script();
    if (shell == "fish") return fish_script();
    return {};
}

}  // namespace vitrine::cli
