#include "console/widgets/field.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/ui_host.h"
#include "console/widgets/button.h"
#include "console/widgets/overlay.h"
#include "console/words.h"
#include "imgui.h"

namespace vitrine::console {
namespace {

constexpr std::size_t value_max = 64 * 1024;  // bytes, as the overlay protocol says

struct Inside {
    Rect text;
    std::string counter;
    bool too_long = false;
};

std::string counter_of(const Field& what, std::string_view value, bool& too_long) {
    if (what.max_length <= 0) return {};
    const auto length = static_cast<std::int64_t>(base::count_code_points(value));
    too_long = length > what.max_length;
    return say("common.count_of", {base::decimal(length), base::decimal(what.max_length)});
}

void draw_frame(Ui& ui, Rect box, const Field& what, bool focused, bool wrong, bool hovered) {
    if (!what.frame) return;
    const Theme& t = ui.theme;
    fill(ui, box, t.bg.inset, 6);
    Colour line = hovered ? t.border.strong : t.border.default_;
    if (!what.reason.empty()) line = t.border.subtle;
    if (focused) line = t.border.focus;
    else if (wrong) line = t.bad.text;
    frame(ui, box, line, 6, focused ? 2 : 1);
}

// Where the text goes, after icon, shortcut and counter.
Inside lay_out(Ui& ui, Rect box, const Field& what, std::string_view value, bool focused) {
    Inside in;
    in.counter = counter_of(what, value, in.too_long);
    Rect at = what.frame ? inset(box, 10, 0) : box;
    const Colour soft = ui.theme.text.tertiary;
    if (what.multiline) {
        in.text = what.frame ? inset(at, 0, 8) : at;
        return in;
    }
    if (what.search) icon(ui, cut_left(at, 14, 8), Icon::search, soft, 14);
    if (!what.shortcut.empty() && !focused && value.empty()) {
        keycap(ui, cut_right(at, keycap_width(ui, what.shortcut), 8), what.shortcut);
    }
    if (!in.counter.empty() && (!what.search || in.too_long)) {
        text_right(ui, at, in.counter, tokens::type.small, in.too_long ? ui.theme.bad.text : soft);
    }
    in.text = at;
    return in;
}

void draw_idle(Ui& ui, Rect at, const Field& what, std::string_view value, bool off) {
    const Theme& t = ui.theme;
    const bool empty = value.empty();
    const std::string_view shown = empty ? what.placeholder : value;
    const Colour colour = off ? t.text.disabled : empty ? t.text.tertiary : t.text.primary;
    const Clip clip{ui, at};
    if (what.multiline) {
        paragraph(ui, at, shown, {what.style, colour, 0, {}, Select::no});
    } else {
        text(ui, at, shown, what.style, colour);
    }
}

std::int32_t add_field_node(Ui& ui, Rect rect, const Field& what, std::string_view value) {
    SemNode node;
    node.key = key_of(ui, what.id.empty() ? what.name : what.id);
    node.role = what.search ? SemRole::search_box : SemRole::text_box;
    node.flags = sem_focusable | (what.multiline ? sem_multiline : 0u) |
                 (what.reason.empty() ? 0u : sem_disabled);
    node.rect = rect;
    node.clip = ui.clip;
    node.name = what.name;
    node.value = value;
    node.hint = what.error.empty() ? what.placeholder : what.error;
    node.test_id = what.test_id;
    return ui.sem.add(std::move(node));
}

// What the overlay or the test driver did.
void take_actions(Ui& ui, std::uint64_t key, Typed& typed, std::string& value) {
    if (!ui.sem.has_actions()) return;
    if (auto fresh = ui.sem.take_value(key)) {
        if (fresh->size() > value_max) fresh->resize(value_max);
        *fresh = base::to_valid_utf8(*fresh);
        typed.changed = *fresh != value;
        value = std::move(*fresh);
    }
    if (ui.sem.take(key, SemActionKind::focus)) ui.host.focus_by(key, true);
    if (ui.sem.take(key, SemActionKind::press)) ui.host.focus_by(key, true);
    if (ui.sem.take(key, SemActionKind::submit)) typed.submitted = true;
    if (ui.sem.take(key, SemActionKind::blur) && ui.sem.focus() == key) {
        ui.host.focus_by(0, false);
        typed.left = true;
    }
}

void edit_ourselves(Ui& ui, Rect at, const Field& what, std::uint64_t key, Typed& typed,
                    std::string& value, bool& drawn) {
    FieldAsk ask;
    ask.key = key;
    ask.rect = at;
    ask.clip = ui.clip;
    ask.multiline = what.multiline;
    ask.take_focus = ui.sem.focus() == key && ui.host.focus_before() != key;
    ask.style = what.style;
    ask.colour = ui.theme.text.primary;
    const FieldAnswer answer = ui.editor->edit(ui, ask, value);
    typed.changed |= answer.changed;
    typed.submitted |= answer.submitted;
    if (answer.active && ui.sem.focus() != key) ui.host.focus_by(key, true);
    drawn = answer.active;
}

}  // namespace

Typed field(Ui& ui, Rect rect, const Field& what, std::string& value) {
    const Rect box = ui.snap(rect);
    const std::int32_t index = add_field_node(ui, box, what, value);
    const std::uint64_t key = ui.sem.nodes()[static_cast<std::size_t>(index)].key;
    Typed typed;
    take_actions(ui, key, typed, value);
    const bool off = !what.reason.empty();
    const bool hovered = ImGui::IsWindowHovered() &&
                         ImGui::IsMouseHoveringRect(ImVec2(box.x, box.y),
                                                    ImVec2(box.right(), box.bottom()));
    const bool clicked = hovered && !off && ImGui::IsMouseClicked(0);
    if (what.take_focus || clicked) ui.host.focus_by(key, true);
    typed.focused = ui.sem.focus() == key && !off;
    if (typed.focused) ui.host.field_focused();
    bool wrong = !what.error.empty();
    counter_of(what, value, wrong);
    draw_frame(ui, box, what, typed.focused, wrong || !what.error.empty(), hovered);
    const Inside in = lay_out(ui, box, what, value, typed.focused);
    bool drawn = typed.focused && ui.fields == shell::Shell::Fields::overlay;
    if (ui.editor && !off) edit_ourselves(ui, in.text, what, key, typed, value, drawn);
    if (!drawn) draw_idle(ui, in.text, what, value, off);
    if (typed.focused && what.search && key_pressed(ui, Key::escape) && !value.empty()) {
        value.clear();
        typed.changed = true;
    }
    tooltip(ui, box, {.hovered = hovered && off}, what.reason);
    if (typed.changed || typed.submitted) ui.frames.kick(2);
    return typed;
}

}  // namespace vitrine::console
