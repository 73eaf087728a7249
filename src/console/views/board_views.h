// The two boards of the wall. They draw the whole page themselves, without the frame around pages.
#pragma once
#include "console/scene.h"
#include "console/ui.h"

namespace vitrine::console {

// Installs since midnight against the same day last week, the day's curve, where they come from,
// and four facts. Days are the store's, UTC.
void board_today_view(Ui& ui, const Scene& scene);

// Today's ratings, their spread, what people talk about, one large review with its translation and
// three small ones. Authors are named by their first name only. While today has too few ratings to
// speak of, the last seven days stand in and the board says so.
void board_ratings_view(Ui& ui, const Scene& scene);

}  // namespace vitrine::console
