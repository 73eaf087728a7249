// The parts of the overview that stand on their own: rollouts, newest reviews, incidents.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

void rollouts_card(Ui& ui, Rect rect, const Scene& scene, Intents& out);
void newest_reviews_card(Ui& ui, Rect rect, const Scene& scene, Intents& out);
void incidents_card(Ui& ui, Rect rect, const Scene& scene, Intents& out);
// Height of a rollout's row, by breakpoint.
float rollout_row_height(const Ui& ui);

}  // namespace vitrine::console
