// The canvas: Dear ImGui's draw data through the renderer that the page chose. It may change its
// mind while running (the GPU was lost): all textures are then taken anew.
#pragma once
#include <memory>

#include "shell/render/cpu/cpu_renderer.h"

namespace vitrine::browser {

enum class Drawing : std::uint8_t { cpu, gpu };

class Picture {
public:
    // With a current Dear ImGui context; the first time before the first frame.
    void use(Drawing drawing);
    void resize(int width_px, int height_px);
    void draw(ImU32 background);
    // The page's WebGL context came back empty.
    void forget_textures() { renderer_->forget_textures(); }

private:
    std::unique_ptr<render::Renderer> renderer_;
    render::CpuRenderer* cpu_ = nullptr;  // renderer_, when it is that one
    int width_px_ = 0, height_px_ = 0;
};

}  // namespace vitrine::browser
