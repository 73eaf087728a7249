#include "shell/desktop/keys.h"

namespace vitrine::shell {
namespace {

struct Pair {
    SDL_Keycode code;
    ImGuiKey key;
};

constexpr Pair named[] = {
    {SDLK_TAB, ImGuiKey_Tab},
    {SDLK_LEFT, ImGuiKey_LeftArrow},
    {SDLK_RIGHT, ImGuiKey_RightArrow},
    {SDLK_UP, ImGuiKey_UpArrow},
    {SDLK_DOWN, ImGuiKey_DownArrow},
    {SDLK_PAGEUP, ImGuiKey_PageUp},
    {SDLK_PAGEDOWN, ImGuiKey_PageDown},
    {SDLK_HOME, ImGuiKey_Home},
    {SDLK_END, ImGuiKey_End},
    {SDLK_INSERT, ImGuiKey_Insert},
    {SDLK_DELETE, ImGuiKey_Delete},
    {SDLK_BACKSPACE, ImGuiKey_Backspace},
    {SDLK_SPACE, ImGuiKey_Space},
    {SDLK_RETURN, ImGuiKey_Enter},
    {SDLK_ESCAPE, ImGuiKey_Escape},
    {SDLK_KP_ENTER, ImGuiKey_KeypadEnter},
    {SDLK_QUOTE, ImGuiKey_Apostrophe},
    {SDLK_COMMA, ImGuiKey_Comma},
    {SDLK_MINUS, ImGuiKey_Minus},
    {SDLK_PERIOD, ImGuiKey_Period},
    {SDLK_SLASH, ImGuiKey_Slash},
    {SDLK_SEMICOLON, ImGuiKey_Semicolon},
    {SDLK_EQUALS, ImGuiKey_Equal},
    {SDLK_LEFTBRACKET, ImGuiKey_LeftBracket},
    {SDLK_RIGHTBRACKET, ImGuiKey_RightBracket},
    {SDLK_BACKSLASH, ImGuiKey_Backslash},
    {SDLK_BACKQUOTE, ImGuiKey_GraveAccent},
    {SDLK_LCTRL, ImGuiKey_LeftCtrl},
    {SDLK_RCTRL, ImGuiKey_RightCtrl},
    {SDLK_LSHIFT, ImGuiKey_LeftShift},
    {SDLK_RSHIFT, ImGuiKey_RightShift},
    {SDLK_LALT, ImGuiKey_LeftAlt},
    {SDLK_RALT, ImGuiKey_RightAlt},
    {SDLK_LGUI, ImGuiKey_LeftSuper},
    {SDLK_RGUI, ImGuiKey_RightSuper},
    {SDLK_APPLICATION, ImGuiKey_Menu},
    {SDLK_AC_BACK, ImGuiKey_AppBack},
    {SDLK_AC_FORWARD, ImGuiKey_AppForward},
};

ImGuiKey offset(ImGuiKey first, int by) { return static_cast<ImGuiKey>(first + by); }

}  // namespace

ImGuiKey key_of(SDL_Keycode code) {
    if (code >= SDLK_a && code <= SDLK_z) return offset(ImGuiKey_A, code - SDLK_a);
    if (code >= SDLK_0 && code <= SDLK_9) return offset(ImGuiKey_0, code - SDLK_0);
    if (code >= SDLK_F1 && code <= SDLK_F12) return offset(ImGuiKey_F1, code - SDLK_F1);
    for (const Pair& pair : named)
        if (pair.code == code) return pair.key;
    if (code == SDLK_QUESTION) return ImGuiKey_Slash;
    return ImGuiKey_None;
}

}  // namespace vitrine::shell
