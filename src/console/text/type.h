// Drawing text. Any string is safe anywhere: what the chrome fonts cannot draw (other scripts,
// emoji, right to left) goes through the TextEngine by itself.
//
//   text()       one line, drawn only: for use inside something that has its own node
//   label()      one line and a text node: what a reader should hear and find
//   heading()    one line and a heading node
//   paragraph()  wrapped lines of user text, selectable, right-aligned when right to left
#pragma once
#include "console/ui.h"

namespace vitrine::console {

enum class Align : std::uint8_t { left, center, right };

// Draws one line in `rect`, vertically centred by its line height, cut with an ellipsis when it
// is wider than the rect. Returns the width drawn.
float text(Ui& ui, Rect rect, std::string_view what, TypeStyle style, Colour colour,
           Align align = Align::left);
float label(Ui& ui, Rect rect, std::string_view what, TypeStyle style, Colour colour,
            Align align = Align::left);
float heading(Ui& ui, Rect rect, std::string_view what, TypeStyle style, int level = 2);
// Cuts `what` off the left of `row` (plus `gap`) as a label; for runs of mixed styles.
float label_left(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                 float gap = 8);
float label_right(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                  float gap = 8);
// Cuts "name" off the left in a style of text, measured: drawn only.
float text_left(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                float gap = 8);
float text_right(Ui& ui, Rect& row, std::string_view what, TypeStyle style, Colour colour,
                 float gap = 8);
float measure(Ui& ui, std::string_view what, TypeStyle style);

enum class Select : std::uint8_t { no, yes };
struct Paragraph {
    TypeStyle style = tokens::type.body;
    Colour colour = 0;            // 0: theme.text.primary
    std::int32_t max_lines = 0;   // 0: all; the last line ends in an ellipsis
    std::string_view lang = {};   // BCP 47
    Select select = Select::yes;
};
// Draws from the top of `rect`, wrapped at its width; its height does not cut. Returns the height.
float paragraph(Ui& ui, Rect rect, std::string_view what, const Paragraph& look = {});
float paragraph_height(Ui& ui, float width, std::string_view what, const Paragraph& look = {});

}  // namespace vitrine::console
