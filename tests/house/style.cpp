// Lengths, names and the words that nobody needs.
#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include "tests/house/house.h"

namespace house {
namespace {

constexpr std::size_t columns_max = 100, file_lines_max = 500, function_lines_max = 60;

std::size_t width_of(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // one per UTF-8 sequence
    }));
}

bool is_program_text(const Source& source) { return source.is_cpp() || source.ends(".mjs"); }

void fit_the_page(const Source& source, const Tree&, Found& found) {
    if (!is_program_text(source)) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        if (width_of(source.lines[i]) > columns_max)
            add(found, source, i,
                std::to_string(width_of(source.lines[i])) + " columns, 100 at most");
    if (source.lines.size() > file_lines_max)
        add(found, source, file_lines_max,
            std::to_string(source.lines.size()) + " lines in one file, 500 at most");
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return text.starts_with(word); });
}

// Whether the text before an opening brace is the head of a function.
bool is_function_head(std::string head) {
    head.erase(0, head.find_first_not_of(" \t\n"));
    if (head.find(')') == std::string::npos || head.find('=') == 0) return false;
    if (begins_with_any(head, {"namespace", "enum", "extern \"", "if", "for", "while", "switch",
                               "else", "do", "try", "catch", "return"}))
        return false;
    const std::size_t assigned = head.find(" = ");
    return assigned == std::string::npos || head.find("operator") != std::string::npos ||
           head.rfind(')') > assigned;
}

void keep_functions_short(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp()) return;
    std::string head;
    int depth = 0, function_depth = -1;
    std::size_t started = 0;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string& line = source.code[i];
        if (line.starts_with("#")) continue;
        for (const char c : line) {
            if (c == '{') {
                if (function_depth < 0 && is_function_head(head)) {
                    function_depth = depth;
                    started = i;
                }
                ++depth;
            }
            if (c == '}' && --depth == function_depth) {
                function_depth = -1;
                if (i - started + 1 > function_lines_max)
                    add(found, source, started,
                        "a function of " + std::to_string(i - started + 1) + " lines, 60 at most");
            }
            if (c == '{' || c == '}' || c == ';')
                head.clear();
            else
                head += c;
        }
        head += '\n';
    }
}

// The name that a line of code declares as a type or namespace, or "".
std::string declared_name(const std::string& line) {
    for (const std::string_view kind :
         {"class ", "struct ", "enum class ", "namespace ", "using "}) {
        const std::size_t at = line.find(kind);
        if (at == std::string::npos || line.find_first_not_of(' ') != at) continue;
        std::size_t end = at + kind.size();
        while (end < line.size() &&
               (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '_'))
            ++end;
        const std::string name = line.substr(at + kind.size(), end - at - kind.size());
        if (line.find(';') != std::string::npos && kind != "using ")
            return "";  // declared elsewhere
        if (!name.empty() && name != "namespace") return name;
    }
    return "";
}

void name_things(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp()) return;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string name = declared_name(source.code[i]);
        for (const std::string_view empty :
             {"Manager", "Helper", "Helpers", "Util", "Utils", "Data", "Info"})
            if (name.ends_with(empty))
                add(found, source, i, "'" + name + "' says nothing: no " + std::string(empty));
        const std::string& line = source.code[i];
        const std::size_t got = line.find("get_");
        if (got != std::string::npos && got > 0 && line[got - 1] == ' ' &&
            line.find('(', got) != std::string::npos && line.find("return") == std::string::npos &&
            line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", got) ==
                line.find('(', got))
            add(found, source, i, "questions read as questions: no get_ prefix");
    }
}

void leave_no_notes(const Source& source, const Tree&, Found& found) {
    if (!is_program_text(source) || source.under("tests/house/")) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        for (const std::string_view note : {"TODO", "FIXME", "XXX"})
            if (has_word(source.lines[i], note) && source.lines[i].find("(#") == std::string::npos)
                add(found, source, i,
                    std::string(note) + " needs an issue: " + std::string(note) + "(#7)");
}

void use_what_both_compilers_have(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp()) return;
    bool inside = false;  // a namespace of ours may open its own parts
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string& line = source.code[i];
        if (line.find("std::format") != std::string::npos ||
            line.find("<format>") != std::string::npos)
            add(found, source, i, "std::format is not in g++ 12: use {fmt} or base/text.h");
        if (source.under("src/") && has_word(line, "throw"))
            add(found, source, i, "nothing is thrown in src/: give a Result");
        inside = inside || line.starts_with("namespace vitrine");
        if (source.ends(".h") && !inside && line.starts_with("using namespace"))
            add(found, source, i, "a header takes no namespace for its readers");
    }
}

// g++ 12 destroys such a lambda twice. A completion handler of co_spawn is none: nothing awaits it.
void name_awaited_lambdas(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp()) return;
    static const std::regex awaited(R"(co_await[^]*[^\w)\]]\[[^\[\]]+\]\s*([({]|mutable|->))");
    static const std::regex spawned(R"(co_spawn\([^,]*,\s*\[[^\[\]]+\])");
    std::string statement;
    for (std::size_t i = 0; i < source.code.size(); ++i)
        for (const char c : source.code[i] + '\n') {
            statement += c;
            if (c != ';' && c != '}') continue;
            const bool waits = statement.find("co_await") != std::string::npos &&
                               std::regex_search(statement, awaited);
            if (waits || (statement.find("co_spawn") != std::string::npos &&
                          std::regex_search(statement, spawned)))
                add(found, source, i, "name the lambda first: g++ 12 destroys it twice in there");
            statement.clear();
        }
}

void open_headers_with_prose(const Source& source, const Tree&, Found& found) {
    if (!source.ends(".h") || source.ends("/imconfig.h")) return;  // that one is a list of switches
    if (source.lines.empty() || !source.lines[0].starts_with("// "))
        add(found, source, 0,
            "a header is a contract: it begins with prose ('// What this is...')");
    const bool once = std::any_of(source.code.begin(), source.code.end(), [](const auto& line) {
        return line.starts_with("#pragma once");
    });
    if (!once) add(found, source, 0, "#pragma once is missing");
}

void end_clean(const Source& source, const Tree&, Found& found) {
    if (source.under("tests/golden/") || source.under("tests/fuzz/corpus/")) return;
    if (source.ends(".json") || source.ends(".md")) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        const std::string& line = source.lines[i];
        if (line.find('\r') != std::string::npos)
            add(found, source, i, "lines end in LF");
        else if (!line.empty() && (line.back() == ' ' || line.back() == '\t'))
            add(found, source, i, "white space at the end of a line");
        if (is_program_text(source) && line.find('\t') != std::string::npos)
            add(found, source, i, "a tab; indent with four spaces");
    }
}

}  // namespace

std::vector<FileRule> style_rules() {
    return {{"lines fit 100 columns and files 500 lines", fit_the_page},
            {"functions stop at 60 lines", keep_functions_short},
            {"names say something", name_things},
            {"notes name their issue", leave_no_notes},
            {"nothing is thrown, formatted or taken for the reader", use_what_both_compilers_have},
            {"no lambda with captures is awaited where it is written", name_awaited_lambdas},
            {"headers begin with prose", open_headers_with_prose},
            {"lines end clean", end_clean}};
}

}  // namespace house
