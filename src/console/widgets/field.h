// Text fields. In the browser a real <input> lies over the field while it is edited (protocol:
// canvas-ui, appendix C): this draws the frame and the idle text, emits a text_box node with the
// value, and takes set_value, focus, blur and submit actions. Elsewhere a FieldEditor edits.
#pragma once
#include <optional>

#include "console/draw.h"
#include "console/text/type.h"

namespace vitrine::console {

struct Field {
    std::string_view name;                 // what it is for; spoken
    std::string_view placeholder = {};
    std::string_view id = {};
    bool search = false;                   // magnifier, Escape empties
    bool multiline = false;                // submit is Ctrl+Enter
    // Code points, 0: no limit. Longer text is kept and its count turns red.
    std::int32_t max_length = 0;
    std::string_view error = {};           // not empty: red frame; spoken
    std::string_view reason = {};          // not empty: read-only, and why
    std::string_view shortcut = {};        // "/"
    TypeStyle style = tokens::type.body;
    bool frame = true;                     // false: only the text (the frame is the caller's)
    bool take_focus = false;               // moves the focus here in this frame
    std::string_view test_id = {};
};
struct Typed {
    bool changed = false;    // `value` is new
    bool submitted = false;  // Enter (Ctrl+Enter in a multi-line field)
    bool focused = false;
    bool left = false;       // the focus went away in this frame
};
Typed field(Ui& ui, Rect rect, const Field& what, std::string& value);

// Edits text where the platform has no real fields. Implemented by native shells.
struct FieldAsk {
    std::uint64_t key = 0;
    Rect rect;                             // of the text, without frame and icon
    Rect clip;
    bool multiline = false;
    bool take_focus = false;               // start editing now
    TypeStyle style;
    Colour colour = 0;
};
struct FieldAnswer {
    bool changed = false, submitted = false;
    bool active = false;                   // being edited: it draws the text itself
};
struct FieldEditor {
    virtual ~FieldEditor() = default;
    // Called each frame for each field that is visible, inside the ImGui window of the field.
    virtual FieldAnswer edit(Ui& ui, const FieldAsk& ask, std::string& value) = 0;
};

}  // namespace vitrine::console
