#include "scene.h"

#include <cmath>
#include <cstdio>
#include <string>

namespace vitrine::render {

Sheet::Sheet(ImTextureFormat format) {
    texture_.Create(format, size_px, size_px);
    texture_.SetStatus(ImTextureStatus_WantCreate);
    for (int slot = 0; slot < slots_across * slots_across; ++slot)
        paint_slot(slot, static_cast<std::uint32_t>(slot));
}

void Sheet::paint_slot(int slot, std::uint32_t seed) {
    Dice dice(seed + 77);
    const float cx = dice.between(5, 11), cy = dice.between(5, 11), radius = dice.between(3, 7);
    const std::uint32_t colour = dice.next();
    const int left = slot % slots_across * slot_px, top = slot / slots_across * slot_px;
    for (int y = 0; y < slot_px; ++y)
        for (int x = 0; x < slot_px; ++x) {
            const float dx = static_cast<float>(x) - cx, dy = static_cast<float>(y) - cy;
            const float inside = radius - std::sqrt(dx * dx + dy * dy);
            const float cover = slot == 0 ? 1 : std::fmin(std::fmax(inside, 0.0f), 1.0f);
            auto* texel = static_cast<std::uint8_t*>(texture_.GetPixelsAt(left + x, top + y));
            const auto alpha = static_cast<std::uint8_t>(cover * 255 + 0.5f);
            if (texture_.BytesPerPixel == 4)
                for (int i = 0; i < 3; ++i)
                    texel[i] = slot == 0 ? 255 : static_cast<std::uint8_t>(colour >> (8 * i));
            texel[texture_.BytesPerPixel - 1] = alpha;
        }
}

void Sheet::repaint_slot(int slot, std::uint32_t seed) {
    paint_slot(slot, seed);
    const auto side = static_cast<unsigned short>(slot_px);
    texture_.Updates.push_back({static_cast<unsigned short>(slot % slots_across * slot_px),
                                static_cast<unsigned short>(slot / slots_across * slot_px), side,
                                side});
    if (texture_.Status == ImTextureStatus_OK) texture_.SetStatus(ImTextureStatus_WantUpdates);
}

ImVec2 Sheet::uv(int slot, float x, float y) {
    constexpr float size = size_px;
    return {(static_cast<float>(slot % slots_across * slot_px) + x) / size,
            (static_cast<float>(slot / slots_across * slot_px) + y) / size};
}

Stage::Stage(int width, int height, float scale, ImTextureFormat glyph_format)
    : glyphs(glyph_format),
      width_(static_cast<float>(width)),
      height_(static_cast<float>(height)),
      scale_(scale) {
    shared_.TexUvWhitePixel = Sheet::white();
    shared_.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill |
                           ImDrawListFlags_AllowVtxOffset;
    shared_.InitialFringeScale = 1 / scale;
    shared_.SetCircleTessellationMaxError(0.3f);
    shared_.ClipRectFullscreen = {0, 0, width_, height_};
}

ImDrawList& Stage::add_list() {
    ImDrawList& list = *lists_.emplace_back(std::make_unique<ImDrawList>(&shared_));
    list._ResetForNewFrame();
    list.PushTexture(glyphs.texture().GetTexRef());
    list.PushClipRectFullScreen();
    return list;
}

void Stage::clear() {
    data_.Clear();
    lists_.clear();
}

ImDrawData& Stage::data() {
    data_.Clear();
    data_.Valid = true;
    data_.DisplaySize = {width_, height_};
    data_.FramebufferScale = {scale_, scale_};
    for (const auto& list : lists_) {
        list->_PopUnusedDrawCmd();
        data_.AddDrawList(list.get());
    }
    return data_;
}

void Stage::glyph(ImDrawList& list, Sheet& sheet, int slot, float x, float y, ImU32 colour) const {
    const float left = std::floor(x * scale_ + 0.5f), top = std::floor(y * scale_ + 0.5f);
    constexpr float side = Sheet::slot_px;
    list.PushTexture(sheet.texture().GetTexRef());
    list.PrimReserve(6, 4);
    list.PrimRectUV({left / scale_, top / scale_}, {(left + side) / scale_, (top + side) / scale_},
                    Sheet::uv(slot, 0, 0), Sheet::uv(slot, side, side), colour);
    list.PopTexture();
}

namespace {

// Compilers order the arguments of a call as they like, so each throw of the dice is a statement.
void cards(ImDrawList& list, Dice& dice) {
    for (int i = 0; i < 5; ++i) {
        const ImVec2 at{dice.between(-20, 260), dice.between(-20, 180)};
        const ImVec2 to{at.x + dice.between(10, 120), at.y + dice.between(10, 90)};
        const ImU32 inside = dice.colour(), edge = dice.colour();
        const float inner = dice.between(0, 12), outer = dice.between(0, 12);
        const float thick = dice.between(0.5f, 3);
        list.AddRectFilled(at, to, inside, inner);
        list.AddRect(at, to, edge, outer, 0, thick);
    }
    const ImU32 a = dice.colour(), b = dice.colour(), c = dice.colour(), d = dice.colour();
    list.AddRectFilled({20, 30}, {60, 50}, a);
    list.AddRectFilledMultiColor({200, 20}, {260, 60}, a, b, c, d);
    list.AddRectFilledMultiColor({210, 70}, {290, 110}, b, b, c, c);
    const float x = dice.between(40, 200), radius = dice.between(4, 30);
    list.AddCircleFilled({x, 150}, radius, c);
    list.AddNgon({90, 60}, 22, d, 5, 1.5f);
}

// A smooth wave of height 1 and period 4; the library's sine is not the same everywhere.
float wave(float x) {
    const float phase = x - 4 * std::floor(x / 4);
    return phase < 2 ? phase * (2 - phase) : (phase - 2) * (phase - 4);
}

void chart(ImDrawList& list, Dice& dice, int moment) {
    std::vector<ImVec2> line;
    for (int i = 0; i < 160; ++i) {
        const auto step = static_cast<float>(i);
        line.push_back({10 + step * 1.7f, 130 + 40 * wave(step * 0.07f) + dice.between(-6, 6)});
    }
    const ImU32 colour = dice.next() | 0xFF000000u;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {  // a fill that fades downwards
        const ImU32 low = colour & 0x00FFFFFFu, high = low | 0x60000000u;
        const ImVec2 a = line[i], b = line[i + 1], plain = Sheet::white();
        list.PrimReserve(6, 4);
        list.PrimQuadUV(a, b, {b.x, 190}, {a.x, 190}, plain, plain, plain, plain, high);
        list._VtxWritePtr[-1].col = list._VtxWritePtr[-2].col = low;
    }
    list.AddPolyline(line.data(), static_cast<int>(line.size()), colour, 0, 2);
    const float cursor = 20 + static_cast<float>(moment * 7 % 250);
    list.AddLine({cursor, 80}, {cursor, 195}, 0xC0FFFFFFu);
}

void text(Stage& stage, ImDrawList& list, Dice& dice, int moment) {
    for (int row = 0; row < 8; ++row) {
        const auto y = 8 + static_cast<float>(row) * 22.3f;
        const ImU32 ink = dice.next() | 0x80000000u;
        if (row == moment % 8) list.AddRectFilled({4, y}, {290, y + 20}, 0x30FFFFFFu);
        for (int i = 0; i < 20; ++i)
            stage.glyph(list, i % 7 == 3 ? stage.pictures : stage.glyphs, 1 + dice.below(255),
                        8 + static_cast<float>(i) * 13.1f, y, ink);
    }
    list.PushTexture(stage.pictures.texture().GetTexRef());
    list.AddImage(stage.pictures.texture().GetTexRef(), {220, 120}, {283.5f, 171.25f},
                  Sheet::uv(20, 0, 0), Sheet::uv(37, 16, 16), 0xE0FFFFFFu);
    list.AddImageQuad(stage.pictures.texture().GetTexRef(), {20, 160}, {70, 150}, {75, 190},
                      {15, 195}, Sheet::uv(40, 0, 0), Sheet::uv(40, 16, 0), Sheet::uv(40, 16, 16),
                      Sheet::uv(40, 0, 16), dice.colour());
    list.PopTexture();
}

}  // namespace

void build_scene(Stage& stage, std::uint32_t seed, int moment) {
    stage.clear();
    Dice dice(seed);
    cards(stage.add_list(), dice);
    ImDrawList& middle = stage.add_list();
    middle.PushClipRect({12.4f, 60.7f}, {270.3f, 188.6f}, true);
    chart(middle, dice, moment);
    const float left = dice.between(0, 100), right = dice.between(120, 290);
    middle.PushClipRect({left, 70}, {right, 170.5f}, true);
    cards(middle, dice);
    middle.PopClipRect();
    middle.PopClipRect();
    text(stage, stage.add_list(), dice, moment);
}

std::uint64_t hash_of(std::span<const std::uint32_t> pixels) {
    std::uint64_t hash = 14695981039346656037u;
    for (const std::uint32_t pixel : pixels) hash = (hash ^ pixel) * 1099511628211u;
    return hash;
}

void dump(const char* name, const std::uint32_t* pixels, int width, int height) {
    const std::string path = std::string(VT_BINARY_DIR) + "/render_" + name + ".ppm";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return;
    std::fprintf(file, "P6 %d %d 255\n", width, height);
    for (int i = 0; i < width * height; ++i) std::fwrite(pixels + i, 1, 3, file);
    std::fclose(file);
    std::fprintf(stderr, "picture kept in %s\n", path.c_str());
}

}  // namespace vitrine::render
