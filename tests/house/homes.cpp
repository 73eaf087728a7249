// Every fact has one home: colours, words, SQL, status codes; and what must not be here at all.
#include <algorithm>
#include <cctype>

#include "tests/house/house.h"

namespace house {
namespace {

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

std::size_t hex_run(std::string_view text, std::size_t at) {
    std::size_t length = 0;
    while (at + length < text.size() && is_hex(text[at + length])) ++length;
    return length;
}

// "#1a2b3c" as CSS writes it. Pure black and white are paper and ink, not colours of the theme.
bool has_css_colour(std::string_view line) {
    for (std::size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
        const std::size_t digits = hex_run(line, at + 1);
        const std::size_t end = at + 1 + digits;
        const bool whole =
            end == line.size() || std::string_view(";,)'\" `}").find(line[end]) != line.npos;
        const bool value = at > 0 && std::string_view(":('\" ,`").find(line[at - 1]) != line.npos;
        const std::string_view run = line.substr(at + 1, digits);
        const bool ink =
            run.find_first_not_of('0') == run.npos || run.find_first_not_of("fF") == run.npos;
        if (whole && value && !ink && (digits == 3 || digits == 6 || digits == 8)) return true;
    }
    return false;
}

// 0xff1a2b3c: eight digits with an opaque end, and more than a mask.
bool has_packed_colour(std::string_view line) {
    for (std::size_t at = line.find("0x"); at != line.npos; at = line.find("0x", at + 2)) {
        if (hex_run(line, at + 2) != 8) continue;
        std::string digits(line.substr(at + 2, 8));
        std::transform(digits.begin(), digits.end(), digits.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const bool opaque = digits.starts_with("ff") || digits.ends_with("ff");
        const bool mask = digits.find_first_not_of("f0") == std::string::npos;
        if (opaque && !mask) return true;
    }
    return false;
}

void keep_colours_in_the_theme(const Source& source, const Tree&, Found& found) {
    if (source.under("assets/") || source.under("tests/") || source.ends(".md")) return;
    if (source.ends("/app_icons.cpp")) return;  // pictures: their colours are what they show
    const bool styled = source.ends(".css") || source.ends(".html") || source.ends(".mjs") ||
                        source.ends(".webmanifest");
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        const bool css = styled && has_css_colour(source.lines[i]);
        const bool packed = source.under("src/console/") && has_packed_colour(source.code[i]);
        if (css || packed) add(found, source, i, "colours live in assets/theme.json");
    }
}

void keep_sql_in_its_adapter(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp() || source.under("src/service/sqlite/") || source.under("tests/")) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        for (const std::string_view sql : {"\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE FROM",
                                           "\"CREATE TABLE", "\"PRAGMA ", "\"CREATE INDEX"})
            if (source.lines[i].find(sql) != std::string::npos)
                add(found, source, i, "SQL lives in src/service/sqlite");
}

// `status == 404`, `status >= 400`: a comparison or assignment with a code between 100 and 599.
bool compares_a_status(std::string_view line) {
    for (std::size_t at = line.find("status"); at != line.npos; at = line.find("status", at + 6)) {
        std::size_t to = at + 6;
        while (to < line.size() &&
               (std::isalpha(static_cast<unsigned char>(line[to])) || line[to] == '_'))
            ++to;
        const std::size_t sign = line.find_first_not_of(' ', to);
        if (sign == line.npos || std::string_view("=!<>").find(line[sign]) == line.npos) continue;
        const std::size_t value = line.find_first_not_of("=!<> ", sign);
        if (value == line.npos || value + 3 > line.size()) continue;
        const bool code = line[value] >= '1' && line[value] <= '5' &&
                          std::isdigit(line[value + 1]) && std::isdigit(line[value + 2]);
        if (code && (value + 3 == line.size() || !std::isdigit(line[value + 3]))) return true;
    }
    return false;
}

void keep_status_codes_in_the_sheet(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp() || source.under("src/service/http/") || source.under("tests/") ||
        source.under("src/contract/http_status"))
        return;
    for (std::size_t i = 0; i < source.code.size(); ++i)
        if (compares_a_status(source.code[i]))
            add(found, source, i,
                "HTTP status codes live in service/http and contract/http_status");
}

// The literal behind `key`, "" when what follows is no literal.
std::string literal_after(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    if (at == line.npos) return {};
    const std::size_t open = at + key.size();
    const std::size_t close = line.find('"', open);
    return std::string(line.substr(open, close == line.npos ? close : close - open));
}

