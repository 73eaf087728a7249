#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/console/components.h"
#include "tests/console/screen.h"

using namespace vitrine;
using namespace vitrine::test;

namespace {

bool can_be_pressed(const console::SemNode& node) {
    return (node.flags & console::sem_focusable) != 0;
}

void draw(console::Ui& ui) { components_sheet(ui); }

}  // namespace

TEST_CASE("the component sheet says what it shows") {
    Screen screen(components_width, components_height);
    REQUIRE(screen.host.set_fonts(ui_fonts()));
    screen.frames(4, draw);
    const std::string path = VT_SOURCE_DIR "/tests/golden/console_components.txt";
    if (std::getenv("VITRINE_ACCEPT")) std::ofstream(path) << screen.text();
    std::ifstream file(path);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    CHECK(golden == screen.text());
    screen.photograph("components_dark");
}

TEST_CASE("nothing that can be pressed is without a name, and no two things share a key") {
    Screen screen(components_width, components_height);
    screen.host.set_fonts(ui_fonts());
    screen.frames(2, draw);
    std::set<std::uint64_t> keys;
    for (const console::SemNode& node : screen.host_nodes()) {
        if (can_be_pressed(node)) CHECK_FALSE(node.name.empty());
        CHECK(keys.insert(node.key).second);
        CHECK(node.name.find("common.") == std::string::npos);
        CHECK(node.name.find("chart.") == std::string::npos);
    }
    CHECK(keys.size() > 150);
}

TEST_CASE("keys stay the same from frame to frame and from theme to theme") {
    Screen screen(components_width, components_height);
    screen.host.set_fonts(ui_fonts());
    screen.frames(3, draw);
    std::vector<std::uint64_t> first;
    for (const auto& node : screen.host_nodes()) first.push_back(node.key);
    screen.theme = &console::tokens::light;
    screen.frames(2, draw);
    std::vector<std::uint64_t> later;
    for (const auto& node : screen.host_nodes()) later.push_back(node.key);
    CHECK(first == later);
    screen.photograph("components_light");
    screen.theme = &console::tokens::high_contrast;
    screen.resize(components_width, components_height, 2);
    screen.frames(3, draw);
    screen.photograph("components_contrast_2x");
}

TEST_CASE("the sheet draws before its fonts have arrived") {
    Screen screen(components_width, components_height);
    screen.frames(40, draw);
    CHECK(screen.find(console::SemRole::button, "Primary") != nullptr);
    screen.photograph("components_without_fonts");
}

TEST_CASE("the sheet at rest wants no frames for five seconds") {
    Screen screen(components_width, components_height);
    screen.host.set_fonts(ui_fonts());
    screen.settle(draw);
    CHECK(screen.host.frames().next_frame_at() > screen.seconds + 5);
}
