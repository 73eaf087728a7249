// The inside of the line chart: where points are, and the parts that are drawn one over the other.
#pragma once
#include "console/charts/line_chart.h"

namespace vitrine::console {

struct Plot {
    const LineChart& chart;
    Rect at;          // of the lines, without axes
    Ticks ticks;
    std::size_t provisional = 0;  // points at the end that are not final

    std::size_t count() const { return chart.starts.size(); }
    float x(std::size_t index) const;
    float x_of(base::Instant when) const;
    float y(double value) const;
    std::size_t nearest(float at_x) const;
};

Plot make_plot(Ui& ui, Rect rect, const LineChart& chart);
std::string tick_label(const Plot& plot, double value);
// "Wed 22 April", "9 May, 16:00": the point's time by the grain.
std::string time_label(const Ui& ui, const Plot& plot, std::size_t index);
void draw_axes(Ui& ui, const Plot& plot);
void draw_provisional(Ui& ui, const Plot& plot);
void draw_lines(Ui& ui, const Plot& plot);
void draw_causes(Ui& ui, const Plot& plot);
void draw_cursor(Ui& ui, const Plot& plot, std::size_t index);
void say_points(Ui& ui, const Plot& plot);
std::string summary_of(const Ui& ui, const Plot& plot);
Colour colour_of(const Ui& ui, const LineChart& chart, std::size_t line);

}  // namespace vitrine::console
