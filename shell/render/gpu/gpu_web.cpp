#include "shell/render/gpu/gpu_web.h"

#include "shell/render/scissor.h"

extern "C" {
__attribute__((import_module("vt"), import_name("gpu_texture"))) void vt_gpu_texture(
    int id, int width, int height, int bytes, const void* pixels, int x, int y, int part_width,
    int part_height);
__attribute__((import_module("vt"), import_name("gpu_draw"))) void vt_gpu_draw(
    const vitrine::render::GpuFrame* frame);
}

namespace vitrine::render {

static_assert(sizeof(void*) == 4 && sizeof(ImDrawIdx) == 4 && sizeof(ImDrawVert) == 20);
static_assert(sizeof(GpuCommand) == 32 && sizeof(GpuList) == 24 && sizeof(GpuFrame) == 36);

void WebRenderer::announce() {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendFlags |=
        ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
    io.Fonts->TexDesiredFormat = ImTextureFormat_Alpha8;
    ImGui::GetStyle().AntiAliasedLinesUseTex = false;
}

void WebRenderer::resize(int width_px, int height_px) { whole_ = {0, 0, width_px, height_px}; }

std::span<const PixelRect> WebRenderer::draw(const ImDrawData& picture, ImU32 background) {
    watch_.attend(picture, *this);
    lists_.clear();
    commands_.clear();
    for (const ImDrawList* list : picture.CmdLists) add_list(picture, *list);
    const GpuCommand* next = commands_.data();  // only now do they stay where they are
    for (GpuList& list : lists_) {
        list.commands = next;
        next += list.command_count;
    }
    const GpuFrame frame{picture.DisplayPos.x,
                         picture.DisplayPos.y,
                         picture.FramebufferScale.x,
                         picture.FramebufferScale.y,
                         whole_.width,
                         whole_.height,
                         background,
                         static_cast<std::uint32_t>(lists_.size()),
                         lists_.data()};
    vt_gpu_draw(&frame);
    return {&whole_, 1};
}

void WebRenderer::add_list(const ImDrawData& picture, const ImDrawList& list) {
    const auto indices = static_cast<std::uint32_t>(list.IdxBuffer.Size);
    const std::size_t before = commands_.size();
    for (const ImDrawCmd& command : list.CmdBuffer) {
        const int slot = watch_.slot_of(command.TexRef._TexData);
        const PixelRect cut = scissor_of(command, picture, whole_.width, whole_.height);
        if (command.UserCallback || slot == TextureWatch::nowhere || cut.width == 0 ||
            cut.height == 0 || command.ElemCount == 0 || command.IdxOffset > indices ||
            command.ElemCount > indices - command.IdxOffset)
            continue;
        commands_.push_back({cut.x, whole_.height - cut.y - cut.height, cut.width, cut.height,
                             static_cast<std::uint32_t>(slot + 1), command.ElemCount,
                             command.IdxOffset, command.VtxOffset});
    }
    const auto count = static_cast<std::uint32_t>(commands_.size() - before);
    if (count == 0) return;
    lists_.push_back({list.VtxBuffer.Data, static_cast<std::uint32_t>(list.VtxBuffer.Size),
                      list.IdxBuffer.Data, indices, nullptr, count});
}

void WebRenderer::texture_made(int slot, const ImTextureData& texture) {
    vt_gpu_texture(slot + 1, texture.Width, texture.Height, texture.BytesPerPixel, texture.Pixels,
                   0, 0, texture.Width, texture.Height);
}

void WebRenderer::texture_changed(int slot, const ImTextureData& texture,
                                  const ImTextureRect& part) {
    vt_gpu_texture(slot + 1, texture.Width, texture.Height, texture.BytesPerPixel, texture.Pixels,
                   part.x, part.y, part.w, part.h);
}

void WebRenderer::texture_gone(int slot) { vt_gpu_texture(slot + 1, 0, 0, 0, nullptr, 0, 0, 0, 0); }

}  // namespace vitrine::render
