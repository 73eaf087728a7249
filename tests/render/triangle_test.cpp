#include "scene.h"
#include "shell/render/cpu/triangle.h"

#include <doctest/doctest.h>

using namespace vitrine::render;

namespace {

constexpr int side = 48;

struct Count {
    std::vector<int> hits = std::vector<int>(side * side);
    void row(int y, int x0, int x1) {
        for (int x = x0; x < x1; ++x) ++hits[static_cast<std::size_t>(y * side + x)];
    }
    void column(int x, int y0, int y1) {
        for (int y = y0; y < y1; ++y) ++hits[static_cast<std::size_t>(y * side + x)];
    }
};

constexpr Box everything{0, 0, side, side};

// The GPU's rule, said slowly: inside all edges, or on one that is a left or a bottom edge.
bool covers(Point a, Point b, Point c, int x, int y) {
    if (area_of(a, b, c) < 0) std::swap(b, c);
    const Point centre{x * 256 + 128, y * 256 + 128}, corners[] = {a, b, c, a};
    for (int i = 0; i < 3; ++i) {
        const Point from = corners[i], to = corners[i + 1];
        const std::int64_t side_of = area_of(from, to, centre);
        const bool left_or_bottom = to.y < from.y || (to.y == from.y && to.x < from.x);
        if (side_of < 0 || (side_of == 0 && !left_or_bottom)) return false;
    }
    return true;
}

// On a coarse lattice many edges and corners pass exactly through pixel centres.
Point any_point(Dice& dice, int lattice, int width) {
    const auto place = [&](int span) { return (dice.below(span * 256) - 512) / lattice * lattice; };
    return {place(width), place(side + 4)};
}

}  // namespace

TEST_CASE("a triangle covers what the GPU's rule says, by rows and by columns") {
    Dice dice(9);
    int by_columns = 0;
    for (int round = 0; round < 6000; ++round) {
        const int lattice = round % 3 == 0 ? 128 : round % 3 == 1 ? 64 : 1;
        const int width = round % 2 ? side + 4 : 6;
        const Point a = any_point(dice, lattice, width), b = any_point(dice, lattice, width),
                    c = any_point(dice, lattice, width);
        if (area_of(a, b, c) == 0) continue;
        by_columns += walk_of(a, b, c) == Walk::by_columns;
        Count count;
        walk_triangle(a, b, c, everything, count);
        int wrong = 0;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                wrong +=
                    count.hits[static_cast<std::size_t>(y * side + x)] != covers(a, b, c, x, y);
        CAPTURE(a.x);
        CAPTURE(a.y);
        CAPTURE(b.x);
        CAPTURE(b.y);
        CAPTURE(c.x);
        CAPTURE(c.y);
        REQUIRE(wrong == 0);
    }
    CHECK(by_columns > 500);
}

TEST_CASE("triangles that share edges neither overlap nor leave a gap") {
    Dice dice(3);
    for (int round = 0; round < 400; ++round) {
        const int lattice = round % 2 ? 128 : 1;
        const Point hub{(dice.below(40) + 4) * 256 / lattice * lattice + lattice * dice.below(2),
                        (dice.below(40) + 4) * 256 / lattice * lattice};
        std::vector<Point> rim{{0, 0}};  // around the square, some steps short: thin and wide mixed
        const auto walk = [&](int dx, int dy) {
            for (int done = 0; done < side * 256;) {
                const int step =
                    std::min(side * 256 - done, lattice * (1 + dice.below(4000 / lattice)));
                rim.push_back({rim.back().x + dx * step, rim.back().y + dy * step});
                done += step;
            }
        };
        walk(1, 0), walk(0, 1), walk(-1, 0), walk(0, -1);
        Count count;
        for (std::size_t i = 0; i + 1 < rim.size(); ++i)
            walk_triangle(hub, rim[i], rim[i + 1], everything, count);
        int wrong = 0;
        for (const int hits : count.hits) wrong += hits != 1;
        REQUIRE(wrong == 0);
    }
}

TEST_CASE("a clip box cuts a triangle without moving its edges") {
    Dice dice(5);
    for (int round = 0; round < 2000; ++round) {
        const Point a = any_point(dice, 1, side + 4), b = any_point(dice, 1, 8),
                    c = any_point(dice, 1, side);
        const auto x0 = static_cast<std::int16_t>(dice.below(side)),
                   y0 = static_cast<std::int16_t>(dice.below(side));
        const Box cut{x0, y0, static_cast<std::int16_t>(x0 + dice.below(side - x0)),
                      static_cast<std::int16_t>(y0 + dice.below(side - y0))};
        Count whole, part;
        walk_triangle(a, b, c, everything, whole);
        walk_triangle(a, b, c, cut, part);
        int wrong = 0;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const auto i = static_cast<std::size_t>(y * side + x);
                const bool inside = x >= cut.x0 && x < cut.x1 && y >= cut.y0 && y < cut.y1;
                wrong += part.hits[i] != (inside ? whole.hits[i] : 0);
            }
        REQUIRE(wrong == 0);
    }
}

TEST_CASE("edges a million pixels away are still exact") {
    constexpr int far = 1 << 28;
    Count count;
    walk_triangle({-far, -far}, {far, -far}, {-far, far}, everything,
                  count);  // its edge: x + y = 0
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            REQUIRE(count.hits[static_cast<std::size_t>(y * side + x)] == 0);
    walk_triangle({far, far}, {far, -far}, {-far, far}, everything, count);
    for (const int hits : count.hits) REQUIRE(hits == 1);
}
