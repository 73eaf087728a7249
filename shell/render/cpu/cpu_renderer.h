// Renderer without a GPU. One frame: serve the textures, decode draw data to operations and hash
// them into tiles, repaint the tiles whose hash changed. A repaint of some tiles equals, byte for
// byte, a repaint of all; so does every build of it: with or without vectors, native or
// WebAssembly.
#pragma once

#include "shell/render/cpu/decoder.h"
#include "shell/render/renderer.h"

namespace vitrine::render {

// What the last draw() did.
struct Tally {
    int ops[kind_count] = {};  // by Kind: text that is sharp and cheap counts as glyph or image
    int refused = 0;           // triangles and commands left out because they made no sense
    float dirty_share = 0;     // of the picture's pixels, 0..1 (over 1 where rectangles overlap)

    int of(Kind kind) const { return ops[static_cast<int>(kind)]; }
};

class CpuRenderer : public Renderer {
public:
    CpuRenderer() = default;
    CpuRenderer(const CpuRenderer&) = delete;  // its parts refer to each other
    CpuRenderer& operator=(const CpuRenderer&) = delete;

    // Asks for Alpha8 glyphs and for lines without textures, which are slow here.
    void announce() override;
    void resize(int width_px, int height_px) override;
    std::span<const PixelRect> draw(const ImDrawData& picture, ImU32 background) override;
    void forget_textures() override;

    int width_px() const { return width_px_; }
    int height_px() const { return height_px_; }

    // RGBA8 in memory order, rows width_px() apart, opaque. Moves at resize(). Null while empty.
    const std::uint32_t* pixels() const { return pixels_.empty() ? nullptr : pixels_.data(); }

    // Counted on demand from the last frame's operations.
    Tally tally() const;

private:
    int width_px_ = 0, height_px_ = 0;
    std::vector<std::uint32_t> pixels_;
    Textures textures_;
    Tiles tiles_;
    Picture picture_;
    Decoder decoder_{picture_, textures_, tiles_};
    float dirty_share_ = 0;
};

}  // namespace vitrine::render
