#include "scene.h"
#include "shell/render/cpu/lanes.h"
#include "shell/render/cpu/spans.h"

#include <doctest/doctest.h>

using namespace vitrine::render;

TEST_CASE("blending is exact for every source, ground and alpha") {
    int wrong = 0;
    for (std::uint32_t alpha = 0; alpha < 256; ++alpha)
        for (std::uint32_t source = 0; source < 256; ++source)
            for (std::uint32_t under = 0; under < 256; ++under) {
                const std::uint32_t exact = (source * alpha + under * (255 - alpha) + 127) / 255;
                const std::uint32_t got =
                    blended(under * 0x010101u | opaque_bits, source * 0x010101u, alpha);
                wrong += got != (exact * 0x010101u | opaque_bits);
            }
    CHECK(wrong == 0);
}

namespace {

constexpr int longest = 23;

struct Material {
    std::uint32_t ground[longest];
    std::uint8_t coverage[longest];
    std::uint8_t texels[longest * 4];
    Ramp ramp;
    std::uint32_t colour;
    int x, y;
};

float gradient(Dice& dice) { return dice.between(-40, 40); }

Material any_material(Dice& dice) {
    Material m{};
    for (auto& pixel : m.ground) pixel = dice.next() | opaque_bits;
    for (auto& cover : m.coverage)
        cover = static_cast<std::uint8_t>(dice.below(4) ? dice.next() >> 9 : dice.below(2) * 255);
    for (auto& byte : m.texels) byte = static_cast<std::uint8_t>(dice.next() >> 9);
    m.x = dice.below(500);
    m.y = dice.below(500);
    m.ramp.origin_x = m.x - dice.below(9);
    m.ramp.origin_y = m.y - dice.below(9);
    for (Plane* plane : {&m.ramp.red, &m.ramp.green, &m.ramp.blue, &m.ramp.alpha})
        *plane = {dice.between(-50, 300), gradient(dice), gradient(dice)};
    m.colour = dice.below(5) ? dice.next() : dice.next() | opaque_bits;
    return m;
}

// Draws pixels from..to of a span of each kind, as a clip box would cut it.
void draw(const Material& m, int kind, std::uint32_t* to, int from, int end) {
    const int n = end - from;
    to += from;
    switch (kind) {
        case 0:
            return fill_span(to, n, m.colour);
        case 1:
            return tint_span(to, n, m.colour);
        case 2:
            return glyph_span(to, n, m.coverage + from, m.colour);
        case 3:
            return image_span(to, n, m.texels + 4 * from, m.colour);
        case 4:
            return fade_span(to, n, m.ramp, m.x + from, m.y, m.colour);
        default:
            return ramp_span(to, n, m.ramp, m.x + from, m.y);
    }
}

}  // namespace

TEST_CASE("a span gives the same pixels wherever it is cut, so vectors equal single pixels") {
    Dice dice(4);
    for (int round = 0; round < 3000; ++round) {
        const Material m = any_material(dice);
        for (int kind = 0; kind < 6; ++kind) {
            std::uint32_t whole[longest], cut[longest], single[longest];
            std::memcpy(whole, m.ground, sizeof whole);
            std::memcpy(cut, m.ground, sizeof cut);
            std::memcpy(single, m.ground, sizeof single);
            const int at = dice.below(longest + 1);
            draw(m, kind, whole, 0, longest);
            draw(m, kind, cut, 0, at);
            draw(m, kind, cut, at, longest);
            for (int i = 0; i < longest; ++i) draw(m, kind, single, i, i + 1);
            CAPTURE(kind);
            REQUIRE(std::memcmp(whole, cut, sizeof whole) == 0);
            REQUIRE(std::memcmp(whole, single, sizeof whole) == 0);
            for (const std::uint32_t pixel : whole) REQUIRE(alpha_of(pixel) == 255);
        }
    }
}

TEST_CASE("coverage and texels are multiplied with the colour as the GPU does") {
    std::uint32_t pixel = 0xFF204060u;
    const std::uint8_t cover = 128;
    glyph_span(&pixel, 1, &cover, 0x80FFFFFFu);
    CHECK(pixel == blended(0xFF204060u, 0xFFFFFFu, 64));
    CHECK(modulated(0x80402010u, 0xFFFFFFFFu) == 0x80402010u);
    CHECK(modulated(0xFFFFFFFFu, 0x80402010u) == 0x80402010u);
    CHECK(modulated(0x80808080u, 0x80808080u) == 0x40404040u);
}
