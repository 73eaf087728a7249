#include "console/widgets/scroll.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/ui_host.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace vitrine::console {
namespace {

constexpr double wheel_step = 100;  // logical pixels a notch
constexpr float drag_slop = 8;
constexpr float endless = 1e6F;

Group::Look group_look(const ScrollArea::Look& look) {
    Group::Look out;
    out.role = look.role;
    out.name = look.name;
    out.id = look.id;
    out.row_count = look.row_count;
    out.test_id = look.test_id;
    return out;
}

void begin_child(Ui& ui, std::uint64_t key, Rect rect) {
    ImGui::SetCursorScreenPos(ImVec2(rect.x, rect.y));
    const auto id = static_cast<ImGuiID>(key ^ (key >> 32));
    ImGui::BeginChild(id, ImVec2(std::max(1.0F, rect.w), std::max(1.0F, rect.h)), 0,
                      ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground |
                          ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav |
                          ImGuiWindowFlags_NoSavedSettings);
    ui.draw = ImGui::GetWindowDrawList();
}

double room(const Scrolled& at) { return std::max(0.0, at.content - at.view); }

void move_to(Ui& ui, Scrolled& at, double offset) {
    const double next = std::clamp(offset, 0.0, room(at));
    if (next == at.offset) return;
    at.offset = next;
    ui.frames.kick(2);
}

bool hovered_inside() {
    return ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows |
                                  ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
}

// The innermost pane ends first, so it is asked first; what it cannot use is left for the next.
void take_wheel(Ui& ui, Scrolled& at) {
    ImGuiIO& io = ImGui::GetIO();
    if (io.MouseWheel == 0 || io.KeyCtrl || !hovered_inside()) return;
    const double wish = at.offset - static_cast<double>(io.MouseWheel) * wheel_step;
    const double next = std::clamp(wish, 0.0, room(at));
    if (next == at.offset) return;
    at.velocity = 0;
    move_to(ui, at, next);
    io.MouseWheel = 0;
}

// A finger drags after 8 px and lets go of what it pressed; released, the pane glides.
void take_finger(Ui& ui, Scrolled& at) {
    ImGuiIO& io = ImGui::GetIO();
    const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
    if (finger && io.MouseDown[0] && hovered_inside() && !at.dragged &&
        std::fabs(io.MousePos.y - io.MouseClickedPos[0].y) > drag_slop && room(at) > 0) {
        at.dragged = true;
        ImGui::ClearActiveID();
    }
    if (at.dragged && io.MouseDown[0]) {
        move_to(ui, at, at.offset - static_cast<double>(io.MouseDelta.y));
        const double now =
            -static_cast<double>(io.MouseDelta.y) / static_cast<double>(io.DeltaTime);
        at.velocity = 0.6 * at.velocity + 0.4 * now;
        ImGui::ClearActiveID();
        return;
    }
    at.dragged = false;
    if (std::fabs(at.velocity) < 20 || ui.reduced_motion) {
        at.velocity = 0;
        return;
    }
    const double before = at.offset;
    move_to(ui, at, at.offset + at.velocity * static_cast<double>(io.DeltaTime));
    at.velocity =
        at.offset == before ? 0 : at.velocity * std::exp(-4.0 * static_cast<double>(io.DeltaTime));
    if (at.velocity != 0) ui.frames.hold();
}

void take_keys(Ui& ui, Scrolled& at) {
    if (key_pressed(ui, Key::page_down)) move_to(ui, at, at.offset + at.view * 0.9);
    if (key_pressed(ui, Key::page_up)) move_to(ui, at, at.offset - at.view * 0.9);
    if (key_pressed(ui, Key::home)) move_to(ui, at, 0);
    if (key_pressed(ui, Key::end)) move_to(ui, at, room(at));
}

void take_scrollbar(Ui& ui, Rect rect, std::uint64_t key, Scrolled& at) {
    if (room(at) <= 0.5) return;
    const float high = std::max(28.0F, rect.h * static_cast<float>(at.view / at.content));
    const float travel = rect.h - 8 - high;
    const auto share = static_cast<float>(at.offset / room(at));
    const Rect bar{rect.right() - 9, rect.y + 4 + travel * share, 6, high};
    const ImRect grip{rect.right() - 12, rect.y, rect.right(), rect.bottom()};
    const auto id = static_cast<ImGuiID>((key >> 16) ^ 0x5c011u);
    bool hovered = false, held = false;
    if (ImGui::ItemAdd(grip, id, nullptr, ImGuiItemFlags_NoNav)) {
        ImGui::ButtonBehavior(grip, id, &hovered, &held, ImGuiButtonFlags_NoNavFocus);
    }
    if (held && travel > 0) {
        const float at_y = ImGui::GetIO().MousePos.y - rect.y - 4 - high / 2;
        move_to(ui, at, static_cast<double>(at_y / travel) * room(at));
    }
    const Theme& t = ui.theme;
    const Colour colour = held ? t.text.tertiary : hovered ? t.border.control : t.border.strong;
    if (hovered_inside() || held || !ui.touch || at.velocity != 0) fill(ui, bar, colour, 3);
}

}  // namespace

