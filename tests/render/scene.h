// Draw data without a Dear ImGui context: a texture of invented glyphs, draw lists, and a scene
// that uses all that a page uses. Deterministic: the same numbers on every machine.
#pragma once

#include "imgui.h"
#include "imgui_internal.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace vitrine::render {

// xorshift: the library's distributions differ between implementations.
class Dice {
public:
    explicit Dice(std::uint32_t seed) : state_(seed * 2654435761u + 1) {}
    std::uint32_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        return state_ ^= state_ << 5;
    }
    int below(int bound) { return static_cast<int>(next() >> 8) % bound; }
    float between(float low, float high) {
        return low + (high - low) * static_cast<float>(next() >> 8) / 16777216.0f;
    }
    ImU32 colour() { return next() | (below(3) == 0 ? 0xFF000000u : 0x20000000u); }

private:
    std::uint32_t state_;
};

// An atlas: 16 x 16 slots of 16 x 16 texels. Slot 0 is white; the others hold blobs, soft at the
// edge.
class Sheet {
public:
    static constexpr int slot_px = 16, slots_across = 16, size_px = slot_px * slots_across;

    explicit Sheet(ImTextureFormat format);
    void paint_slot(int slot, std::uint32_t seed);    // texels only
    void repaint_slot(int slot, std::uint32_t seed);  // and says so in Updates
    ImTextureData& texture() { return texture_; }
    static ImVec2 uv(int slot, float x, float y);  // x, y in texels from the slot's corner
    static ImVec2 white() { return uv(0, 8, 8); }

private:
    ImTextureData texture_;
};

class Stage {
public:
    // Logical size. OpenGL ES takes no Alpha8: `glyph_format` is for comparing with it.
    Stage(int width, int height, float scale,
          ImTextureFormat glyph_format = ImTextureFormat_Alpha8);

    // A new list that is clipped to the stage and draws with the Alpha8 sheet.
    ImDrawList& add_list();
    void clear();
    ImDrawData& data();

    // A glyph as our text functions place it: on whole device pixels, texel by texel.
    void glyph(ImDrawList& list, Sheet& sheet, int slot, float x, float y, ImU32 colour) const;

    int width_px() const { return static_cast<int>(width_ * scale_ + 0.5f); }
    int height_px() const { return static_cast<int>(height_ * scale_ + 0.5f); }

    Sheet glyphs, pictures{ImTextureFormat_RGBA32};

private:
    float width_, height_, scale_;
    ImDrawListSharedData shared_;
    std::vector<std::unique_ptr<ImDrawList>> lists_;
    ImDrawData data_;
};

// A page-like scene: cards, text, chart, pills, pictures, gradients, cut by clip rectangles. `seed`
// moves everything; `moment` only some of it, as a hover or an animation would.
void build_scene(Stage& stage, std::uint32_t seed, int moment);

std::uint64_t hash_of(std::span<const std::uint32_t> pixels);

// Writes pixels as a PPM below the build folder and says where; for a test that is about to fail.
void dump(const char* name, const std::uint32_t* pixels, int width, int height);

}  // namespace vitrine::render
