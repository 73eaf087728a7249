// One review beside the list: original, translation, facts, and the reply composer.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

// Draws the review that the place names; what to do when none is chosen.
void review_detail(Ui& ui, Rect rect, const Scene& scene, Intents& out);

}  // namespace vitrine::console
