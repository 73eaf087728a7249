// Chips: a stage, a filter, a tag, a verdict, a count.
#pragma once
#include <optional>

#include "console/pictures.h"

namespace vitrine::console {

enum class Tone : std::uint8_t { neutral, outline, good, warn, bad, info };
Hues hues_of(const Theme& theme, Tone tone);

struct Chip {
    std::string_view label;
    Tone tone = Tone::neutral;
    std::optional<Icon> icon = {};
    float height = 20;
};
// Drawn from the left edge of `rect`, vertically centred, with a text node. Returns its width.
float chip(Ui& ui, Rect rect, const Chip& what);
float chip_width(Ui& ui, const Chip& what);
float chip_left(Ui& ui, Rect& row, const Chip& what, float gap = 4);

// Glyph, then word. `label` empty: the stage's own word.
float stage_chip(Ui& ui, Rect rect, contract::Stage stage, std::string_view label = {},
                 float share = 0.2F);
float stage_chip_width(Ui& ui, contract::Stage stage, std::string_view label = {});
// The same without box: glyph 14 and text in the stage's colour.
float stage_text(Ui& ui, Rect rect, contract::Stage stage, std::string_view label,
                 float share = 0.2F);

// Name, then value; accent when it narrows the list. Pressing it opens its menu; the x takes the
// filter off.
struct FilterChip {
    std::string_view name, value;
    bool narrows = false;
    bool removable = false;                // draws the x; a press anywhere means "remove"
    std::string_view id = {};
};
Press filter_chip(Ui& ui, Rect rect, const FilterChip& what);
float filter_chip_width(Ui& ui, const FilterChip& what);
Press filter_chip_left(Ui& ui, Rect& row, const FilterChip& what, float gap = 8);

void badge(Ui& ui, Rect rect, std::int64_t count, bool hot);   // in the middle of `rect`
float badge_width(Ui& ui, std::int64_t count);

}  // namespace vitrine::console
