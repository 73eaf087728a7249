#include "shell/render/cpu/triangle.h"

namespace vitrine::render {
namespace {

struct Quotient {
    std::int64_t whole, rest;  // 0 <= rest < divisor
};

// Rounds down. A division in double is several times faster than one of 64-bit integers; its result
// is off by one at most, which the exact rest shows.
Quotient divide(std::int64_t value, std::int64_t divisor, double one_over_divisor) {
    auto whole = static_cast<std::int64_t>(static_cast<double>(value) * one_over_divisor);
    std::int64_t rest = value - whole * divisor;
    if (rest < 0) return {whole - 1, rest + divisor};
    if (rest >= divisor) return {whole + 1, rest - divisor};
    return {whole, rest};
}

}  // namespace

// x(row) = top.x + (centre of row - top.y) * dx / dy; the pixel is that minus half a pixel, in
// whole pixels, rounded up: floor((numerator + divisor - 1) / divisor). A centre on the edge that
// shall lie left of it takes the next pixel: floor(numerator / divisor) + 1.
Edge::Edge(Point top, Point bottom, int row, Tie tie) {
    const std::int64_t dx = std::int64_t{bottom.x} - top.x, dy = std::int64_t{bottom.y} - top.y;
    const std::int64_t below = std::int64_t{row} * 256 + 128 - top.y;
    height_ = dy * 256;
    const double one_over_height = 1.0 / static_cast<double>(height_);
    const std::int64_t bias = height_ - (tie == Tie::on_edge_is_right ? 1 : 0);
    const Quotient start =
        divide((std::int64_t{top.x} - 128) * dy + below * dx + bias, height_, one_over_height);
    const Quotient step = divide(dx * 256, height_, one_over_height);
    pixel_ = static_cast<int>(start.whole);
    remainder_ = start.rest;
    step_ = static_cast<int>(step.whole);
    step_remainder_ = step.rest;
}

}  // namespace vitrine::render
