#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "console/charts/line_chart.h"
#include "console/text/glyphs.h"
#include "console/text/text_engine.h"
#include "console/text/type.h"
#include "console/widgets/button.h"
#include "console/widgets/field.h"
#include "console/widgets/overlay.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "tests/console/screen.h"

using namespace vitrine;
using namespace vitrine::console;
using namespace vitrine::test;

namespace {
constexpr Rect place{100, 100, 120, 28};
}

TEST_CASE("a button is pressed by the mouse, once") {
    Screen screen;
    int pressed = 0;
    const auto draw = [&](Ui& ui) { pressed += button(ui, place, {.label = "Send"}).pressed; };
    screen.frames(2, draw);
    screen.click(150, 110, draw);
    CHECK(pressed == 1);
    screen.click(400, 400, draw);
    CHECK(pressed == 1);
}

TEST_CASE("a button is pressed from outside by its key") {
    Screen screen;
    int pressed = 0;
    const auto draw = [&](Ui& ui) { pressed += button(ui, place, {.label = "Send"}).pressed; };
    screen.frame(draw);
    const SemNode* node = screen.find(SemRole::button, "Send");
    REQUIRE(node);
    screen.host.sem().act({node->key, SemActionKind::press, {}});
    screen.frames(3, draw);
    CHECK(pressed == 1);
}

TEST_CASE("a disabled button keeps its focus, says why and is never pressed") {
    Screen screen;
    int pressed = 0;
    const auto draw = [&](Ui& ui) {
        pressed += button(ui, place, {.label = "Send", .reason = "Nothing typed"}).pressed;
    };
    screen.frames(2, draw);
    screen.click(150, 110, draw);
    screen.key(ImGuiKey_Tab, draw);
    screen.key(ImGuiKey_Enter, draw);
    CHECK(pressed == 0);
    const SemNode* node = screen.find(SemRole::button, "Send");
    REQUIRE(node);
    CHECK((node->flags & sem_disabled) != 0);
    CHECK(node->value == "Nothing typed");
    CHECK(screen.host.sem().focus() == node->key);
}

TEST_CASE("Tab walks in the order of the page, Shift+Tab back, Enter presses") {
    Screen screen;
    std::string pressed;
    const auto draw = [&](Ui& ui) {
        for (const std::string_view name : {"One", "Two", "Three"}) {
            const Rect at{100, 100 + 40 * static_cast<float>(name.size()), 120, 28};
            if (button(ui, at, {.label = name})) pressed = name;
        }
    };
    screen.frame(draw);
    screen.key(ImGuiKey_Tab, draw);
    screen.key(ImGuiKey_Tab, draw);
    screen.key(ImGuiKey_Enter, draw);
    CHECK(pressed == "Two");
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
    screen.key(ImGuiKey_Tab, draw);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
    screen.frame(draw);
    screen.key(ImGuiKey_Space, draw);
    CHECK(pressed == "One");
}

TEST_CASE("a button inside a row takes its press from the row") {
    Screen screen;
    int row_pressed = 0, button_pressed = 0;
    const auto draw = [&](Ui& ui) {
        const Row row{ui, {0, 100, 400, 56}, {.id = "r1", .name = "A review"}};
        row_pressed += row.press().pressed;
        button_pressed += button(ui, {300, 110, 80, 28}, {.label = "Reply"}).pressed;
    };
    screen.frames(2, draw);
    screen.click(340, 120, draw);
    CHECK(button_pressed == 1);
    CHECK(row_pressed == 0);
    screen.click(50, 120, draw);
    CHECK(row_pressed == 1);
}

TEST_CASE("a list of a million rows draws only those in view") {
    Screen screen(800, 600);
    std::int64_t drawn = 0, first = -1;
    double wish = -1;
    const auto draw = [&](Ui& ui) {
        drawn = 0;
        RowWindow list{
            ui, {0, 0, 800, 600}, {.name = "Reviews", .count = 1'000'000, .row_height = 91}};
        if (wish >= 0) list.reveal(static_cast<std::int64_t>(wish));
        first = list.first();
        for (std::int64_t i = list.first(); i < list.last(); ++i, ++drawn) {
            const Row row{ui,
                          list.row(i),
                          {.id = std::to_string(i),
                           .name = "Review " + std::to_string(i),
                           .index = i,
                           .count = 1'000'000}};
        }
    };
    screen.frames(2, draw);
    CHECK(first == 0);
    CHECK(drawn == 7);
    wish = 999'999;
    screen.frames(3, draw);
    CHECK(drawn <= 8);
    const SemNode* last = screen.find(SemRole::list_item, "Review 999999");
    REQUIRE(last);
    CHECK(last->rect.bottom() == doctest::Approx(600).epsilon(0.01));
    CHECK(last->row == 1'000'000);
}

