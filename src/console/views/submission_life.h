// The life of a submission as one line that forks at the decision.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

// 146 high on wide and medium pages; a list of its stages with times on narrow ones.
float life_height(const Ui& ui, const contract::SubmissionDetail& detail);
void life_view(Ui& ui, Rect rect, const contract::SubmissionDetail& detail);

}  // namespace vitrine::console
