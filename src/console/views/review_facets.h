// What narrows the list: rating histogram, app, topic, language, state, with counts.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

void review_facets(Ui& ui, Rect rect, const Scene& scene, Intents& out);
// The narrow page's row of filters: the most useful ones, one tap away.
void review_chips(Ui& ui, Rect rect, const Scene& scene, Intents& out);

}  // namespace vitrine::console
