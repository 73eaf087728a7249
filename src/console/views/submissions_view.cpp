#include "console/views/submissions_view.h"

#include "console/format.h"
#include "console/pictures.h"
#include "console/widgets/chip.h"
#include "console/widgets/choice.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr float row_height = 56;

constexpr SubmissionScope scopes[] = {SubmissionScope::all, SubmissionScope::attention,
                                      SubmissionScope::open, SubmissionScope::queue};

std::vector<Column> table_columns() {
    return {{.title = say("submissions.app"), .width = 2.2F},
            {.title = say("submissions.stage"), .width = fixed(168)},
            {.title = say("submissions.about"), .width = 3, .from = 1},
            {.title = say("submissions.track"), .width = fixed(90), .from = 2},
            {.title = say("submissions.decision"), .width = fixed(120), .from = 2},
            {.title = say("submissions.changed"),
             .width = fixed(96),
             .align = Align::right,
             .from = 1}};
}

ListSubmissions::Request request_of(const Scene& scene) {
    ListSubmissions::Request ask;
    if (scene.place.scope != SubmissionScope::all) ask.scope = scene.place.scope;
    if (!scene.place.app.text.empty()) ask.app = scene.place.app;
    if (!scene.place.filter.q.empty()) ask.q = scene.place.filter.q;
    ask.limit = 200;
    return ask;
}

void scope_tabs(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    std::vector<Option> options;
    int chosen = 0;
    for (std::size_t i = 0; i < std::size(scopes); ++i) {
        options.push_back(
            {.label = say_of<"submissions.scope">(name_of(scopes[i])), .id = name_of(scopes[i])});
        if (scopes[i] == scene.place.scope) chosen = static_cast<int>(i);
    }
    const int got = tabs(ui, rect, say("submissions.scopes"), options, chosen);
    if (got < 0) return;
    Place place = scene.place;
    place.scope = scopes[got];
    out += go(std::move(place), shell::Shell::History::replace);
}

std::string about(const Submission& s) {
    if (s.attention) return s.attention->title;
    if (s.blocking > 0) return say_count("submissions.blocking", s.blocking);
    if (s.outlook && in_queue(s.stage))
        return say("submissions.place", {ordinal(s.outlook->place)});
    return say("submissions.sent_by", {s.sent_by});
}

std::string decision(const Ui& ui, const Submission& s) {
    if (!s.outlook || !in_queue(s.stage)) return {};
    return moment(s.outlook->likely_at, ui.now, ui.utc_offset_minutes);
}

void app_cell(Ui& ui, Rect at, const Submission& s) {
    app_icon(ui, at.x, at.y + (at.h - 32) / 2, 32, s.icon, s.app_name, s.app.text);
    cut_left(at, 32, 12);
    Rect lines = middle_left(at, at.w, 38);
    label(ui, cut_top(lines, 20), s.app_name, tokens::type.body_strong, ui.theme.text.primary);
    label(ui, lines, s.version_name + "  ·  " + base::decimal(s.number), tokens::type.small,
          ui.theme.text.tertiary);
}

void submission_row(Ui& ui, Rect line, std::int64_t index, std::int64_t count, const Scene& scene,
                    const Submission& s, Intents& out) {
    const Place target = submission_place(scene, s.id);
    const std::string href = write_place(target);
    const std::string name = s.app_name + " " + s.version_name;
    const Row row{ui,
                  line,
                  {.id = s.id.text,
                   .name = name,
                   .href = href,
                   .role = SemRole::row,
                   .index = index,
                   .count = count}};
    scene.probe.row(s.id.text, index);
    const auto at = column_rects(ui, line, table_columns());
    app_cell(ui, at[0], s);
    const std::string share =
        s.stage == Stage::rolling_out || s.stage == Stage::halted
            ? say(s.stage == Stage::halted ? WordKey("overview.held_at")
                                           : WordKey("overview.rolling_at"),
                  {percent(s.fraction, 0)})
            : std::string();
    stage_chip(ui, at[1], s.stage, share, static_cast<float>(s.fraction));
    if (at[2].w > 0) cell(ui, at[2], about(s), Align::left, s.attention.has_value());
    if (at[3].w > 0) cell(ui, at[3], say_of<"track">(name_of(s.track)));
    if (at[4].w > 0) cell(ui, at[4], decision(ui, s));
    if (at[5].w > 0) {
        cell(ui, at[5], age(s.updated_at, ui.now, ui.utc_offset_minutes), Align::right);
        ui.host.ages_shown();
    }
    if (row) out += go(target);
}

void empty_list(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const bool narrowed = scene.place.scope != SubmissionScope::all ||
                          !scene.place.filter.q.empty() || !scene.place.app.text.empty();
    const EmptyLook look{
        .icon = Icon::submit,
        .title = narrowed ? say("submissions.none_here") : say("submissions.none"),
        .detail = narrowed ? say("submissions.none_here_detail") : say("submissions.none_detail"),
        .action = narrowed ? say("submissions.show_all") : std::string_view{},
        .id = "show_all"};
    if (!empty_panel(ui, rect, look)) return;
    Place place;
    place.page = Page::submissions;
    out += go(std::move(place));
}

}  // namespace

void submissions_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    Rect body = inset(area.body, ui.narrow() ? 16 : 24, ui.narrow() ? 8 : 12);
    search_field(ui, ui.narrow() ? cut_top(body, 44, 8) : middle_right(area.bar, 260, 28), scene,
                 "submissions.search", "submissions.search_hint", out);
    scope_tabs(ui, cut_top(body, 38, 12), scene, out);
    const auto& remote = scene.queries.get<ListSubmissions>(request_of(scene));
    scene.probe.shown_query = scene.place.filter.q;
    const Group table{
        ui,
        body,
        {.role = SemRole::table, .name = say("shell.submissions"), .test_id = "submissions"}};
    Rect in = card(ui, body);
    if (!ui.narrow()) table_head(ui, cut_top(in, 32), table_columns());
    if (show_waiting_or_problem(ui, in, remote, row_height, out)) return;
    const auto& items = remote.value->items;
    if (items.empty()) return empty_list(ui, in, scene, out);
    RowWindow list{ui,
                   in,
                   {.name = say("shell.submissions"),
                    .id = "rows",
                    .count = std::ssize(items),
                    .row_height = row_height,
                    .role = SemRole::group,
                    .keys = true}};
    if (scene.jump_to) list.reveal(*scene.jump_to);
    for (std::int64_t i = list.first(); i < list.last(); ++i)
        submission_row(ui, list.row(i), i, std::ssize(items), scene,
                       items[static_cast<std::size_t>(i)], out);
}

}  // namespace vitrine::console
