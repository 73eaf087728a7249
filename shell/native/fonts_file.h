// Where a native program finds the interface's fonts (ui.fonts, made at build from assets/fonts).
#pragma once
#include <optional>
#include <string>

namespace vitrine::shell {

// Looks beside the program (assets/ui.fonts), then in ../share/vitrine; VITRINE_ASSETS, a folder,
// goes first. Nothing: the console draws all its text through the TextDoor, slower but right.
std::optional<std::string> find_ui_fonts();

}  // namespace vitrine::shell
