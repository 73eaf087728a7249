// Horizontal runs of pixels: the inner loops. Blending is the GPU's, rounded exactly: straight
// alpha, no gamma, rgb = (s * a + d * (255 - a)) / 255; the picture itself stays opaque. Colours
// are RGBA8 in memory order, that is 0xAABBGGRR. A span's result does not depend on where it was
// cut: every pixel is computed from its own position, so a repaint of a part equals a repaint of
// all.
#pragma once

#include <cstdint>

namespace vitrine::render {

// A value that is linear over the picture: at the centre of pixel (x, y) it is
// (start + step_y * (y - origin_y)) + step_x * (x - origin_x), in this order.
struct Plane {
    float start = 0, step_x = 0, step_y = 0;
    float in_row(int rows_below_origin) const {
        return start + step_y * static_cast<float>(rows_below_origin);
    }
};

// Four channels, 0..255, plus 0.5 in `start` so that cutting off rounds.
struct Ramp {
    Plane red, green, blue, alpha;
    int origin_x = 0, origin_y = 0;
};

constexpr std::uint32_t opaque_bits = 0xFF000000u;

inline std::uint32_t alpha_of(std::uint32_t colour) { return colour >> 24; }

// The one blend that everything else must equal. `source`'s own alpha is ignored.
inline std::uint32_t blended(std::uint32_t under, std::uint32_t source, std::uint32_t alpha) {
    constexpr std::uint32_t pair = 0x00FF00FFu, half = 0x00800080u;
    const std::uint32_t rest = 255 - alpha;
    const std::uint32_t over = source | opaque_bits;
    std::uint32_t even = (under & pair) * rest + (over & pair) * alpha + half;
    std::uint32_t odd = ((under >> 8) & pair) * rest + ((over >> 8) & pair) * alpha + half;
    even = ((even + ((even >> 8) & pair)) >> 8) & pair;
    odd = ((odd + ((odd >> 8) & pair)) >> 8) & pair;
    return even | (odd << 8);
}

// Texel times tint, channel by channel, alpha included.
std::uint32_t modulated(std::uint32_t texel, std::uint32_t tint);

// One pixel of a ramp, alpha in the top byte.
std::uint32_t ramp_colour(const Ramp& ramp, int x, int y);

void fill_span(std::uint32_t* to, int count, std::uint32_t colour);
void tint_span(std::uint32_t* to, int count, std::uint32_t colour);

// `coverage`: one byte a pixel, multiplied with the alpha of `colour`.
void glyph_span(std::uint32_t* to, int count, const std::uint8_t* coverage, std::uint32_t colour);

// `texels`: four bytes a pixel, straight alpha, multiplied with `tint`.
void image_span(std::uint32_t* to, int count, const std::uint8_t* texels, std::uint32_t tint);

// `x`, `y` name the first pixel. fade: one colour, alpha from the ramp. ramp: all channels from it.
void fade_span(std::uint32_t* to, int count, const Ramp& ramp, int x, int y, std::uint32_t colour);
void ramp_span(std::uint32_t* to, int count, const Ramp& ramp, int x, int y);

// fade_span downwards: `stride` pixels from one row to the next.
void fade_column(std::uint32_t* to, int stride, int count, const Ramp& ramp, int x, int y,
                 std::uint32_t colour);

}  // namespace vitrine::render
