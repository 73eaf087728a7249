// What the wall's boards share: the page at its own scale, the head with clock and Live mark.
//
// A board is made for 1920 x 1080 and read from 4 m: text 28 or more, lines 3 or more, one giant
// number, nothing to press. On other sizes everything scales by one factor. Against burn-in the
// whole picture moves on a circle of 8 px, a step a minute. A board never shows an error and never
// goes blank: it keeps what it last knew, dims the numbers and says since when it waits.
#pragma once
#include <initializer_list>

#include "console/scene.h"
#include "console/text/type.h"
#include "console/ui.h"

namespace vitrine::console {

class Board {
public:
    // Draws ground and head. `data` are the answers the board stands on; the oldest counts.
    Board(Ui& ui, const Scene& scene, std::string_view title,
          std::initializer_list<const client::RemoteState*> data);

    Ui& ui;
    Rect body;   // below the head, inside the safe margin
    bool fresh;  // the numbers are of the last minute, or the store would have told of a change

    float px(float board_pixels) const { return board_pixels * unit_; }
    TypeStyle style(TypeStyle of) const { return {px(of.size), px(of.line), of.face}; }
    TypeStyle style(float size, float line, tokens::Face face) const {
        return {px(size), px(line), face};
    }
    // What counts: bright while fresh, dimmed while waiting.
    Colour number_colour() const { return fresh ? ui.theme.text.primary : ui.theme.text.secondary; }

    // One line cut off the top of `from`; adds a text node.
    void line(Rect& from, std::string_view what, TypeStyle of, Colour colour, float gap = 0);
    // A share 0..1 as a rounded bar.
    void bar(Rect rect, double share, Colour colour);

private:
    void head(const Scene& scene, std::string_view title, base::Instant oldest);
    void rota_dots(Rect& row, Page page);
    void live_mark(Rect& row, base::Instant oldest);

    float unit_ = 1;
    Rect page_;
};

// Which of `count` things is the turn of now: moves on with every turn of the rota.
std::size_t turn_of(const Ui& ui, std::size_t count);

}  // namespace vitrine::console
