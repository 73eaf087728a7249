// What the native programs are told on their command line.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "console/intents.h"
#include "shell/desktop/window.h"

namespace vitrine::shell {

struct Options {
    std::string store = "http://localhost:8600";
    std::string place = "/";
    std::string user;          // e-mail: sign in anew; "": go on with the kept session
    std::string photo, probe;  // files to write, "" none
    double watch_s = 0;        // with `photo`: how long to look on after it was taken
    console::ThemeWish theme = console::ThemeWish::system;
    WindowWish window;
    bool help = false;
};

// Refuses an unknown flag, a flag without its value, and values out of range, each by name.
base::Result<Options> read_options(int count, char** words, const Options& defaults);
std::string_view options_help();  // one line a flag

}  // namespace vitrine::shell
