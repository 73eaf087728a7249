// vitrine-kiosk: two boards in turn on a display that nobody attends.
#include "shell/kiosk/rota.h"

namespace {
constexpr double board_s = 20;
constexpr float board_width = 1920, board_height = 1080;
}  // namespace

int main(int count, char** words) {
    using namespace vitrine::shell;
    Options defaults;
    defaults.window.title = "Vitrine";
    defaults.window.frame = Frame::full_screen;
    defaults.window.fit_width = board_width;
    defaults.window.fit_height = board_height;
    defaults.theme = vitrine::console::ThemeWish::dark;
    Rota rota({"/boards/today", "/boards/ratings"}, board_s);
    defaults.place = "/boards/today";
    return run_program(count, words, "vitrine-kiosk", defaults, rota);
}
