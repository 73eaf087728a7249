#include "console/charts/line_chart.h"

#include <algorithm>
#include <cmath>

#include "console/charts/plot.h"
#include "console/format.h"
#include "console/text/type.h"
#include "console/ui_host.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

struct Run {
    std::vector<Point> points;
    std::size_t first = 0;  // index of its first point
};

// The line as runs without gaps; point `from` on only.
std::vector<Run> runs_of(const Plot& plot, const ChartLine& line, std::size_t from,
                         std::size_t to) {
    std::vector<Run> out;
    const std::size_t end = std::min({to, line.values.size(), plot.count()});
    if (from >= end) return out;
    const auto values = line.values.subspan(from, end - from);
    const auto columns = static_cast<std::size_t>(std::max(1.0F, plot.at.w));
    bool open = false;
    for (const std::size_t offset : decimated(values, columns)) {
        const std::size_t i = from + offset;
        if (!line.values[i] || !std::isfinite(*line.values[i])) {
            open = false;
            continue;
        }
        if (!open) out.push_back({{}, i});
        open = true;
        out.back().points.push_back({plot.x(i), plot.y(*line.values[i])});
    }
    return out;
}

void draw_runs(Ui& ui, const std::vector<Run>& runs, Colour colour, float width, bool dashed) {
    for (const Run& run : runs) {
        if (run.points.size() == 1)
            disc(ui, run.points[0].x, run.points[0].y, width, colour);
        else if (dashed)
            dashed_polyline(ui, run.points, colour, width, width < 1.5F ? 4 : 3,
                            width < 1.5F ? 4 : 3);
        else
            polyline(ui, run.points, colour, width);
    }
}

void draw_line(Ui& ui, const Plot& plot, std::size_t index) {
    const ChartLine& line = plot.chart.lines[index];
    const Colour colour = colour_of(ui, plot.chart, index);
    const std::size_t count = plot.count();
    if (line.kind == LineKind::previous) {
        return draw_runs(ui, runs_of(plot, line, 0, count), colour, 1.25F, true);
    }
    const float width = line.kind == LineKind::main ? 2 : 1.75F;
    const std::size_t final_end = count - plot.provisional;
    if (line.kind == LineKind::main) {
        for (const Run& run : runs_of(plot, line, 0, count)) {
            area(ui, run.points, plot.at.bottom(), faded(colour, ui.theme.chart.area_top));
        }
    }
    draw_runs(ui, runs_of(plot, line, 0, final_end), colour, width, false);
    if (plot.provisional > 0) {
        draw_runs(ui, runs_of(plot, line, final_end - 1, count), colour, width, true);
    }
}

struct CauseLook {
    Colour text, fill, line, dots;
};

CauseLook cause_look(const Theme& t, CauseTone tone) {
    if (tone == CauseTone::good) return {t.good.text, t.good.tint, t.good.line, t.good.text};
    if (tone == CauseTone::held) {
        return {t.stage.halted.text, t.stage.halted.tint, t.stage.halted.line, t.stage.halted.text};
    }
    return {t.text.secondary, t.bg.raised, t.border.strong, t.chart.cause};
}

constexpr TypeStyle tag_text{11, 14, tokens::Face::medium};

// A tag stands right of its line, left of it near the edge, one row lower when it would overlap.
void draw_cause(Ui& ui, const Plot& plot, const Cause& cause, float (&taken)[2]) {
    const float x = ui.snap(plot.x_of(cause.at));
    const CauseLook look = cause_look(ui.theme, cause.tone);
    const float wide = std::min(180.0F, std::ceil(measure(ui, cause.label, tag_text)) + 14);
    const bool flip = x + wide > plot.at.right() + 10;
    const float left = flip ? x - wide : x;
    const bool low = left < taken[0] + 4;
    const float top = plot.at.y - 20 + (low ? 22.0F : 0.0F);
    taken[low ? 1 : 0] = left + wide;
    dotted_down(ui, x, top + 9, plot.at.bottom() - top - 9, faded(look.dots, 0.8F));
    if (low && left < taken[1] - wide) return;
    const Rect tag{left, top, wide, 18};
    fill(ui, tag, look.fill, 4);
    frame(ui, tag, look.line, 4);
    text(ui, inset(tag, 5, 0), cause.label, tag_text, look.text, Align::center);
    say_node(ui, SemRole::text, tag, cause.label);
}

const Cause* cause_near(const Plot& plot, std::size_t index) {
    const std::int64_t from = plot.chart.starts[index].ms;
    const std::int64_t to =
        index + 1 < plot.count() ? plot.chart.starts[index + 1].ms : from + base::day_ms;
    for (const Cause& cause : plot.chart.causes) {
        if (cause.at.ms >= from && cause.at.ms < to) return &cause;
    }
    return nullptr;
}

std::string value_at(const Plot& plot, const ChartLine& line, std::size_t index) {
    if (index >= line.values.size() || !line.values[index]) return std::string(unknown_text);
    return metric_value(*line.values[index], plot.chart.unit, plot.chart.currency);
}

void draw_tip_row(Ui& ui, Rect row, const Plot& plot, std::size_t line, std::size_t index) {
    const ChartLine& what = plot.chart.lines[line];
    const Colour colour = colour_of(ui, plot.chart, line);
    const Rect mark = cut_left(row, 14, 6);
    const float y = mark.y + mark.h / 2;
    const Point ends[] = {{mark.x, y}, {mark.right(), y}};
    if (what.kind == LineKind::previous)
        dashed_polyline(ui, ends, colour, 1.5F, 3, 2);
    else
        polyline(ui, ends, colour, 2);
    const std::string value = value_at(plot, what, index);
    text_right(ui, row, value, tokens::type.small_strong, ui.theme.text.primary);
    text(ui, row, what.name, tokens::type.small, ui.theme.text.secondary);
}