void keep_words_in_words(const Source& source, const Tree&, Found& found) {
    if (!source.under("src/console/") || !source.ends(".cpp")) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        for (const std::string_view shown :
             {".label = \"", ".title = \"", ".detail = \"", ".placeholder = \"", ".name = \"",
              ".text = \"", ".reason = \""}) {
            const std::string words = literal_after(source.lines[i], shown);
            const auto letters = std::count_if(
                words.begin(), words.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
            if (letters >= 3)
                add(found, source, i, "what people read lives in assets/words: \"" + words + "\"");
        }
}

void say_only_known_words(const Source& source, const Tree& tree, Found& found) {
    if (!source.under("src/console/") || !source.is_cpp() || tree.words.empty()) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i)
        for (const std::string_view call : {"say(\"", "say_count(\""}) {
            const std::string& line = source.lines[i];
            for (std::size_t at = line.find(call); at != line.npos; at = line.find(call, at + 1)) {
                if (source.code[i].find("say") == std::string::npos) break;  // in a comment
                const std::string key = literal_after(std::string_view(line).substr(at), call);
                const bool pieced = key.ends_with('.');  // the rest is put behind it
                if (!pieced && !std::binary_search(tree.words.begin(), tree.words.end(), key))
                    add(found, source, i, "assets/words/en.json has no \"" + key + "\"");
            }
        }
}

bool is_public_host(std::string_view host) {
    for (const std::string_view known : {"localhost",
                                         "127.0.0.1",
                                         "www.w3.org",
                                         "github.com",
                                         "www.apache.org",
                                         "www.rfc-editor.org",
                                         "datatracker.ietf.org",
                                         "semver.org",
                                         "keepachangelog.com",
                                         "www.naturalearthdata.com",
                                         "spdx.org",
                                         "json-schema.org",
                                         "openapis.org",
                                         "deb.debian.org",
                                         "snapshot.debian.org",
                                         "emscripten.org",
                                         "registry.npmjs.org",
                                         "www.sqlite.org",
                                         "fonts.google.com",
                                         "rsms.me",
                                         "www.jetbrains.com",
                                         "html.spec.whatwg.org",
                                         "spec.openapis.org",
                                         "en.wikipedia.org",
                                         "scripts.sil.org",
                                         "openfontlicense.org",
                                         "howardhinnant.github.io",
                                         "www.googleapis.com"})
        if (host == known) return true;
    return host.ends_with(".example") || host.ends_with(".test") || host.ends_with(".invalid") ||
           host == "example.org" || host == "example.com" || host.ends_with(".example.org") ||
           host.ends_with(".example.com");
}

void name_no_machine(const Source& source, const Tree&, Found& found) {
    if (source.ends("LICENSE") || source.under("tests/house/")) return;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        const std::string_view line = source.lines[i];
        for (const std::string_view home : {"/root/", "/home/", "/Users/", "/work/"})
            if (const std::size_t at = line.find(home);
                at != line.npos &&
                (at == 0 || !std::isalnum(static_cast<unsigned char>(line[at - 1]))) &&
                (at == 0 || (line[at - 1] != '}' && line[at - 1] != '.')))
                add(found, source, i, "a path of one machine: " + std::string(home));
        for (std::size_t at = line.find("://"); at != line.npos; at = line.find("://", at + 3)) {
            const bool http =
                at >= 4 && line.substr(0, at).ends_with(line[at - 1] == 's' ? "https" : "http");
            const std::size_t end = line.find_first_of("/:\"'`)<> ,;$\\}", at + 3);
            const std::string_view host =
                line.substr(at + 3, end == line.npos ? end : end - at - 3);
            const bool whole =
                host.find('.') != host.npos && host.find_first_of("{*%[") == host.npos;
            if (http && whole && !is_public_host(host))
                add(found, source, i, "an unknown host: " + std::string(host));
        }
    }
}

}  // namespace

std::vector<FileRule> home_rules() {
    return {{"colours live in the theme", keep_colours_in_the_theme},
            {"SQL lives in its adapter", keep_sql_in_its_adapter},
            {"status codes live in the HTTP sheet", keep_status_codes_in_the_sheet},
            {"words live in assets/words", keep_words_in_words},
            {"only known words are said", say_only_known_words},
            {"nothing names a machine", name_no_machine}};
}

}  // namespace house
