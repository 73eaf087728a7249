// Choosing the app that the pages are about.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

// The row in the sidebar that names the chosen app ("All apps" by default) and, when pressed, opens
// the choice: a menu of a few apps, or a searched list of any number of them.
void app_choice(Ui& ui, Rect row, const Scene& scene, Intents& out);

}  // namespace vitrine::console
