#include "console/views/review_facets.h"

#include <algorithm>

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/review_list.h"
#include "console/widgets/chip.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::size_t rows_shown = 6;

GoTo filtered(const Scene& scene, ReviewFilter filter) {
    Place place = scene.place;
    place.filter = std::move(filter);
    place.review = {};
    return go(std::move(place), shell::Shell::History::replace);
}

template <class T> void flip(std::vector<T>& list, const T& value) {
    const auto at = std::lower_bound(list.begin(), list.end(), value);
    if (at != list.end() && *at == value)
        list.erase(at);
    else
        list.insert(at, value);
}

template <class T> bool holds(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

void histogram(Ui& ui, Rect& at, const Scene& scene, const ReviewFacets& facets, Intents& out) {
    Rect head = cut_top(at, 32, 10);
    if (facets.average)
        label_left(ui, head, number(*facets.average, 2), tokens::type.number,
                   ui.theme.text.primary);
    label(ui, {head.x, head.y + 5, head.w, head.h - 5}, say_count("reviews.count", facets.total),
          tokens::type.small, ui.theme.text.tertiary);
    const std::int64_t most = *std::max_element(facets.ratings.begin(), facets.ratings.end());
    for (std::int32_t rating = 5; rating >= 1; --rating) {
        const Rect row = cut_top(at, 18, 3);
        const auto count = facets.ratings[static_cast<std::size_t>(rating - 1)];
        const bool on = holds(scene.place.filter.ratings, rating);
        if (!rating_row(ui, outset(row, 0), rating, count, std::max<std::int64_t>(most, 1), on))
            continue;
        ReviewFilter filter = scene.place.filter;
        flip(filter.ratings, rating);
        out += filtered(scene, std::move(filter));
    }
    cut_top(at, 11);
}

void section_title(Ui& ui, Rect& at, std::string_view title) {
    rule(ui, at.x - 14, at.y, at.w + 28, ui.theme.border.subtle);
    cut_top(at, 12);
    heading(ui, cut_top(at, 22, 2), title, tokens::type.small_strong, 3);
}

// `label_of` gives the words of a row; `on` and `flip_row` know the filter's list.
template <class LabelOf, class IsOn, class FlipRow>
void facet(Ui& ui, Rect& at, const Scene& scene, std::string_view title,
           const std::vector<FacetRow>& rows, LabelOf label_of, IsOn is_on, FlipRow flip_row,
           Intents& out) {
    if (rows.empty()) return;
    section_title(ui, at, title);
    const Scope scope{ui, title};
    std::size_t drawn = 0;
    for (const FacetRow& row : rows) {
        const bool on = is_on(row);
        if (drawn >= rows_shown && !on) continue;
        ++drawn;
        const std::string words = label_of(row);
        const float height = ui.touch ? 44 : 24;
        if (!facet_row(ui, cut_top(at, height, 1),
                       {.id = row.key, .label = words, .count = row.count, .on = on}))
            continue;
        ReviewFilter filter = scene.place.filter;
        flip_row(filter, row);
        out += filtered(scene, std::move(filter));
    }
    cut_top(at, 11);
}

void state_facet(Ui& ui, Rect& at, const Scene& scene, const ReviewFacets& facets, Intents& out) {
    section_title(ui, at, say("reviews.state"));
    const float height = ui.touch ? 44 : 24;
    const auto row = [&](std::string_view id, WordKey key, std::int64_t count,
                         bool replied) {
        const bool on = scene.place.filter.replied == replied;
        if (!facet_row(ui, cut_top(at, height, 1),
                       {.id = id, .label = say(key), .count = count, .on = on}))
            return;
        ReviewFilter filter = scene.place.filter;
        filter.replied = on ? std::nullopt : std::optional(replied);
        out += filtered(scene, std::move(filter));
    };
    row("open", "reviews.not_answered", facets.unreplied, false);
    row("answered", "reviews.answered", facets.replied, true);
    cut_top(at, 11);
}

void all_facets(Ui& ui, Rect& at, const Scene& scene, const ReviewFacets& facets, Intents& out) {
    histogram(ui, at, scene, facets, out);
    state_facet(ui, at, scene, facets, out);
    facet(
        ui, at, scene, say("reviews.app"), facets.apps,
        [](const FacetRow& row) { return row.label; },
        [&](const FacetRow& row) { return holds(scene.place.filter.apps, AppId{row.key}); },
        [](ReviewFilter& f, const FacetRow& row) { flip(f.apps, AppId{row.key}); }, out);
    facet(
        ui, at, scene, say("reviews.topic"), facets.topics,
        [](const FacetRow& row) { return row.label; },
        [&](const FacetRow& row) { return holds(scene.place.filter.topics, row.key); },
        [](ReviewFilter& f, const FacetRow& row) { flip(f.topics, row.key); }, out);
    facet(
        ui, at, scene, say("reviews.language"), facets.languages,
        [](const FacetRow& row) { return language_name(row.key); },
        [&](const FacetRow& row) { return holds(scene.place.filter.languages, row.key); },
        [](ReviewFilter& f, const FacetRow& row) { flip(f.languages, row.key); }, out);
    facet(
        ui, at, scene, say("reviews.country"), facets.countries,
        [](const FacetRow& row) { return country_name(row.key); },
        [&](const FacetRow& row) { return holds(scene.place.filter.countries, row.key); },
        [](ReviewFilter& f, const FacetRow& row) { flip(f.countries, row.key); }, out);
}

}  // namespace

void review_facets(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const Place& place = scene.place;
    const auto& remote = scene.queries.get<CountReviews>(count_request(place.filter));
    const client::Remote<ReviewFacets>* shown = &remote;
    if (!remote.value && !remote.problem && scene.settled.page == Page::reviews)
        shown = &scene.queries.get<CountReviews>(count_request(scene.settled.filter));
    ScrollArea pane{ui, rect, {.name = say("reviews.filters"), .id = "facets"}};
    Rect at = inset(pane.content(), 14, 14);
    if (show_waiting_or_problem(ui, {at.x, at.y, at.w, rect.h - 28}, *shown, 24, out)) return;
    if (shown->value->ratings.size() == 5) all_facets(ui, at, scene, *shown->value, out);
    if (!(place.filter == ReviewFilter{})) {
        Rect row = cut_top(at, 32);
        if (button_left(ui, row, {.label = say("reviews.clear"), .icon = Icon::x, .id = "clear"}))
            out += filtered(scene, {});
    }
    pane.end_at(at.y + 8);
}

void review_chips(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const ReviewFilter& filter = scene.place.filter;
    const bool open = filter.replied == false, low = filter.ratings == std::vector{1, 2};
    Rect row = inset(rect, 16, 8);
    if (filter_chip_left(
            ui, row,
            {.name = say("reviews.not_answered"), .value = {}, .narrows = open, .id = "open"})) {
        ReviewFilter next = filter;
        next.replied = open ? std::nullopt : std::optional(false);
        out += filtered(scene, std::move(next));
    }
    if (filter_chip_left(ui, row,
                         {.name = say("reviews.low"), .value = {}, .narrows = low, .id = "low"})) {
        ReviewFilter next = filter;
        next.ratings = low ? std::vector<std::int32_t>{} : std::vector<std::int32_t>{1, 2};
        out += filtered(scene, std::move(next));
    }
    const std::string_view more = say("reviews.filters");
    if (button_left(ui, row, {.label = more, .icon = Icon::filter, .id = "filters"}))
        out += OpenLayer{"filters"};
}

}  // namespace vitrine::console
