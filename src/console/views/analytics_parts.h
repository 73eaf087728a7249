// The lower half of analytics: breakdown table, and what moved the number.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

void breakdown_card(Ui& ui, Rect rect, const Scene& scene, Intents& out);
void movers_card(Ui& ui, Rect rect, const Scene& scene, Intents& out);
// What the chart and both cards ask for.
contract::ListAnnotations::Request annotations_request(const Ui& ui, const Scene& scene);

}  // namespace vitrine::console
