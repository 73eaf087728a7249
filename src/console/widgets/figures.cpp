#include "console/widgets/figures.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/charts/small_charts.h"
#include "console/format.h"
#include "console/words.h"

namespace vitrine::console {

std::optional<ChangeText> change_of(contract::Metric metric, std::optional<double> value,
                                    std::optional<double> before) {
    if (!value || !before) return std::nullopt;
    const contract::Unit unit = contract::unit_of(metric);
    if (*before == 0 && (unit == contract::Unit::count || unit == contract::Unit::money)) return {};
    ChangeText out;
    out.value = *value - *before;
    out.text = metric_change(*value, *before, unit);
    const bool nothing = out.text.find_first_of("123456789") == std::string::npos;
    const bool good = (out.value > 0) == contract::more_is_better(metric);
    out.verdict = nothing ? Verdict::none : good ? Verdict::good : Verdict::bad;
    return out;
}

namespace {
Colour colour_of(const Theme& theme, Verdict verdict) {
    if (verdict == Verdict::good) return theme.good.text;
    return verdict == Verdict::bad ? theme.bad.text : theme.text.tertiary;
}
}  // namespace

float change_width(Ui& ui, const Change& change) {
    return 13 + std::ceil(measure(ui, change.text, tokens::type.small_strong));
}

float change_label(Ui& ui, Rect rect, const Change& change, Align align) {
    const float width = change_width(ui, change);
    Rect at = align == Align::right ? Rect{rect.right() - width, rect.y, width, rect.h} : rect;
    const Colour colour = colour_of(ui.theme, change.verdict);
    const Rect whole{at.x, at.y, width, at.h};
    icon(ui, cut_left(at, 12, 1), change.value < 0 ? Icon::arrowdn : Icon::arrowup, colour, 12);
    text(ui, at, change.text, tokens::type.small_strong, colour);
    say_node(ui, SemRole::text, whole,
             say(change.value < 0 ? WordKey("common.falls") : WordKey("common.rises"),
                 {change.text}));
    return width;
}

namespace {

constexpr TypeStyle tile_number{18, 24, tokens::Face::semibold};

Press tile_press(Ui& ui, Rect rect, const KpiLook& look, SemRole role, bool chosen) {
    Pressable node;
    node.role = role;
    node.name = look.title;
    node.id = look.id;
    node.value = look.number;
    node.href = look.href;
    node.test_id = look.test_id;
    node.flags = flag_if(chosen, sem_checked);
    node.under = true;
    node.children = true;
    return pressable(ui, rect, node);
}

// Gives what is left of the row.
Rect number_and_change(Ui& ui, Rect row, const KpiLook& look, TypeStyle style, float gap) {
    const float wide = std::ceil(measure(ui, look.number, style));
    label(ui, cut_left(row, wide, gap), look.number, style, ui.theme.text.primary);
    if (!look.change) return row;
    const Change change{look.change->value, look.change->text, look.change->verdict};
    const float change_w = change_width(ui, change);
    if (change_w > row.w) return row;
    Rect at = cut_left(row, change_w);
    at.y += style.size >= 24 ? 3 : 1;
    change_label(ui, at, change);
    return row;
}

}  // namespace

Press kpi_tile(Ui& ui, Rect rect, const KpiLook& look) {
    Press press;
    std::optional<Group> group;
    if (look.href.empty()) {
        group.emplace(ui, rect,
                      Group::Look{.name = look.title, .id = look.id, .test_id = look.test_id});
    } else {
        press = tile_press(ui, rect, look, SemRole::link, false);
        if (press.hovered) fill(ui, rect, ui.theme.bg.hover);
    }
    Rect at = rect;
    cut_top(at, 14);
    Rect head = inset(cut_top(at, 16, 4), 16, 0);
    if (look.age) age_label(ui, cut_right(head, age_width(ui, *look.age), 8), *look.age);
    label(ui, head, look.title, tokens::type.small, ui.theme.text.secondary);
    number_and_change(ui, inset(cut_top(at, 30, 10), 16, 0), look, tokens::type.number, 8);
    at.h = std::max(0.0F, at.h - 8);
    sparkline(ui, at, {.values = look.line, .provisional = look.provisional});
    if (press.focused) focus_ring(ui, rect, 6, -2);
    if (!look.href.empty()) close_pressable(ui);
    return press;
}

Press metric_tile(Ui& ui, Rect rect, const MetricTile& look) {
    const Theme& t = ui.theme;
    const Press press = tile_press(ui, rect, look.kpi, SemRole::radio, look.chosen);
    if (look.chosen)
        fill(ui, rect, t.bg.hover);
    else if (press.hovered)
        fill(ui, rect, t.bg.hover);
    if (look.chosen) fill(ui, {rect.x, rect.y, rect.w, 2}, t.accent.mark);
    Rect at = inset(rect, 14, 0);
    cut_top(at, 10);
    Rect head = cut_top(at, 18);
    if (look.kpi.age) {
        age_label(ui, cut_right(head, age_width(ui, *look.kpi.age), 8), *look.kpi.age);
    }
    label(ui, head, look.kpi.title, tokens::type.small, t.text.secondary);
    Rect rest = number_and_change(ui, cut_top(at, 24), look.kpi, tile_number, 7);
    if (rest.w >= 38) {
        const Rect line = cut_right(rest, std::min(rest.w - 8, 56.0F));
        sparkline(ui, inset(line, 0, 2),
                  {.values = look.kpi.line,
                   .colour = look.chosen ? t.accent.mark : t.chart.previous,
                   .area = false,
                   .end_dot = false});
    }
    if (press.focused) focus_ring(ui, rect, 4, -2);
    close_pressable(ui);
    return press;
}

void progress_bar(Ui& ui, Rect rect, std::string_view name, double share, Colour colour) {
    const auto part = static_cast<float>(std::clamp(share, 0.0, 1.0));
    const Rect bar = ui.snap(centred(rect, rect.w, 6));
    fill(ui, bar, ui.theme.bg.active, 3);
    if (part > 0) {
        fill(ui, {bar.x, bar.y, std::max(3.0F, bar.w * part), bar.h},
             colour != 0 ? colour : ui.theme.accent.mark, 3);
    }
    say_node(ui, SemRole::progress, bar, name, percent(share, 0));
}

namespace {
std::string step_text(double step) {
    return percent(step,
                   step < 0.01 || std::fabs(step * 100 - std::round(step * 100)) > 0.05 ? 1 : 0);
}
}  // namespace

void rollout_bar(Ui& ui, Rect rect, std::span<const double> steps, double fraction, bool held,
                 bool labels) {
    const Theme& t = ui.theme;
    const Colour colour = held ? t.stage.halted.text : t.accent.mark;
    const Rect bar = ui.snap(Rect{rect.x, rect.y + 3, rect.w, 6});
    const auto count = static_cast<float>(std::max<std::size_t>(1, steps.size()));
    const float each = bar.w / count;
    float filled = 0;
    for (const double step : steps) filled += fraction + 1e-9 >= step ? each : 0;
    if (filled == 0 && fraction > 0) filled = each * static_cast<float>(fraction);
    fill(ui, bar, t.bg.active, 3);
    fill(ui, {bar.x, bar.y, filled, bar.h}, colour, 3);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const float x = bar.x + each * static_cast<float>(i + 1);
        if (i + 1 < steps.size()) fill(ui, {x - 1, bar.y - 1, 2, bar.h + 2}, t.bg.surface);
        if (!labels) continue;
        const bool here = std::fabs(steps[i] - fraction) < 1e-6;
        const TypeStyle style{11, 14, here ? tokens::Face::semibold : tokens::Face::regular};
        text(ui, {x - each, rect.y + 14, each, 14}, step_text(steps[i]), style,
             here ? t.text.primary : t.chart.label, Align::center);
    }
    const std::string at = step_text(fraction);
    const WordKey key = held ? WordKey("common.held_at") : WordKey("common.at_step");
    say_node(ui, SemRole::progress, rect, say(key, {at}), at);
}

