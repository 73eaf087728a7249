#include "console/charts/plot.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/format.h"
#include "console/text/type.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

constexpr TypeStyle axis_text{11, 14, tokens::Face::regular};

struct Range {
    double low = 0, high = 0;
    bool any = false;
    void take(double value) {
        low = any ? std::min(low, value) : value;
        high = any ? std::max(high, value) : value;
        any = true;
    }
};

Range range_of(const LineChart& chart) {
    Range range;
    for (const ChartLine& line : chart.lines) {
        for (const auto& value : line.values) {
            if (value && std::isfinite(*value)) range.take(*value);
        }
    }
    return range;
}

std::size_t provisional_points(const LineChart& chart) {
    std::size_t count = 0;
    const std::size_t size = std::min(chart.states.size(), chart.starts.size());
    while (count < size && chart.states[size - 1 - count] != 'f' &&
           chart.states[size - 1 - count] != 'c') {
        ++count;
    }
    return count < size ? count : 0;
}

}  // namespace

float Plot::x_of(base::Instant when) const {
    if (count() < 2) return at.x + at.w / 2;
    const auto whole = static_cast<double>(chart.starts.back().ms - chart.starts.front().ms);
    const auto part = static_cast<double>(when.ms - chart.starts.front().ms);
    return at.x + at.w * static_cast<float>(whole > 0 ? part / whole : 0);
}

float Plot::x(std::size_t index) const { return x_of(chart.starts[index]); }

float Plot::y(double value) const {
    const double whole = ticks.last() - ticks.first;
    return at.bottom() - at.h * static_cast<float>((value - ticks.first) / (whole > 0 ? whole : 1));
}

std::size_t Plot::nearest(float at_x) const {
    const auto& starts = chart.starts;
    if (starts.size() < 2) return 0;
    const auto share = static_cast<double>((at_x - at.x) / std::max(1.0F, at.w));
    const double span = static_cast<double>(starts.back().ms - starts.front().ms);
    const base::Instant when{starts.front().ms + static_cast<std::int64_t>(share * span)};
    const auto after = std::lower_bound(starts.begin(), starts.end(), when);
    if (after == starts.begin()) return 0;
    if (after == starts.end()) return starts.size() - 1;
    const auto before = after - 1;
    const bool left = when.ms - before->ms < after->ms - when.ms;
    return static_cast<std::size_t>((left ? before : after) - starts.begin());
}

std::string tick_label(const Plot& plot, double value) {
    const contract::Unit unit = plot.chart.unit;
    if (unit == contract::Unit::ratio) {
        const double step = plot.ticks.step * 100;
        return percent(value, step < 0.1 ? 2 : step < 1 ? 1 : 0);
    }
    if (unit == contract::Unit::stars) return number(value, plot.ticks.step < 0.1 ? 2 : 1);
    if (unit == contract::Unit::money) {
        if (std::fabs(plot.ticks.last()) >= 10'000'00)
            return metric_compact(value, unit, plot.chart.currency);
        return money(value, plot.chart.currency);
    }
    return std::fabs(plot.ticks.last()) >= 10'000 ? compact(value) : number(value);
}

Plot make_plot(Ui& ui, Rect rect, const LineChart& chart) {
    const Range range = range_of(chart);
    Plot plot{chart, rect, value_ticks(range.low, range.high, chart.unit),
              provisional_points(chart)};
    float widest = 20;
    for (int i = 0; i < plot.ticks.count; ++i) {
        const double value = plot.ticks.first + plot.ticks.step * i;
        widest = std::max(widest, measure(ui, tick_label(plot, value), axis_text));
    }
    cut_left(plot.at, std::ceil(widest) + 12);
    cut_right(plot.at, 14);
    cut_top(plot.at, chart.causes.empty() ? 10.0F : 30.0F);
    cut_bottom(plot.at, 24);
    plot.at = ui.snap(plot.at);
    return plot;
}

