#include "console/views/analytics_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "console/charts/small_charts.h"
#include "console/format.h"
#include "console/widgets/choice.h"
#include "console/widgets/figures.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::array<Dimension, 4> dimensions = {Dimension::country, Dimension::version,
                                                 Dimension::device, Dimension::channel};
constexpr float row_height = 36;

std::vector<Column> columns_of(const Scene& scene) {
    return {
        {.title = say_of<"analytics.by">(name_of(scene.place.by)), .width = fixed(130)},
        {.title = say("analytics.share"), .width = 1},
        {.title = say_of<"metric">(name_of(scene.place.metric)),
         .width = fixed(84),
         .align = Align::right},
        {.title = say("analytics.change"), .width = fixed(74), .align = Align::right, .from = 1},
        {.title = say("analytics.conversion"),
         .width = fixed(92),
         .align = Align::right,
         .from = 2},
        {.title = say_count("analytics.days", scene.place.days),
         .width = fixed(72),
         .align = Align::right,
         .from = 1}};
}

std::string row_label(const Scene& scene, const BreakdownRow& row) {
    if (row.key.empty()) return std::string(say("analytics.others"));
    if (scene.place.by == Dimension::country) return country_name(row.key);
    return row.label.empty() ? row.key : row.label;
}

// In tables of meaning a cell is one node, whatever is drawn in it.
void name_cell(Ui& ui, Rect at, const Scene& scene, const BreakdownRow& row,
               std::string_view name) {
    if (scene.place.by == Dimension::country && !row.key.empty())
        text(ui, cut_left(at, 18, 6), row.key, tokens::type.mono_small, ui.theme.text.tertiary);
    cell(ui, at, name, Align::left, true);
}

void share_cell(Ui& ui, Rect at, const BreakdownRow& row, double most) {
    const std::string words = percent(row.share);
    say_node(ui, SemRole::cell, at, words);
    text(ui, cut_right(at, 44, 8), words, tokens::type.small, ui.theme.text.tertiary, Align::right);
    share_bar(ui, at, most > 0 ? row.value / most : 0);
}

void change_cell(Ui& ui, Rect at, const Scene& scene, const BreakdownRow& row) {
    if (at.w <= 0) return;
    if (!row.change) {
        cell(ui, at, unknown_text, Align::right);
        return;
    }
    const Group inside{ui, at, {.role = SemRole::cell, .name = {}, .id = "change"}};
    const std::string words = percent(std::fabs(*row.change));
    const bool good = (*row.change >= 0) == more_is_better(scene.place.metric);
    change_label(ui, at, {*row.change, words, good ? Verdict::good : Verdict::bad}, Align::right);
}

void days_cell(Ui& ui, Rect at, const Scene& scene, const BreakdownRow& row) {
    if (at.w <= 0) return;
    const auto words = [&](double value) {
        return metric_value(value, unit_of(scene.place.metric), "EUR");
    };
    const auto [low, high] = std::minmax_element(row.points.begin(), row.points.end());
    const bool any = low != row.points.end();
    say_node(ui, SemRole::cell, at,
             any ? words(*low) + " – " + words(*high) : std::string(unknown_text));
    const bool down = row.change && *row.change < 0;
    sparkline(ui, inset(at, 0, 7), row.points, down ? ui.theme.bad.text : ui.theme.accent.mark,
              false);
}

void breakdown_row(Ui& ui, Rect line, std::int64_t index, const Scene& scene, const Breakdown& all,
                   const BreakdownRow& row) {
    const std::string name = row_label(scene, row);
    const Row frame_row{ui,
                        line,
                        {.id = row.key.empty() ? std::string_view("others") : row.key,
                         .name = name,
                         .role = SemRole::row,
                         .index = index,
                         .count = std::ssize(all.rows),
                         .pressable = false}};
    scene.probe.row(name, index);
    const auto at = column_rects(ui, line, columns_of(scene));
    name_cell(ui, at[0], scene, row, name);
    share_cell(ui, at[1], row, all.rows.front().value);
    cell(ui, at[2], metric_value(row.value, unit_of(scene.place.metric), "EUR"), Align::right,
         true);
    change_cell(ui, at[3], scene, row);
    cell(ui, at[4], row.conversion ? percent(*row.conversion) : std::string(unknown_text),
         Align::right);
    days_cell(ui, at[5], scene, row);
}

// Its head stands while the rows are not known yet.
void breakdown_table(Ui& ui, Rect in, const Scene& scene, const Breakdown* all) {
    const Group table{
        ui, in, {.role = SemRole::table, .name = say("analytics.breakdown"), .id = "table"}};
    table_head(ui, cut_top(in, 32), columns_of(scene));
    if (!all || all->rows.empty()) return;
    RowWindow list{ui,
                   in,
                   {.name = say("analytics.breakdown"),
                    .id = "rows",
                    .count = std::ssize(all->rows),
                    .row_height = row_height,
                    .role = SemRole::group}};
    for (std::int64_t i = list.first(); i < list.last(); ++i)
        breakdown_row(ui, list.row(i), i, scene, *all, all->rows[static_cast<std::size_t>(i)]);
}

