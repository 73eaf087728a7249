#include "console/views/overview_view.h"

#include <algorithm>

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/overview_parts.h"
#include "console/widgets/chip.h"
#include "console/widgets/figures.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr Metric kpi_metrics[] = {Metric::installs, Metric::active_devices, Metric::revenue,
                                  Metric::crash_free_sessions, Metric::rating};
constexpr Metric kpi_narrow[] = {Metric::installs, Metric::crash_free_sessions, Metric::revenue,
                                 Metric::rating};

ReadMetrics::Request kpi_request(const Ui& ui, const Scene& scene) {
    const Span span = span_of(ui, scene.place.days);
    ReadMetrics::Request ask;
    ask.metrics.assign(std::begin(kpi_metrics), std::end(kpi_metrics));
    ask.apps = chosen_apps(scene.place);
    ask.from = span.from;
    ask.to = span.to;
    ask.grain = scene.place.days <= 1 ? Grain::hour : Grain::day;
    ask.compare = true;
    return ask;
}

std::size_t provisional_tail(const Series& series) {
    std::size_t count = 0;
    for (auto at = series.states.rbegin(); at != series.states.rend() && *at == 'p'; ++at) ++count;
    return count;
}

void one_kpi(Ui& ui, Rect rect, const Scene& scene, const Series& series) {
    Place target = page_of(scene, Page::analytics);
    target.metric = series.metric;
    target.days = scene.place.days == 1 ? 7 : scene.place.days;
    const std::string href = write_place(target);
    const std::string number = series.total
                                   ? metric_value(*series.total, series.unit, series.currency)
                                   : std::string(unknown_text);
    KpiLook look;
    look.id = name_of(series.metric);
    look.title = say_of<"metric">(name_of(series.metric));
    look.number = number;
    look.change = change_of(series.metric, series.total, series.previous_total);
    if (series.computed_at)
        look.age = Age{.of = series.computed_at,
                       .offline = scene.offline_since.ms != 0,
                       .style = AgeStyle::clock};
    look.line = series.values;
    look.provisional = provisional_tail(series);
    kpi_tile(ui, rect, look);
}

const Series* series_of(const SeriesSet& set, Metric metric) {
    for (const Series& series : set.series)
        if (series.metric == metric) return &series;
    return nullptr;
}

void kpi_strip(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const auto& remote = scene.queries.get<ReadMetrics>(kpi_request(ui, scene));
    const Rect in = card(ui, rect);
    const Group group{ui, rect, {.role = SemRole::region, .name = say("overview.figures")}};
    if (show_waiting_or_problem(ui, in, remote, 75, out)) return;
    const std::span<const Metric> shown =
        ui.narrow() ? std::span<const Metric>(kpi_narrow) : std::span<const Metric>(kpi_metrics);
    const std::size_t across = ui.narrow() ? 2 : shown.size();
    const float w = in.w / static_cast<float>(across);
    const float h = ui.narrow() ? in.h / 2 : in.h;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const Rect cell = {in.x + w * static_cast<float>(i % across),
                           in.y + h * static_cast<float>(i / across), w, h};
        if (i % across) rule_down(ui, cell.x, cell.y, cell.h, ui.theme.border.subtle);
        if (i >= across) rule(ui, cell.x, cell.y, cell.w, ui.theme.border.subtle);
        if (const Series* series = series_of(*remote.value, shown[i]))
            one_kpi(ui, cell, scene, *series);
    }
    scene.probe.chart_draws += static_cast<std::int64_t>(shown.size());
}

std::string due_text(const Ui& ui, const Attention& attention) {
    if (!attention.due_at) return {};
    return say("overview.due", {moment(*attention.due_at, ui.now, ui.utc_offset_minutes)});
}

std::string chip_label(const Submission& s) {
    if (s.stage != Stage::halted && s.stage != Stage::rolling_out) return {};
    const WordKey key = s.stage == Stage::halted ? WordKey("overview.held_at")
                                                 : WordKey("overview.rolling_at");
    return say(key, {percent(s.fraction, 0)});
}

void attention_words(Ui& ui, Rect at, const Submission& s) {
    const Attention& need = *s.attention;
    Rect lines = middle_left(at, at.w, 38);
    label(ui, cut_top(lines, 20), need.title, tokens::type.body, ui.theme.text.primary);
    Rect sub = cut_top(lines, 18);
    const std::string due = due_text(ui, need);
    const std::string detail = due.empty() ? need.detail : need.detail + ", ";
    label_left(ui, sub, detail, tokens::type.small, ui.theme.text.tertiary, 0);
    if (!due.empty()) label(ui, sub, due, tokens::type.small, ui.theme.text.secondary);
}

