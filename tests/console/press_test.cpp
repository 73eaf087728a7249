// Presses as machines send them: move, press and release at once, as by a finger on a remote
// desktop, must do what a slow hand does.
#include <doctest/doctest.h>

#include "console/widgets/button.h"
#include "console/widgets/table.h"
#include "imgui.h"
#include "tests/console/screen.h"

using namespace vitrine;
using namespace vitrine::console;
using vitrine::test::Screen;

TEST_CASE("a row is pressed once by a pointer that jumps to it and presses in one frame") {
    Screen screen;
    int rows = 0, buttons = 0;
    const auto draw = [&](Ui& ui) {
        const Row row{ui, {10, 10, 300, 40}, {.id = "a", .name = "A"}};
        if (button(ui, {200, 15, 100, 30}, {.label = "Inside"})) ++buttons;
        if (row) ++rows;
    };
    screen.frames(2, draw);
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(50, 30);
    io.AddMouseButtonEvent(0, true);
    io.AddMouseButtonEvent(0, false);
    screen.host.frames().kick(1);  // as a door does for any input
    screen.settle(draw);
    CHECK(rows == 1);
    CHECK(buttons == 0);
    io.AddMousePosEvent(250, 30);
    io.AddMouseButtonEvent(0, true);
    io.AddMouseButtonEvent(0, false);
    screen.host.frames().kick(1);  // as a door does for any input
    screen.settle(draw);
    CHECK(rows == 1);
    CHECK(buttons == 1);
}
