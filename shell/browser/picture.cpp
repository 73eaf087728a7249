#include "shell/browser/picture.h"

#include "shell/browser/imports.h"
#include "shell/render/gpu/gpu_web.h"

namespace vitrine::browser {

void Picture::use(Drawing drawing) {
    cpu_ = nullptr;
    if (drawing == Drawing::gpu) {
        renderer_ = std::make_unique<render::WebRenderer>();
    } else {
        auto cpu = std::make_unique<render::CpuRenderer>();
        cpu_ = cpu.get();
        renderer_ = std::move(cpu);
    }
    renderer_->announce();
    renderer_->resize(width_px_, height_px_);
}

void Picture::resize(int width_px, int height_px) {
    width_px_ = width_px;
    height_px_ = height_px;
    renderer_->resize(width_px, height_px);
}

void Picture::draw(ImU32 background) {
    const ImDrawData* data = ImGui::GetDrawData();
    if (!data) return;
    const auto changed = renderer_->draw(*data, background);
    if (cpu_ && !changed.empty())
        vt_present(cpu_->pixels(), cpu_->width_px(), cpu_->height_px(), changed.data(),
                   static_cast<std::uint32_t>(changed.size()));
}

}  // namespace vitrine::browser
