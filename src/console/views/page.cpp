#include "console/views/page.h"

#include "console/widgets/choice.h"
#include "console/widgets/field.h"

namespace vitrine::console {

Span span_of(const Ui& ui, std::int32_t days) {
    const base::Day today = base::day_of(ui.now);
    return {{today.number - days + 1}, {today.number + 1}};
}

std::vector<contract::AppId> chosen_apps(const Place& place) {
    if (place.app.text.empty()) return {};
    return {place.app};
}

bool show_waiting_or_problem(Ui& ui, Rect rect, const client::RemoteState& state, bool known,
                             float row_height, Intents& out) {
    if (known) return false;
    if (!state.problem) {
        skeleton_rows(ui, rect, row_height, state.wanted_since);
        return true;
    }
    if (problem_panel(ui, rect, say("common.problem"), *state.problem)) out += TryAgain{};
    return true;
}

Age age_of(const Scene& scene, const client::RemoteState& state) {
    Age age;
    if (state.answered_at.ms != 0) age.of = state.answered_at;
    age.offline = scene.offline_since.ms != 0;
    return age;
}

GoTo go(Place place, shell::Shell::History history) { return {std::move(place), history}; }

Place page_of(const Scene& scene, Page page) {
    Place place;
    place.page = page;
    place.app = scene.place.app;
    if (page == Page::reviews && !place.app.text.empty()) place.filter.apps = {place.app};
    return place;
}

Place submission_place(const Scene& scene, const contract::SubmissionId& id) {
    Place place = page_of(scene, Page::submission);
    place.submission = id;
    return place;
}

void span_control(Ui& ui, Rect& bar, const Scene& scene, Spans which, Intents& out) {
    static constexpr std::int32_t short_days[] = {1, 7, 28, 90}, long_days[] = {7, 28, 56, 365};
    const auto& days = which == Spans::overview ? short_days : long_days;
    static constexpr WordKey keys[2][4] = {{"span.d1", "span.d7", "span.d28", "span.d90"},
                                         {"span.d7", "span.d28", "span.w8", "span.y1"}};
    Option options[4];
    int chosen = -1;
    for (int i = 0; i < 4; ++i) {
        options[i].label = say(keys[which == Spans::analytics][i]);
        if (days[i] == scene.place.days) chosen = i;
    }
    const int got = segmented_right(ui, bar, say("span.name"), options, chosen);
    if (got < 0) return;
    Place place = scene.place;
    place.days = days[got];
    if (place.days <= 1)
        place.grain = contract::Grain::hour;
    else if (place.grain == contract::Grain::hour && place.days > 28)
        place.grain = contract::Grain::day;
    out += go(std::move(place), shell::Shell::History::replace);
}

std::string_view refuse_right(const Scene& scene, contract::Right right) {
    if (scene.read_only) return say("common.read_only");
    if (scene.offline_since.ms != 0) return say("common.offline_write");
    if (!scene.me) return say("common.loading");
    if (!contract::may(scene.me->role, scene.me->store_role, right))
        return say("common.not_allowed");
    return {};
}

void search_field(Ui& ui, Rect rect, const Scene& scene, WordKey name, WordKey hint, Intents& out) {
    std::string q = scene.place.filter.q;
    const Typed typed = field(ui, rect,
                              {.name = say(name),
                               .placeholder = say(hint),
                               .id = "search",
                               .search = true,
                               .max_length = 200,
                               .shortcut = "/",
                               .style = tokens::type.small,
                               .take_focus = char_pressed(ui, '/'),
                               .test_id = "search"},
                              q);
    if (!typed.changed) return;
    Place place = scene.place;
    place.filter.q = q;
    place.review = {};
    out += go(std::move(place), shell::Shell::History::replace);
}

}  // namespace vitrine::console
