// The frame around every page: sidebar (wide), rail (medium) or tab bar (narrow), top bar, banners.
#pragma once
#include "console/scene.h"
#include "console/ui.h"

namespace vitrine::console {

void frame_view(Ui& ui, const Scene& scene, Intents& out);

}  // namespace vitrine::console
