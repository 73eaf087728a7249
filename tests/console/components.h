// Every widget once, as on the mock-up "21 components": for goldens and photographs.
#pragma once
#include "console/ui.h"

namespace vitrine::test {

inline constexpr float components_width = 1440, components_height = 2220;

// `seconds` and `now` come from ui; nothing in it depends on a wall clock.
void components_sheet(console::Ui& ui);

}  // namespace vitrine::test
