#include "console/widgets/button.h"

#include <algorithm>
#include <cmath>

#include "console/pictures.h"
#include "console/text/type.h"
#include "console/widgets/overlay.h"

namespace vitrine::console {
namespace {

struct Measures {
    float height, pad, icon, radius;
    TypeStyle text;
};

Measures measures_of(Size size) {
    const auto& c = tokens::control;
    const TypeStyle small = tokens::type.small_strong;
    switch (size) {
        case Size::inline_: return {c.inline_.height, c.inline_.pad_x, 14, 5, small};
        case Size::compact: return {c.compact.height, c.compact.pad_x, 14, 6, small};
        case Size::comfortable: return {c.comfortable.height, 14, 16, 6, c.comfortable.text};
        case Size::touch: break;
    }
    return {c.touch.height, c.touch.pad_x, 20, 8, {14, 22, tokens::Face::medium}};
}

struct Paint {
    Colour fill = 0, line = 0, text = 0, icon = 0;
};

Paint paint_of(const Ui& ui, ButtonKind kind, bool off, bool hovered, bool held) {
    const Theme& t = ui.theme;
    if (off) return {0, t.border.subtle, t.text.disabled, t.text.disabled};
    switch (kind) {
        case ButtonKind::primary: {
            const Colour solid = held      ? t.accent.solid_active
                                 : hovered ? t.accent.solid_hover
                                           : t.accent.solid;
            return {solid, solid, t.accent.on_solid, t.accent.on_solid};
        }
        case ButtonKind::quiet:
            return {held || hovered ? t.bg.active : 0, held || hovered ? t.border.strong : 0,
                    t.text.secondary, t.text.secondary};
        case ButtonKind::halt:
            return {mixed(t.bad.tint, t.bad.text, held ? 0.24F : hovered ? 0.12F : 0), t.bad.line,
                    t.bad.text, t.bad.text};
        case ButtonKind::approve:
            return {mixed(t.good.tint, t.good.text, held ? 0.24F : hovered ? 0.12F : 0),
                    t.good.line, t.good.text, t.good.text};
        case ButtonKind::destructive:
            return {mixed(t.bad.fill, t.bg.canvas, held ? 0.25F : hovered ? 0.12F : 0), t.bad.fill,
                    t.bad.on_fill, t.bad.on_fill};
        case ButtonKind::normal: break;
    }
    return {hovered || held ? t.bg.active : t.bg.raised,
            hovered ? t.border.strong : t.border.default_, t.text.primary, t.text.secondary};
}

void paint_box(Ui& ui, Rect rect, const Paint& paint, float radius, ButtonKind kind) {
    fill(ui, rect, paint.fill, radius);
    Colour line = paint.line;
    const bool bright = kind != ButtonKind::primary && kind != ButtonKind::quiet;
    if (ui.high_contrast && bright) line = paint.text;
    if (line >> 24) frame(ui, rect, line, radius);
}

Rect at_height(Ui& ui, Rect rect, Size size) {
    const float height = std::min(rect.h, measures_of(size).height);
    return ui.snap(Rect{rect.x, rect.y + (rect.h - height) / 2, rect.w, height});
}

struct Contents {
    const Button& what;
    Measures m;
    float width(Ui& ui) const {
        float sum = std::ceil(measure(ui, what.label, m.text));
        if (!what.busy_label.empty()) {
            sum = std::max(sum, std::ceil(measure(ui, what.busy_label, m.text)));
        }
        if (what.icon || !what.busy_label.empty()) sum += m.icon + 6;
        if (what.icon_after) sum += m.icon + 6;
        if (!what.shortcut.empty()) sum += keycap_width(ui, what.shortcut) + 8;
        return sum;
    }
    void draw(Ui& ui, Rect rect, const Paint& paint) const {
        Rect row = centred(rect, std::min(width(ui), rect.w), rect.h);
        if (!what.busy_label.empty()) {
            pie_glyph(ui, cut_left(row, m.icon, 6), paint.icon, 14, 0.7F);
        } else if (what.icon) {
            icon(ui, cut_left(row, m.icon, 6), *what.icon, paint.icon, m.icon);
        }
        if (!what.shortcut.empty()) {
            keycap(ui, cut_right(row, keycap_width(ui, what.shortcut), 8), what.shortcut);
        }
        if (what.icon_after) {
            icon(ui, cut_right(row, m.icon, 6), *what.icon_after, paint.icon, m.icon);
        }
        const bool busy = !what.busy_label.empty();
        text(ui, row, busy ? what.busy_label : what.label, m.text, paint.text,
             busy ? Align::left : Align::center);
    }
};

Press pressed_button(Ui& ui, Rect rect, const Button& what, std::string_view href) {
    const Measures m = measures_of(what.size);
    const bool off = !what.reason.empty(), busy = !what.busy_label.empty();
    Pressable node;
    node.role = href.empty() ? SemRole::button : SemRole::link;
    node.name = what.label;
    node.id = what.id;
    node.href = href;
    node.value = off ? what.reason : what.busy_label;
    node.hint = what.hint;
    node.test_id = what.test_id;
    node.flags = flag_if(off || busy, sem_disabled);
    const Press press = pressable(ui, rect, node);
    const Paint paint = paint_of(ui, what.kind, off, press.hovered && !busy, press.held);
    if (ui.visible(rect)) {
        paint_box(ui, rect, paint, m.radius, what.kind);
        Contents{what, m}.draw(ui, rect, paint);
    }
    if (press.focused) focus_ring(ui, rect, m.radius);
    tooltip(ui, rect, press, off ? what.reason : what.hint);
    return press;
}

}  // namespace

float height_of(Size size) { return measures_of(size).height; }

float button_width(Ui& ui, const Button& what) {
    const Measures m = measures_of(what.size);
    return std::ceil(Contents{what, m}.width(ui) + 2 * m.pad) + 1;
}

Press button(Ui& ui, Rect rect, const Button& what) {
    return pressed_button(ui, ui.snap(rect), what, {});
}

Press button_left(Ui& ui, Rect& row, const Button& what, float gap) {
    return button(ui, at_height(ui, cut_left(row, button_width(ui, what), gap), what.size), what);
}

Press button_right(Ui& ui, Rect& row, const Button& what, float gap) {
    return button(ui, at_height(ui, cut_right(row, button_width(ui, what), gap), what.size), what);
}

Press button_link(Ui& ui, Rect rect, const Button& what, std::string_view href) {
    return pressed_button(ui, ui.snap(rect), what, href);
}

Press button_link_right(Ui& ui, Rect& row, const Button& what, std::string_view href, float gap) {
    const Rect rect = cut_right(row, button_width(ui, what), gap);
    return button_link(ui, at_height(ui, rect, what.size), what, href);
}

Press icon_button(Ui& ui, Rect rect, const IconButton& what) {
    const Rect box = ui.snap(rect);
    const Measures m = measures_of(what.size);
    const bool off = !what.reason.empty();
    Pressable node;
    node.name = what.name;
    node.id = what.id;
    node.value = what.reason;
    node.test_id = what.test_id;
    node.flags = flag_if(off, sem_disabled);
    const Press press = pressable(ui, box, node);
    const Paint paint = paint_of(ui, what.kind, off, press.hovered, press.held);
    paint_box(ui, box, paint, m.radius, what.kind);
    icon(ui, box, what.icon, paint.icon, what.size == Size::touch ? 20 : 16);
    if (what.mark) disc(ui, box.x + box.w / 2 + 6, box.y + box.h / 2 - 6, 3, ui.theme.accent.mark);
    if (press.focused) focus_ring(ui, box, m.radius);
    tooltip(ui, box, press, off ? what.reason : what.name);
    return press;
}

Press icon_button_left(Ui& ui, Rect& row, const IconButton& what, float gap) {
    const float side = height_of(what.size);
    return icon_button(ui, at_height(ui, cut_left(row, side, gap), what.size), what);
}

Press icon_button_right(Ui& ui, Rect& row, const IconButton& what, float gap) {
    const float side = height_of(what.size);
    return icon_button(ui, at_height(ui, cut_right(row, side, gap), what.size), what);
}

float link_width(Ui& ui, const Link& what) {
    return std::ceil(measure(ui, what.label, what.style)) + (what.icon_after ? 16 : 0);
}

Press link(Ui& ui, Rect rect, const Link& what) {
    Pressable node;
    node.role = SemRole::link;
    node.name = what.label;
    node.id = what.id;
    node.href = what.href;
    node.test_id = what.test_id;
    const float width = std::min(rect.w, link_width(ui, what));
    const Rect box{rect.x, rect.y, width, rect.h};
    const Press press = pressable(ui, box, node);
    const Colour colour = what.colour != 0 ? what.colour : ui.theme.text.link;
    Rect at = box;
    if (what.icon_after) icon(ui, cut_right(at, 12, 4), *what.icon_after, colour, 12);
    const float drawn = text(ui, at, what.label, what.style, colour);
    if (press.hovered) rule(ui, at.x, box.y + (box.h + what.style.size) / 2 + 2, drawn, colour);
    if (press.focused) focus_ring(ui, box, 3, 1);
    return press;
}

Press link_left(Ui& ui, Rect& row, const Link& what, float gap) {
    return link(ui, cut_left(row, link_width(ui, what), gap), what);
}

Press link_right(Ui& ui, Rect& row, const Link& what, float gap) {
    return link(ui, cut_right(row, link_width(ui, what), gap), what);
}

float keycap_width(Ui& ui, std::string_view key) {
    return std::ceil(measure(ui, key, tokens::type.micro)) + 10;
}

void keycap(Ui& ui, Rect rect, std::string_view key) {
    const Rect box = ui.snap(centred(rect, std::min(rect.w, keycap_width(ui, key)), 17));
    fill(ui, box, ui.theme.bg.surface, tokens::radius.xs);
    frame(ui, box, ui.theme.border.default_, tokens::radius.xs);
    text(ui, box, key, tokens::type.micro, ui.theme.text.tertiary, Align::center);
}

}  // namespace vitrine::console
