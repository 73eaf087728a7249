#include "console/views/analytics_view.h"

#include <algorithm>
#include <array>

#include "console/charts/line_chart.h"
#include "console/format.h"
#include "console/views/analytics_parts.h"
#include "console/widgets/chip.h"
#include "console/widgets/choice.h"
#include "console/widgets/figures.h"
#include "console/widgets/scroll.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::array<Metric, 8> shown_metrics = {
    Metric::installs,       Metric::listing_views, Metric::conversions,         Metric::uninstalls,
    Metric::active_devices, Metric::revenue,       Metric::crash_free_sessions, Metric::rating};
constexpr std::array<Grain, 3> grains = {Grain::hour, Grain::day, Grain::week};

ReadMetrics::Request request_of(const Ui& ui, const Scene& scene, std::vector<Metric> metrics,
                                Grain grain) {
    const Span span = span_of(ui, scene.place.days);
    ReadMetrics::Request ask;
    ask.metrics = std::move(metrics);
    ask.apps = chosen_apps(scene.place);
    ask.from = span.from;
    ask.to = span.to;
    ask.grain = grain;
    ask.compare = scene.place.compare;
    return ask;
}

constexpr std::size_t tile_count = 6;
constexpr float tile_height = 64;

std::size_t tiles_across(const Ui& ui) { return ui.wide() ? 6 : ui.narrow() ? 2 : 3; }

// With the card's edge.
float strip_height(const Ui& ui) {
    return tile_height * static_cast<float>(tile_count / tiles_across(ui)) + 2;
}

void tile(Ui& ui, Rect rect, const Scene& scene, const Series& series, Intents& out) {
    const std::string shown = series.total
                                  ? metric_compact(*series.total, series.unit, series.currency)
                                  : std::string(unknown_text);
    MetricTile look;
    look.kpi.id = name_of(series.metric);
    look.kpi.title = say_of<"metric">(name_of(series.metric));
    look.kpi.number = shown;
    look.kpi.change = change_of(series.metric, series.total, series.previous_total);
    look.kpi.line = series.values;
    look.chosen = series.metric == scene.place.metric;
    if (!metric_tile(ui, rect, look)) return;
    Place place = scene.place;
    place.metric = series.metric;
    out += go(std::move(place), shell::Shell::History::replace);
}

void tile_strip(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const Grain grain = scene.place.days > 60 ? Grain::week : Grain::day;
    std::vector<Metric> metrics(shown_metrics.begin(), shown_metrics.begin() + tile_count);
    const auto& remote =
        scene.queries.get<ReadMetrics>(request_of(ui, scene, std::move(metrics), grain));
    const Rect in = card(ui, rect);
    const Group group{
        ui, rect, {.role = SemRole::region, .name = say("analytics.metrics"), .test_id = "tiles"}};
    if (show_waiting_or_problem(ui, in, remote, 64, out)) return;
    const std::size_t across = tiles_across(ui);
    const std::size_t count = std::min(tile_count, remote.value->series.size());
    const float w = in.w / static_cast<float>(across);
    for (std::size_t i = 0; i < count; ++i) {
        const Rect cell = {in.x + w * static_cast<float>(i % across),
                           in.y + tile_height * static_cast<float>(i / across), w, tile_height};
        if (i % across) rule_down(ui, cell.x, cell.y, cell.h, ui.theme.border.subtle);
        if (i >= across) rule(ui, cell.x, cell.y, cell.w, ui.theme.border.subtle);
        tile(ui, cell, scene, remote.value->series[i], out);
    }
}

void grain_control(Ui& ui, Rect& bar, const Scene& scene, Intents& out) {
    std::array<Option, 3> options;
    int chosen = 1;
    for (std::size_t i = 0; i < grains.size(); ++i) {
        options[i].label = say_of<"analytics.grain">(name_of(grains[i]));
        options[i].id = name_of(grains[i]);
        if (grains[i] == scene.place.grain) chosen = static_cast<int>(i);
    }
    const int got = segmented_right(ui, bar, say("analytics.grains"), options, chosen);
    if (got < 0) return;
    Place place = scene.place;
    place.grain = grains[static_cast<std::size_t>(got)];
    if (place.grain == Grain::hour && place.days > 28) place.days = 7;
    out += go(std::move(place), shell::Shell::History::replace);
}

std::string chart_title(const Scene& scene) {
    return say("analytics.chart_title", {say_of<"metric">(name_of(scene.place.metric)),
                                         say_of<"analytics.per">(name_of(scene.place.grain))});
}

void legend(Ui& ui, Rect row, const Ui& view, const Scene& scene) {
    const Span span = span_of(view, scene.place.days);
    fill(ui, {row.x, row.y + row.h / 2 - 1, 16, 2}, ui.theme.accent.mark);
    cut_left(row, 22);
    label_left(ui, row, span_of_days(span.from, {span.to.number - 1}), tokens::type.small,
               ui.theme.text.secondary, 14);
    if (!scene.place.compare) return;
    const std::array<Point, 2> line = {
        {{row.x, row.y + row.h / 2}, {row.x + 16, row.y + row.h / 2}}};
    dashed_polyline(ui, line, ui.theme.chart.previous, 1.5F, 4, 3);
    cut_left(row, 22);
    label(ui, row, say_count("analytics.before", scene.place.days), tokens::type.small,
          ui.theme.text.tertiary);
}

