// Ui: what a view is given to draw with. It lives for one frame and is made by UiHost (ui_host.h).
//
// A view draws by calling widgets with this context and a rectangle. Each widget draws into `draw`
// and appends its node to `sem`; what the person did comes back as the widget's return value. A
// view keeps nothing between frames: what must be kept (scroll, open popup, cursor of a chart) is
// held here by key and forgotten when it was not drawn for a while.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "console/frame_scheduler.h"
#include "console/layout.h"
#include "console/sem_tree.h"
#include "shell/shell.h"
#include "theme_tokens.h"

struct ImDrawList;

namespace vitrine::console {

using tokens::Colour;
using tokens::Theme;
using tokens::TypeStyle;

class Glyphs;
class TextEngine;
class UiHost;
struct FieldEditor;

// Of the width of the page: under 800, 800 to 1199, 1200 and up.
enum class Breakpoint : std::uint8_t { narrow, medium, wide };

struct Ui {
    UiHost& host;
    SemTree& sem;
    FrameScheduler& frames;
    Glyphs& glyphs;       // chrome text
    TextEngine& engine;   // everything else
    ImDrawList* draw;     // where to draw now: changes inside scroll areas and overlays
    const Theme& theme;
    base::Instant now;
    double seconds;       // monotonic, for animation and wake_at
    float scale;          // device pixels per logical pixel
    std::int32_t utc_offset_minutes;
    Breakpoint breakpoint;
    bool touch;           // the newest input came from a finger, or the page is narrow
    bool reduced_motion;
    bool high_contrast;
    shell::Shell::Fields fields;
    FieldEditor* editor;  // null with Fields::overlay
    Rect page;            // the whole page
    Rect clip;            // what can be seen of what is drawn now
    std::uint64_t scope;  // key of the innermost open Scope
    std::uint64_t pane;   // key of the innermost open ScrollArea, 0: none

    bool narrow() const { return breakpoint == Breakpoint::narrow; }
    bool wide() const { return breakpoint == Breakpoint::wide; }
    bool visible(Rect rect) const { return overlaps(rect, clip); }
    // Whole device pixels: lines drawn from here are sharp.
    float snap(float logical) const;
    Rect snap(Rect rect) const;  // edges to device pixels
    float hair() const;          // the thinnest sharp line: 1 logical pixel, whole device pixels
};

// Keys. A thing's key is the hash of its id within the open scopes: the same in every frame and
// every language, whatever stands before it. Rows take the id of the thing they show.
std::uint64_t key_of(const Ui& ui, std::string_view id);

// Everything drawn while it lives belongs to `id`: Scope row{ui, review.id.text};
class Scope {
public:
    Scope(Ui& ui, std::string_view id);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

private:
    Ui& ui_;
    std::uint64_t before_;
};

// A node whose children are what is drawn while it lives: a region, list, table, row, dialog.
// Also a Scope for its id (or name).
class Group {
public:
    struct Look {
        SemRole role = SemRole::group;
        std::string_view name;
        std::string_view id = {};  // `name` when empty
        std::uint32_t flags = 0;
        std::int32_t row = 0, row_count = 0;
        std::string_view test_id = {};
    };
    Group(Ui& ui, Rect rect, const Look& look);
    ~Group();
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;
    std::uint64_t key() const { return key_; }

private:
    Ui& ui_;
    Scope scope_;
    std::uint64_t key_;
};

// What happened to something that can be pressed. True when it was pressed in this frame, by
// mouse, finger, Enter or Space, or from outside (DOM mirror, test driver).
struct Press {
    bool pressed = false;
    bool hovered = false;
    bool held = false;
    bool focused = false;  // the focus is here and should be seen (ring)
    bool focus_came = false;  // the focus arrived in this frame
    explicit operator bool() const { return pressed; }
};

// The base of every pressable: behaviour and node, no drawing. For things that no widget covers.
struct Pressable {
    SemRole role = SemRole::button;
    std::string_view name;       // what a person calls it; never empty
    std::string_view id = {};    // `name` when empty; use it when the name changes
    std::string_view href = {};  // links: a path written by write_place
    std::string_view value = {};
    std::string_view hint = {};
    std::string_view test_id = {};
    std::uint32_t flags = 0;     // sem_disabled: shows, can be focused, is never pressed
    std::int32_t row = 0, row_count = 0;
    bool under = false;          // things inside it may take the press (rows with buttons)
    bool children = false;       // leaves its node open: call close_pressable()
};
Press pressable(Ui& ui, Rect rect, const Pressable& what);
void close_pressable(Ui& ui);

// The ring around what has the focus: 2 px, 2 px away (3 px in high contrast), over neighbours.
void focus_ring(Ui& ui, Rect rect, float radius, float offset = 2);

// Adds a node that nothing can be done with (text, image, progress).
void say_node(Ui& ui, SemRole role, Rect rect, std::string_view name, std::string_view value = {},
              std::string_view lang = {}, std::uint32_t flags = 0);

// What the person pressed on the keyboard in this frame, when no text field has the focus.
// `key` is a character ('j', '/', '?') or one of the names below.
enum class Key : std::uint8_t {
    up, down, left, right, home, end, page_up, page_down, enter, space, escape, tab, backspace,
    remove,
};
bool key_pressed(const Ui& ui, Key key);             // repeats while held
bool char_pressed(const Ui& ui, char key);           // without Ctrl, Alt, Meta
bool ctrl_pressed(const Ui& ui, char key);           // Ctrl, or Cmd on a Mac
bool shift_down(const Ui& ui);

}  // namespace vitrine::console
