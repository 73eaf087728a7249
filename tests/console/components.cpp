#include "tests/console/components.h"

#include <cmath>

#include "console/charts/line_chart.h"
#include "console/charts/small_charts.h"
#include "console/text/type.h"
#include "console/widgets/button.h"
#include "console/widgets/chip.h"
#include "console/widgets/choice.h"
#include "console/widgets/field.h"
#include "console/widgets/figures.h"
#include "console/widgets/overlay.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"

namespace vitrine::test {

using namespace console;
namespace {

constexpr float gap = 20;

std::vector<std::optional<double>> series(int count, double base, double swing, unsigned seed) {
    std::vector<std::optional<double>> out;
    unsigned state = seed * 2654435761u;
    for (int i = 0; i < count; ++i) {
        state = state * 1664525u + 1013904223u;
        const double noise = static_cast<double>(state >> 8) / 16777216.0;
        out.push_back(base * (1 + swing * std::sin((i + 2) / 7.0 * 6.28318) * (0.7 + 0.6 * noise) +
                              0.004 * i));
    }
    return out;
}

Rect section(Ui& ui, Rect at, std::string_view title) {
    heading(ui, cut_top(at, 24, 12), title, tokens::type.section);
    return inset(card(ui, at), 18);
}

void type_part(Ui& ui, Rect at) {
    const struct {
        TypeStyle style;
        std::string_view text;
    } lines[] = {{tokens::type.hero, "Good morning"},
                 {tokens::type.title, "Trailmark 4.2.0"},
                 {tokens::type.section, "Production"},
                 {tokens::type.heading, "Needs you"},
                 {tokens::type.number, "212,480"},
                 {tokens::type.reading, "Reviews and replies are set a little larger"},
                 {tokens::type.body, "The default for everything"},
                 {tokens::type.small, "Second lines, table cells"},
                 {tokens::type.micro, "Labels, ages, table heads"},
                 {tokens::type.mono, "studio.northlight.trailmark"}};
    Rect rest = section(ui, at, "Type");
    for (const auto& line : lines) {
        label(ui, cut_top(rest, line.style.line, 9), line.text, line.style, ui.theme.text.primary);
    }
    for (const std::string_view other :
         {"毎日の復習", "صوت المطر", "हिसाब रखना", "เล่นเพลิน", "🌙🥾🧱"}) {
        label_left(ui, rest, other, tokens::type.reading, ui.theme.text.primary, 24);
    }
}

void buttons_part(Ui& ui, Rect at) {
    Rect rest = section(ui, at, "Buttons");
    const struct {
        ButtonKind kind;
        std::string_view label;
        Icon icon;
    } kinds[] = {{ButtonKind::primary, "Primary", Icon::submit},
                 {ButtonKind::normal, "Default", Icon::diff},
                 {ButtonKind::quiet, "Quiet", Icon::undo},
                 {ButtonKind::halt, "Halt", Icon::pause},
                 {ButtonKind::approve, "Approve", Icon::check},
                 {ButtonKind::destructive, "Roll back", Icon::history}};
    for (const auto& kind : kinds) {
        Rect row = cut_top(rest, 28, 12);
        button_left(ui, row, {.label = kind.label, .kind = kind.kind, .icon = kind.icon}, 24);
        const Scope off{ui, "off"};
        button_left(ui, row,
                    {.label = kind.label,
                     .kind = kind.kind,
                     .icon = kind.icon,
                     .reason = "Somebody else decides"},
                    24);
        const Scope busy{ui, "busy"};
        button_left(ui, row, {.label = kind.label, .kind = kind.kind, .busy_label = "Sending"}, 24);
    }
    Rect row = cut_top(rest, 44, 8);
    button_left(ui, row, {.label = "Fix here", .size = Size::inline_});
    button_left(ui, row, {.label = "Compare", .icon_after = Icon::right});
    button_left(ui, row, {.label = "Send to review", .size = Size::comfortable});
    button_left(ui, row, {.label = "Reply", .size = Size::touch});
    button_left(ui, row, {.label = "Approve it", .shortcut = "A"});
    icon_button_left(ui, row, {.icon = Icon::more, .name = "More", .kind = ButtonKind::normal});
    icon_button_left(ui, row, {.icon = Icon::bell, .name = "News", .mark = true});
    link_left(ui, row, {.label = "Show them", .href = "/reviews"});
}

void inputs_part(Ui& ui, Rect at) {
    Rect rest = section(ui, at, "Inputs and choices");
    Rect left = cut_left(rest, 300, 24);
    std::string none, name = "Trailmark", wrong = "Thai short text, a little too long", off;
    field(ui, cut_top(left, 34, 12),
          {.name = "Filter", .placeholder = "Filter by name", .search = true, .shortcut = "/"},
          none);
    field(ui, cut_top(left, 34, 12), {.name = "Name", .max_length = 30}, name);
    field(ui, cut_top(left, 34, 12), {.name = "Text", .max_length = 20, .error = "Too long"},
          wrong);
    field(ui, cut_top(left, 34),
          {.name = "Package",
           .placeholder = "Cannot be changed",
           .reason = "After the first release"},
          off);
    Rect row = cut_top(rest, 24, 10);
    checkbox(ui, cut_left(row, 60, 8), {.label = "Off"});
    checkbox(ui, cut_left(row, 60, 8), {.label = "On", .state = Checked::yes});
    checkbox(ui, cut_left(row, 70, 8), {.label = "Some", .state = Checked::some});
    toggle(ui, cut_left(row, 40, 8), "Switch off", false);
    toggle(ui, cut_left(row, 40, 8), "Switch on", true);
    row = cut_top(rest, 28, 12);
    const Option spans[] = {{"24 h"}, {"7 d"}, {"28 d"}, {"90 d"}};
    segmented_left(ui, row, "Span", spans, 2);
    row = cut_top(rest, 28, 12);
    filter_chip_left(ui, row, {.name = "Status", .value = "Any"});
    filter_chip_left(ui, row,
                     {.name = "Device", .value = "Phone", .narrows = true, .removable = true});
    progress_bar(ui, cut_top(rest, 20), "Fixed", 0.6);
}

void tabs_part(Ui& ui, Rect at) {
    Rect rest = section(ui, at, "Tabs, rollout bar, queue");
    const Option pages[] = {{"Changes", {}, 3}, {"Listing", {}, 2}, {"Network"}, {"History"}};
    tabs(ui, cut_top(rest, 38, 14), "Parts", pages, 0);
    const double steps[] = {0.01, 0.05, 0.2, 0.5, 1};
    {
        const Scope scope{ui, "held"};
        rollout_bar(ui, cut_top(rest, 28, 8), steps, 0.2, true);
    }
    rollout_bar(ui, cut_top(rest, 28, 12), steps, 0.5, false);
    const auto hour = [&](int h) { return base::Instant{ui.now.ms + h * base::hour_ms}; };
    queue_range(ui, cut_top(rest, 36),
                {ui.now, hour(20), hour(5), hour(7), hour(12), "Now", "Tomorrow"});
}

void stages_part(Ui& ui, Rect at) {
    Rect rest = section(ui, at, "Stages, chips, freshness");
    Rect row = cut_top(rest, 20, 10);
    for (int i = 0; i < 20; ++i) {
        const auto stage = static_cast<contract::Stage>(i);
        const float wide = stage_chip_width(ui, stage);
        if (row.w < wide) row = cut_top(rest, 20, 10);
        stage_chip(ui, cut_left(row, wide, 8), stage, {}, 0.35F);
    }
    row = cut_top(rest, 20, 12);
    chip_left(ui, row, {.label = "Crash when zooming"});
    chip_left(ui, row, {.label = "1 edit", .tone = Tone::outline, .icon = Icon::history});
    chip_left(ui, row, {.label = "Passed", .tone = Tone::good, .icon = Icon::check});
    chip_left(ui, row, {.label = "Outdated", .tone = Tone::warn, .icon = Icon::warn});
    chip_left(ui, row, {.label = "Blocking", .tone = Tone::bad, .icon = Icon::bad});
    row = cut_top(rest, 16);
    const auto ago = [&](int s) { return base::Instant{ui.now.ms - s * 1000}; };
    for (const int seconds : {2, 240, 840}) {
        const Age age{.of = ago(seconds)};
        age_label(ui, cut_left(row, age_width(ui, age), 16), age);
    }
    age_label(ui, row, {.of = ago(600), .offline = true});
}

void rows_part(Ui& ui, Rect at) {
    heading(ui, cut_top(at, 24, 12), "Rows", tokens::type.section);
    Rect rest = card(ui, at);
    const struct {
        std::string_view id, name;
        bool selected, marked, changed;
    } apps[] = {{"tidepool", "Tidepool", false, false, false},
                {"kanji", "Kanji Garden", false, true, false},
                {"ledgerly", "Ledgerly", true, false, false},
                {"trailmark", "Trailmark", false, false, true},
                {"choir", "Pocket Choir", false, false, false},
                {"bricklane", "Bricklane", false, false, false},
                {"org.example.notes", "Notes", false, false, false}};
    const Group list{ui, rest, {.role = SemRole::list, .name = "Apps"}};
    for (const auto& app : apps) {
        Rect line = cut_top(rest, 40);
        const Row row{ui,
                      line,
                      {.id = app.id,
                       .name = app.name,
                       .selected = app.selected,
                       .marked = app.marked,
                       .changed = app.changed}};
        Rect in = inset(line, 14, 0);
        checkbox(ui, cut_left(in, 16, 12),
                 {.label = "Choose",
                  .state = app.selected ? Checked::yes : Checked::no,
                  .show_label = false});
        app_icon(ui, in.x, in.y + 9, 22, app.id, app.name, app.id);
        cut_left(in, 22, 12);
        stage_chip(ui, cut_right(in, 90), contract::Stage::live);
        stars(ui, cut_right(in, 80).x, in.y + 14, 4);
        text(ui, in, app.name, tokens::type.body_strong, ui.theme.text.primary);
    }
}

void states_part(Ui& ui, Rect at) {
    const auto parts = columns(at, gap, 1, 1, 1, 1);
    CardFrame loading{ui, parts[0], {.title = "Loading"}};
    skeleton_rows(ui, loading.body, 40, {ui.now.ms - 1000});
    CardFrame empty{ui, parts[1], {.title = "Empty"}};
    empty_panel(ui, empty.body,
                {.title = "No app matches",
                 .detail = "Two filters are on: Device is Watch, Status is Halted.",
                 .action = "Clear filters"});
    CardFrame error{ui, parts[2], {.title = "Error"}};
    base::Problem problem =
        base::Problem::unavailable("store_busy", "Busy", "The store did not answer.");
    problem.request_id = "8f2c-41";
    problem_panel(ui, error.body, "Could not load the reviews", problem);
    CardFrame stale{
        ui,
        parts[3],
        {.title = "Offline, last known data",
         .age = Age{
             .of = base::Instant{ui.now.ms - 600'000}, .offline = true, .style = AgeStyle::clock}}};
    Rect body = inset(stale.body, 10);
    banner(ui, cut_top(body, banner_height),
           {.icon = Icon::wifi0, .text = "No connection since 10:31.", .action = "Try again"});
}

void chart_part(Ui& ui, Rect at) {
    static constexpr int points = 28;
    std::vector<base::Instant> starts;
    const base::Instant first = base::start_of({base::day_of(ui.now).number - points + 1});
    for (int i = 0; i < points; ++i) starts.push_back({first.ms + i * base::day_ms});
    auto main = series(points, 640, 0.16, 3);
    main[9] = std::nullopt;
    const auto before = series(points, 560, 0.12, 9);
    const ChartLine lines[] = {{"This period", main, LineKind::main},
                               {"28 days before", before, LineKind::previous}};
    const Cause causes[] = {{starts[6], "New icon", CauseTone::plain},
                            {starts[14], "Featured", CauseTone::good},
                            {starts[26], "Held at 20%", CauseTone::held}};
    const std::string states = std::string(points - 2, 'f') + "pp";
    auto [left, right] = columns(at, gap, 2, 1);
    CardFrame box{ui, left, {.title = "Installs per day", .context = "28 days"}};
    line_chart(ui, inset(box.body, 14, 8),
               {.id = "installs",
                .name = "Installs per day",
                .starts = starts,
                .lines = lines,
                .states = states,
                .causes = causes});
    Rect rest = inset(card(ui, right), 14);
    const double bars[] = {0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 1, 0, 4, 9, 18, 22};
    bar_chart(ui, cut_top(rest, 150, 10),
              {.id = "crash",
               .name = "Crash when zooming",
               .values = bars,
               .first_label = "17 Apr",
               .last_label = "14 May",
               .cause_at = 14,
               .cause = "4.2.0 out"});
    for (int rating = 5; rating > 0; --rating) {
        rating_row(ui, cut_top(rest, 18, 3), rating, rating * rating * 24, 600, rating < 3);
    }
    effect_bar(ui, cut_top(rest, 14), 400, 500, ui.theme.good.text);
    effect_bar(ui, cut_top(rest, 14), -40, 500, ui.theme.bad.text);
    share_bar(ui, cut_top(rest, 14), 0.31);
}

void tiles_part(Ui& ui, Rect at) {
    const auto line = series(28, 100, 0.16, 5);
    const Rect inside = card(ui, at);
    const auto tiles = columns(inside, 0, 1, 1, 1);
    const struct {
        std::string_view id, title, number;
        double change;
        Verdict verdict;
    } kpis[] = {{"i", "Installs", "48,213", 1, Verdict::good},
                {"c", "Crash-free sessions", "99.71%", -1, Verdict::bad},
                {"r", "Rating, new reviews", "4.62", 1, Verdict::good}};
    for (std::size_t i = 0; i < 3; ++i) {
        if (i > 0) rule_down(ui, tiles[i].x, tiles[i].y, tiles[i].h, ui.theme.border.subtle);
        kpi_tile(ui, tiles[i],
                 {.id = kpis[i].id,
                  .title = kpis[i].title,
                  .number = kpis[i].number,
                  .change = ChangeText{"6.4%", kpis[i].change, kpis[i].verdict},
                  .age = Age{.of = ui.now, .style = AgeStyle::clock},
                  .line = line,
                  .provisional = i == 2 ? 2u : 0u,
                  .href = i == 0 ? "/analytics" : ""});
    }
}

void icons_part(Ui& ui, Rect at) {
    Rect rest = section(ui, at, "Icons");
    for (int i = 0; i <= static_cast<int>(Icon::star);) {
        Rect row = cut_top(rest, 32);
        for (int column = 0; column < 29 && i <= static_cast<int>(Icon::star); ++column, ++i) {
            icon(ui, cut_left(row, 46), static_cast<Icon>(i), ui.theme.text.secondary);
        }
    }
}

}  // namespace

void components_sheet(Ui& ui) {
    Rect page = inset(ui.page, 40, 24);
    Rect head = cut_top(page, 40, 16);
    product_mark(ui, head.x, head.y, 36);
    cut_left(head, 36, 12);
    heading(ui, head, "Vitrine components", tokens::type.title, 1);
    tiles_part(ui, cut_top(page, 150, gap));
    auto [type, buttons] = columns(cut_top(page, 450, gap), gap, 5, 7);
    type_part(ui, type);
    buttons_part(ui, buttons);
    auto [inputs, tabs_at] = columns(cut_top(page, 250, gap), gap, 7, 5);
    inputs_part(ui, inputs);
    tabs_part(ui, tabs_at);
    auto [stages, rows_at] = columns(cut_top(page, 330, gap), gap, 5, 7);
    stages_part(ui, stages);
    rows_part(ui, rows_at);
    states_part(ui, cut_top(page, 250, gap));
    chart_part(ui, cut_top(page, 330, gap));
    icons_part(ui, page);
    const Toast toast[] = {{.id = 7,
                            .text = "3 reviews marked done",
                            .action = "Undo",
                            .shortcut = "Z",
                            .shown_at = ui.seconds,
                            .lasts = 8}};
    toasts(ui, ui.page, toast);
}

}  // namespace vitrine::test
