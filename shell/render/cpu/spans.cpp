#include "shell/render/cpu/spans.h"

#include "shell/render/cpu/lanes.h"

#include <algorithm>

namespace vitrine::render {
namespace {

constexpr float brightest = 255.5f;  // 255 plus the 0.5 that every plane carries

std::uint32_t level(float value) {
    const float low = value > 0 ? value : 0;
    return static_cast<std::uint32_t>(low < brightest ? low : brightest);
}

Ints levels(Floats value) {
    const Floats floor = spread(0.0f), ceiling = spread(brightest);
    const Floats low = value > floor ? value : floor;
    return __builtin_convertvector(low < ceiling ? low : ceiling, Ints);
}

// A plane along one row, four neighbours at a time; the same sums as Plane and ramp_colour.
struct Row {
    float start, step;
    Row(const Plane& plane, const Ramp& ramp, int y)
        : start(plane.in_row(y - ramp.origin_y)), step(plane.step_x) {}
    std::uint32_t at(float dx) const { return level(start + step * dx); }
    Ints four_at(Floats dx) const { return levels(spread(start) + spread(step) * dx); }
};

Floats first_four(int dx) {
    return __builtin_convertvector((Ints{dx, dx + 1, dx + 2, dx + 3}), Floats);
}

Words mixed(Words under, Words over, Words alpha) {
    return divided_by_255(over * alpha + under * (spread(std::uint16_t{255}) - alpha));
}

// Four pixels `over` (its alpha bytes are 255) drawn with their own alphas.
[[maybe_unused]] Bytes mixed_four(Bytes under, Bytes over, Ints alpha) {
    alpha = doubled(alpha);
    return narrow(mixed(low_half(under), low_half(over), low_repeated(alpha)),
                  mixed(high_half(under), high_half(over), high_repeated(alpha)));
}

std::uint32_t word_at(const std::uint8_t* bytes) {
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

}  // namespace

std::uint32_t modulated(std::uint32_t texel, std::uint32_t tint) {
    if (tint == 0xFFFFFFFFu) return texel;
    std::uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8)
        out |= divided_by_255(((texel >> shift) & 255) * ((tint >> shift) & 255)) << shift;
    return out;
}

std::uint32_t ramp_colour(const Ramp& ramp, int x, int y) {
    const auto dx = static_cast<float>(x - ramp.origin_x);
    const auto channel = [&](const Plane& plane) { return Row(plane, ramp, y).at(dx); };
    return channel(ramp.red) | channel(ramp.green) << 8 | channel(ramp.blue) << 16 |
           channel(ramp.alpha) << 24;
}

void fill_span(std::uint32_t* to, int count, std::uint32_t colour) {
    std::fill_n(to, count, colour | opaque_bits);
}

void tint_span(std::uint32_t* to, int count, std::uint32_t colour) {
    const std::uint32_t alpha = alpha_of(colour);
    if constexpr (has_lanes) {
        const Words share = spread(static_cast<std::uint16_t>(alpha));
        const Words rest = spread(std::uint16_t{255}) - share;
        const Words over = low_half(spread_pixel(colour | opaque_bits)) * share;
        for (; count >= 4; count -= 4, to += 4) {
            const Bytes under = load(to);
            store(to, narrow(divided_by_255(over + low_half(under) * rest),
                             divided_by_255(over + high_half(under) * rest)));
        }
    }
    for (; count > 0; --count, ++to) *to = blended(*to, colour, alpha);
}

void glyph_span(std::uint32_t* to, int count, const std::uint8_t* coverage, std::uint32_t colour) {
    const std::uint32_t alpha = alpha_of(colour);
    if constexpr (has_lanes) {
        const Bytes over = spread_pixel(colour | opaque_bits);
        const Words share = spread(static_cast<std::uint16_t>(alpha));
        for (; count >= 4; count -= 4, to += 4, coverage += 4) {
            const std::uint32_t four = word_at(coverage);
            if (four == 0) continue;
            if (four == 0xFFFFFFFFu && alpha == 255) {
                store(to, over);
                continue;
            }
            const Bytes cover = each_four_times(spread_pixel(four));
            const Words low = low_half(cover), high = high_half(cover);
            const Bytes under = load(to);
            store(to,
                  narrow(mixed(low_half(under), low_half(over), divided_by_255(low * share)),
                         mixed(high_half(under), low_half(over), divided_by_255(high * share))));
        }
    }
    for (; count > 0; --count, ++to, ++coverage)
        if (*coverage) *to = blended(*to, colour, divided_by_255(*coverage * alpha));
}

void image_span(std::uint32_t* to, int count, const std::uint8_t* texels, std::uint32_t tint) {
    if constexpr (has_lanes) {
        const Words share = low_half(spread_pixel(tint));
        const Bytes solid = spread_pixel(opaque_bits);
        for (; count >= 4; count -= 4, to += 4, texels += 16) {
            Bytes four;
            std::memcpy(&four, texels, sizeof four);
            four = narrow(divided_by_255(low_half(four) * share),
                          divided_by_255(high_half(four) * share));
            const Ints alpha = reinterpret_cast<Ints>(reinterpret_cast<Uints>(four) >> 24);
            store(to, mixed_four(load(to), four | solid, alpha));
        }
    }
    for (; count > 0; --count, ++to, texels += 4) {
        const std::uint32_t over = modulated(word_at(texels), tint);
        if (alpha_of(over)) *to = blended(*to, over, alpha_of(over));
    }
}

void fade_span(std::uint32_t* to, int count, const Ramp& ramp, int x, int y, std::uint32_t colour) {
    const Row alpha(ramp.alpha, ramp, y);
    int dx = x - ramp.origin_x;
    if constexpr (has_lanes) {
        const Bytes over = spread_pixel(colour | opaque_bits);
        Floats four = first_four(dx);  // whole numbers: adding to them is exact
        for (; count >= 4; count -= 4, to += 4, dx += 4, four += spread(4.0f))
            store(to, mixed_four(load(to), over, alpha.four_at(four)));
    }
    for (; count > 0; --count, ++to, ++dx)
        *to = blended(*to, colour, alpha.at(static_cast<float>(dx)));
}

void fade_column(std::uint32_t* to, int stride, int count, const Ramp& ramp, int x, int y,
                 std::uint32_t colour) {
    const Plane plane = ramp.alpha;  // a copy: the stores below could change the original
    const float along = plane.step_x * static_cast<float>(x - ramp.origin_x);
    for (int row = y - ramp.origin_y; count > 0; --count, ++row, to += stride)
        *to = blended(*to, colour, level(plane.in_row(row) + along));
}

void ramp_span(std::uint32_t* to, int count, const Ramp& ramp, int x, int y) {
    if constexpr (has_lanes) {
        const Row red(ramp.red, ramp, y), green(ramp.green, ramp, y), blue(ramp.blue, ramp, y),
            alpha(ramp.alpha, ramp, y);
        const Ints solid = reinterpret_cast<Ints>(spread_pixel(opaque_bits));
        Floats dx = first_four(x - ramp.origin_x);
        for (; count >= 4; count -= 4, to += 4, x += 4, dx += spread(4.0f)) {
            const Ints over =
                red.four_at(dx) | (green.four_at(dx) << 8) | (blue.four_at(dx) << 16) | solid;
            store(to, mixed_four(load(to), reinterpret_cast<Bytes>(over), alpha.four_at(dx)));
        }
    }
    for (; count > 0; --count, ++to, ++x) {
        const std::uint32_t over = ramp_colour(ramp, x, y);
        *to = blended(*to, over, alpha_of(over));
    }
}

}  // namespace vitrine::render
