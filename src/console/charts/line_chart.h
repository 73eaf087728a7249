// The time series chart: accent line with a gradient to nothing, previous period grey and dashed,
// provisional tail hatched and dashed, causes as dotted verticals with tags, one cursor and one
// tooltip for all series. Gaps are gaps. Any number of points: each pixel column draws its lowest
// and highest only.
//
// Hovering moves the cursor; with the focus the arrow keys, Home and End do. Its node is an image
// with a summary in words, and a table of all points behind it.
#pragma once
#include <optional>
#include <span>

#include "console/draw.h"
#include "contract/metrics.h"

namespace vitrine::console {

enum class LineKind : std::uint8_t { main, previous, other };
struct ChartLine {
    std::string_view name;                 // "This period"
    std::span<const std::optional<double>> values;  // one per start; null is a gap
    LineKind kind = LineKind::main;
    Colour colour = 0;                     // of `other`: chart colour in order when 0
};
enum class CauseTone : std::uint8_t { plain, good, held };
struct Cause {
    base::Instant at;
    std::string_view label;
    CauseTone tone = CauseTone::plain;
};
struct LineChart {
    std::string_view id, name;             // "Installs per day"
    std::span<const base::Instant> starts; // growing
    std::span<const ChartLine> lines;
    std::string_view states = {};          // one letter a point as in contract::Series, or empty
    std::span<const Cause> causes = {};    // growing
    contract::Grain grain = contract::Grain::day;
    contract::Unit unit = contract::Unit::count;
    std::string_view currency = {};
    std::string_view test_id = {};
};
void line_chart(Ui& ui, Rect rect, const LineChart& chart);

// Four or five round numbers from at or below `low` to at or above `high`.
struct Ticks {
    double first = 0, step = 1;
    int count = 2;
    double last() const { return first + step * (count - 1); }
};
Ticks nice_ticks(double low, double high, int about = 4);
// Counts start at zero; shares and stars may start elsewhere when they do not move much.
Ticks value_ticks(double low, double high, contract::Unit unit);

// min/max per column: for each of `columns` the first, lowest, highest and last point survive, in
// order. Fewer than 4 points a column: all survive.
std::vector<std::size_t> decimated(std::span<const std::optional<double>> values,
                                   std::size_t columns);

}  // namespace vitrine::console
