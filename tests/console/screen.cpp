#include "tests/console/screen.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace vitrine::test {

std::string ui_fonts() {
    std::ifstream file(std::string(VT_BINARY_DIR) + "/assets/ui.fonts", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Screen::Screen(float width, float height, shell::Shell::Fields fields, shell::TextDoor* door)
    : host(door ? *door : fake, fields) {
    renderer.announce();
    resize(width, height);
}

void Screen::resize(float width, float height, float new_scale) {
    scale = new_scale;
    ImGui::GetIO().DisplaySize = ImVec2(width, height);
    ImGui::GetIO().DisplayFramebufferScale = ImVec2(scale, scale);
    renderer.resize(static_cast<int>(width * scale), static_cast<int>(height * scale));
}

console::FrameLook Screen::look() const {
    console::FrameLook out;
    out.now = now;
    out.seconds = seconds;
    out.theme = theme;
    return out;
}

void Screen::before() {
    seconds += 1.0 / 60;
    now.ms += 16;
    ImGui::GetIO().DeltaTime = 1.0F / 60;
}

void Screen::after() { renderer.draw(*ImGui::GetDrawData(), theme->bg.canvas); }

const std::vector<console::SemNode>& Screen::host_nodes() const { return host.sem().nodes(); }

const console::SemNode* Screen::find(console::SemRole role, std::string_view name) const {
    for (const console::SemNode& node : host_nodes()) {
        if (node.role == role && node.name == name) return &node;
    }
    return nullptr;
}

void Screen::photograph(const std::string& name) const {
    const char* folder = std::getenv("VITRINE_PHOTOS");
    if (!folder || !renderer.pixels()) return;
    std::ofstream out(std::string(folder) + "/" + name + ".ppm", std::ios::binary);
    out << "P6\n" << renderer.width_px() << ' ' << renderer.height_px() << "\n255\n";
    const auto count = static_cast<std::size_t>(renderer.width_px()) *
                       static_cast<std::size_t>(renderer.height_px());
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t p = renderer.pixels()[i];
        const char rgb[] = {static_cast<char>(p), static_cast<char>(p >> 8),
                            static_cast<char>(p >> 16)};
        out.write(rgb, 3);
    }
}

}  // namespace vitrine::test
