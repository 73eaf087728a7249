#include "shell/render/gpu/gpu_gles.h"

#include "backends/imgui_impl_opengl3.h"
#include "imgui_internal.h"

#include <GLES3/gl3.h>

#include <utility>

namespace vitrine::render {
namespace {

float channel(ImU32 colour, int shift) {
    return static_cast<float>((colour >> shift) & 255) / 255.0f;
}

void serve(ImTextureData& texture) {
    const bool drawable = texture.Format == ImTextureFormat_RGBA32 && texture.Pixels;
    if (!drawable && texture.Status != ImTextureStatus_WantDestroy) return;
    // Upstream uploads the listed rectangles only; an owner that lists none means everything.
    if (texture.Status == ImTextureStatus_WantUpdates && texture.Updates.empty())
        texture.Updates.push_back({0, 0, static_cast<unsigned short>(texture.Width),
                                   static_cast<unsigned short>(texture.Height)});
    ImGui_ImplOpenGL3_UpdateTexture(&texture);
    if (texture.Status != ImTextureStatus_OK) return;
    texture.Updates.resize(0);
    texture.UpdateRect = {0xFFFF, 0xFFFF, 0, 0};
}

bool is_drawable(const ImDrawCmd& command) {
    const ImTextureData* texture = command.TexRef._TexData;
    return texture && texture->TexID != ImTextureID_Invalid && !command.UserCallback;
}

template <class Visit>
void each_texture(const ImDrawData& picture, Visit visit) {
    if (picture.Textures)
        for (ImTextureData* texture : *picture.Textures) visit(*texture);
    const ImTextureData* last = nullptr;
    for (const ImDrawList* list : picture.CmdLists)
        for (const ImDrawCmd& command : list->CmdBuffer) {
            if (command.TexRef._TexData && command.TexRef._TexData != last)
                visit(*command.TexRef._TexData);
            last = command.TexRef._TexData;
        }
}

// Whoever drew this texture before, it is not on this device.
void ask_anew(ImTextureData& texture) {
    if (texture.Status != ImTextureStatus_OK && texture.Status != ImTextureStatus_WantUpdates)
        return;
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_WantCreate);
}

// Empties the commands that upstream would follow into nothing.
void leave_out_undrawable(const ImDrawData& picture) {
    for (ImDrawList* list : picture.CmdLists)
        for (ImDrawCmd& command : list->CmdBuffer) {
            if (is_drawable(command)) continue;
            command.UserCallback = nullptr;
            command.ClipRect = {0, 0, 0, 0};
        }
}

}  // namespace

GlesRenderer::GlesRenderer() {
    works_ = ImGui_ImplOpenGL3_Init("#version 300 es") && ImGui_ImplOpenGL3_CreateDeviceObjects();
}

GlesRenderer::~GlesRenderer() { ImGui_ImplOpenGL3_Shutdown(); }

void GlesRenderer::announce() {
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
    fonts.TexDesiredFormat = ImTextureFormat_RGBA32;
    // Fonts that were added before stand in an atlas of another format: it is made anew.
    if (fonts.TexData && fonts.TexData->Format != fonts.TexDesiredFormat)
        ImFontAtlasBuildMain(&fonts);
    ImGui::GetStyle().AntiAliasedLinesUseTex = false;  // the same geometry as on the CPU
}

void GlesRenderer::resize(int width_px, int height_px) { whole_ = {0, 0, width_px, height_px}; }

std::span<const PixelRect> GlesRenderer::draw(const ImDrawData& picture, ImU32 background) {
    glViewport(0, 0, whole_.width, whole_.height);
    glDisable(GL_SCISSOR_TEST);
    glClearColor(channel(background, 0), channel(background, 8), channel(background, 16), 1);
    glClear(GL_COLOR_BUFFER_BIT);
    if (std::exchange(anew_, false)) each_texture(picture, ask_anew);
    each_texture(picture, serve);
    leave_out_undrawable(picture);
    ImDrawData drawn = picture;
    drawn.Textures = nullptr;  // served above
    ImGui_ImplOpenGL3_RenderDrawData(&drawn);
    return {&whole_, 1};
}

void GlesRenderer::forget_textures() { anew_ = true; }

}  // namespace vitrine::render
