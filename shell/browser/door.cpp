#include "shell/browser/door.h"

#include <algorithm>

#include "shell/browser/imports.h"
#include "theme_tokens.h"

namespace vitrine::browser {
namespace {

// Owns the only static of this door: what a browser calls are plain functions without a `this`.
std::unique_ptr<Door>& slot() {
    static std::unique_ptr<Door> door;
    return door;
}

console::Console::Options options_of(std::uint32_t facts, std::string place) {
    console::Console::Options out;
    out.place = std::move(place);
    out.dark_system = facts & fact_dark;
    out.reduced_motion = facts & fact_reduced_motion;
    return out;
}

}  // namespace

Door& door() { return *slot(); }
bool has_door() { return slot() != nullptr; }
void open_door(std::uint32_t facts, std::string place) {
    slot() = std::make_unique<Door>(facts, std::move(place));
}

Door::Door(std::uint32_t facts, std::string place) {
    console = std::make_unique<console::Console>(shell, options_of(facts, std::move(place)));
    ImGuiIO& io = ImGui::GetIO();
    io.ConfigMacOSXBehaviors = facts & fact_mac;
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    picture.use(facts & fact_gpu ? Drawing::gpu : Drawing::cpu);
}

void Door::resize(float width, float height, int width_px, int height_px) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {width, height};
    io.DisplayFramebufferScale = {static_cast<float>(width_px) / std::max(width, 1.f),
                                  static_cast<float>(height_px) / std::max(height, 1.f)};
    picture.resize(width_px, height_px);
    console->input_happened();
}

bool Door::frame() {
    const double now = vt_seconds();
    // Browser clocks may repeat, and Dear ImGui refuses a step of 0.
    ImGui::GetIO().DeltaTime = static_cast<float>(std::clamp(now - last_frame_, 1e-6, 0.1));
    last_frame_ = now;
    console->frame();
    picture.draw(console::tokens::dark.bg.canvas);
    if (first_data_at == 0 && console->probe().first_data_frame >= 0) first_data_at = vt_seconds();
    return mirror.is_urgent(console->sem());
}

void Door::show_mirror() {
    // What was pressed or typed but not yet drawn would make the page step back.
    if (!console->sem().has_actions()) mirror.show(console->sem());
}

void Door::set_facts(std::uint32_t facts) {
    console->set_system(facts & fact_dark, facts & fact_reduced_motion);
    console->input_happened();
}

void Door::act(std::uint32_t element, console::SemActionKind kind, std::string value) {
    using Kind = console::SemActionKind;
    const std::uint64_t key = mirror.key_of(element);
    if (kind == Kind::focus) mirror.focused(element);
    if (kind == Kind::blur) mirror.focused(0);
    if (key != 0) console->sem().act({key, kind, std::move(value)});
    console->input_happened();
}

void Door::set_fonts(std::string container) {
    console->set_fonts(std::move(container));
    shell.text().fonts_arrived();
    console->input_happened();
}

}  // namespace vitrine::browser
