// Layout by cutting rectangles, in logical pixels. A view takes a rectangle and cuts parts off it;
// nothing is measured twice and nothing moves by itself.
//
//   Rect page = ui.page;
//   const Rect bar = cut_top(page, 48);          // page is what is left
//   const Rect card = cut_top(page, 150, 16);    // 150 high, and 16 of empty space below it
//
// A cut never gives more than there is: what is left has sizes >= 0.
#pragma once
#include <array>
#include <cstddef>

#include "console/sem_tree.h"

namespace vitrine::console {

Rect cut_left(Rect& from, float width, float gap = 0);
Rect cut_right(Rect& from, float width, float gap = 0);
Rect cut_top(Rect& from, float height, float gap = 0);
Rect cut_bottom(Rect& from, float height, float gap = 0);
Rect inset(Rect rect, float x, float y);
inline Rect inset(Rect rect, float all) { return inset(rect, all, all); }
Rect outset(Rect rect, float all);
Rect moved(Rect rect, float dx, float dy);
Rect overlap(Rect a, Rect b);              // w or h is 0 when they do not touch
bool contains(Rect rect, float x, float y);
bool overlaps(Rect a, Rect b);
Rect centred(Rect in, float width, float height);   // in the middle of `in`, may stick out
Rect middle_left(Rect in, float width, float height);   // at the left edge, vertically centred
Rect middle_right(Rect in, float width, float height);

// Splits `row` into parts with `gap` between them. A weight >= 0 is a share of what is left, a
// negative one is a fixed width: columns(row, 16, fixed(224), 1, 2).
constexpr float fixed(float width) { return -width; }
void split_columns(Rect row, float gap, const float* weights, std::size_t count, Rect* out);
void split_rows(Rect column, float gap, const float* weights, std::size_t count, Rect* out);

template <class... Weights>
std::array<Rect, sizeof...(Weights)> columns(Rect row, float gap, Weights... weights) {
    const float list[] = {static_cast<float>(weights)...};
    std::array<Rect, sizeof...(Weights)> out;
    split_columns(row, gap, list, out.size(), out.data());
    return out;
}
template <class... Weights>
std::array<Rect, sizeof...(Weights)> rows(Rect column, float gap, Weights... weights) {
    const float list[] = {static_cast<float>(weights)...};
    std::array<Rect, sizeof...(Weights)> out;
    split_rows(column, gap, list, out.size(), out.data());
    return out;
}

}  // namespace vitrine::console
