#include "console/text/glyphs.h"

#include <cmath>
#include <cstring>

#include "base/text.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace vitrine::console {
namespace {

// A font that has nothing. Dear ImGui wants one font in every frame; ours come later.
bool no_glyph(ImFontAtlas*, ImFontConfig*, ImFontBaked*, void*, ImWchar, ImFontGlyph*, float*) {
    return false;
}

std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    return value;
}

// Device pixels of the em.
float pixels(TypeStyle style, float scale) { return style.size * scale; }

}  // namespace

void Glyphs::start() {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.TexDesiredFormat = ImTextureFormat_Alpha8;
    atlas.Flags |= ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines;
    static ImFontLoader nothing;
    nothing.Name = "none";
    nothing.FontBakedLoadGlyph = no_glyph;
    ImFontConfig config;
    config.FontLoader = &nothing;
    config.SizePixels = 13;
    atlas.AddFont(&config);
}

bool Glyphs::load(std::string_view bytes) {
    std::size_t first = 0;
    while (first < fonts_.size() && fonts_[first] != nullptr) ++first;
    const std::size_t count = bytes.size() < 4 ? 0 : read_u32(bytes, 0);
    if (count == 0 || count > fonts_.size() - first) return false;
    std::array<std::string_view, 5> files;
    std::size_t at = 4;
    for (std::size_t face = first; face < first + count; ++face) {
        if (at + 4 > bytes.size()) return false;
        const std::size_t length = read_u32(bytes, at);
        if (length == 0 || length > bytes.size() - at - 4) return false;
        files[face] = bytes.substr(at + 4, length);
        at += 4 + length;
    }
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    for (std::size_t face = first; face < first + count; ++face) {
        ImFontConfig config;
        config.FontDataOwnedByAtlas = false;  // Copied by Dear ImGui.
        config.OversampleH = config.OversampleV = 1;
        ImFont* font = atlas.AddFontFromMemoryTTF(const_cast<char*>(files[face].data()),
                                                  static_cast<int>(files[face].size()), 13,
                                                  &config);
        if (font == nullptr) return false;
        for (std::uint32_t c = 0x20; c < covered_[face].size() * 32; ++c) {
            if (font->IsGlyphInFont(static_cast<ImWchar>(c))) {
                covered_[face][c / 32] |= 1u << (c % 32);
            }
        }
        fonts_[face] = font;
    }
    const TypeStyle probe{100, 100, tokens::Face::regular};
    if (const ImFontBaked* font = baked(probe, 1)) ascent_ = font->Ascent / 100;
    return true;
}

bool Glyphs::covers(std::string_view what, tokens::Face face) {
    if (fonts_[static_cast<std::size_t>(face)] == nullptr) return false;
    const auto& set = covered_[static_cast<std::size_t>(face)];
    for (std::size_t at = 0; at < what.size();) {
        const auto c = static_cast<std::uint32_t>(base::next_code_point(what, at));
        if (c >= set.size() * 32 || !(set[c / 32] >> (c % 32) & 1)) return false;
    }
    return true;
}

ImFontBaked* Glyphs::baked(TypeStyle style, float scale) const {
    ImFont* font = fonts_[static_cast<std::size_t>(style.face)];
    return font->GetFontBaked(pixels(style, scale), 1);
}

float Glyphs::measure(std::string_view what, TypeStyle style, float scale) {
    ImFontBaked* font = baked(style, scale);
    float width = 0;
    for (std::size_t at = 0; at < what.size();) {
        width += font->GetCharAdvance(static_cast<ImWchar>(base::next_code_point(what, at)));
    }
    return width * style.size / font->Size;
}

std::size_t Glyphs::fitting(std::string_view what, TypeStyle style, float scale, float width) {
    ImFontBaked* font = baked(style, scale);
    const float room = width * font->Size / style.size;
    float used = 0;
    for (std::size_t at = 0; at < what.size();) {
        const std::size_t before = at;
        used += font->GetCharAdvance(static_cast<ImWchar>(base::next_code_point(what, at)));
        if (used > room) return before;
    }
    return what.size();
}

float Glyphs::baseline(TypeStyle style) const {
    return (style.line - style.size) / 2 + ascent_ * style.size;
}

float Glyphs::draw(ImDrawList& list, float x, float top, std::string_view what, TypeStyle style,
                   Colour colour, float scale) {
    ImFontBaked* font = baked(style, scale);
    const float stretch = pixels(style, scale) / font->Size;  // The baked size is a whole number.
    const float line = std::round((top + baseline(style)) * scale) - std::round(font->Ascent);
    float pen = x * scale;
    const float start = pen;
    list.PushTexture(ImGui::GetIO().Fonts->TexRef);
    for (std::size_t at = 0; at < what.size();) {
        const ImFontGlyph* glyph =
            font->FindGlyph(static_cast<ImWchar>(base::next_code_point(what, at)));
        if (glyph->Visible) {
            const float left = std::round(pen) + glyph->X0, high = line + glyph->Y0;
            list.PrimReserve(6, 4);
            list.PrimRectUV(ImVec2(left / scale, high / scale),
                            ImVec2((left + glyph->X1 - glyph->X0) / scale,
                                   (high + glyph->Y1 - glyph->Y0) / scale),
                            ImVec2(glyph->U0, glyph->V0), ImVec2(glyph->U1, glyph->V1), colour);
        }
        pen += glyph->AdvanceX * stretch;
    }
    list.PopTexture();
    return (pen - start) / scale;
}

}  // namespace vitrine::console
