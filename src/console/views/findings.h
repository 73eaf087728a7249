// The findings of a submission, with their evidence.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

float findings_height(Ui& ui, float width, const contract::SubmissionDetail& detail);
void findings_card(Ui& ui, Rect rect, const Scene& scene, const contract::SubmissionDetail& detail,
                   Intents& out);

}  // namespace vitrine::console
