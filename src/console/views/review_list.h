// The list of reviews: any number of rows, asked for in windows of 50, drawn only where seen.
#pragma once
#include "console/views/page.h"

namespace vitrine::console {

inline constexpr std::int32_t review_window = 50;

contract::ListReviews::Request review_request(const Place& place, std::int64_t offset);
contract::CountReviews::Request count_request(const contract::ReviewFilter& filter);
// The place whose rows can be shown: the current one once its first window is known, else the
// one shown before, so that typing never empties the list.
const Place& shown_place(const Scene& scene);

void review_list(Ui& ui, Rect rect, const Scene& scene, Intents& out);
// The review after (+1) or before (-1) the open one, when its window is known.
const contract::Review* neighbour_review(const Scene& scene, int step);

}  // namespace vitrine::console
