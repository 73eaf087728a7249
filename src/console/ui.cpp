// The only place of the console's widgets that touches Dear ImGui's item logic.
#include "console/ui.h"

#include <cmath>

#include "base/text.h"
#include "console/ui_host.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace vitrine::console {

float Ui::snap(float logical) const { return std::round(logical * scale) / scale; }

Rect Ui::snap(Rect rect) const {
    const float x = snap(rect.x), y = snap(rect.y);
    return {x, y, snap(rect.right()) - x, snap(rect.bottom()) - y};
}

float Ui::hair() const { return std::fmax(1.0F, std::floor(scale)) / scale; }

std::uint64_t key_of(const Ui& ui, std::string_view id) {
    return base::fnv1a("/", base::fnv1a(id, ui.scope));
}

Scope::Scope(Ui& ui, std::string_view id) : ui_(ui), before_(ui.scope) {
    ui.scope = key_of(ui, id);
}

Scope::~Scope() { ui_.scope = before_; }

Group::Group(Ui& ui, Rect rect, const Look& look)
    : ui_(ui), scope_(ui, look.id.empty() ? look.name : look.id) {
    SemNode node;
    node.key = ui.scope;
    node.role = look.role;
    node.flags = look.flags;
    node.row = look.row;
    node.row_count = look.row_count;
    node.rect = rect;
    node.clip = ui.clip;
    node.name = look.name;
    node.test_id = look.test_id;
    const std::int32_t index = ui.sem.add(std::move(node));
    key_ = ui.sem.nodes()[static_cast<std::size_t>(index)].key;
    ui.sem.open(index);
}

Group::~Group() { ui_.sem.close(); }

namespace {

std::int32_t add_node(Ui& ui, Rect rect, const Pressable& what) {
    SemNode node;
    node.key = key_of(ui, what.id.empty() ? what.name : what.id);
    node.role = what.role;
    node.flags = what.flags | sem_focusable;
    node.row = what.row;
    node.row_count = what.row_count;
    node.rect = rect;
    node.clip = ui.clip;
    node.name = what.name;
    node.value = what.value;
    node.href = what.href;
    node.hint = what.hint;
    node.test_id = what.test_id;
    return ui.sem.add(std::move(node));
}

ImGuiID small_id(std::uint64_t key) {
    const auto id = static_cast<ImGuiID>(key ^ (key >> 32));
    return id != 0 ? id : 1;
}

// Mouse and finger. A thing that scrolled out of its pane hears nothing.
void take_pointer(Ui& ui, Rect rect, std::uint64_t key, bool under, Press& press) {
    const ImRect box{rect.x, rect.y, rect.right(), rect.bottom()};
    const ImGuiID id = small_id(key);
    ImGuiItemFlags flags = ImGuiItemFlags_NoNav;
    if (under) flags |= ImGuiItemFlags_AllowOverlap;
    if (!ImGui::ItemAdd(box, id, nullptr, flags)) return;
    press.pressed = ImGui::ButtonBehavior(box, id, &press.hovered, &press.held,
                                          ImGuiButtonFlags_NoNavFocus);
    if (press.held && ImGui::IsItemActivated()) ui.host.focus_by(key, false);
}

// DOM mirror, test driver, and the keyboard where no DOM presses for us.
void take_actions(Ui& ui, std::uint64_t key, bool text, Press& press) {
    if (ui.sem.has_actions()) {
        if (ui.sem.take(key, SemActionKind::press)) press.pressed = true;
        if (auto how = ui.sem.take_value(key, SemActionKind::focus)) {
            ui.host.focus_by(key, *how != "pointer");
        }
        if (!text && ui.sem.take(key, SemActionKind::blur) && ui.sem.focus() == key) {
            ui.host.focus_by(0, false);
        }
    }
    if (ui.sem.focus() != key) return;
    press.focused = ui.host.ring_visible();
    press.focus_came = ui.host.focus_before() != key;
    const bool own = ui.fields == shell::Shell::Fields::own && !ui.host.typing() && !text;
    if (own && (key_pressed(ui, Key::enter) || key_pressed(ui, Key::space))) press.pressed = true;
}

// Focus moved by the keyboard to something its pane does not show: the pane follows.
void bring_into_view(Ui& ui, Rect rect) {
    if (ui.pane == 0) return;
    Scrolled& pane = ui.host.scrolled(ui.pane);
    if (rect.y < ui.clip.y) pane.offset -= ui.clip.y - rect.y + 8;
    else if (rect.bottom() > ui.clip.bottom()) pane.offset += rect.bottom() - ui.clip.bottom() + 8;
    else return;
    ui.frames.kick(2);
}

}  // namespace

