// Buttons and links. All return a Press: `if (button(ui, rect, {...})) ...`.
//
// A button as wide as it needs: cut it from a row with button_left / button_right. A disabled
// button can still be focused and says why in its tooltip.
#pragma once
#include <optional>

#include "console/draw.h"

namespace vitrine::console {

enum class ButtonKind : std::uint8_t { normal, primary, quiet, halt, approve, destructive };
enum class Size : std::uint8_t { inline_, compact, comfortable, touch };

struct Button {
    std::string_view label;
    ButtonKind kind = ButtonKind::normal;
    Size size = Size::compact;
    std::optional<Icon> icon = {};         // before the label
    std::optional<Icon> icon_after = {};   // behind it: right, down
    std::string_view id = {};              // `label` when empty
    std::string_view reason = {};          // not empty: disabled, and why
    std::string_view shortcut = {};        // "A", shown as a key
    std::string_view busy_label = {};      // not empty: busy; the width stays
    std::string_view hint = {};            // tooltip
    std::string_view test_id = {};
};
float button_width(Ui& ui, const Button& what);
float height_of(Size size);
Press button(Ui& ui, Rect rect, const Button& what);       // fills `rect`
// Cuts a button of its own width off the row, vertically centred, with `gap` beside it.
Press button_left(Ui& ui, Rect& row, const Button& what, float gap = 8);
Press button_right(Ui& ui, Rect& row, const Button& what, float gap = 8);

struct IconButton {
    Icon icon = Icon::more;
    std::string_view name;                 // spoken, and its tooltip
    ButtonKind kind = ButtonKind::quiet;
    Size size = Size::compact;
    std::string_view id = {};
    std::string_view reason = {};
    bool mark = false;                     // a dot: something new
    std::string_view test_id = {};
};
Press icon_button(Ui& ui, Rect rect, const IconButton& what);
Press icon_button_left(Ui& ui, Rect& row, const IconButton& what, float gap = 4);
Press icon_button_right(Ui& ui, Rect& row, const IconButton& what, float gap = 4);

// Text that leads somewhere. `href` is a path from write_place or an https address; the browser
// makes a real <a> of it. A plain press is reported here: emit GoTo.
struct Link {
    std::string_view label;
    std::string_view href;
    TypeStyle style = tokens::type.small;
    Colour colour = 0;                     // 0: theme.text.link
    std::string_view id = {};
    std::optional<Icon> icon_after = {};
    std::string_view test_id = {};
};
Press link(Ui& ui, Rect rect, const Link& what);
float link_width(Ui& ui, const Link& what);
Press link_left(Ui& ui, Rect& row, const Link& what, float gap = 8);
Press link_right(Ui& ui, Rect& row, const Link& what, float gap = 8);
// A button's looks with a link's meaning ("All submissions ›"): `href` becomes the node's.
Press button_link(Ui& ui, Rect rect, const Button& what, std::string_view href);
Press button_link_right(Ui& ui, Rect& row, const Button& what, std::string_view href,
                        float gap = 8);

void keycap(Ui& ui, Rect rect, std::string_view key);  // a key as on a keyboard
float keycap_width(Ui& ui, std::string_view key);

}  // namespace vitrine::console
