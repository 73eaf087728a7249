// The page "overview" (mock-up in the design: see DESIGN.md).
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

void overview_view(Ui& ui, const Scene& scene, PageArea area, Intents& out);

}  // namespace vitrine::console
