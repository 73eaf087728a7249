#include "console/widgets/choice.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/format.h"
#include "console/text/type.h"
#include "console/widgets/chip.h"
#include "console/widgets/overlay.h"

namespace vitrine::console {
namespace {

void draw_box(Ui& ui, Rect box, Checked state, bool hovered, bool off) {
    const Theme& t = ui.theme;
    if (state == Checked::no) {
        fill(ui, box, hovered ? t.bg.hover : t.bg.inset, 4);
        return frame(ui, box,
                     off       ? t.border.subtle
                     : hovered ? t.text.secondary
                               : t.border.control,
                     4);
    }
    fill(ui, box, hovered ? t.accent.solid_hover : t.accent.solid, 4);
    icon(ui, box, state == Checked::yes ? Icon::check : Icon::minus, t.accent.on_solid, 12);
}

}  // namespace

Press checkbox(Ui& ui, Rect rect, const Checkbox& what) {
    Pressable node;
    node.role = SemRole::checkbox;
    node.name = what.label;
    node.id = what.id;
    node.value = what.reason;
    node.flags = flag_if(!what.reason.empty(), sem_disabled);
    if (what.state == Checked::yes) node.flags |= sem_checked;
    if (what.state == Checked::some) node.flags |= sem_mixed;
    const Rect box = ui.snap(middle_left(rect, 16, 16));
    const float wide = what.show_label ? rect.w : 20;
    const Rect area{rect.x - 4, rect.y + (rect.h - 24) / 2, wide + 4, 24};
    const Press press = pressable(ui, area, node);
    const bool off = !what.reason.empty();
    draw_box(ui, box, what.state, press.hovered, off);
    if (what.show_label) {
        Rect at = rect;
        cut_left(at, 16, 8);
        text(ui, at, what.label, tokens::type.small,
             off ? ui.theme.text.disabled : ui.theme.text.primary);
    }
    if (press.focused) focus_ring(ui, box, 4);
    tooltip(ui, area, press, what.reason);
    return press;
}

Press toggle(Ui& ui, Rect rect, std::string_view name, bool on) {
    Pressable node;
    node.role = SemRole::checkbox;
    node.name = name;
    node.flags = flag_if(on, sem_checked);
    const Rect box = ui.snap(middle_left(rect, 30, 18));
    const Press press = pressable(ui, outset(box, 3), node);
    const Theme& t = ui.theme;
    fill(ui, box, on ? t.accent.solid : t.bg.active, 9);
    if (!on) frame(ui, box, t.border.control, 9);
    disc(ui, box.x + (on ? 21.0F : 9.0F), box.y + 9, 6, on ? t.accent.on_solid : t.text.secondary);
    if (press.focused) focus_ring(ui, box, 9);
    return press;
}

namespace {
constexpr float segment_pad = 9;
float segment_width(Ui& ui, const Option& option) {
    return std::ceil(measure(ui, option.label, tokens::type.small_strong)) + 2 * segment_pad;
}
}  // namespace

float segmented_width(Ui& ui, std::span<const Option> options) {
    float width = 4;
    for (const Option& option : options) width += segment_width(ui, option);
    return width;
}

int segmented(Ui& ui, Rect rect, std::string_view name, std::span<const Option> options,
              int chosen) {
    const Theme& t = ui.theme;
    const Rect box =
        ui.snap(Rect{rect.x, rect.y + (rect.h - 28) / 2, segmented_width(ui, options), 28});
    fill(ui, box, t.bg.inset, 6);
    frame(ui, box, t.border.default_, 6);
    const Group group{ui, box, {.role = SemRole::tab_list, .name = name}};
    Rect row = inset(box, 2, 2);
    int pressed = -1;
    for (std::size_t i = 0; i < options.size(); ++i) {
        const bool on = static_cast<int>(i) == chosen;
        const Rect at = cut_left(row, segment_width(ui, options[i]));
        Pressable node;
        node.role = SemRole::tab;
        node.name = options[i].label;
        node.id = options[i].id;
        node.href = options[i].href;
        node.flags = flag_if(on, sem_selected);
        const Press press = pressable(ui, at, node);
        if (on)
            fill(ui, at, t.bg.active, 5);
        else if (press.hovered)
            fill(ui, at, t.bg.hover, 5);
        text(ui, at, options[i].label, tokens::type.small_strong,
             on ? t.text.primary : t.text.secondary, Align::center);
        if (press.focused) focus_ring(ui, at, 5, 0);
        if (press) pressed = static_cast<int>(i);
    }
    return pressed;
}

int segmented_left(Ui& ui, Rect& row, std::string_view name, std::span<const Option> options,
                   int chosen, float gap) {
    return segmented(ui, cut_left(row, segmented_width(ui, options), gap), name, options, chosen);
}

int segmented_right(Ui& ui, Rect& row, std::string_view name, std::span<const Option> options,
                    int chosen, float gap) {
    return segmented(ui, cut_right(row, segmented_width(ui, options), gap), name, options, chosen);
}

int tabs(Ui& ui, Rect rect, std::string_view name, std::span<const Option> options, int chosen) {
    const Theme& t = ui.theme;
    const TypeStyle style = tokens::type.body_strong;
    const Group group{ui, rect, {.role = SemRole::tab_list, .name = name}};
    rule(ui, rect.x, rect.bottom() - ui.hair(), rect.w, t.border.default_);
    Rect row = rect;
    int pressed = -1;
    for (std::size_t i = 0; i < options.size(); ++i) {
        const Option& option = options[i];
        const bool on = static_cast<int>(i) == chosen;
        const float label_wide = std::ceil(measure(ui, option.label, style));
        const float extra = option.count >= 0 ? badge_width(ui, option.count) + 6 : 0;
        Rect at = cut_left(row, label_wide + extra + 2, 20);
        Pressable node;
        node.role = SemRole::tab;
        node.name = option.label;
        node.id = option.id;
        node.href = option.href;
        const std::string count = option.count >= 0 ? grouped(option.count) : std::string();
        node.value = count;
        node.flags = flag_if(on, sem_selected);
        const Press press = pressable(ui, at, node);
        if (on) fill(ui, {at.x, at.bottom() - 2, at.w, 2}, t.accent.mark);
        const Rect whole = at;
        text(ui, cut_left(at, label_wide + 1, 6), option.label, style,
             on || press.hovered ? t.text.primary : t.text.secondary);
        if (option.count >= 0) badge(ui, at, option.count, false);
        if (press.focused) focus_ring(ui, inset(whole, 0, 6), 3, 1);
        if (press) pressed = static_cast<int>(i);
    }
    return pressed;
}

namespace {
void draw_nav_below(Ui& ui, Rect rect, const NavItem& what, Colour colour) {
    Rect at = inset(rect, 0, 6);
    const Rect top = cut_top(at, 22);
    icon(ui, top, what.icon, colour, 20);
    text(ui, cut_top(at, 16), what.label, tokens::type.micro, colour, Align::center);
    if (what.count > 0) {
        badge(ui, {top.x + top.w / 2 + 3, top.y - 4, badge_width(ui, what.count), 16}, what.count,
              what.hot);
    }
}

void draw_nav(Ui& ui, Rect rect, const NavItem& what, bool hovered) {
    const Theme& t = ui.theme;
    if (what.current || hovered) fill(ui, rect, what.current ? t.bg.active : t.bg.hover, 6);
    const Colour ink = what.current ? t.text.primary : t.text.secondary;
    const Colour mark = what.current ? t.accent.text : t.text.tertiary;
    if (rect.w < 80) {
        icon(ui, rect, what.icon, mark, 16);
        if (what.count > 0 && what.hot) {
            disc(ui, rect.x + rect.w / 2 + 8, rect.y + 7, 3, t.accent.mark);
        }
        return;
    }
    Rect row = inset(rect, 8, 0);
    icon(ui, cut_left(row, 16, 9), what.icon, mark, 16);
    if (what.count > 0) {
        const Rect right = cut_right(row, badge_width(ui, what.count), 4);
        if (what.hot)
            badge(ui, right, what.count, true);
        else
            text(ui, right, compact(static_cast<double>(what.count)), tokens::type.micro,
                 t.text.tertiary, Align::right);
    }
    text(ui, row, what.label, tokens::type.body_strong, ink);
}
}  // namespace

Press nav_item(Ui& ui, Rect rect, const NavItem& what) {
    Pressable node;
    node.role = SemRole::link;
    node.name = what.label;
    node.href = what.href;
    node.test_id = what.test_id;
    node.flags = flag_if(what.current, sem_current);
    const std::string count = what.count > 0 ? grouped(what.count) : std::string();
    node.value = count;
    const Press press = pressable(ui, rect, node);
    if (what.below) {
        draw_nav_below(ui, rect, what,
                       what.current ? ui.theme.accent.text : ui.theme.text.secondary);
    } else {
        draw_nav(ui, ui.snap(rect), what, press.hovered);
        if (rect.w < 80) tooltip(ui, rect, press, what.label);
    }
    if (press.focused) focus_ring(ui, rect, 6, -2);
    return press;
}

}  // namespace vitrine::console
