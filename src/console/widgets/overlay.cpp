#include "console/widgets/overlay.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/text/type.h"
#include "console/ui_host.h"
#include "console/words.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace vitrine::console {
namespace {

// A window of Dear ImGui above the page. Its size is what it covers: what it covers cannot be
// pressed through it.
void open_layer(Ui& ui, std::uint64_t key, Rect covers) {
    char name[20] = "l";
    for (int i = 0; i < 16; ++i) {
        name[1 + i] = "0123456789abcdef"[(key >> (4 * i)) & 15];
    }
    name[17] = 0;
    ImGui::SetNextWindowPos(ImVec2(covers.x, covers.y));
    ImGui::SetNextWindowSize(ImVec2(covers.w, covers.h));
    ImGui::Begin(name, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_NoFocusOnAppearing);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    ui.draw = ImGui::GetWindowDrawList();
    ui.clip = covers;
}

void close_layer(Ui& ui, ImDrawList* draw, Rect clip) {
    ImGui::End();
    ui.draw = draw;
    ui.clip = clip;
}

// A press anywhere outside `box`.
bool pressed_outside(Rect box) {
    const ImVec2 at = ImGui::GetIO().MousePos;
    return ImGui::IsMouseClicked(0) && !contains(box, at.x, at.y);
}

std::uint64_t popover_key(std::string_view id) { return base::fnv1a(id, 0xb0bull); }

Rect placed(const Ui& ui, Rect anchor, Extent size) {
    const bool below = anchor.bottom() + 4 + size.h <= ui.page.h || anchor.y < size.h + 4;
    float x = anchor.x;
    if (x + size.w > ui.page.w - 8) x = anchor.right() - size.w;
    x = std::clamp(x, 8.0F, std::max(8.0F, ui.page.w - size.w - 8));
    const float y = below ? anchor.bottom() + 4 : anchor.y - 4 - size.h;
    return ui.snap(Rect{x, y, size.w, size.h});
}

void draw_sheet(Ui& ui, Rect box, float radius, float step, float offset) {
    shadow(ui, box, radius, step, offset);
    fill(ui, box, ui.theme.bg.raised, radius);
    frame(ui, box, ui.theme.border.strong, radius);
}

}  // namespace

void tooltip(Ui& ui, Rect rect, const Press& over, std::string_view what) {
    if (what.empty() || over.held || (!over.hovered && !over.focused)) return;
    ui.host.want_tooltip(ui, rect, what);
}

void open_popover(Ui& ui, std::string_view id) { ui.host.open_popover(popover_key(id)); }
void close_popover(Ui& ui) { ui.host.close_popover(); }
bool popover_open(const Ui& ui, std::string_view id) {
    return ui.host.popover() == popover_key(id);
}

Popover::Popover(Ui& ui, std::string_view id, Rect anchor, Extent size, SemRole role,
                 std::string_view name)
    : ui_(ui), rect_{}, clip_before_(ui.clip), draw_before_(ui.draw) {
    if (!popover_open(ui, id)) return;
    open_ = true;
    const bool fresh = ui.host.popover_drawn();
    const Rect box = placed(ui, anchor, size);
    open_layer(ui, popover_key(id), ui.page);
    draw_sheet(ui, box, tokens::radius.lg, tokens::elevation.popover.step,
               tokens::elevation.popover.offset_y);
    group_.emplace(
        ui, box,
        Group::Look{.role = role, .name = name.empty() ? id : name, .id = id, .flags = sem_modal});
    if (fresh) ui.host.focus_by(group_->key(), ui.host.ring_visible());
    if ((!fresh && pressed_outside(box)) || key_pressed(ui, Key::escape)) ui.host.close_popover();
    rect_ = inset(box, 1);
}

Popover::~Popover() {
    if (!open_) return;
    group_.reset();
    close_layer(ui_, draw_before_, clip_before_);
}

