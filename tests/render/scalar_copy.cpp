// All of the renderer in one unit, under another namespace and without vectors.
#define VITRINE_RENDER_SCALAR
#define render render_scalar
#include "shell/render/cpu/cpu_renderer.cpp"
#include "shell/render/cpu/decoder.cpp"
#include "shell/render/cpu/raster.cpp"
#include "shell/render/cpu/spans.cpp"
#include "shell/render/cpu/textures.cpp"
#include "shell/render/cpu/tiles.cpp"
#include "shell/render/cpu/triangle.cpp"
#include "shell/render/scissor.cpp"
#include "shell/render/texture_watch.cpp"

#include "scalar_copy.h"

std::vector<std::uint32_t> scalar_pixels(const ImDrawData& data, int width_px, int height_px,
                                         ImU32 background) {
    static_assert(!vitrine::render::has_lanes);
    vitrine::render::CpuRenderer renderer;
    renderer.resize(width_px, height_px);
    renderer.draw(data, background);
    return {renderer.pixels(), renderer.pixels() + width_px * height_px};
}