TEST_CASE("the wheel scrolls the innermost pane and stops at its end") {
    Screen screen(800, 600);
    double offset = 0;
    const auto draw = [&](Ui& ui) {
        ScrollArea pane{ui, {0, 0, 400, 300}, {.name = "Facets"}};
        offset = pane.offset();
        pane.end_at(pane.content().y + 500);
    };
    screen.frames(2, draw);
    ImGui::GetIO().AddMousePosEvent(100, 100);
    screen.frames(2, draw);
    ImGui::GetIO().AddMouseWheelEvent(0, -1);
    screen.frames(3, draw);
    CHECK(offset == 100);
    ImGui::GetIO().AddMouseWheelEvent(0, -9);
    screen.frames(3, draw);
    CHECK(offset == 200);
    const SemNode* node = screen.find(SemRole::region, "Facets");
    REQUIRE(node);
    CHECK(node->scroll_height == 500);
    screen.host.sem().act({node->key, SemActionKind::scroll, "40"});
    screen.frames(2, draw);
    CHECK(offset == 40);
}

TEST_CASE("a field takes its value, submit and blur from the overlay") {
    Screen screen(800, 600, shell::Shell::Fields::overlay);
    std::string value = "old";
    Typed typed;
    const auto draw = [&](Ui& ui) {
        typed = field(ui, {10, 10, 200, 34}, {.name = "Reply"}, value);
    };
    screen.frame(draw);
    const SemNode* node = screen.find(SemRole::text_box, "Reply");
    REQUIRE(node);
    const std::uint64_t key = node->key;
    CHECK(node->value == "old");
    screen.host.sem().act({key, SemActionKind::focus, {}});
    screen.host.sem().act({key, SemActionKind::set_value, "Das tut uns leid"});
    screen.frame(draw);
    CHECK(typed.changed);
    CHECK(typed.focused);
    CHECK(value == "Das tut uns leid");
    screen.host.sem().act({key, SemActionKind::submit, {}});
    screen.frame(draw);
    CHECK(typed.submitted);
    screen.host.sem().act({key, SemActionKind::blur, {}});
    screen.frame(draw);
    CHECK(typed.left);
    CHECK_FALSE(typed.focused);
}

TEST_CASE("a popover closes on Escape and gives the focus back") {
    Screen screen;
    int chosen = -1;
    const auto draw = [&](Ui& ui) {
        if (button(ui, place, {.label = "Sort"})) open_popover(ui, "sort");
        const MenuItem items[] = {{.label = "Newest"}, {.label = "Lowest"}};
        const int got = menu(ui, "sort", place, items);
        if (got >= 0) chosen = got;
    };
    screen.frames(2, draw);
    screen.click(150, 110, draw);
    CHECK(screen.find(SemRole::menu_item, "Lowest") != nullptr);
    screen.key(ImGuiKey_Escape, draw);
    screen.frames(2, draw);
    CHECK(screen.find(SemRole::menu_item, "Lowest") == nullptr);
    CHECK(screen.host.sem().focus() == screen.find(SemRole::button, "Sort")->key);
    screen.click(150, 110, draw);
    screen.key(ImGuiKey_DownArrow, draw);
    screen.key(ImGuiKey_DownArrow, draw);
    screen.key(ImGuiKey_Enter, draw);
    CHECK(chosen == 1);
}

TEST_CASE("any string is drawn: what the fonts lack goes through the text engine") {
    Screen screen;
    REQUIRE(screen.host.set_fonts(ui_fonts()));
    std::int64_t before = -1, after = -1;
    const auto draw = [&](Ui& ui) {
        before = ui.engine.rasterised();
        text(ui, {10, 10, 300, 20}, "Plain words – 4.62 €", tokens::type.body, 0xFFFFFFFFu);
        after = ui.engine.rasterised();
        CHECK(text(ui, {10, 40, 300, 20}, "庭の成長", tokens::type.body, 0xFFFFFFFFu) > 0);
    };
    screen.frames(2, draw);
    CHECK(before == after);
    CHECK(after == 1);
}

TEST_CASE("a face may come later; until then its text goes through the text engine") {
    const std::string all = ui_fonts();
    REQUIRE(all.size() > 4);
    std::uint32_t length = 0;
    std::size_t last = 4;  // where the fifth face begins, with its length
    for (int face = 0; face < 4; ++face, last += 4 + length)
        std::memcpy(&length, all.data() + last, sizeof length);
    const std::string four = std::string("\4\0\0\0", 4) + all.substr(4, last - 4);
    const std::string one = std::string("\1\0\0\0", 4) + all.substr(last);
    Screen screen;
    CHECK_FALSE(screen.host.set_fonts(four.substr(0, four.size() - 1)));
    REQUIRE(screen.host.set_fonts(four));
    CHECK_FALSE(screen.host.set_fonts(all));
    std::int64_t drawn = 0;
    const auto draw = [&](Ui& ui) {
        text(ui, {10, 10, 300, 20}, "Words", tokens::type.body, 0xFFFFFFFFu);
        CHECK(text(ui, {10, 40, 300, 20}, "0x2f", tokens::type.mono, 0xFFFFFFFFu) > 0);
        drawn = ui.engine.rasterised();
    };
    screen.frames(2, draw);
    CHECK(drawn == 1);
    REQUIRE(screen.host.set_fonts(one));
    CHECK_FALSE(screen.host.set_fonts(one));
    const auto again = [&](Ui& ui) {
        CHECK(text(ui, {10, 40, 300, 20}, "0x3f", tokens::type.mono, 0xFFFFFFFFu) > 0);
        drawn = ui.engine.rasterised();
    };
    screen.frames(2, again);
    CHECK(drawn == 1);
}

