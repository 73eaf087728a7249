// raster_bench with the renderer compiled without vectors, beside the library's.
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

#include "raster_bench.cpp"