Colour colour_of(const Ui& ui, const LineChart& chart, std::size_t line) {
    const ChartLine& what = chart.lines[line];
    if (what.colour != 0) return what.colour;
    if (what.kind == LineKind::main) return ui.theme.accent.mark;
    if (what.kind == LineKind::previous) return ui.theme.chart.previous;
    return ui.theme.chart.categorical[line % ui.theme.chart.categorical.size()];
}

namespace {

// How many points lie between two labels of the time axis.
std::size_t label_step(const Plot& plot) {
    const auto room = std::max<std::size_t>(1, static_cast<std::size_t>(plot.at.w / 96));
    const std::size_t least = (plot.count() + room - 1) / room;
    static constexpr std::size_t hours[] = {1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672};
    static constexpr std::size_t days[] = {1, 2, 7, 14, 28, 56, 91, 182, 364};
    static constexpr std::size_t others[] = {1, 2, 3, 4, 6, 8, 12, 13, 26, 52};
    std::span<const std::size_t> steps = days;
    if (plot.chart.grain == contract::Grain::hour)
        steps = hours;
    else if (plot.chart.grain != contract::Grain::day)
        steps = others;
    for (const std::size_t step : steps) {
        if (step >= least) return step;
    }
    return std::max<std::size_t>(1, least);
}

std::string axis_label(const Ui& ui, const Plot& plot, std::size_t index) {
    const base::Instant at = plot.chart.starts[index];
    if (plot.chart.grain == contract::Grain::hour) {
        const std::int64_t span = plot.chart.starts.back().ms - plot.chart.starts.front().ms;
        return span <= 3 * base::day_ms ? clock_time(at, ui.utc_offset_minutes)
                                        : short_date(at, ui.utc_offset_minutes);
    }
    if (plot.chart.grain == contract::Grain::month) {
        const base::Civil civil = base::civil_of(at);
        return std::string(say_of<"time.month">(base::decimal(civil.month))) + " " +
               base::decimal(civil.year);
    }
    return short_day(base::day_of(at));
}

void draw_time_axis(Ui& ui, const Plot& plot) {
    const std::size_t last = plot.count() - 1, step = label_step(plot);
    const Colour colour = ui.theme.chart.label;
    const float y = plot.at.bottom() + 5;
    const std::string end = axis_label(ui, plot, last);
    const float end_width = last > 0 ? measure(ui, end, axis_text) : 0;
    const float end_x = plot.at.right() - end_width;
    if (last > 0) text(ui, {end_x, y, end_width + 1, 14}, end, axis_text, colour);
    for (std::size_t i = 0; i <= last; i += step) {
        const std::string what = axis_label(ui, plot, i);
        const float wide = measure(ui, what, axis_text);
        const float x = i == 0 && last > 0 ? plot.at.x : plot.x(i) - wide / 2;
        if (last > 0 && x + wide > end_x - 14) break;
        text(ui, {x, y, wide + 1, 14}, what, axis_text, colour);
    }
}

}  // namespace

std::string time_label(const Ui& ui, const Plot& plot, std::size_t index) {
    const base::Instant at = plot.chart.starts[index];
    if (plot.chart.grain == contract::Grain::hour) return date_time(at, ui.utc_offset_minutes);
    if (plot.chart.grain == contract::Grain::month) return axis_label(ui, plot, index);
    const base::Day day = base::day_of(at);
    if (plot.chart.grain == contract::Grain::week) return span_of_days(day, {day.number + 6});
    return long_day(day);
}

void draw_axes(Ui& ui, const Plot& plot) {
    for (int i = 0; i < plot.ticks.count; ++i) {
        const double value = plot.ticks.first + plot.ticks.step * i;
        const float y = plot.y(value);
        if (i > 0) rule(ui, plot.at.x, y, plot.at.w, ui.theme.chart.grid);
        const Rect at{plot.at.x - 108, y - 7, 100, 14};
        text(ui, at, tick_label(plot, value), axis_text, ui.theme.chart.label, Align::right);
    }
    rule(ui, plot.at.x, plot.at.bottom(), plot.at.w, ui.theme.chart.axis);
    if (plot.count() > 0) draw_time_axis(ui, plot);
}

