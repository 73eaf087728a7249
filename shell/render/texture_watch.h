// Serves the texture requests of a frame (the table in renderer.h) and gives each texture a small
// number, its slot. It owns no texture and follows only pointers that the frame at hand mentions.
#pragma once

#include "imgui.h"

#include <vector>

namespace vitrine::render {

// What a renderer does when a texture appears, changes or goes. Called in the order of the
// requests.
class TextureSink {
public:
    virtual void texture_made(int slot, const ImTextureData& texture) = 0;
    virtual void texture_changed(int slot, const ImTextureData& texture,
                                 const ImTextureRect& part) = 0;
    virtual void texture_gone(int slot) = 0;

protected:
    ~TextureSink() = default;
};

class TextureWatch {
public:
    static constexpr int nowhere = -1;
    static constexpr int most_textures =
        255;  // slots fit a byte; more textures than that draw nothing

    // Serves every texture the frame mentions. Afterwards each has Status OK and TexID slot + 1.
    void attend(const ImDrawData& picture, TextureSink& sink);

    // `nowhere` for null and for what attend() did not accept.
    int slot_of(const ImTextureData* texture) const;

    void forget() { known_.clear(); }

private:
    void serve(ImTextureData& texture, TextureSink& sink);
    void let_go(ImTextureData& texture, TextureSink& sink);
    int take_slot(const ImTextureData& texture);

    std::vector<const ImTextureData*> known_;  // by slot; null is a free slot. Never dereferenced.
};

}  // namespace vitrine::render
