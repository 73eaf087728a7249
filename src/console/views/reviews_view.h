// The page "reviews" (mock-up in the design: see DESIGN.md).
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

void reviews_view(Ui& ui, const Scene& scene, PageArea area, Intents& out);

}  // namespace vitrine::console
