// Draw data to operations, in one pass. Recognises what is cheap (rectangles, texels one to one,
// flat triangles), drops at once what covers no pixel centre, leaves out what makes no sense, and
// folds the hash of everything kept into the tiles it touches.
#pragma once

#include "shell/render/cpu/op.h"
#include "shell/render/cpu/textures.h"
#include "shell/render/cpu/tiles.h"

namespace vitrine::render {

class Decoder {
public:
    Decoder(Picture& picture, Textures& textures, Tiles& tiles)
        : picture_(picture), textures_(textures), tiles_(tiles) {}

    // Replaces the picture's content. It borrows the draw data's vertices.
    void read(const ImDrawData& data, int width_px, int height_px);

    // Triangles and commands of the last read() that were left out because they made no sense.
    int refused() const { return refused_; }

private:
    using Corners = std::uint32_t;  // index of the first of four corners in Picture::points

    void read_list(const ImDrawData& data, const ImDrawList& list);
    void place_points(const ImDrawData& data, const ImDrawList& list);
    void read_command(const ImDrawList& list, const ImDrawCmd& command);
    void read_triangles(const ImDrawIdx* index, const ImDrawIdx* end, std::uint32_t offset);
    bool take_rectangle(std::uint32_t first);
    bool take_plain_rectangle(const ImDrawVert* corners, std::uint32_t first, Op& op);
    bool take_texel_rectangle(const ImDrawVert* corners, std::uint32_t first, Op& op);
    bool finds_one_to_one(const ImDrawVert* corners, std::uint32_t first, Op& op) const;
    void take_triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c);
    std::uint32_t texel_under(ImVec2 uv);
    Box clipped(int x0, int y0, int x1, int y1) const;
    void keep(const Op& op);
    std::uint64_t hash_of(const Op& op) const;

    Picture& picture_;
    Textures& textures_;
    Tiles& tiles_;
    int width_px_ = 0, height_px_ = 0, refused_ = 0;

    // Of the command being read.
    const ImDrawVert* vertices_ = nullptr;
    std::uint32_t first_point_ = 0, vertex_count_ = 0;
    std::uint16_t list_ = 0;
    std::uint8_t slot_ = 0;
    Box clip_;
    ImVec2 plain_uv_{-1, -1};  // where texel_under() looked last; nearly always the white pixel
    std::uint32_t plain_texel_ = 0;
};

}  // namespace vitrine::render