void draw_provisional(Ui& ui, const Plot& plot) {
    if (plot.provisional == 0 || plot.provisional >= plot.count()) return;
    const Theme& t = ui.theme;
    const float from = plot.x(plot.count() - 1 - plot.provisional);
    const Rect band{from, plot.at.y, plot.at.right() - from, plot.at.h};
    hatch(ui, band, faded(t.chart.provisional, 0.55F), 4.2F);
    rule_down(ui, from, band.y, band.h, t.chart.provisional);
    const std::string_view what = say("chart.provisional");
    const float wide = measure(ui, what, axis_text);
    const Rect line{from - wide - 6, plot.at.bottom() - 20, wide + 1, 14};
    if (band.w < wide + 16) {
        fill(ui, {line.x - 2, line.y, line.w + 4, line.h}, faded(t.bg.surface, 0.7F), 3);
        text(ui, line, what, axis_text, t.text.tertiary);
        return;
    }
    const Rect tag = centred({band.x, line.y, band.w, 15}, wide + 10, 15);
    fill(ui, tag, t.bg.surface, 3);
    text(ui, tag, what, axis_text, t.text.tertiary, Align::center);
}

std::string summary_of(const Ui& ui, const Plot& plot) {
    const Range range = range_of(plot.chart);
    if (!range.any || plot.count() == 0) return say("chart.empty", {plot.chart.name});
    std::optional<double> last;
    Range main;
    for (const auto& value : plot.chart.lines.front().values) {
        if (!value) continue;
        main.take(*value);
        last = value;
    }
    const auto words = [&](double value) {
        return metric_value(value, plot.chart.unit, plot.chart.currency);
    };
    return say("chart.summary",
               {plot.chart.name, base::decimal(static_cast<std::int64_t>(plot.count())),
                axis_label(ui, plot, 0), axis_label(ui, plot, plot.count() - 1), words(main.low),
                words(main.high), last ? words(*last) : std::string(unknown_text)});
}

namespace {

void say_head(Ui& ui, Rect at, const Plot& plot) {
    const Group row{ui, at, {.role = SemRole::row, .name = {}, .id = "head"}};
    say_node(ui, SemRole::column_header, at, say("chart.time"));
    for (const ChartLine& line : plot.chart.lines)
        say_node(ui, SemRole::column_header, at, line.name);
}

void say_point(Ui& ui, Rect at, const Plot& plot, std::size_t index) {
    const std::string time = time_label(ui, plot, index);
    const Group row{ui, at, {.role = SemRole::row, .name = time}};
    say_node(ui, SemRole::cell, at, time);
    for (const ChartLine& line : plot.chart.lines) {
        const bool known = index < line.values.size() && line.values[index];
        say_node(ui, SemRole::cell, at,
                 known ? metric_value(*line.values[index], plot.chart.unit, plot.chart.currency)
                       : std::string(say("chart.no_value")));
    }
}

}  // namespace

void say_points(Ui& ui, const Plot& plot) {
    constexpr std::size_t most = 92;
    if (plot.count() == 0 || plot.chart.lines.empty()) return;
    const std::string name = say("chart.table", {plot.chart.name});
    const Rect nowhere{plot.at.x, plot.at.y, 1, 1};
    const Group table{ui,
                      nowhere,
                      {.role = SemRole::table,
                       .name = name,
                       .id = "table",
                       .row_count = static_cast<std::int32_t>(plot.count())}};
    say_head(ui, nowhere, plot);
    const std::size_t step = (plot.count() + most - 1) / most;
    for (std::size_t i = 0; i < plot.count(); i += step) say_point(ui, nowhere, plot, i);
}

}  // namespace vitrine::console
