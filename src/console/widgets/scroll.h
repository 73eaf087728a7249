// Panes that scroll, and lists that draw only what is in view.
#pragma once
#include <span>

#include "console/draw.h"

namespace vitrine::console {

// A clipped pane with a scrollbar of our own. Everything drawn while it lives is inside.
//
//   ScrollArea pane{ui, rect, {.name = say("reviews.facets")}};
//   Rect at = pane.content();                 // as wide as the pane, moved by the scroll
//   ... cut_top(at, 24) ...
//   pane.end_at(at.y);                        // where the content ended
//
// The wheel, a finger, Page Up/Down, Home and End scroll; the innermost pane under the pointer
// takes the wheel as far as it goes. The node is a region; its scroll_top and scroll_height let a
// DOM scroll for us (SemActionKind::scroll).
class ScrollArea {
public:
    struct Look {
        std::string_view name;
        std::string_view id = {};
        SemRole role = SemRole::region;
        double height = 0;                 // of the content, when it is known before
        std::int32_t row_count = 0;        // of a list
        bool keys = false;                 // Page Up/Down, Home, End without focus: the main pane
        std::string_view test_id = {};
    };
    ScrollArea(Ui& ui, Rect rect, const Look& look);
    ~ScrollArea();
    ScrollArea(const ScrollArea&) = delete;
    ScrollArea& operator=(const ScrollArea&) = delete;

    Rect content() const { return content_; }   // height: very large
    double offset() const { return offset_; }
    void end_at(float y) { end_y_ = y; }
    void reveal(double top, double height);     // brings that part of the content into view
    void to_top();

private:
    Ui& ui_;
    Group group_;
    Rect rect_, content_, clip_before_;
    ImDrawList* draw_before_;
    std::uint64_t key_, pane_before_;
    double offset_ = 0;
    double height_ = 0;
    float end_y_ = 0;
    bool keys_;
};

// Rows of known height, any number of them.
//
//   RowWindow list{ui, rect, {.name = say("reviews.list"), .count = total, .row_height = 91}};
//   for (std::int64_t i = list.first(); i < list.last(); ++i) review_row(ui, list.row(i), ...);
//
// With `tops` (count + 1 numbers, growing) rows have different heights.
class RowWindow {
public:
    struct Look {
        std::string_view name;
        std::string_view id = {};
        std::int64_t count = 0;
        double row_height = 36;
        std::span<const double> tops = {};
        SemRole role = SemRole::list;
        double head = 0;                   // empty space before the first row
        bool keys = false;
        std::string_view test_id = {};
    };
    RowWindow(Ui& ui, Rect rect, const Look& look);
    std::int64_t first() const { return first_; }   // first row in view
    std::int64_t last() const { return last_; }     // one behind the last
    Rect row(std::int64_t index) const;
    void reveal(std::int64_t index);                // scrolls it into view
    void to_top() { pane_.to_top(); }
    bool at_end() const;                            // the last row is in view

private:
    double top_of(std::int64_t index) const;
    Look look_;
    ScrollArea pane_;
    Rect rect_;
    std::int64_t first_ = 0, last_ = 0;
};

}  // namespace vitrine::console
