#include "console/views/reviews_view.h"

#include <array>

#include "console/format.h"
#include "console/views/review_detail.h"
#include "console/views/review_facets.h"
#include "console/views/review_list.h"
#include "console/widgets/overlay.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::array<ReviewSort, 5> sorts = {ReviewSort::newest, ReviewSort::oldest,
                                             ReviewSort::lowest, ReviewSort::highest,
                                             ReviewSort::helpful};

void sort_button(Ui& ui, Rect& row, const Scene& scene, Intents& out) {
    const std::string_view current = say_of<"reviews.sort">(name_of(scene.place.sort));
    const Rect anchor = row;
    if (button_right(ui, row,
                     {.label = current,
                      .size = ui.narrow() ? Size::touch : Size::compact,
                      .icon_after = Icon::down,
                      .id = "sort"}))
        open_popover(ui, "sort_menu");
    if (!popover_open(ui, "sort_menu")) return;
    std::vector<MenuItem> items;
    for (const ReviewSort sort : sorts)
        items.push_back({.label = say_of<"reviews.sort">(name_of(sort)),
                         .chosen = sort == scene.place.sort,
                         .id = name_of(sort)});
    const int got =
        menu(ui, "sort_menu",
             {row.right() + 8, anchor.y, anchor.right() - row.right() - 8, anchor.h}, items);
    if (got < 0) return;
    Place place = scene.place;
    place.sort = sorts[static_cast<std::size_t>(got)];
    out += go(std::move(place), shell::Shell::History::replace);
}

void list_pane(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    Rect bar = cut_top(rect, ui.narrow() ? 60 : 48);
    rule(ui, bar.x, bar.bottom() - 1, bar.w, ui.theme.border.subtle);
    bar = inset(bar, ui.narrow() ? 16 : 14, ui.narrow() ? 8 : 10);
    sort_button(ui, bar, scene, out);
    search_field(ui, bar, scene, "reviews.search", "reviews.search_hint", out);
    if (ui.narrow()) review_chips(ui, cut_top(rect, 44), scene, out);
    review_list(ui, rect, scene, out);
}

void summary(Ui& ui, Rect& bar, const Scene& scene) {
    const auto& counts = scene.queries.get<CountReviews>(count_request(scene.place.filter));
    if (counts.value)
        label_right(ui, bar, say_count("reviews.unanswered", counts.value->unreplied),
                    tokens::type.small, ui.theme.text.tertiary);
}

// Filters of the narrow page: a page of their own with a way back.
void filter_page(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    fill(ui, rect, ui.theme.bg.canvas);
    Rect foot = inset(cut_bottom(rect, 60), 16, 8);
    review_facets(ui, rect, scene, out);
    if (button(ui, foot,
               {.label = say("reviews.show"),
                .kind = ButtonKind::primary,
                .size = Size::touch,
                .id = "show"}))
        out += OpenLayer{};
}

void drawer(Ui& ui, Rect body, const Scene& scene, Intents& out) {
    const float width = std::min(tokens::layout.drawer, body.w);
    const Rect at = {body.right() - width, body.y, width, body.h};
    fill(ui, at, ui.theme.bg.canvas);
    rule_down(ui, at.x, at.y, at.h, ui.theme.border.default_);
    review_detail(ui, at, scene, out);
}

}  // namespace

void reviews_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    Rect body = area.body;
    summary(ui, area.bar, scene);
    const bool open = !scene.place.review.text.empty();
    if (ui.narrow()) {
        if (open) return review_detail(ui, body, scene, out);
        if (scene.layer == "filters") return filter_page(ui, body, scene, out);
        return list_pane(ui, body, scene, out);
    }
    const Rect facets = cut_left(body, 208);
    review_facets(ui, facets, scene, out);
    rule_down(ui, facets.right() - 1, facets.y, facets.h, ui.theme.border.subtle);
    if (!ui.wide()) {
        Rect list = body;
        if (open) cut_right(list, std::min(tokens::layout.drawer, body.w));
        list_pane(ui, list.w < 240 ? body : list, scene, out);
        if (open) drawer(ui, body, scene, out);
        return;
    }
    const Rect list = cut_left(body, body.w * 0.43F);
    list_pane(ui, list, scene, out);
    rule_down(ui, body.x, body.y, body.h, ui.theme.border.subtle);
    review_detail(ui, body, scene, out);
}

}  // namespace vitrine::console