namespace {

constexpr float menu_row = 30;

float menu_height(const Ui& ui, std::span<const MenuItem> items) {
    float high = 12;
    for (const MenuItem& item : items)
        high += (ui.touch ? 44 : menu_row) + (item.rule_before ? 9 : 0);
    return high;
}

float menu_width(Ui& ui, std::span<const MenuItem> items) {
    float wide = 160;
    for (const MenuItem& item : items) {
        float one = measure(ui, item.label, tokens::type.small) + 64;
        if (!item.shortcut.empty()) one += keycap_width(ui, item.shortcut) + 8;
        wide = std::max(wide, std::ceil(one));
    }
    return std::min(wide, 320.0F);
}

Press menu_row_button(Ui& ui, Rect row, const MenuItem& item, bool pointed) {
    const Theme& t = ui.theme;
    Pressable node;
    node.role = SemRole::menu_item;
    node.name = item.label;
    node.id = item.id;
    node.value = item.reason;
    node.flags = (item.reason.empty() ? 0u : sem_disabled) | (item.chosen ? sem_checked : 0u);
    const Press press = pressable(ui, row, node);
    if (press.hovered || pointed) fill(ui, row, t.bg.active, 5);
    const Colour ink = !item.reason.empty() ? t.text.disabled
                       : item.destructive   ? t.bad.text
                                            : t.text.primary;
    Rect at = inset(row, 8, 0);
    const Rect mark = cut_left(at, 14, 8);
    if (item.icon)
        icon(ui, mark, *item.icon, item.destructive ? t.bad.text : t.text.tertiary, 14);
    else if (item.chosen)
        icon(ui, mark, Icon::check, t.accent.text, 14);
    if (item.icon && item.chosen) icon(ui, cut_right(at, 14, 8), Icon::check, t.accent.text, 14);
    if (!item.shortcut.empty()) {
        keycap(ui, cut_right(at, keycap_width(ui, item.shortcut), 8), item.shortcut);
    }
    text(ui, at, item.label, tokens::type.small, ink);
    tooltip(ui, row, press, item.reason);
    return press;
}

// The row the arrow keys point at; -1 before the first key.
int pointed_row(Ui& ui, std::uint64_t key, int count) {
    int at = static_cast<int>(ui.host.kept(key, -1));
    if (key_pressed(ui, Key::down)) at = (at + 1) % count;
    if (key_pressed(ui, Key::up)) at = (at + count - 1 + (at < 0 ? 1 : 0)) % count;
    ui.host.kept(key, -1) = at;
    return at;
}

}  // namespace

int menu(Ui& ui, std::string_view id, Rect anchor, std::span<const MenuItem> items) {
    const std::uint64_t kept_key = popover_key(id) + 1;
    if (!popover_open(ui, id) || items.empty()) {
        ui.host.kept(kept_key, -1) = -1;
        return -1;
    }
    Popover layer{ui, id, anchor, {menu_width(ui, items), menu_height(ui, items)}, SemRole::menu};
    const int pointed = pointed_row(ui, kept_key, static_cast<int>(items.size()));
    Rect at = inset(layer.rect(), 5);
    int chosen = -1;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].rule_before) {
            const Rect gap = cut_top(at, 9);
            rule(ui, gap.x - 5, gap.y + 4, gap.w + 10, ui.theme.border.default_);
        }
        const bool here = static_cast<int>(i) == pointed;
        const Press press =
            menu_row_button(ui, cut_top(at, ui.touch ? 44 : menu_row), items[i], here);
        const bool entered = here && items[i].reason.empty() && key_pressed(ui, Key::enter);
        if (press || entered) chosen = static_cast<int>(i);
    }
    if (chosen >= 0) ui.host.close_popover();
    return chosen;
}