void dimension_tabs(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    std::array<Option, 4> options;
    int chosen = 0;
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        options[i].label = say_of<"analytics.by">(name_of(dimensions[i]));
        options[i].id = name_of(dimensions[i]);
        if (dimensions[i] == scene.place.by) chosen = static_cast<int>(i);
    }
    const int got = tabs(ui, rect, say("analytics.breakdown"), options, chosen);
    if (got < 0) return;
    Place place = scene.place;
    place.by = dimensions[static_cast<std::size_t>(got)];
    out += go(std::move(place), shell::Shell::History::replace);
}

ReadBreakdown::Request breakdown_request(const Ui& ui, const Scene& scene) {
    const Span span = span_of(ui, scene.place.days);
    ReadBreakdown::Request ask;
    ask.metric = scene.place.metric;
    ask.by = scene.place.by;
    ask.apps = chosen_apps(scene.place);
    ask.from = span.from;
    ask.to = span.to;
    ask.limit = 50;
    return ask;
}

Colour colour_of(const Ui& ui, const Annotation& one) {
    if (one.effect.value_or(0) < 0) return ui.theme.bad.text;
    return one.kind == AnnotationKind::feature ? ui.theme.stage.approved.text
                                               : ui.theme.accent.mark;
}

void mover_row(Ui& ui, Rect line, const Annotation& one, double most) {
    const Row row{ui, line, {.id = one.label, .name = one.label, .pressable = false}};
    Rect in = inset(line, 14, 0);
    const double effect = *one.effect;
    label(ui, cut_right(in, 64, 8), signed_number(effect), tokens::type.small_strong,
          effect < 0 ? ui.theme.bad.text : ui.theme.text.primary, Align::right);
    effect_bar(ui, cut_right(in, std::min(120.F, in.w * 0.4F), 8), effect, most,
               colour_of(ui, one));
    Rect lines = middle_left(in, in.w, 38);
    label(ui, cut_top(lines, 20), one.label, tokens::type.body_strong, ui.theme.text.primary);
    label(ui, lines, one.detail.empty() ? short_date(one.at, ui.utc_offset_minutes) : one.detail,
          tokens::type.small, ui.theme.text.tertiary);
}

// Those with an effect, the largest first.
std::vector<const Annotation*> movers_of(const AnnotationPage& page) {
    std::vector<const Annotation*> movers;
    for (const Annotation& one : page.items) {
        if (!one.effect) continue;
        auto at = movers.begin();
        while (at != movers.end() && std::fabs(*(*at)->effect) >= std::fabs(*one.effect)) ++at;
        movers.insert(at, &one);
    }
    return movers;
}

}  // namespace

ListAnnotations::Request annotations_request(const Ui& ui, const Scene& scene) {
    const Span span = span_of(ui, scene.place.days);
    return {chosen_apps(scene.place), span.from, span.to};
}

void breakdown_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const Group group{
        ui,
        rect,
        {.role = SemRole::region, .name = say("analytics.breakdown"), .test_id = "breakdown"}};
    Rect in = card(ui, rect);
    Rect head = cut_top(in, 38);
    head = inset(head, 14, 0);
    dimension_tabs(ui, head, scene, out);
    const auto& remote = scene.queries.get<ReadBreakdown>(breakdown_request(ui, scene));
    breakdown_table(ui, in, scene, remote.value ? &*remote.value : nullptr);
    cut_top(in, 32);
    if (show_waiting_or_problem(ui, in, remote, row_height, out)) return;
    if (remote.value->rows.empty()) {
        empty_panel(ui, in,
                    {.icon = Icon::chart,
                     .title = say("analytics.no_breakdown"),
                     .detail = say("analytics.no_breakdown_detail"),
                     .id = "none"});
    }
}

void movers_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    CardFrame box{ui, rect, {.title = say("analytics.movers"), .context = {}, .test_id = "movers"}};
    label_right(ui, box.header, say("analytics.estimate"), tokens::type.small,
                ui.theme.text.tertiary);
    const auto& remote = scene.queries.get<ListAnnotations>(annotations_request(ui, scene));
    if (show_waiting_or_problem(ui, box.body, remote, 60, out)) return;
    const std::vector<const Annotation*> movers = movers_of(*remote.value);
    if (movers.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::chart,
                     .title = say("analytics.no_movers"),
                     .detail = say("analytics.no_movers_detail"),
                     .id = "none"});
        return;
    }
    const double most = std::fabs(*movers.front()->effect);
    ScrollArea pane{ui, box.body, {.name = say("analytics.movers"), .id = "list"}};
    Rect at = pane.content();
    for (const Annotation* one : movers) mover_row(ui, cut_top(at, 64), *one, most);
    pane.end_at(at.y);
}

}  // namespace vitrine::console