void draw_tip(Ui& ui, const Plot& plot, std::size_t index) {
    const Theme& t = ui.theme;
    const Cause* cause = cause_near(plot, index);
    const auto lines = static_cast<float>(plot.chart.lines.size());
    const float wide = std::min(212.0F, plot.at.w);
    const float high = 18 + 20 + lines * 20 + (cause ? 29.0F : 0.0F) - 4;
    const float x = plot.x(index);
    const bool left = x + 16 + wide > plot.at.right();
    const float at_x = std::clamp(left ? x - 16 - wide : x + 16, plot.at.x,
                                  std::max(plot.at.x, plot.at.right() - wide));
    const float at_y = std::max(plot.at.y, plot.at.y + plot.at.h * 0.45F - high / 2);
    const Rect box = ui.snap(Rect{at_x, at_y, wide, high});
    shadow(ui, box, tokens::radius.md, 2, 1);
    fill(ui, box, t.bg.raised, tokens::radius.md);
    frame(ui, box, t.border.strong, tokens::radius.md);
    Rect at = inset(box, 10, 8);
    Rect head = cut_top(at, 20);
    const bool open = index + plot.provisional >= plot.count();
    if (open) text_right(ui, head, say("chart.provisional"), tokens::type.small, t.text.tertiary);
    text(ui, head, time_label(ui, plot, index), {12, 16, tokens::Face::semibold}, t.text.primary);
    for (std::size_t i = 0; i < plot.chart.lines.size(); ++i) {
        draw_tip_row(ui, cut_top(at, 20), plot, i, index);
    }
    if (!cause) return;
    cut_top(at, 8);
    rule(ui, box.x, at.y - 4, box.w, t.border.default_);
    Rect row = cut_top(at, 20);
    const Colour colour = cause_look(t, cause->tone).text;
    icon(ui, cut_left(row, 12, 6), Icon::flag, colour, 12);
    text(ui, row, cause->label, tokens::type.small, colour);
}

// Where the cursor is: under the pointer, else where the keys put it while the focus is here.
std::optional<std::size_t> cursor_of(Ui& ui, const Plot& plot, const Press& press, bool focused,
                                     std::uint64_t key, float pointer_x) {
    const auto last = static_cast<double>(plot.count() - 1);
    if (press.hovered) {
        const std::size_t at = plot.nearest(pointer_x);
        ui.host.kept(key, last) = static_cast<double>(at);
        return at;
    }
    if (!focused) return std::nullopt;
    double at = ui.host.kept(key, last);
    if (key_pressed(ui, Key::left)) --at;
    if (key_pressed(ui, Key::right)) ++at;
    if (key_pressed(ui, Key::home)) at = 0;
    if (key_pressed(ui, Key::end)) at = last;
    at = std::clamp(at, 0.0, last);
    ui.host.kept(key, last) = at;
    return static_cast<std::size_t>(at);
}

}  // namespace

void draw_lines(Ui& ui, const Plot& plot) {
    if (plot.count() == 0) return;
    for (std::size_t i = plot.chart.lines.size(); i-- > 0;) {
        if (plot.chart.lines[i].kind != LineKind::main) draw_line(ui, plot, i);
    }
    for (std::size_t i = 0; i < plot.chart.lines.size(); ++i) {
        if (plot.chart.lines[i].kind == LineKind::main) draw_line(ui, plot, i);
    }
}

void draw_causes(Ui& ui, const Plot& plot) {
    float taken[2] = {-1e6F, -1e6F};
    if (plot.count() < 2) return;
    for (const Cause& cause : plot.chart.causes) {
        const float x = plot.x_of(cause.at);
        if (x >= plot.at.x - 1 && x <= plot.at.right() + 1) draw_cause(ui, plot, cause, taken);
    }
}

void draw_cursor(Ui& ui, const Plot& plot, std::size_t index) {
    const float x = plot.x(index);
    rule_down(ui, x, plot.at.y, plot.at.h, faded(ui.theme.chart.cursor, 0.55F));
    for (std::size_t i = 0; i < plot.chart.lines.size(); ++i) {
        const ChartLine& line = plot.chart.lines[i];
        if (index >= line.values.size() || !line.values[index]) continue;
        const float y = plot.y(*line.values[index]);
        disc(ui, x, y, 4.5F, ui.theme.bg.surface);
        disc(ui, x, y, 3, colour_of(ui, plot.chart, i));
    }
    draw_tip(ui, plot, index);
}

void line_chart(Ui& ui, Rect rect, const LineChart& chart) {
    const Scope scope{ui, chart.id};
    const Plot plot = make_plot(ui, rect, chart);
    const std::string summary = summary_of(ui, plot);
    Pressable node;
    node.role = SemRole::image;
    node.name = chart.name;
    node.id = "chart";
    node.value = summary;
    node.hint = say("chart.hint");
    node.test_id = chart.test_id;
    const Press press = pressable(ui, rect, node);
    const bool focused = ui.sem.focus() == key_of(ui, "chart");
    draw_axes(ui, plot);
    draw_provisional(ui, plot);
    draw_lines(ui, plot);
    draw_causes(ui, plot);
    if (plot.count() > 0) {
        const auto cursor = cursor_of(ui, plot, press, focused && press.focused,
                                      key_of(ui, "cursor"), ui.host.pointer().x);
        if (cursor) draw_cursor(ui, plot, *cursor);
    }
    say_points(ui, plot);
    if (press.focused) focus_ring(ui, rect, 6, -2);
}

}  // namespace vitrine::console
