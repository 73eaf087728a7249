#include "console/charts/small_charts.h"

#include <algorithm>
#include <cmath>

#include "console/charts/line_chart.h"
#include "console/format.h"
#include "console/text/type.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

struct Bounds {
    double low = 0, high = 1;
};

Bounds bounds_of(const Sparkline& look) {
    bool any = false;
    Bounds out;
    for (const auto& value : look.values) {
        if (!value || !std::isfinite(*value)) continue;
        out.low = any ? std::min(out.low, *value) : *value;
        out.high = any ? std::max(out.high, *value) : *value;
        any = true;
    }
    if (look.low) out.low = *look.low;
    if (look.high) out.high = *look.high;
    if (out.high <= out.low) out.high = out.low + 1;
    return out;
}

}  // namespace

void sparkline(Ui& ui, Rect rect, const Sparkline& look) {
    if (look.values.size() < 2 || !ui.visible(rect)) return;
    const Colour colour = look.colour != 0 ? look.colour : ui.theme.accent.mark;
    const Bounds bounds = bounds_of(look);
    const float pad = look.end_dot ? 5 : 3;
    const std::size_t count = look.values.size();
    std::vector<Point> run;
    const std::size_t solid = count - std::min(look.provisional, count - 1);
    const auto flush = [&](std::size_t end) {
        const std::size_t dashed = end > solid ? std::min(run.size(), end - solid + 1) : 0;
        if (look.area) area(ui, run, rect.bottom(), faded(colour, ui.theme.chart.area_top));
        const std::span<const Point> all = run;
        polyline(ui, all.first(run.size() - (dashed > 0 ? dashed - 1 : 0)), colour, look.width);
        if (dashed > 1) dashed_polyline(ui, all.last(dashed), colour, look.width, 2, 3);
    };
    for (std::size_t i : decimated(look.values, static_cast<std::size_t>(std::max(1.0F, rect.w)))) {
        if (!look.values[i]) {
            flush(i);
            run.clear();
            continue;
        }
        const float share = static_cast<float>(i) / static_cast<float>(count - 1);
        const auto high =
            static_cast<float>((*look.values[i] - bounds.low) / (bounds.high - bounds.low));
        run.push_back({rect.x + 1 + (rect.w - 2 - pad) * share,
                       rect.bottom() - pad - (rect.h - 2 * pad) * high});
    }
    flush(count);
    if (look.end_dot && !run.empty()) {
        disc(ui, run.back().x, run.back().y, look.width + 1, colour);
    }
}

void sparkline(Ui& ui, Rect rect, std::span<const double> values, Colour colour, bool area_below,
               std::optional<double> high) {
    const std::vector<std::optional<double>> known(values.begin(), values.end());
    Sparkline look;
    look.values = known;
    look.colour = colour;
    look.area = area_below;
    look.end_dot = area_below;
    look.high = high;
    if (high) look.low = 0;
    sparkline(ui, rect, look);
}

namespace {

constexpr TypeStyle small{11, 14, tokens::Face::regular};

void draw_bars(Ui& ui, Rect plot, const BarChart& chart, double top) {
    const auto count = static_cast<float>(chart.values.size());
    const float each = plot.w / count, wide = std::max(1.0F, std::min(12.0F, each * 0.7F));
    for (std::size_t i = 0; i < chart.values.size(); ++i) {
        const bool after = chart.cause_at < 0 || static_cast<std::int64_t>(i) >= chart.cause_at;
        const float high = std::max(2.0F, plot.h * static_cast<float>(chart.values[i] / top));
        const float x = plot.x + each * (static_cast<float>(i) + 0.5F) - wide / 2;
        const Colour colour = after ? ui.theme.accent.mark : ui.theme.chart.previous;
        fill(ui, {x, plot.bottom() - high, wide, high},
             chart.values[i] > 0 ? colour : faded(colour, 0.45F), 2);
    }
    if (chart.cause_at < 0 || chart.cause_at >= static_cast<std::int64_t>(chart.values.size()))
        return;
    const float x = plot.x + each * static_cast<float>(chart.cause_at);
    dotted_down(ui, x, plot.y - 6, plot.h + 6, ui.theme.chart.cause);
    const float tag_wide = std::ceil(measure(ui, chart.cause, small)) + 14;
    const Rect tag{std::max(plot.x, x - tag_wide), plot.y - 12, tag_wide, 18};
    fill(ui, tag, ui.theme.bg.raised, 4);
    frame(ui, tag, ui.theme.border.strong, 4);
    text(ui, tag, chart.cause, small, ui.theme.text.secondary, Align::center);
}

}  // namespace

void bar_chart(Ui& ui, Rect rect, const BarChart& chart) {
    double most = 1, sum = 0;
    for (const double value : chart.values) {
        most = std::max(most, value);
        sum += value;
    }
    const Ticks ticks = nice_ticks(0, most, 2);
    Rect plot = rect;
    cut_left(plot, 28);
    cut_top(plot, chart.cause.empty() ? 6.0F : 16.0F);
    cut_bottom(plot, 22);
    for (int i = 0; i < ticks.count; ++i) {
        const double value = ticks.first + ticks.step * i;
        const float y = plot.bottom() - plot.h * static_cast<float>(value / ticks.last());
        rule(ui, plot.x, y, plot.w, i == 0 ? ui.theme.chart.axis : ui.theme.chart.grid);
        text(ui, {rect.x, y - 7, 20, 14}, compact(value), small, ui.theme.chart.label,
             Align::right);
    }
    if (!chart.values.empty()) draw_bars(ui, plot, chart, ticks.last());
    const Rect line{plot.x, plot.bottom() + 5, plot.w, 14};
    text(ui, line, chart.first_label, small, ui.theme.chart.label);
    text(ui, line, chart.last_label, small, ui.theme.chart.label, Align::right);
    say_node(ui, SemRole::image, rect, chart.name, number(sum));
}

void share_bar(Ui& ui, Rect rect, double share, Colour colour) {
    const Rect bar = ui.snap(centred(rect, rect.w, 6));
    fill(ui, bar, ui.theme.bg.active, 3);
    const auto part = static_cast<float>(std::clamp(share, 0.0, 1.0));
    if (part <= 0) return;
    fill(ui, {bar.x, bar.y, std::max(3.0F, bar.w * part), bar.h},
         colour != 0 ? colour : ui.theme.accent.mark, 3);
}

void effect_bar(Ui& ui, Rect rect, double effect, double most, Colour colour) {
    const float half = rect.w / 2;
    const auto part = static_cast<float>(most > 0 ? std::min(1.0, std::fabs(effect) / most) : 0);
    const float wide = std::max(3.0F, half * part);
    const float x = rect.x + half - (effect < 0 ? wide : 0);
    fill(ui, centred({x, rect.y, wide, rect.h}, wide, 8), colour, 1);
}

}  // namespace vitrine::console