std::vector<Cause> causes_of(const AnnotationPage* page) {
    std::vector<Cause> causes;
    if (!page) return causes;
    for (const Annotation& one : page->items) {
        CauseTone tone = CauseTone::plain;
        if (one.halted)
            tone = CauseTone::held;
        else if (one.kind == AnnotationKind::feature)
            tone = CauseTone::good;
        causes.push_back({one.at, one.label, tone});
    }
    return causes;
}

void chart_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const std::string title = chart_title(scene);
    CardFrame box{
        ui, rect, {.title = title, .context = {}, .header = 44, .id = "chart", .test_id = "chart"}};
    grain_control(ui, box.header, scene, out);
    if (!ui.narrow()) legend(ui, inset(box.header, 8, 0), ui, scene);
    const auto& remote = scene.queries.get<ReadMetrics>(
        request_of(ui, scene, {scene.place.metric}, scene.place.grain));
    const auto& causes = scene.queries.get<ListAnnotations>(annotations_request(ui, scene));
    const Rect in = inset(box.body, 14, 10);
    if (show_waiting_or_problem(ui, in, remote, 60, out)) return;
    if (remote.value->series.empty() || remote.value->series[0].starts.empty()) {
        empty_panel(ui, in,
                    {.icon = Icon::chart,
                     .title = say("analytics.no_data"),
                     .detail = say("analytics.no_data_detail"),
                     .id = "none"});
        return;
    }
    const Series& series = remote.value->series[0];
    const std::vector<Cause> marks = causes_of(causes.value ? &*causes.value : nullptr);
    const std::string before = say_count("analytics.before", scene.place.days);
    const std::array<ChartLine, 2> lines = {
        {{.name = say("analytics.this_period"), .values = series.values},
         {.name = before, .values = series.previous, .kind = LineKind::previous}}};
    const bool compared = !series.previous.empty();
    line_chart(ui, in,
               {.id = "chart",
                .name = title,
                .starts = series.starts,
                .lines = std::span(lines).first(compared ? 2 : 1),
                .states = series.states,
                .causes = marks,
                .grain = scene.place.grain,
                .unit = series.unit,
                .currency = series.currency,
                .test_id = "line_chart"});
    ++scene.probe.chart_draws;
}

void bar_view(Ui& ui, Rect& bar, const Scene& scene, Intents& out) {
    const bool on = scene.place.compare;
    const std::string value = say_count("analytics.before", scene.place.days);
    const FilterChip chip{.name = say("analytics.compare"),
                          .value = on ? value : say("analytics.off"),
                          .narrows = on,
                          .id = "compare"};
    const float width = filter_chip_width(ui, chip);
    if (filter_chip(ui, middle_right(cut_right(bar, width, 8), width, 28), chip)) {
        Place place = scene.place;
        place.compare = !on;
        out += go(std::move(place), shell::Shell::History::replace);
    }
    span_control(ui, bar, scene, Spans::analytics, out);
}

void lower_cards(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const auto [left, right] = columns(rect, 16, 1, fixed(ui.wide() ? 388 : 300));
    breakdown_card(ui, left, scene, out);
    movers_card(ui, right, scene, out);
}

void column_body(Ui& ui, Rect body, const Scene& scene, Intents& out) {
    ScrollArea pane{ui, body, {.name = say("shell.analytics"), .id = "page", .keys = true}};
    Rect at = inset(pane.content(), ui.narrow() ? 16 : 20, 14);
    if (ui.narrow()) {
        Rect bar = cut_top(at, 32, 10);
        span_control(ui, bar, scene, Spans::analytics, out);
    }
    tile_strip(ui, cut_top(at, strip_height(ui), 14), scene, out);
    chart_card(ui, cut_top(at, 340, 14), scene, out);
    if (ui.narrow()) {
        breakdown_card(ui, cut_top(at, 340, 14), scene, out);
        movers_card(ui, cut_top(at, 320, 14), scene, out);
    } else {
        lower_cards(ui, cut_top(at, 320, 14), scene, out);
    }
    pane.end_at(at.y);
}

}  // namespace

void analytics_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    if (!ui.narrow()) bar_view(ui, area.bar, scene, out);
    const bool roomy = ui.wide() && area.body.h >= 700;
    if (!roomy) return column_body(ui, area.body, scene, out);
    Rect body = inset(area.body, 24, 16);
    tile_strip(ui, cut_top(body, strip_height(ui), 16), scene, out);
    Rect chart = cut_top(body, std::max(300.F, body.h * 0.5F), 16);
    chart_card(ui, chart, scene, out);
    lower_cards(ui, body, scene, out);
}

}  // namespace vitrine::console
