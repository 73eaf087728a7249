#include "shell/native/own_fields.h"

#include "imgui.h"

namespace vitrine::shell {
namespace {

// InputText asks for room as it needs it.
int grow(ImGuiInputTextCallbackData* event) {
    auto* text = static_cast<std::string*>(event->UserData);
    if (event->EventFlag == ImGuiInputTextFlags_CallbackResize) {
        text->resize(static_cast<std::size_t>(event->BufTextLen));
        event->Buf = text->data();
    }
    return 0;
}

bool clicked_in(const console::Rect& rect, const console::Rect& clip) {
    const ImVec2 at = ImGui::GetIO().MousePos;
    return ImGui::IsMouseClicked(ImGuiMouseButton_Left) && console::contains(rect, at.x, at.y) &&
           console::contains(clip, at.x, at.y);
}

// Only the letters and the caret are InputText's: the frame around them is the console's.
class BareLook {
public:
    BareLook(const console::Ui& ui, const console::FieldAsk& ask) {
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, 0));
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
        ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
        ImGui::PushStyleColor(ImGuiCol_ChildBg, 0);
        ImGui::PushStyleColor(ImGuiCol_NavCursor, 0);
        ImGui::PushStyleColor(ImGuiCol_Text, ask.colour != 0 ? ask.colour : ui.theme.text.primary);
        ImGui::PushStyleColor(ImGuiCol_InputTextCursor, ui.theme.accent.mark);
        ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, ui.theme.accent.tint);
        const auto& fonts = ImGui::GetIO().Fonts->Fonts;
        ImFont* face = fonts.Size > 1 ? fonts[1] : ImGui::GetFont();
        ImGui::PushFont(face, ask.style.size);
    }
    ~BareLook() {
        ImGui::PopFont();
        ImGui::PopStyleColor(6);
        ImGui::PopStyleVar(3);
    }
    BareLook(const BareLook&) = delete;
    BareLook& operator=(const BareLook&) = delete;
};

}  // namespace

console::FieldAnswer OwnFields::edit(console::Ui& ui, const console::FieldAsk& ask,
                                     std::string& value) {
    console::FieldAnswer out;
    if (editing_ != ask.key) {
        if (!ask.take_focus && !clicked_in(ask.rect, ask.clip)) return out;
        editing_ = ask.key;
        fresh_ = true;
    }
    buffer_ = value;
    const BareLook look(ui, ask);
    ImGui::PushID(static_cast<int>(ask.key ^ ask.key >> 32));
    const float height = ask.multiline ? ask.rect.h : ask.style.size;
    const float top = ask.multiline ? ask.rect.y : ask.rect.y + (ask.rect.h - height) / 2;
    ImGui::SetCursorScreenPos(ImVec2(ask.rect.x, top));
    if (fresh_) ImGui::SetKeyboardFocusHere();
    const auto flags = ImGuiInputTextFlags_CallbackResize | ImGuiInputTextFlags_EnterReturnsTrue;
    const std::size_t room = buffer_.capacity() + 1;
    bool entered = false;
    if (ask.multiline) {
        entered = ImGui::InputTextMultiline("##text", buffer_.data(), room,
                                            ImVec2(ask.rect.w, height), flags, grow, &buffer_);
    } else {
        ImGui::SetNextItemWidth(ask.rect.w);
        entered = ImGui::InputText("##text", buffer_.data(), room, flags, grow, &buffer_);
    }
    const bool active = ImGui::IsItemActive();
    ImGui::PopID();
    out.changed = buffer_ != value;
    if (out.changed) value = buffer_;
    out.submitted = entered;
    out.active = active || fresh_;
    if (!out.active) editing_ = 0;
    fresh_ = false;
    return out;
}

}  // namespace vitrine::shell