Dialog::Dialog(Ui& ui, std::string_view id, std::string_view title, Extent size)
    : ui_(ui), clip_before_(ui.clip), draw_before_(ui.draw) {
    const Extent fit{std::min(size.w, ui.page.w - 32), std::min(size.h, ui.page.h - 32)};
    const Rect box = ui.snap(centred(ui.page, fit.w, fit.h));
    const std::uint64_t key = base::fnv1a(id, 0xd1aull);
    open_layer(ui, key, ui.page);
    fill(ui, ui.page, ui.theme.bg.scrim);
    draw_sheet(ui, box, tokens::radius.xl, tokens::elevation.dialog.step,
               tokens::elevation.dialog.offset_y);
    group_.emplace(
        ui, box, Group::Look{.role = SemRole::dialog, .name = title, .id = id, .flags = sem_modal});
    body = inset(box, 22);
    heading(ui, cut_top(body, 24, 8), title, tokens::type.section);
    const std::int64_t last = static_cast<std::int64_t>(ui.host.kept(key, 0));
    const bool fresh = last + 1 < ui.host.frame();
    ui.host.kept(key, 0) = static_cast<double>(ui.host.frame());
    if (fresh) ui.host.focus_by(group_->key(), ui.host.ring_visible());
    closed = key_pressed(ui, Key::escape) || (!fresh && pressed_outside(box));
}

Dialog::~Dialog() {
    group_.reset();
    close_layer(ui_, draw_before_, clip_before_);
}

namespace {
constexpr float toast_height = 44, toast_gap = 8;

void draw_toast_mark(Ui& ui, Rect at, ToastKind kind) {
    const Theme& t = ui.theme;
    if (kind == ToastKind::good)
        icon(ui, at, Icon::okc, t.good.text);
    else if (kind == ToastKind::info)
        icon(ui, at, Icon::info, t.info.text);
    else
        icon(ui, at, Icon::bad, t.bad.text);
}

bool draw_toast(Ui& ui, Rect box, const Toast& what) {
    draw_sheet(ui, box, tokens::radius.lg, tokens::elevation.popover.step,
               tokens::elevation.popover.offset_y);
    const std::string id = base::decimal(static_cast<std::int64_t>(what.id));
    const SemRole role = what.kind == ToastKind::bad ? SemRole::alert : SemRole::status;
    const Group group{ui, box, {.role = role, .name = what.text, .id = id, .flags = sem_live}};
    Rect at = box;
    cut_left(at, 14);
    cut_right(at, 8);
    draw_toast_mark(ui, cut_left(at, 16, 10), what.kind);
    bool pressed = false;
    if (!what.action.empty()) {
        pressed = button_right(ui, at,
                               {.label = what.action,
                                .size = Size::inline_,
                                .shortcut = ui.touch ? std::string_view{} : what.shortcut})
                      .pressed;
    }
    text(ui, at, what.text, tokens::type.body, ui.theme.text.primary);
    return pressed;
}
}  // namespace

ToastAnswer toasts(Ui& ui, Rect page, std::span<const Toast> list) {
    ToastAnswer answer;
    ImDrawList* const draw = ui.draw;
    const Rect clip = ui.clip;
    const float wide = std::min(360.0F, page.w - 32);
    float bottom = page.bottom() - 16;
    for (auto toast = list.rbegin(); toast != list.rend(); ++toast) {
        const double ends = toast->shown_at + toast->lasts;
        if (ui.seconds >= ends) continue;
        ui.frames.wake_at(ends + 0.01);
        const float x = ui.narrow() ? page.x + 16 : page.right() - 16 - wide;
        const Rect box = ui.snap(Rect{x, bottom - toast_height, wide, toast_height});
        open_layer(ui, base::fnv1a("toast", toast->id), outset(box, 14));
        if (draw_toast(ui, box, *toast)) answer.pressed = toast->id;
        close_layer(ui, draw, clip);
        bottom -= toast_height + toast_gap;
    }
    return answer;
}

}  // namespace vitrine::console
