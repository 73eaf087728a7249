// Arrows between folders, and what the console's budget forbids.
#include <algorithm>
#include <array>

#include "tests/house/house.h"

namespace house {
namespace {

// What a folder may include, by the beginning of the path. The first row that fits counts.
struct Arrow {
    std::string_view from;
    std::vector<std::string_view> to;
};

const std::vector<Arrow>& arrows() {
    static const std::vector<Arrow> all = {
        {"src/base/", {"base/"}},
        {"src/contract/", {"base/", "contract/"}},
        {"src/package/", {"base/", "contract/", "package/"}},
        {"src/cli/", {"base/", "contract/", "package/", "cli/"}},
        {"src/service/", {"base/", "contract/", "package/", "service/"}},
        {"src/client/", {"base/", "contract/", "client/"}},
        {"src/console/", {"base/", "contract/", "client/", "console/", "shell/shell.h"}},
        {"shell/render/", {"shell/render/"}},
        {"shell/native/",
         {"base/", "contract/", "client/", "console/", "shell/shell.h", "shell/render/",
          "shell/native/"}},
        {"shell/headless/",
         {"base/", "contract/", "client/", "console/", "shell/shell.h", "shell/render/",
          "shell/native/", "shell/headless/"}},
        {"shell/desktop/",
         {"base/", "contract/", "client/", "console/", "shell/shell.h", "shell/render/",
          "shell/native/", "shell/desktop/"}},
        {"shell/kiosk/",
         {"base/", "contract/", "client/", "console/", "shell/shell.h", "shell/native/",
          "shell/desktop/", "shell/kiosk/"}},
        {"shell/browser/",
         {"base/", "contract/", "client/", "console/", "shell/shell.h", "shell/render/",
          "shell/browser/"}},
        {"shell/", {"base/", "client/", "contract/"}},
    };
    return all;
}

// The path of `#include "..."`, or "" for anything else. Generated headers have no folder.
std::string_view included(std::string_view line) {
    constexpr std::string_view start = "#include \"";
    if (!line.starts_with(start)) return {};
    line.remove_prefix(start.size());
    const std::string_view path = line.substr(0, line.find('"'));
    return path.find('/') == path.npos ? std::string_view() : path;
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return text.starts_with(word); });
}

void follow_arrows(const Source& source, const Tree&, Found& found) {
    const auto& all = arrows();
    const auto arrow = std::find_if(all.begin(), all.end(),
                                    [&](const Arrow& one) { return source.under(one.from); });
    if (arrow == all.end() || !source.is_cpp()) return;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string_view path = included(source.code[i]);
        if (path.empty()) continue;
        const bool ours =
            begins_with_any(path, {"base/", "contract/", "package/", "service/", "cli/", "client/",
                                   "console/", "shell/", "tests/"});
        const bool allowed = !ours || std::any_of(arrow->to.begin(), arrow->to.end(),
                                                  [&](auto to) { return path.starts_with(to); });
        if (!allowed)
            add(found, source, i,
                std::string(arrow->from) + " may not include " + std::string(path));
    }
}

void stay_small(const Source& source, const Tree&, Found& found) {
    const bool shipped = source.under("src/base/") || source.under("src/contract/") ||
                         source.under("src/client/") || source.under("src/console/");
    // check.cpp says its last words on stderr; there are none in the browser.
    if (!shipped || !source.is_cpp() || source.path == "src/base/check.cpp") return;
    for (const std::string_view heavy :
         {"<iostream>", "<sstream>", "<fstream>", "<regex>", "<locale>", "<functional>", "<cstdio>",
          "<map>", "<unordered_map>", "<thread>", "<mutex>", "<fmt/"})
        for (std::size_t i = 0; i < source.code.size(); ++i)
            if (source.code[i].starts_with("#include") &&
                source.code[i].find(heavy) != std::string::npos)
                add(found, source, i, std::string(heavy) + " weighs too much for the browser");
}

void ask_the_clock_port(const Source& source, const Tree&, Found& found) {
    if (!source.under("src/") || source.under("src/service/machine/") || !source.is_cpp()) return;
    for (std::size_t i = 0; i < source.code.size(); ++i)
        for (const std::string_view wall :
             {"system_clock::now", "gettimeofday", "clock_gettime", "std::time(", "time(nullptr)"})
            if (source.code[i].find(wall) != std::string::npos)
                add(found, source, i, "the time comes from base::Clock, not from the machine");
}

void keep_emscripten_in_its_door(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp() || source.under("shell/browser/")) return;
    for (std::size_t i = 0; i < source.code.size(); ++i)
        if (has_word(source.code[i], "__EMSCRIPTEN__") || has_word(source.code[i], "__wasm__"))
            add(found, source, i, "only shell/browser knows that it is in a browser");
}

void keep_views_ignorant(const Source& source, const Tree&, Found& found) {
    if (!source.under("src/console/") || !source.is_cpp()) return;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        const std::string& line = source.code[i];
        const std::size_t at = line.find("kiosk");
        const bool asks =
            line.find("if (") != std::string::npos || line.find(" ? ") != std::string::npos;
        if (at != std::string::npos && asks && line.find("tokens::kiosk") == std::string::npos)
            add(found, source, i, "the kiosk is a policy on intents, never a question in a view");
        const std::size_t fixed = line.find("static ");
        const bool constant = line.find("static const") != std::string::npos;
        if (source.under("src/console/views/") && fixed != std::string::npos && !constant &&
            source.ends(".cpp") && line.find_first_not_of(' ') == fixed &&
            line.find('(') == std::string::npos)
            add(found, source, i, "no statics in views: state lives where house.md's table says");
    }
}

void live_in_the_folders_namespace(const Source& source, const Tree&, Found& found) {
    if (!source.is_cpp() || !source.under("src/") || source.ends("/main.cpp") ||
        source.ends("imconfig.h"))
        return;
    const std::string folder = source.path.substr(4, source.path.find('/', 4) - 4);
    const std::string wanted = "namespace vitrine::" + folder;
    for (const std::string& line : source.code)
        if (line.starts_with(wanted)) return;
    add(found, source, 0, "a namespace is a folder: '" + wanted + "' is not here");
}

}  // namespace

std::vector<FileRule> architecture_rules() {
    return {{"includes follow the arrows of the map", follow_arrows},
            {"what the browser loads stays small", stay_small},
            {"the time comes from a port", ask_the_clock_port},
            {"only the browser's door knows Emscripten", keep_emscripten_in_its_door},
            {"views know no kiosk and keep no statics", keep_views_ignorant},
            {"a namespace is a folder", live_in_the_folders_namespace}};
}

}  // namespace house