TEST_CASE("emoji keep their colours and the letters beside them ours: two bitmaps") {
    Screen screen;
    std::int64_t drawn = 0;
    screen.frame([&](Ui& ui) {
        paragraph(ui, {0, 0, 600, 20}, "Please fix it soon 🙏🏽 thanks", {.max_lines = 1});
        drawn = ui.engine.rasterised();
    });
    CHECK(drawn == 3);
    CHECK(screen.find(SemRole::text, "Please fix it soon 🙏🏽 thanks") != nullptr);
}

TEST_CASE("text that is too wide ends in an ellipsis inside its rectangle") {
    Screen screen;
    REQUIRE(screen.host.set_fonts(ui_fonts()));
    const auto draw = [&](Ui& ui) {
        const float wide = text(ui, {10, 10, 80, 20}, "A rather long name of an app",
                                tokens::type.body, 0xFFFFFFFFu);
        CHECK(wide <= 80.5F);
        CHECK(wide > 60);
    };
    screen.frames(2, draw);
}

TEST_CASE("the atlas of lines is bounded, and a frame rasterises only so many") {
    Screen screen;
    std::int64_t count = 0;
    std::size_t pages = 0;
    int start = 0;
    const auto draw = [&](Ui& ui) {
        const std::int64_t before = ui.engine.rasterised();
        for (int i = 0; i < 60; ++i) {
            paragraph(ui, {0, static_cast<float>(i) * 11, 900, 20},
                      "An endless stream of reviews, number " + std::to_string(start + i),
                      {.style = {64, 80, tokens::Face::regular}});
        }
        count = ui.engine.rasterised() - before;
        pages = ui.engine.pages();
    };
    for (start = 0; start < 6000; start += 60) {
        screen.frame(draw);
        CHECK(count <= TextEngine::lines_per_frame);
    }
    CHECK(pages <= RunAtlas::pages_max);
}

TEST_CASE("a paragraph that starts from the right stands at the right, and can be selected") {
    Screen screen;
    screen.frame([&](Ui& ui) {
        paragraph(ui, {100, 0, 400, 60}, "صوت المطر", {.lang = "ar"});
        CHECK(paragraph_height(ui, 400, "one\ntwo") == 40);
    });
    const SemNode* line = screen.find(SemRole::text, "صوت المطر");
    REQUIRE(line);
    CHECK(line->rect.right() == 500);
    CHECK(line->lang == "ar");
    CHECK((line->flags & sem_selectable_text) != 0);
}

TEST_CASE("ticks are round, and amounts start at zero") {
    CHECK(nice_ticks(0, 930).step == 250);
    CHECK(nice_ticks(0, 930).count == 5);
    CHECK(value_ticks(500, 930, contract::Unit::count).first == 0);
    CHECK(value_ticks(0.995, 0.999, contract::Unit::ratio).first > 0.9);
    CHECK(value_ticks(0.995, 0.9999, contract::Unit::ratio).last() <= 1.0 + 1e-9);
    CHECK(value_ticks(0, 0, contract::Unit::count).count >= 2);
    CHECK(value_ticks(0, 2, contract::Unit::count).step == 1);
}

TEST_CASE("many points keep the extremes of each column, gaps stay gaps") {
    std::vector<std::optional<double>> values(10'000, 1.0);
    values[5000] = 99;
    values[7000] = -5;
    for (std::size_t i = 2000; i < 2200; ++i) values[i] = std::nullopt;
    const auto kept = decimated(values, 100);
    CHECK(kept.size() <= 400);
    CHECK(std::find(kept.begin(), kept.end(), 5000) != kept.end());
    CHECK(std::find(kept.begin(), kept.end(), 7000) != kept.end());
    bool gap = false;
    for (const std::size_t i : kept) gap |= !values[i];
    CHECK(gap);
    CHECK(decimated({values.data(), 300}, 100).size() == 300);
}

TEST_CASE("a chart at rest draws nothing more; its arrows move the cursor") {
    Screen screen;
    std::vector<base::Instant> starts;
    std::vector<std::optional<double>> values;
    for (int i = 0; i < 5; ++i) {
        starts.push_back({i * base::day_ms});
        values.push_back(10.0 * i);
    }
    const ChartLine lines[] = {{"This period", values, LineKind::main}};
    const auto draw = [&](Ui& ui) {
        line_chart(ui, {0, 0, 800, 300},
                   {.id = "c", .name = "Installs per day", .starts = starts, .lines = lines});
    };
    screen.settle(draw);
    CHECK(screen.host.frames().next_frame_at() == FrameScheduler::never);
    const SemNode* node = screen.find(SemRole::image, "Installs per day");
    REQUIRE(node);
    CHECK(node->value.find("highest 40") != std::string::npos);
    CHECK(screen.find(SemRole::row, "Sun 4 January"));
    CHECK(screen.find(SemRole::cell, "30"));
}
