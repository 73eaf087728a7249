#include "shell/render/texture_watch.h"

namespace vitrine::render {
namespace {

bool is_usable(const ImTextureData& texture) {
    return texture.Pixels && texture.Width > 0 && texture.Height > 0 &&
           (texture.BytesPerPixel == 1 || texture.BytesPerPixel == 4);
}

ImTextureRect whole(const ImTextureData& texture) {
    return {0, 0, static_cast<unsigned short>(texture.Width),
            static_cast<unsigned short>(texture.Height)};
}

bool lies_inside(const ImTextureRect& part, const ImTextureData& texture) {
    return part.x + part.w <= texture.Width && part.y + part.h <= texture.Height;
}

}  // namespace

void TextureWatch::attend(const ImDrawData& picture, TextureSink& sink) {
    if (picture.Textures)
        for (ImTextureData* texture : *picture.Textures) serve(*texture, sink);
    const ImTextureData* last = nullptr;
    for (const ImDrawList* list : picture.CmdLists)
        for (const ImDrawCmd& command : list->CmdBuffer) {
            ImTextureData* texture = command.TexRef._TexData;
            if (texture && texture != last) serve(*texture, sink);
            last = texture;
        }
}

void TextureWatch::serve(ImTextureData& texture, TextureSink& sink) {
    if (texture.Status == ImTextureStatus_WantDestroy && texture.UnusedFrames > 0)
        return let_go(texture, sink);
    if (texture.Status == ImTextureStatus_Destroyed || !is_usable(texture)) return;
    int slot = slot_of(&texture);
    if (slot == nowhere || texture.Status == ImTextureStatus_WantCreate) {
        if (slot == nowhere) slot = take_slot(texture);
        if (slot == nowhere) return;
        sink.texture_made(slot, texture);
    } else if (texture.Status == ImTextureStatus_WantUpdates) {
        bool told = false;
        for (const ImTextureRect& part : texture.Updates) {
            const bool good = lies_inside(part, texture);
            sink.texture_changed(slot, texture, good ? part : whole(texture));
            told = true;
        }
        if (!told) sink.texture_changed(slot, texture, whole(texture));
    }
    if (texture.Status == ImTextureStatus_WantDestroy) return;  // still drawn this frame
    texture.Updates.resize(0);
    texture.UpdateRect = {0xFFFF, 0xFFFF, 0, 0};  // as Dear ImGui leaves it
    texture.SetTexID(static_cast<ImTextureID>(slot + 1));
    texture.SetStatus(ImTextureStatus_OK);
}

void TextureWatch::let_go(ImTextureData& texture, TextureSink& sink) {
    if (const int slot = slot_of(&texture); slot != nowhere) {
        sink.texture_gone(slot);
        known_[static_cast<size_t>(slot)] = nullptr;
    }
    texture.SetTexID(ImTextureID_Invalid);
    texture.SetStatus(ImTextureStatus_Destroyed);
}

int TextureWatch::slot_of(const ImTextureData* texture) const {
    if (!texture) return nowhere;
    for (size_t slot = 0; slot < known_.size(); ++slot)
        if (known_[slot] == texture) return static_cast<int>(slot);
    return nowhere;
}

int TextureWatch::take_slot(const ImTextureData& texture) {
    for (size_t slot = 0; slot < known_.size(); ++slot)
        if (!known_[slot]) {
            known_[slot] = &texture;
            return static_cast<int>(slot);
        }
    if (known_.size() >= most_textures) return nowhere;
    known_.push_back(&texture);
    return static_cast<int>(known_.size()) - 1;
}

}  // namespace vitrine::render
