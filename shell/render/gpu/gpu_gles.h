// Renderer on OpenGL ES 3, for windows of the desktop and the kiosk: a thin sheet over Dear ImGui's
// own backend. Needs a current OpenGL ES 3 context and a current Dear ImGui context from
// construction to destruction; draws into the bound framebuffer and leaves showing it to the
// window.
#pragma once

#include "shell/render/renderer.h"

namespace vitrine::render {

class GlesRenderer : public Renderer {
public:
    GlesRenderer();
    ~GlesRenderer() override;
    GlesRenderer(const GlesRenderer&) = delete;
    GlesRenderer& operator=(const GlesRenderer&) = delete;

    // False: the driver refused (no OpenGL ES 3, shaders did not compile); use the CPU renderer.
    bool works() const { return works_; }

    // Asks for RGBA32 glyphs: this backend takes no Alpha8 texture, and leaves out what uses one.
    void announce() override;
    void resize(int width_px, int height_px) override;
    std::span<const PixelRect> draw(const ImDrawData& picture, ImU32 background) override;
    void forget_textures() override;

private:
    PixelRect whole_;
    bool works_ = false;
    bool anew_ = true;  // take every texture at the next draw
};

}  // namespace vitrine::render
