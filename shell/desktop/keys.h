// SDL's key codes as Dear ImGui's.
#pragma once
#include <SDL.h>

#include "imgui.h"

namespace vitrine::shell {

ImGuiKey key_of(SDL_Keycode code);  // ImGuiKey_None for keys that the console knows nothing of

}  // namespace vitrine::shell
