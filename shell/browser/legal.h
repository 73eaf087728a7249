// WAI-ARIA is stricter than a picture: rows stand in tables and hold cells, list items stand in
// lists, headings skip no level, landmarks have names of their own. The console says what is drawn;
// this says the same in a tree that screen readers accept. Parents stay before children.
#pragma once
#include <vector>

#include "console/sem_tree.h"

namespace vitrine::browser {

std::vector<console::SemNode> legal(const std::vector<console::SemNode>& nodes);

}  // namespace vitrine::browser
