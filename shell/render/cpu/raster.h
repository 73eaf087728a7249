// Operations to pixels, inside one rectangle at a time.
#pragma once

#include "shell/render/cpu/op.h"
#include "shell/render/cpu/textures.h"

namespace vitrine::render {

// Rows of RGBA8 pixels, `width` apart.
struct Canvas {
    std::uint32_t* pixels = nullptr;
    int width = 0;
    std::uint32_t* at(int x, int y) const {
        return pixels + static_cast<std::ptrdiff_t>(y) * width + x;
    }
};

// Repaints every pixel of `part`, and none outside, from the background up. Begins at the last
// opaque rectangle that covers the part, if there is one.
void paint(const Picture& picture, const Textures& textures, Canvas canvas, Box part,
           std::uint32_t background);

}  // namespace vitrine::render