Press pressable(Ui& ui, Rect rect, const Pressable& what) {
    const std::int32_t index = add_node(ui, rect, what);
    const std::uint64_t key = ui.sem.nodes()[static_cast<std::size_t>(index)].key;
    if (what.children) ui.sem.open(index);
    Press press;
    const bool text = what.role == SemRole::text_box || what.role == SemRole::search_box;
    take_pointer(ui, rect, key, what.under, press);
    take_actions(ui, key, text, press);
    if (press.focus_came && press.focused) bring_into_view(ui, rect);
    if (what.flags & sem_disabled) press.pressed = press.held = false;
    if (press.pressed) ui.frames.kick(3);
    if (press.hovered && !what.href.empty()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    return press;
}

void close_pressable(Ui& ui) { ui.sem.close(); }

void focus_ring(Ui& ui, Rect rect, float radius, float offset) {
    ui.host.want_ring({rect, outset(ui.clip, 3), radius, offset});
}

void say_node(Ui& ui, SemRole role, Rect rect, std::string_view name, std::string_view value,
              std::string_view lang, std::uint32_t flags) {
    SemNode node;
    node.key = base::fnv1a(role_name(role), key_of(ui, name));
    node.role = role;
    node.flags = flags;
    node.rect = rect;
    node.clip = ui.clip;
    node.name = name;
    node.value = value;
    node.lang = lang;
    ui.sem.add(std::move(node));
}

namespace {
constexpr ImGuiKey imgui_keys[] = {
    ImGuiKey_UpArrow, ImGuiKey_DownArrow, ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_Home,
    ImGuiKey_End, ImGuiKey_PageUp, ImGuiKey_PageDown, ImGuiKey_Enter, ImGuiKey_Space,
    ImGuiKey_Escape, ImGuiKey_Tab, ImGuiKey_Backspace, ImGuiKey_Delete};

bool letter_pressed(char key) {
    const char upper = key >= 'a' && key <= 'z' ? static_cast<char>(key - 'a' + 'A') : key;
    if (upper < 'A' || upper > 'Z') return false;
    return ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_A + (upper - 'A')), false);
}
}  // namespace

bool key_pressed(const Ui& ui, Key key) {
    if (ui.host.typing() && key != Key::escape) return false;
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyCtrl || io.KeyAlt || io.KeySuper) return false;
    const bool repeats = key < Key::enter;
    const ImGuiKey at = imgui_keys[static_cast<std::size_t>(key)];
    return ImGui::IsKeyPressed(at, repeats) ||
           (key == Key::enter && ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false));
}

bool char_pressed(const Ui& ui, char key) {
    const ImGuiIO& io = ImGui::GetIO();
    if (ui.host.typing() || io.KeyCtrl || io.KeyAlt || io.KeySuper) return false;
    // Letters by key, so that the key and its character do not count twice in two frames; signs
    // by character, because where they are depends on the keyboard.
    if ((key >= 'a' && key <= 'z') || (key >= 'A' && key <= 'Z')) return letter_pressed(key);
    for (const ImWchar c : io.InputQueueCharacters) {
        if (c == static_cast<ImWchar>(key)) return true;
    }
    return false;
}

bool ctrl_pressed(const Ui&, char key) {
    const ImGuiIO& io = ImGui::GetIO();
    return (io.KeyCtrl || io.KeySuper) && letter_pressed(key);
}

bool shift_down(const Ui&) { return ImGui::GetIO().KeyShift; }

}  // namespace vitrine::console