void need_row(Ui& ui, Rect line, const Scene& scene, const Submission& s, Intents& out) {
    const Place target = submission_place(scene, s.id);
    const std::string href = write_place(target);
    const std::string name = s.app_name + " " + s.version_name + ": " + s.attention->title;
    const Row row{ui, line, {.id = s.id.text, .name = name, .href = href}};
    scene.probe.row(s.id.text, scene.probe.visible_rows);
    Rect in = inset(line, 14, 0);
    app_icon(ui, in.x, in.y + (in.h - 32) / 2, 32, s.icon, s.app_name, s.app.text);
    cut_left(in, 32, ui.narrow() ? 12 : 10);
    bool pressed = row.press().pressed;
    if (ui.narrow()) {
        icon(ui, cut_right(in, 16, 8), Icon::right, ui.theme.text.tertiary);
        Rect lines = middle_left(in, in.w, 40);
        label(ui, cut_top(lines, 20), s.app_name + " " + s.version_name, tokens::type.body_strong,
              ui.theme.text.primary);
        const Rect glyph = cut_left(lines, 14, 6);
        stage_glyph(ui, glyph, s.stage, hues_of(ui.theme, s.stage).text, 12,
                    static_cast<float>(s.fraction));
        label(ui, lines, s.attention->title, tokens::type.small, ui.theme.text.secondary);
    } else {
        Rect names = middle_left(cut_left(in, 104, 10), 104, 38);
        label(ui, cut_top(names, 20), s.app_name, tokens::type.body_strong, ui.theme.text.primary);
        label(ui, cut_top(names, 18), s.version_name, tokens::type.small, ui.theme.text.tertiary);
        stage_chip(ui, cut_left(in, ui.wide() ? 140.F : 150.F, 10), s.stage, chip_label(s),
                   static_cast<float>(s.fraction));
        const std::string_view act = say_of<"overview.act">(name_of(s.attention->kind));
        pressed = button_link_right(ui, in, {.label = act, .id = "act"}, href) || pressed;
        attention_words(ui, in, s);
    }
    if (pressed) out += go(target);
}

void needs_you_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    ListSubmissions::Request ask;
    ask.scope = SubmissionScope::attention;
    ask.limit = 50;
    const auto& remote = scene.queries.get<ListSubmissions>(ask);
    const std::string count =
        remote.value ? grouped(std::ssize(remote.value->items)) : std::string();
    CardFrame box{
        ui, rect, {.title = say("overview.needs_you"), .context = count, .test_id = "needs_you"}};
    const Place all = page_of(scene, Page::submissions);
    if (button_link_right(ui, box.header,
                          {.label = ui.narrow() ? say("overview.all")
                                                : say("overview.all_submissions"),
                           .kind = ButtonKind::quiet,
                           .icon_after = Icon::right,
                           .id = "all"},
                          write_place(all)))
        out += go(all);
    if (show_waiting_or_problem(ui, box.body, remote, 56, out)) return;
    if (remote.value->items.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::okc,
                     .title = say("overview.nothing_needed"),
                     .detail = say("overview.nothing_needed_detail"),
                     .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("overview.needs_you")}};
    Rect at = pane.content();
    const float height = ui.narrow() ? 65.F : std::max(56.F, (box.body.h - 2) / 4);
    for (const Submission& s : remote.value->items)
        if (s.attention) need_row(ui, cut_top(at, height), scene, s, out);
    pane.end_at(at.y);
}

void wide_body(Ui& ui, Rect body, const Scene& scene, Intents& out) {
    kpi_strip(ui, cut_top(body, 150, 16), scene, out);
    auto [left, right] = columns(body, 16, 1, fixed(376));
    needs_you_card(ui, cut_top(left, 274, 16), scene, out);
    rollouts_card(ui, left, scene, out);
    incidents_card(ui, cut_bottom(right, 158, 16), scene, out);
    newest_reviews_card(ui, right, scene, out);
}

// One column that scrolls: medium and narrow pages, and wide ones that are low.
void column_body(Ui& ui, Rect body, const Scene& scene, Intents& out) {
    ScrollArea pane{ui, body, {.name = say("shell.overview"), .id = "overview", .keys = true}};
    Rect at = inset(pane.content(), ui.narrow() ? 16 : 24, ui.narrow() ? 14 : 20);
    const float gap = ui.narrow() ? 14 : 16;
    kpi_strip(ui, cut_top(at, ui.narrow() ? 236 : 150, gap), scene, out);
    needs_you_card(ui, cut_top(at, ui.narrow() ? 40 + 65 * 4 : 274, gap), scene, out);
    rollouts_card(ui, cut_top(at, 42 + 3 * rollout_row_height(ui), gap), scene, out);
    newest_reviews_card(ui, cut_top(at, 460, gap), scene, out);
    incidents_card(ui, cut_top(at, 158, gap), scene, out);
    pane.end_at(at.y + 8);
}

}  // namespace

void overview_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    if (!ui.narrow()) {
        const Place fresh = page_of(scene, Page::submissions);
        if (button_link_right(ui, area.bar,
                              {.label = say("overview.submissions_button"),
                               .kind = ButtonKind::primary,
                               .icon = Icon::submit,
                               .id = "submissions"},
                              write_place(fresh)))
            out += go(fresh);
        if (ui.wide())
            text_right(ui, area.bar, say("overview.versus", {base::decimal(scene.place.days)}),
                       tokens::type.small, ui.theme.text.tertiary, 10);
        span_control(ui, area.bar, scene, Spans::overview, out);
    }
    const bool roomy = ui.wide() && area.body.h >= 780;
    Rect body = area.body;
    if (!roomy) return column_body(ui, body, scene, out);
    body = inset(body, 24, 0);
    cut_top(body, 20);
    cut_bottom(body, 24);
    wide_body(ui, body, scene, out);
}

}  // namespace vitrine::console
