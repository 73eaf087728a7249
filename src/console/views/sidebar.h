// Where one can go: the sidebar of 224, the rail of 56, the tab bar of 56 at the foot.
#pragma once
#include "console/scene.h"
#include "console/ui.h"

namespace vitrine::console {

void sidebar_view(Ui& ui, Rect rect, const Scene& scene, Intents& out);
void rail_view(Ui& ui, Rect rect, const Scene& scene, Intents& out);
void tab_bar_view(Ui& ui, Rect rect, const Scene& scene, Intents& out);
// The menu of the person: theme, sign out. Opened by the name "person".
void person_menu(Ui& ui, Rect anchor, const Scene& scene, Intents& out);

}  // namespace vitrine::console
