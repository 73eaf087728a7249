// Tables and rows: sticky head of 32, hover fill, selection fill with a 2 px accent edge, focus
// ring inside the row.
#pragma once
#include <span>

#include "console/draw.h"
#include "console/text/type.h"
#include "console/words.h"

namespace vitrine::console {

struct Column {
    Words title;
    float width = 1;                       // a weight, or fixed(104)
    Align align = Align::left;
    int from = 0;                          // 0: always; 1: not on narrow; 2: only on wide
};
// Where the columns are inside a row (edge 14, gap 12). A column left out has width 0.
std::vector<Rect> column_rects(const Ui& ui, Rect row, std::span<const Column> columns);
void table_head(Ui& ui, Rect rect, std::span<const Column> columns);

enum class Rule : std::uint8_t { none, below };
// One row: background, rule, press area; its cells are drawn while it lives. Things drawn inside
// may take the press. Give the id of the thing shown.
class Row {
public:
    struct Look {
        std::string_view id;
        std::string_view name;             // spoken: what the row is about
        std::string_view href = {};
        SemRole role = SemRole::list_item; // `row` in tables
        std::int64_t index = -1;           // from 0; aria-rowindex
        std::int64_t count = 0;
        bool selected = false;             // accent edge
        bool marked = false;               // checked: hover fill stays
        bool changed = false;              // info tint for a moment
        bool pressable = true;
        Rule rule = Rule::below;
        bool take_focus = false;
        std::string_view test_id = {};
    };
    Row(Ui& ui, Rect rect, const Look& look);
    ~Row();
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;
    const Press& press() const { return press_; }
    explicit operator bool() const { return press_.pressed; }

private:
    Ui& ui_;
    Scope scope_;
    Press press_;
};
// A cell's text with its node. `strong`: primary colour.
float cell(Ui& ui, Rect rect, std::string_view what, Align align = Align::left,
           bool strong = false);

// A choice in a list of facets: label, count at the right, accent when on. 24 px (44 on touch).
struct FacetLook {
    std::string_view id, label;
    std::int64_t count = 0;
    bool on = false;
};
Press facet_row(Ui& ui, Rect rect, const FacetLook& look);
// The same with space for a picture of 16 px before the label: where to draw it.
Press facet_row(Ui& ui, Rect rect, const FacetLook& look, Rect& picture);
// One bar of the rating histogram: "5 ★ ▆▆▆ 612".
Press rating_row(Ui& ui, Rect rect, int rating, std::int64_t count, std::int64_t most, bool on);

}  // namespace vitrine::console
