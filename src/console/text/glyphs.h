// The chrome fonts (assets/fonts -> ui.fonts) in Dear ImGui's atlas, and our own loop that draws
// them: baked at size x scale device pixels, each glyph on whole device pixels, so that renderers
// copy texels. The only file that knows the inside of Dear ImGui's fonts is glyphs.cpp.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "console/ui.h"

struct ImFont;
struct ImFontBaked;

namespace vitrine::console {

class Glyphs {
public:
    // Puts a font without glyphs into the current ImGui context, so that frames work before ours.
    void start();
    // `bytes` of ui.fonts: count, then length and bytes of each (little endian u32). Copied. They
    // are the faces still missing, in the order of tokens::Face: a part of them may come later,
    // and until then their text is the TextEngine's. False: not such bytes, or too many faces.
    bool load(std::string_view bytes);
    bool ready() const { return fonts_[0] != nullptr; }
    // Every code point of `what` is in the face.
    bool covers(std::string_view what, tokens::Face face);
    float measure(std::string_view what, TypeStyle style, float scale);
    // How many bytes of `what` fit into `width`, at a code point's border.
    std::size_t fitting(std::string_view what, TypeStyle style, float scale, float width);
    // Draws with the pen at x and the line box from `top`, both logical. Returns the width.
    float draw(ImDrawList& list, float x, float top, std::string_view what, TypeStyle style,
               Colour colour, float scale);
    // From the top of the line box to the baseline, logical pixels.
    float baseline(TypeStyle style) const;

private:
    ImFontBaked* baked(TypeStyle style, float scale) const;
    float ascent_ = 0.8F;  // of the em; the same in all faces closely enough
    std::array<ImFont*, 5> fonts_{};
    std::array<std::array<std::uint32_t, 280>, 5> covered_{};  // bit set of code points < 0x2300
};

}  // namespace vitrine::console
