// Which pixels a triangle covers, by the GPU's rule: the centres inside it, and those exactly on a
// left or on a bottom edge (first_row says why). Edges are stepped in whole numbers from the exact
// start of any row, so the answer does not depend on the clip box, and triangles that share an edge
// neither overlap nor leave a gap, also when one is walked by rows and the other by columns.
#pragma once

#include "shell/render/cpu/op.h"

#include <utility>

namespace vitrine::render {

// An edge met row after row: `pixel` is the first one whose centre is right of it (or on it).
class Edge {
public:
    enum class Tie { on_edge_is_right, on_edge_is_left };

    // From `top` to `bottom` (top.y < bottom.y), beginning at `row`.
    Edge(Point top, Point bottom, int row, Tie tie);
    int pixel() const { return pixel_; }
    void step() {
        pixel_ += step_;
        if ((remainder_ += step_remainder_) < height_) return;
        remainder_ -= height_;
        ++pixel_;
    }

private:
    int pixel_ = 0, step_ = 0;
    std::int64_t height_ = 1, remainder_ = 0, step_remainder_ = 0;
};

// Twice the area in 1/65536 pixels, positive when a, b, c turn clockwise on the screen.
inline std::int64_t area_of(Point a, Point b, Point c) {
    return std::int64_t{b.x - a.x} * (c.y - a.y) - std::int64_t{c.x - a.x} * (b.y - a.y);
}

enum class Walk { by_rows, by_columns };

// Tall narrow shapes are walked by columns. Depends on the whole triangle, never on a clip box.
inline Walk walk_of(Point a, Point b, Point c) {
    const int wide = std::max({a.x, b.x, c.x}) - std::min({a.x, b.x, c.x});
    const int tall = std::max({a.y, b.y, c.y}) - std::min({a.y, b.y, c.y});
    return tall / 3 > wide ? Walk::by_columns : Walk::by_rows;
}

// Calls paint.row(y, x0, x1) or paint.column(x, y0, y1) for what lies in `box`.
template <class Paint>
void walk_triangle(Point a, Point b, Point c, Box box, Paint&& paint) {
    const bool by_columns = walk_of(a, b, c) == Walk::by_columns;
    if (by_columns) {
        for (Point* point : {&a, &b, &c}) std::swap(point->x, point->y);
        box = {box.y0, box.x0, box.y1, box.x1};
    }
    if (b.y < a.y) std::swap(a, b);
    if (c.y < b.y) std::swap(b, c);
    if (b.y < a.y) std::swap(a, b);
    const std::int64_t area = area_of(a, b, c);
    if (area == 0) return;
    // Walked by columns, an edge that runs right and downwards (or level) is a left (or bottom)
    // edge of what lies above it: a centre on it belongs there, so here it counts as before the
    // edge.
    const auto tie = [&](Point from, Point to) {
        return by_columns && to.x >= from.x ? Edge::Tie::on_edge_is_left
                                            : Edge::Tie::on_edge_is_right;
    };
    const auto first_line = by_columns ? first_column : first_row;
    const auto rows = [&](Point from, Point to) {
        const int first = std::max<int>(first_line(from.y), box.y0);
        const int end = std::min<int>(first_line(to.y), box.y1);
        if (first >= end) return;
        Edge bent(from, to, first, tie(from, to)), straight(a, c, first, tie(a, c));
        Edge& left = area > 0 ? straight : bent;
        Edge& right = area > 0 ? bent : straight;
        for (int row = first; row < end; ++row, bent.step(), straight.step()) {
            const int x0 = std::max<int>(left.pixel(), box.x0),
                      x1 = std::min<int>(right.pixel(), box.x1);
            if (x0 >= x1) continue;
            if (by_columns)
                paint.column(row, x0, x1);
            else
                paint.row(row, x0, x1);
        }
    };
    rows(a, b);
    rows(b, c);
}

}  // namespace vitrine::render
