#include <doctest/doctest.h>

#include "console/layout.h"

using namespace vitrine::console;

TEST_CASE("a cut takes its part, its gap, and leaves the rest") {
    Rect page{10, 20, 100, 80};
    CHECK(cut_top(page, 30, 5) == Rect{10, 20, 100, 30});
    CHECK(page == Rect{10, 55, 100, 45});
    CHECK(cut_right(page, 40, 10) == Rect{70, 55, 40, 45});
    CHECK(page == Rect{10, 55, 50, 45});
    CHECK(cut_left(page, 20) == Rect{10, 55, 20, 45});
    CHECK(cut_bottom(page, 5, 1) == Rect{30, 95, 30, 5});
    CHECK(page == Rect{30, 55, 30, 39});
}

TEST_CASE("a cut never gives more than there is") {
    Rect small{0, 0, 10, 10};
    CHECK(cut_left(small, 40, 8).w == 10);
    CHECK(small.w == 0);
    CHECK(cut_top(small, -5).h == 0);
    CHECK(inset(Rect{0, 0, 10, 10}, 20) == Rect{5, 5, 0, 0});
}

TEST_CASE("columns share what fixed widths leave") {
    const auto [side, main, rest] = columns({0, 0, 100, 10}, 10, fixed(20), 1, 2);
    CHECK(side == Rect{0, 0, 20, 10});
    CHECK(main == Rect{30, 0, 20, 10});
    CHECK(rest == Rect{60, 0, 40, 10});
    const auto [a, b] = rows({0, 0, 10, 100}, 0, 1, 3);
    CHECK(a.h == 25);
    CHECK(b == Rect{0, 25, 10, 75});
}

TEST_CASE("rectangles that only touch do not overlap") {
    CHECK_FALSE(overlaps({0, 0, 10, 10}, {10, 0, 10, 10}));
    CHECK(overlaps({0, 0, 10, 10}, {9, 9, 10, 10}));
    CHECK(overlap({0, 0, 10, 10}, {20, 20, 5, 5}).w == 0);
    CHECK(contains({0, 0, 10, 10}, 0, 9.5F));
    CHECK_FALSE(contains({0, 0, 10, 10}, 10, 5));
}
