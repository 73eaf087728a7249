// What lies above the page: tooltip, popover, menu, dialog, toasts.
#pragma once
#include <optional>
#include <span>

#include "console/widgets/button.h"
#include "console/widgets/panel.h"

namespace vitrine::console {

// The tooltip of the thing at `rect`: after 0.4 s of hovering, or when it got the focus.
void tooltip(Ui& ui, Rect rect, const Press& over, std::string_view what);

// A layer anchored at `anchor`, open while `open`; opening moves the focus in, closing gives it
// back, Escape or a press outside closes it.
//   if (button(...)) open_popover(ui, "sort");
//   if (Popover layer{ui, "sort", anchor, {220, 180}}; layer) { Rect at = layer.rect(); ... }
void open_popover(Ui& ui, std::string_view id);
void close_popover(Ui& ui);
bool popover_open(const Ui& ui, std::string_view id);
struct Extent {
    float w = 0, h = 0;
};
class Popover {
public:
    Popover(Ui& ui, std::string_view id, Rect anchor, Extent size,
            SemRole role = SemRole::dialog, std::string_view name = {});
    ~Popover();
    Popover(const Popover&) = delete;
    Popover& operator=(const Popover&) = delete;
    explicit operator bool() const { return open_; }
    Rect rect() const { return rect_; }    // inside its frame

private:
    Ui& ui_;
    std::optional<Group> group_;
    Rect rect_, clip_before_;
    ImDrawList* draw_before_;
    bool open_ = false;
};

struct MenuItem {
    std::string_view label;
    std::optional<Icon> icon = {};
    std::string_view shortcut = {};
    bool chosen = false;                   // a tick
    bool destructive = false;
    bool rule_before = false;
    std::string_view reason = {};          // disabled, and why
    std::string_view id = {};
};
// The menu opened by open_popover(ui, id). Returns the index chosen, or -1. Arrow keys move.
int menu(Ui& ui, std::string_view id, Rect anchor, std::span<const MenuItem> items);

// A dialog over a scrim, in the middle; background is inert. Call each frame while it is shown.
class Dialog {
public:
    Dialog(Ui& ui, std::string_view id, std::string_view title, Extent size);
    ~Dialog();
    Dialog(const Dialog&) = delete;
    Dialog& operator=(const Dialog&) = delete;
    Rect body;                             // below the title
    bool closed = false;                   // Escape or a press on the scrim

private:
    Ui& ui_;
    std::optional<Group> group_;
    Rect clip_before_;
    ImDrawList* draw_before_;
};

enum class ToastKind : std::uint8_t { good, info, bad };
struct Toast {
    std::uint64_t id = 0;                  // chosen by the caller, stable
    std::string_view text;
    ToastKind kind = ToastKind::good;
    std::string_view action = {};          // "Undo"
    std::string_view shortcut = {};        // "Z"
    double shown_at = 0;                   // Shell::seconds
    double lasts = 6;                      // undo: 8
};
struct ToastAnswer {
    std::uint64_t pressed = 0;             // whose action was pressed, 0 none
};
// At the bottom right (bottom on narrow), newest lowest; one whose time is over is not drawn: drop
// it when seconds >= shown_at + lasts. Wakes the frames it needs.
ToastAnswer toasts(Ui& ui, Rect page, std::span<const Toast> list);

}  // namespace vitrine::console
