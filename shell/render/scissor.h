// A command's clip rectangle in device pixels, exactly as Dear ImGui's OpenGL backend truncates it,
// so that CPU and GPU cut at the same pixel also at fractional scales. Upstream hands GL, whose y
// grows upwards, (int)x, (int)(height - y1), (int)(x1 - x), (int)(y1 - y).
#pragma once

#include "shell/render/renderer.h"

namespace vitrine::render {

// Refuses (width or height 0) what is empty, inverted or not a number. The result lies within the
// picture.
PixelRect scissor_of(const ImDrawCmd& command, const ImDrawData& picture, int width_px,
                     int height_px);

}  // namespace vitrine::render
