#include <algorithm>
#include <cstdio>

#include "cli/commands.h"
#include "cli/session.h"

namespace vitrine::cli {
namespace {

bool among(const std::vector<std::string>& given, std::string_view word) {
    const auto end = std::ranges::find(given, "--");
    return std::find(given.begin(), end, word) != end;
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string shown(const Option& option) {
    std::string out = "--" + std::string(option.name);
    if (!option.value.empty()) out += " " + std::string(option.value);
    return out;
}

// Words of `text` in lines of at most 78 columns, each behind `margin`.
std::string wrapped(std::string_view text, const std::string& margin) {
    std::string out, line = margin;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        if (line.size() + word.size() + 1 > 78 && line.size() > margin.size()) {
            out += line + "\n";
            line = margin;
        }
        if (line.size() > margin.size()) line += ' ';
        line += word;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out + line + "\n";
}

std::string options_text(std::span<const Option> options) {
    std::string out;
    for (const Option& one : options)
        out += "  " + padded(shown(one), 22) + "  " + std::string(one.help) + "\n";
    return out;
}

constexpr std::string_view exits_text = R"(exit codes:
  0 ok   1 refused, or checks failed   2 usage   3 store not reachable
  4 not allowed or not found   5 conflict   130 interrupted
)";

}  // namespace

std::string help_text() {
    std::string out = "vitrine: publish apps from a terminal or from CI\n\n";
    for (const Command& one : commands())
        out += "  vitrine " +
               padded(std::string(one.name) + " " + std::string(one.arguments), 30) + " " +
               std::string(one.summary) + "\n";
    out += "\noptions of every command:\n" + options_text(global_options()) + "\n";
    out += exits_text;
    return out + "\nvitrine help COMMAND tells more.\n";
}

std::string help_text(const Command& command) {
    std::string out = "vitrine " + std::string(command.name) + " " +
                      std::string(command.arguments) + "\n" +
                      wrapped(command.summary, "  ");
    if (!command.more.empty()) out += "\n" + wrapped(command.more, "  ");
    if (!command.options.empty()) out += "\noptions:\n" + options_text(command.options);
    return out + "\noptions of every command:\n" + options_text(global_options());
}

Exit help(Session& at) {
    const auto& asked = at.words.arguments;
    std::string name;
    for (const std::string& word : asked) name += (name.empty() ? "" : " ") + word;
    std::string text;
    if (name.empty()) text = help_text();
    for (const Command& one : commands())
        if (!name.empty() && (one.name == name || one.name.starts_with(name + " ")))
            text += help_text(one) + (one.name == name ? "" : "\n");
    if (text.empty()) {
        const auto wrong = parse_words(asked);
        return at.fail(wrong ? usage_problem("There is no command " + name + ".") : wrong.error());
    }
    at.out.bytes(text);
    return Exit::ok;
}

Exit completion(Session& at) {
    const std::string script = completion_script(at.words.arguments[0]);
    if (script.empty())
        return at.fail(usage_problem("There is no script for " + at.words.arguments[0] + ".",
                                     "There are bash, zsh and fish."));
    at.out.bytes(script);
    return Exit::ok;
}

Exit run(const std::vector<std::string>& given) {
    const Out out({among(given, "--json") ? Form::json : Form::text,
                   among(given, "--quiet") || among(given, "-q"), among(given, "--verbose"),
                   among(given, "--no-color")});
    if (given.size() == 1 && (given[0] == "--version" || given[0] == "version")) {
        out.bytes("vitrine " + std::string(version_text) + "\n");
        return Exit::ok;
    }
    auto words = parse_words(given);
    if (!words) return out.complain(words.error());
    if (!words->command || words->has("help")) {
        out.bytes(words->command ? help_text(*words->command) : help_text());
        return Exit::ok;
    }
    const auto* command = words->command;
    Session session(std::move(*words), out);
    const Exit exit = command->run(session);
    if (out.flush()) return exit;
    return exit == Exit::ok
               ? out.complain(file_problem("The standard output cannot be written to."))
               : exit;
}

}  // namespace vitrine::cli
