// What the page may call. Blocks that it hands over (pointer and length) were made by `alloc` and
// are freed here. Nothing before `start` but `alloc`; everything else wakes the scheduler, and the
// page asks next_frame_at() afterwards.
#include <cstdlib>

#include "base/text.h"
#include "shell/browser/door.h"

#define VT_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace vitrine::browser {
namespace {

using console::SemActionKind;

constexpr float wheel_step = 100;  // pixels that Dear ImGui's wheel calls 1

std::string taken(char* at, std::uint32_t length) {
    std::string out(at, length);
    std::free(at);
    return out;
}

// The text that the last question was answered with; the page reads it at once.
std::string& answer_slot() {
    static std::string text;
    return text;
}

const std::string* answered(std::string text) {
    answer_slot() = std::move(text);
    return &answer_slot();
}

ImGuiMouseSource source_of(std::uint32_t touch) {
    return touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse;
}

}  // namespace

VT_EXPORT(alloc) void* alloc(std::uint32_t bytes) { return std::malloc(bytes ? bytes : 1); }

VT_EXPORT(start) void start(std::uint32_t facts, char* place, std::uint32_t length) {
    open_door(facts, taken(place, length));
}
VT_EXPORT(resize) void resize(float width, float height, int width_px, int height_px) {
    door().resize(width, height, width_px, height_px);
}
// Bit 0: show the mirror at once. The other bits: the pointer's shape, ImGuiMouseCursor + 1.
VT_EXPORT(frame) std::int32_t frame() {
    const bool urgent = door().frame();
    return (ImGui::GetMouseCursor() + 1) * 2 + urgent;
}
VT_EXPORT(next_frame_at) double next_frame_at() { return door().console->next_frame_at(); }
VT_EXPORT(mirror) void show_mirror() { door().show_mirror(); }
VT_EXPORT(wake) void wake() { door().console->input_happened(); }
VT_EXPORT(facts) void set_facts(std::uint32_t facts) { door().set_facts(facts); }
VT_EXPORT(fonts) void set_fonts(char* at, std::uint32_t length) {
    door().set_fonts(taken(at, length));
}
// Emoji are drawn together with their line, in the theme's text colour: another theme, new lines.
VT_EXPORT(text_stale) void text_stale() {
    door().shell.text().fonts_arrived();
    door().console->input_happened();
}
VT_EXPORT(context_restored) void context_restored() {
    door().picture.forget_textures();
    door().console->input_happened();
}
VT_EXPORT(use_cpu) void use_cpu() {
    door().picture.use(Drawing::cpu);
    door().console->input_happened();
}

// Input. Positions are logical pixels of the canvas; a pointer that left is far outside.
VT_EXPORT(pointer) void pointer(float x, float y, std::uint32_t touch) {
    ImGui::GetIO().AddMouseSourceEvent(source_of(touch));
    ImGui::GetIO().AddMousePosEvent(x, y);
    door().console->input_happened();
}
VT_EXPORT(button) void button(std::int32_t which, std::int32_t down, std::uint32_t touch) {
    ImGui::GetIO().AddMouseSourceEvent(source_of(touch));
    ImGui::GetIO().AddMouseButtonEvent(which, down != 0);
    door().console->input_happened();
}
VT_EXPORT(wheel) void wheel(float right, float down) {
    ImGui::GetIO().AddMouseWheelEvent(-right / wheel_step, -down / wheel_step);
    door().console->input_happened();
}
// `key`: its distance from ImGuiKey_NamedKey_BEGIN; `mods`: 1 ctrl, 2 shift, 4 alt, 8 super.
VT_EXPORT(key) void key(std::int32_t which, std::int32_t down, std::uint32_t mods) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Ctrl, mods & 1);
    io.AddKeyEvent(ImGuiMod_Shift, mods & 2);
    io.AddKeyEvent(ImGuiMod_Alt, mods & 4);
    io.AddKeyEvent(ImGuiMod_Super, mods & 8);
    if (which >= 0)
        io.AddKeyEvent(static_cast<ImGuiKey>(ImGuiKey_NamedKey_BEGIN + which), down != 0);
    door().console->input_happened();
}
VT_EXPORT(text) void text(char* at, std::uint32_t length) {
    ImGui::GetIO().AddInputCharactersUTF8(taken(at, length).c_str());
    door().console->input_happened();
}
VT_EXPORT(focused) void window_focused(std::int32_t yes) {
    ImGui::GetIO().AddFocusEvent(yes != 0);
    door().console->input_happened();
}

// Someone used the mirror: `kind` is console::SemActionKind.
VT_EXPORT(act)
void act(std::uint32_t element, std::uint32_t kind, char* value, std::uint32_t length) {
    door().act(element, static_cast<SemActionKind>(kind), taken(value, length));
}
VT_EXPORT(place) void place(char* path, std::uint32_t length) {
    door().console->open(taken(path, length));
    door().console->input_happened();
}

// The network. The page calls answers_arrived once for what came together.
VT_EXPORT(answer)
void answer(double id, std::int32_t status, char* body, std::uint32_t length) {
    door().shell.net().answered({static_cast<std::uint64_t>(id), status, taken(body, length)});
}
VT_EXPORT(event)
void event(char* name, std::uint32_t name_length, char* data, std::uint32_t data_length) {
    std::string topic = taken(name, name_length);
    door().shell.net().happened({std::move(topic), taken(data, data_length)});
}
VT_EXPORT(stream) void stream(std::uint32_t state) {
    door().shell.net().stream_is(static_cast<client::StreamState>(state));
}
VT_EXPORT(answers_arrived) void answers_arrived() { door().console->answers_arrived(); }

// The probe. Numbers: 0 frames, 1 first data (ms since navigation), 2 visible rows, 3 blank rows,
// 4 top row, 5 loading, 6 charts drawn.
VT_EXPORT(probe_number) double probe_number(std::uint32_t which) {
    const console::Probe& probe = door().console->probe();
    switch (which) {
        case 0: return static_cast<double>(probe.frames);
        case 1: return door().first_data_at * 1000;
        case 2: return probe.visible_rows;
        case 3: return probe.blank_rows;
        case 4: return static_cast<double>(probe.top_row);
        case 5: return probe.loading;
        default: return static_cast<double>(probe.chart_draws);
    }
}
// Texts: 0..4 keys of the first visible rows, 5 the query shown, 6 the named widgets, a line each:
// name, x, y, width, height, separated by tabs.
VT_EXPORT(probe_text) const char* probe_text(std::uint32_t which) {
    const console::Probe& probe = door().console->probe();
    std::string out = which < 5 ? probe.row_keys[which] : probe.shown_query;
    if (which == 6) {
        out.clear();
        for (const auto& node : door().console->sem().nodes()) {
            if (node.test_id.empty()) continue;
            out += node.test_id;
            for (const float value : {node.rect.x, node.rect.y, node.rect.w, node.rect.h})
                out += '\t' + base::fixed(static_cast<double>(value), 2);
            out += '\n';
        }
    }
    return answered(std::move(out))->c_str();
}
VT_EXPORT(jump) void jump(double row) {
    door().console->jump(static_cast<std::int64_t>(row));
    door().console->input_happened();
}

}  // namespace vitrine::browser