ScrollArea::ScrollArea(Ui& ui, Rect rect, const Look& look)
    : ui_(ui),
      group_(ui, rect, group_look(look)),
      rect_(ui.snap(rect)),
      clip_before_(ui.clip),
      draw_before_(ui.draw),
      key_(group_.key()),
      pane_before_(ui.pane),
      height_(look.height),
      keys_(look.keys) {
    Scrolled& at = ui.host.scrolled(key_);
    if (ui.sem.has_actions()) {
        if (const auto top = ui.sem.take_value(key_, SemActionKind::scroll)) {
            at.offset = static_cast<double>(base::parse_decimal(*top).value_or(0));
        }
    }
    at.view = static_cast<double>(rect_.h);
    if (height_ > 0) at.content = height_;
    at.offset = std::clamp(at.offset, 0.0, room(at));
    offset_ = std::round(at.offset * static_cast<double>(ui.scale)) / static_cast<double>(ui.scale);
    begin_child(ui, key_, rect_);
    ui.clip = overlap(ui.clip, rect_);
    ui.pane = key_;
    content_ = {rect_.x, rect_.y - static_cast<float>(offset_), rect_.w, endless};
    end_y_ = content_.y;
    ui.sem.set_scroll(key_, static_cast<float>(offset_), static_cast<float>(at.content));
}

ScrollArea::~ScrollArea() {
    Scrolled& at = ui_.host.scrolled(key_);
    const double height = height_ > 0 ? height_ : static_cast<double>(end_y_ - content_.y);
    if (std::fabs(height - at.content) > 0.5) ui_.frames.kick(1);
    at.content = height;
    take_wheel(ui_, at);
    take_finger(ui_, at);
    if (keys_) take_keys(ui_, at);
    take_scrollbar(ui_, rect_, key_, at);
    ImGui::EndChild();
    ui_.draw = draw_before_;
    ui_.clip = clip_before_;
    ui_.pane = pane_before_;
}

void ScrollArea::reveal(double top, double height) {
    Scrolled& at = ui_.host.scrolled(key_);
    if (top < at.offset)
        move_to(ui_, at, top);
    else if (top + height > at.offset + at.view)
        move_to(ui_, at, top + height - at.view);
}

void ScrollArea::to_top() { move_to(ui_, ui_.host.scrolled(key_), 0); }

namespace {
ScrollArea::Look pane_look(const RowWindow::Look& look) {
    ScrollArea::Look out;
    out.name = look.name;
    out.id = look.id;
    out.role = look.role;
    const double rows = look.tops.empty() ? look.row_height * static_cast<double>(look.count)
                                          : look.tops[static_cast<std::size_t>(look.count)];
    out.height = std::max(1.0, look.head + rows);
    out.row_count = static_cast<std::int32_t>(std::min<std::int64_t>(look.count, 2'000'000'000));
    out.keys = look.keys;
    out.test_id = look.test_id;
    return out;
}
}  // namespace

RowWindow::RowWindow(Ui& ui, Rect rect, const Look& look)
    : look_(look), pane_(ui, rect, pane_look(look)), rect_(ui.snap(rect)) {
    const double from = pane_.offset() - look_.head;
    const double to = from + static_cast<double>(rect_.h);
    if (look_.tops.empty()) {
        first_ = static_cast<std::int64_t>(std::floor(std::max(0.0, from) / look_.row_height));
        last_ = static_cast<std::int64_t>(std::ceil(std::max(0.0, to) / look_.row_height));
    } else {
        const auto begin = look_.tops.begin(), end = look_.tops.begin() + look_.count;
        first_ = std::max<std::int64_t>(0, std::upper_bound(begin, end, from) - begin - 1);
        last_ = std::lower_bound(begin, end, to) - begin;
    }
    first_ = std::clamp<std::int64_t>(first_, 0, look_.count);
    last_ = std::clamp<std::int64_t>(last_, first_, look_.count);
}

double RowWindow::top_of(std::int64_t index) const {
    return look_.head + (look_.tops.empty() ? static_cast<double>(index) * look_.row_height
                                            : look_.tops[static_cast<std::size_t>(index)]);
}

Rect RowWindow::row(std::int64_t index) const {
    const double top = top_of(index), bottom = top_of(index + 1);
    return {rect_.x, rect_.y + static_cast<float>(top - pane_.offset()), rect_.w,
            static_cast<float>(bottom - top)};
}

void RowWindow::reveal(std::int64_t index) {
    if (index < 0 || index >= look_.count) return;
    pane_.reveal(top_of(index), top_of(index + 1) - top_of(index));
}

bool RowWindow::at_end() const { return last_ >= look_.count; }

}  // namespace vitrine::console
