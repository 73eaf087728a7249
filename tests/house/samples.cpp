// What each rule must refuse and must let pass, as files that are not in the tree.
#include <string>

#include "tests/house/house.h"

namespace house {
namespace {

enum class Verdict { refused, fine };

struct Sample {
    const char* sentence;
    const char* path;
    std::string text;
    Verdict verdict;
};

std::string long_function(int lines) {
    std::string out = "// A sample.\nnamespace vitrine::base {\nint long_one(int n) {\n";
    for (int i = 0; i < lines - 2; ++i) out += "    n += 1;\n";
    return out + "}\n}\n";
}

constexpr auto refused = Verdict::refused;
constexpr auto fine = Verdict::fine;
const std::string base = "namespace vitrine::base {}\n";
const std::string sheet = "namespace vitrine::service::http {}\n";
const std::string console = "namespace vitrine::console {}\n";

std::vector<Sample> architecture_samples() {
    return {
        {"base knows no contract", "src/base/x.cpp", "#include \"contract/apps.h\"\n" + base,
         refused},
        {"the console knows no service", "src/console/x.cpp",
         "#include \"service/ports.h\"\n" + console, refused},
        {"the console knows the platform contract", "src/console/x.cpp",
         "#include \"shell/shell.h\"\n" + console, fine},
        {"the console knows no door", "src/console/x.cpp",
         "#include \"shell/desktop/window.h\"\n" + console, refused},
        {"the browser knows no desktop", "shell/browser/x.cpp",
         "#include \"shell/desktop/window.h\"\n", refused},
        {"tests may link both", "tests/journeys/x.cpp",
         "#include \"service/ports.h\"\n#include \"console/console.h\"\n", fine},
        {"an include in a comment is none", "src/base/x.cpp",
         "// #include \"contract/apps.h\"\n" + base, fine},
        {"no streams in the browser", "src/client/x.cpp",
         "#include <iostream>\nnamespace vitrine::client {}\n", refused},
        {"no wall clock", "src/service/x.cpp",
         "namespace vitrine::service { auto t = std::chrono::system_clock::now(); }\n", refused},
        {"Emscripten outside its door", "src/base/x.cpp", "#ifdef __EMSCRIPTEN__\n#endif\n" + base,
         refused},
        {"a view that asks for the kiosk", "src/console/views/x.cpp",
         "namespace vitrine::console {\nvoid f() {\n    if (kiosk) return;\n}\n}\n", refused},
        {"a static in a view", "src/console/views/x.cpp",
         "namespace vitrine::console {\nvoid f() {\n    static int n = 0;\n}\n}\n", refused},
        {"the wrong namespace", "src/base/x.cpp", "namespace other {}\n", refused},
    };
}

std::vector<Sample> style_samples() {
    return {
        {"101 columns", "src/base/x.cpp", base + "// " + std::string(98, 'x') + "\n", refused},
        {"100 columns of many bytes", "src/base/x.cpp",
         base + "// " + std::string(94, 'x') + "äöü\n", fine},
        {"a function of 61 lines", "src/base/x.cpp", long_function(61), refused},
        {"a function of 60 lines", "src/base/x.cpp", long_function(60), fine},
        {"a manager", "src/base/x.cpp", base + "class ThingManager {\n};\n", refused},
        {"somebody else's data", "src/base/x.cpp", base + "struct ImDrawData;\n", fine},
        {"get_", "src/base/x.cpp", base + "int get_size();\n", refused},
        {"std::get_if", "src/base/x.cpp", base + "auto* x = std::get_if<int>(&y);\n", fine},
        {"a note without an issue", "src/base/x.cpp", base + "// TODO: later\n", refused},
        {"a note with its issue", "src/base/x.cpp", base + "// TODO(#7): later\n", fine},
        {"std::format", "src/base/x.cpp", base + "auto s = std::format(\"{}\", 1);\n", refused},
        {"throw", "src/base/x.cpp", base + "void f() { throw 1; }\n", refused},
        {"throw in a sentence", "src/base/x.cpp", base + "// We do not throw.\n", fine},
        {"a lambda awaited where it is written", "src/service/http/x.cpp",
         sheet + "void f() {\n    co_await g(desk,\n               [this, &x] { return x; });\n}\n",
         refused},
        {"a lambda spawned where it is written", "src/service/http/x.cpp",
         sheet + "void f() { co_spawn(io, [this]() -> Work { co_return; }, detached); }\n", refused},
        {"a lambda with a name", "src/service/http/x.cpp",
         sheet + "void f() {\n    auto work = [this] { return x[0]; };\n    co_await g(work, a[i]);\n}\n",
         fine},
        {"a handler of what was spawned", "src/service/http/x.cpp",
         sheet + "void f() { co_spawn(io, std::move(work), [this](int) { end(); }); }\n", fine},
        {"a lambda that captures nothing", "src/service/http/x.cpp",
         sheet + "void f() { co_await g([] { return 1; }); }\n", fine},
        {"a header without prose", "src/base/x.h", "#pragma once\n" + base, refused},
        {"a header that may come twice", "src/base/x.h", "// What.\n" + base, refused},
        {"a header as it should be", "src/base/x.h", "// What this is.\n#pragma once\n" + base,
         fine},
        {"white space at the end", "src/base/x.cpp", base + "int x; \n", refused},
        {"a tab", "src/base/x.cpp", base + "\tint x;\n", refused},
    };
}

std::vector<Sample> home_samples() {
    return {
        {"a colour in CSS", "web/x.css", "a { color: #1a2b3c; }\n", refused},
        {"a fragment in a link", "web/x.html", "<a href=\"#main\">to content</a>\n", fine},
        {"a colour in a view", "src/console/x.cpp", console + "auto c = 0xff3c2b1a;\n", refused},
        {"a mask", "src/console/x.cpp", console + "auto c = 0x00ffffff;\n", fine},
        {"SQL in a desk", "src/service/desks/x.cpp",
         "namespace vitrine::service { auto q = \"SELECT 1\"; }\n", refused},
        {"a status in the console", "src/console/x.cpp",
         console + "bool b = answer.status == 404;\n", refused},
        {"a status in the sheet", "src/service/http/x.cpp",
         "namespace vitrine::service::http { bool b = status == 404; }\n", fine},
        {"words in a view", "src/console/views/x.cpp",
         console + "Button b{.label = \"Send reply\"};\n", refused},
        {"words by key", "src/console/views/x.cpp", console + "auto t = say(\"known.key\");\n",
         fine},
        {"an unknown key", "src/console/views/x.cpp", console + "auto t = say(\"no.key\");\n",
         refused},
        {"somebody's home", "dev", "cd /home/somebody/vitrine\n", refused},
        {"an unknown host", "dev", "curl https://mirror.corp.internal/x\n", refused},
        {"a public host", "README.md", "https://github.com/ocornut/imgui\n", fine},
    };
}

}  // namespace

std::vector<std::string> misjudged_samples(const std::vector<FileRule>& rules, int& judged) {
    Tree tree;
    tree.words = {"known.key"};
    std::vector<std::string> out;
    for (const auto& list : {architecture_samples(), style_samples(), home_samples()})
        for (const Sample& sample : list) {
            Found found;
            const Source source = make_source(sample.path, sample.text);
            for (const FileRule& rule : rules) rule.check(source, tree, found);
            ++judged;
            if (found.empty() == (sample.verdict == fine)) continue;
            std::string line = std::string("sample '") + sample.sentence + "' was ";
            line += found.empty() ? "let pass" : "refused: " + found[0].why;
            out.push_back(std::move(line));
        }
    return out;
}

}  // namespace house
