// What the pages share: their area, their span of time, and the states of a panel that waits.
#pragma once
#include "console/scene.h"
#include "console/ui_host.h"
#include "console/widgets/panel.h"
#include "console/words.h"

namespace vitrine::console {

// What a page may fill: the top bar's right part (cut actions off its right) and the body below.
struct PageArea {
    Rect bar;
    Rect body;
};

// Half-open span of days that ends with today, and the one of equal length before it.
struct Span {
    base::Day from, to;
};
Span span_of(const Ui& ui, std::int32_t days);

// The app chosen in the sidebar as a filter; empty: all.
std::vector<contract::AppId> chosen_apps(const Place& place);

// Nothing to show yet: draws skeleton rows or the problem with "Try again"; true then.
bool show_waiting_or_problem(Ui& ui, Rect rect, const client::RemoteState& state, bool known,
                             float row_height, Intents& out);
template <class T>
bool show_waiting_or_problem(Ui& ui, Rect rect, const client::Remote<T>& remote, float row_height,
                             Intents& out) {
    return show_waiting_or_problem(ui, rect, remote, remote.value.has_value(), row_height, out);
}

// The age of a remote value for a card's header.
Age age_of(const Scene& scene, const client::RemoteState& state);

// A copy of the place with one thing changed, as an intent.
GoTo go(Place place, shell::Shell::History history = shell::Shell::History::push);
Place page_of(const Scene& scene, Page page);  // keeps the chosen app
Place submission_place(const Scene& scene, const contract::SubmissionId& id);

// 24 h, 7 d, 28 d, 90 d at the right of the bar; 1 y where `long_span`.
enum class Spans : std::uint8_t { overview, analytics };
void span_control(Ui& ui, Rect& bar, const Scene& scene, Spans which, Intents& out);

// The field that searches the page's list: what is typed goes into the place, for its address.
void search_field(Ui& ui, Rect rect, const Scene& scene, WordKey name, WordKey hint, Intents& out);

// The word of a disabled write: "" when this person may.
std::string_view refuse_right(const Scene& scene, contract::Right right);

}  // namespace vitrine::console
