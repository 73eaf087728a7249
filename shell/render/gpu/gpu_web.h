// Renderer on WebGL2, the half in C++. It makes no GL call: it serves textures, cuts clip
// rectangles, and hands the frame to web/gpu.mjs as pointers into this module's memory, by two
// imported functions.
//
//   vt.gpu_texture(id, width, height, bytes, pixels, x, y, part_width, part_height)
//       Take this part of a texture of width x height texels with 1 (coverage) or 4 (RGBA8) bytes
//       each; `pixels` is its first texel, rows are `width` texels apart. An unknown id, or one of
//       another size or kind, is made anew (the part is then all of it). width 0: forget the
//       texture.
//   vt.gpu_draw(frame)
//       Draw the GpuFrame at this address. All in it is valid during the call only.
//
// When the browser restores a lost context, the shell calls forget_textures() and draws a frame.
#pragma once

#include "shell/render/renderer.h"
#include "shell/render/texture_watch.h"

#include <cstdint>
#include <vector>

namespace vitrine::render {

// Read by web/gpu.mjs field by field: change both. Every field has four bytes.
struct GpuCommand {
    std::int32_t scissor_x, scissor_y, scissor_width,
        scissor_height;  // from the left bottom, pixels
    std::uint32_t texture, index_count, first_index, first_vertex;
};

struct GpuList {
    const ImDrawVert* vertices;  // x, y, u, v as float, RGBA8 colour: 20 bytes each
    std::uint32_t vertex_count;
    const ImDrawIdx* indices;  // 4 bytes each
    std::uint32_t index_count;
    const GpuCommand* commands;
    std::uint32_t command_count;
};

struct GpuFrame {
    float origin_x, origin_y;  // of the picture, in the vertices' units
    float scale_x, scale_y;    // device pixels a unit
    std::int32_t width_px, height_px;
    std::uint32_t background;  // RGBA8
    std::uint32_t list_count;
    const GpuList* lists;
};

class WebRenderer : public Renderer, private TextureSink {
public:
    // Asks for Alpha8 glyphs, as the CPU renderer does: one may take over from the other.
    void announce() override;
    void resize(int width_px, int height_px) override;
    std::span<const PixelRect> draw(const ImDrawData& picture, ImU32 background) override;
    void forget_textures() override { watch_.forget(); }

private:
    void add_list(const ImDrawData& picture, const ImDrawList& list);
    void texture_made(int slot, const ImTextureData& texture) override;
    void texture_changed(int slot, const ImTextureData& texture,
                         const ImTextureRect& part) override;
    void texture_gone(int slot) override;

    PixelRect whole_;
    TextureWatch watch_;
    std::vector<GpuList> lists_;
    std::vector<GpuCommand> commands_;
};

}  // namespace vitrine::render
