#include "shell/render/cpu/cpu_renderer.h"

#include "shell/render/cpu/raster.h"

namespace vitrine::render {
namespace {

constexpr int largest_px = 16384;

int tile_px_for(float scale) {
    const float wanted = scale * Tiles::logical_size;
    return wanted > 8 && wanted < 512 ? static_cast<int>(wanted + 0.5f) : Tiles::logical_size;
}

}  // namespace

void CpuRenderer::announce() {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendFlags |=
        ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
    io.Fonts->TexDesiredFormat = ImTextureFormat_Alpha8;
    ImGui::GetStyle().AntiAliasedLinesUseTex = false;
}

void CpuRenderer::resize(int width_px, int height_px) {
    width_px_ = std::clamp(width_px, 0, largest_px);
    height_px_ = std::clamp(height_px, 0, largest_px);
    pixels_.assign(static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_), 0);
    tiles_.resize(width_px_, height_px_, tiles_.tile_px() ? tiles_.tile_px() : Tiles::logical_size);
}

std::span<const PixelRect> CpuRenderer::draw(const ImDrawData& picture, ImU32 background) {
    textures_.attend(picture);
    dirty_share_ = 0;
    if (pixels_.empty()) return {};
    if (const int tile = tile_px_for(picture.FramebufferScale.x); tile != tiles_.tile_px())
        tiles_.resize(width_px_, height_px_, tile);
    tiles_.begin(background);
    decoder_.read(picture, width_px_, height_px_);
    const std::span<const PixelRect> dirty = tiles_.finish();
    float painted = 0;
    for (const PixelRect& rect : dirty) {
        const Box part{static_cast<std::int16_t>(rect.x), static_cast<std::int16_t>(rect.y),
                       static_cast<std::int16_t>(rect.x + rect.width),
                       static_cast<std::int16_t>(rect.y + rect.height)};
        paint(picture_, textures_, {pixels_.data(), width_px_}, part, background);
        painted += static_cast<float>(rect.width) * static_cast<float>(rect.height);
    }
    dirty_share_ = painted / static_cast<float>(pixels_.size());
    return dirty;
}

void CpuRenderer::forget_textures() { textures_.forget(); }

Tally CpuRenderer::tally() const {
    Tally out;
    for (const Op& op : picture_.ops) ++out.ops[static_cast<int>(op.kind)];
    out.refused = decoder_.refused();
    out.dirty_share = dirty_share_;
    return out;
}

}  // namespace vitrine::render
