// Charts without axes: a small line, bars, share bars, effect bars. Bars have a node each or one
// summary; a small line is decoration of the number beside it and has none.
#pragma once
#include <optional>
#include <span>

#include "console/draw.h"

namespace vitrine::console {

struct Sparkline {
    std::span<const std::optional<double>> values;
    Colour colour = 0;                     // 0: accent mark
    bool area = true;
    bool end_dot = true;
    float width = 1.5F;
    std::size_t provisional = 0;           // points at the end, dashed
    std::optional<double> low = {}, high = {};  // common scale of two lines
};
void sparkline(Ui& ui, Rect rect, const Sparkline& look);
void sparkline(Ui& ui, Rect rect, std::span<const double> values, Colour colour, bool area = true,
               std::optional<double> high = {});

// Bars over time with two or three value ticks, dates at the ends and one cause.
struct BarChart {
    std::string_view id, name;
    std::span<const double> values;
    std::string_view first_label, last_label;
    std::int64_t cause_at = -1;            // index; bars from here on are accent
    std::string_view cause = {};
};
void bar_chart(Ui& ui, Rect rect, const BarChart& chart);

// A share 0..1 as a bar of 6 px in the middle of `rect`.
void share_bar(Ui& ui, Rect rect, double share, Colour colour = 0);
// An effect to the right (good) or left (bad) of the middle; `most` fills half the width.
void effect_bar(Ui& ui, Rect rect, double effect, double most, Colour colour);

}  // namespace vitrine::console