void queue_range(Ui& ui, Rect rect, const QueueRange& look) {
    const Theme& t = ui.theme;
    const Rect bar = ui.snap(Rect{rect.x, rect.y + 4, rect.w, 6});
    const auto at = [&](base::Instant when) {
        const auto span = static_cast<float>(std::max<std::int64_t>(1, look.to.ms - look.from.ms));
        const auto part = static_cast<float>(when.ms - look.from.ms) / span;
        return bar.x + bar.w * std::clamp(part, 0.0F, 1.0F);
    };
    const float early = at(look.early), likely = at(look.likely), late = at(look.late);
    fill(ui, bar, t.bg.active, 3);
    fill(ui, {early, bar.y, std::max(3.0F, late - early), bar.h}, faded(t.accent.mark, 0.5F), 3);
    fill(ui, {likely - 1, bar.y - 4, 2, bar.h + 8}, t.accent.mark, 1);
    const std::string low = clock_time(look.early, ui.utc_offset_minutes);
    const std::string mid = clock_time(look.likely, ui.utc_offset_minutes);
    const std::string high = clock_time(look.late, ui.utc_offset_minutes);
    const Rect line{rect.x, rect.y + 16, rect.w, 16};
    constexpr TypeStyle small{11, 14, tokens::Face::regular};
    float free = line.x;
    const auto put = [&](float x, std::string_view what, TypeStyle style, Colour colour) {
        const float wide = measure(ui, what, style);
        const float left = std::clamp(x - wide / 2, line.x, line.right() - wide);
        if (left < free) return;
        text(ui, {left, line.y, wide + 1, line.h}, what, style, colour);
        free = left + wide + 8;
    };
    const float ends = measure(ui, look.to_label, small);
    put(line.x, look.from_label, small, t.text.tertiary);
    if (likely - early > 44) put(early, low, small, t.text.tertiary);
    put(likely, mid, {11, 14, tokens::Face::medium}, t.text.primary);
    if (late - likely > 44 && late < line.right() - ends - 24)
        put(late, high, small, t.text.tertiary);
    put(line.right(), look.to_label, small, t.text.tertiary);
    say_node(ui, SemRole::image, rect, say("common.likely", {mid, low, high}));
}

}  // namespace vitrine::console
