// What a frame's draw data becomes before a pixel is touched: a flat array of operations, each with
// the box of pixels it may change. Decoder writes it, Raster draws it, Tiles hashes it.
#pragma once

#include "imgui.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vitrine::render {

// A rectangle of pixels; x1 and y1 are just outside.
struct Box {
    std::int16_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    bool is_empty() const { return x0 >= x1 || y0 >= y1; }
    bool covers(const Box& other) const {
        return x0 <= other.x0 && y0 <= other.y0 && x1 >= other.x1 && y1 >= other.y1;
    }
    bool operator==(const Box&) const = default;
};

inline Box common(const Box& a, const Box& b) {
    return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

// A position in 1/256 of a device pixel, as GPUs have it. Held within +-2^28 (a million pixels), so
// that all edge arithmetic is exact in 64 bits. `lost` in x: the vertex was no number.
struct Point {
    static constexpr std::int32_t lost = INT32_MIN;
    std::int32_t x = 0, y = 0;
};

// Where what is filled starts, and where what ends stops before: the first column whose centre is
// at or right of this position, the first row whose centre is below it. Neighbours share the rule,
// so edges neither overlap nor gap. A centre exactly on an edge goes as in OpenGL, whose y grows
// upwards: to the shape on its left edge and on its bottom edge.
inline std::int32_t first_column(std::int32_t x) { return (x + 127) >> 8; }
inline std::int32_t first_row(std::int32_t y) { return (y + 128) >> 8; }

enum class Kind : std::uint8_t {
    fill,         // rectangle, one opaque colour
    tint,         // rectangle, one transparent colour
    ramp,         // rectangle, colours that change linearly
    glyph,        // Alpha8 texels, one to one
    image,        // RGBA32 texels, one to one
    scaled,       // rectangle of texels, bilinear
    tri_flat,     // triangle, one colour
    tri_fade,     // triangle, one colour, alpha changes linearly (anti-aliased edges, chart fills)
    tri_ramp,     // triangle, colours that change linearly
    tri_textured  // triangle, bilinear texels times colours that change linearly
};
constexpr int kind_count = 10;

struct Op {
    Kind kind = Kind::fill;
    std::uint8_t texture = 0;  // slot
    std::uint16_t list = 0;    // index into Picture::lists
    Box box;                   // clipped; the shape itself may be larger
    std::uint32_t colour = 0;  // of the shape or of its first corner
    union {
        std::uint32_t corner[3] =
            {};                 // indices into Picture::points (ramp, scaled: a, b, d of a b c d)
        std::int32_t shift[2];  // glyph, image: texel = pixel + shift
    };
};
static_assert(sizeof(Op) == 28);

struct Picture {
    struct List {
        const ImDrawVert* vertices;
        std::uint32_t first;  // index of its vertex 0 in `points`
    };
    std::vector<Op> ops;
    std::vector<Point> points;  // all vertices of all lists, in device space
    std::vector<List> lists;

    const ImDrawVert& vertex(const Op& op, int corner) const {
        const List& list = lists[op.list];
        return list.vertices[op.corner[corner] - list.first];
    }
    const Point& point(const Op& op, int corner) const { return points[op.corner[corner]]; }
};

// Multiply and fold: what enters first matters, so the order of drawing is part of a hash.
inline std::uint64_t mixed_in(std::uint64_t hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 32);
}

}  // namespace vitrine::render
