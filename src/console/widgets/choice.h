// Choosing: checkbox, switch, segmented control, tabs, navigation rows.
#pragma once
#include <span>

#include "console/draw.h"

namespace vitrine::console {

enum class Checked : std::uint8_t { no, yes, some };
// 16 px box (the press area is 24 px) and an optional label behind it.
struct Checkbox {
    std::string_view label;
    Checked state = Checked::no;
    bool show_label = true;
    std::string_view id = {};
    std::string_view reason = {};
};
Press checkbox(Ui& ui, Rect rect, const Checkbox& what);
Press toggle(Ui& ui, Rect rect, std::string_view name, bool on);  // a switch, 30 x 18

struct Option {
    std::string_view label;
    std::string_view id = {};
    std::int64_t count = -1;               // shown in a badge when >= 0
    std::string_view href = {};
};
// Returns the index of what was pressed, or -1.
int segmented(Ui& ui, Rect rect, std::string_view name, std::span<const Option> options,
              int chosen);
float segmented_width(Ui& ui, std::span<const Option> options);
int segmented_left(Ui& ui, Rect& row, std::string_view name, std::span<const Option> options,
                   int chosen, float gap = 8);
int segmented_right(Ui& ui, Rect& row, std::string_view name, std::span<const Option> options,
                    int chosen, float gap = 8);
// 38 px high, an accent line under the chosen one, a rule below all.
int tabs(Ui& ui, Rect rect, std::string_view name, std::span<const Option> options, int chosen);

// A place in the sidebar (30 px), the rail (icon only when `rect` is under 80 wide) or, with
// `below`, in the tab bar of the narrow page (icon over label).
struct NavItem {
    Icon icon = Icon::overview;
    std::string_view label;
    std::string_view href;
    bool current = false;
    std::int64_t count = 0;                // 0 is not shown
    bool hot = false;                      // count on an accent badge
    bool below = false;
    std::string_view test_id = {};
};
Press nav_item(Ui& ui, Rect rect, const NavItem& what);

}  // namespace vitrine::console
