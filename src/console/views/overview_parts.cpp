#include "console/views/overview_parts.h"

#include <algorithm>

#include "console/charts/small_charts.h"
#include "console/format.h"
#include "console/pictures.h"
#include "console/widgets/figures.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

bool is_held(const Release& release) { return release.stage == Stage::halted; }

std::string next_text(const Ui& ui, const Release& release) {
    if (is_held(release) && release.halted_at)
        return say("overview.held_for", {duration(ui.now.ms - release.halted_at->ms)});
    if (!release.next_step_at) return {};
    const auto after = std::find_if(release.steps.begin(), release.steps.end(),
                                    [&](double step) { return step > release.fraction + 1e-6; });
    if (after == release.steps.end()) return {};
    return say("overview.next_step",
               {percent(*after, 0), duration(release.next_step_at->ms - ui.now.ms)});
}

void rollout_figures(Ui& ui, Rect at, const Release& release) {
    const bool held = is_held(release);
    const Colour colour = held ? ui.theme.stage.halted.text : ui.theme.accent.mark;
    double high = 0;
    for (const double rate : release.crash_hours) high = std::max(high, rate);
    for (const double rate : release.previous_crash_hours) high = std::max(high, rate);
    Rect chart = middle_left(cut_left(at, 92, 12), 92, 34);
    sparkline(ui, chart, release.previous_crash_hours, ui.theme.chart.previous, false, high * 1.1);
    sparkline(ui, chart, release.crash_hours, colour, true, high * 1.1);
    Rect lines = middle_left(at, at.w, 36);
    const auto rate = [](std::optional<double> value) {
        return value ? percent(*value, 2) : std::string(unknown_text);
    };
    label(ui, cut_top(lines, 18), say("overview.crash", {rate(release.crash_rate)}),
          tokens::type.small_strong, held ? ui.theme.stage.halted.text : ui.theme.text.primary);
    label(ui, lines, say("overview.crash_before", {rate(release.previous_crash_rate)}),
          tokens::type.micro, ui.theme.text.tertiary);
}

// Halt what rolls out, resume what is held: each is undone by the other.
void rollout_button(Ui& ui, Rect& in, const Scene& scene, const Release& release, Intents& out) {
    const bool held = is_held(release);
    const RolloutAction action = held ? RolloutAction::resume : RolloutAction::halt;
    std::string_view reason = refuse_right(scene, Right::publish);
    if (const auto refusal = refuse_rollout(release, action))
        reason = say_of<"refusal">(name_of(*refusal));
    Button what;
    what.label = held ? say("overview.resume") : say("overview.halt");
    what.kind = held ? ButtonKind::normal : ButtonKind::halt;
    what.icon = held ? Icon::play : Icon::pause;
    what.id = "steer";
    what.reason = reason;
    if (ui.narrow()) what.size = Size::touch;
    if (button_right(ui, in, what)) out += SteerRollout{release.id, action, 0, release.revision};
}

void rollout_steps(Ui& ui, Rect at, const Release& release) {
    const bool held = is_held(release);
    Rect lines = middle_left(at, at.w, 50);
    Rect head = cut_top(lines, 18, 4);
    const Hues hues = hues_of(ui.theme, release.stage);
    const std::string next = next_text(ui, release);
    if (!next.empty()) label_right(ui, head, next, tokens::type.small, ui.theme.text.tertiary);
    const Rect glyph = cut_left(head, 14, 6);
    stage_glyph(ui, glyph, release.stage, hues.text, 14, static_cast<float>(release.fraction));
    label(ui, head, say("overview.of_devices", {percent(release.fraction, 0)}),
          tokens::type.small_strong, hues.text);
    rollout_bar(ui, lines, release.steps, release.fraction, held);
}

std::string devices_text(const Release& release) {
    return say_count("overview.devices", release.devices);
}

void rollout_row(Ui& ui, Rect line, const Scene& scene, const Release& release, Intents& out) {
    Row::Look look{.id = release.id.text, .name = release.app_name, .pressable = false};
    const Row row{ui, line, look};
    Rect in = inset(line, 14, 0);
    if (ui.narrow()) {
        Rect bar = cut_bottom(in, 44);
        rollout_button(ui, in, scene, release, out);
        app_icon(ui, in.x, in.y + (in.h - 32) / 2, 32, release.icon, release.app_name,
                 release.app.text);
        cut_left(in, 44);
        Rect lines = middle_left(in, in.w, 38);
        label(ui, cut_top(lines, 20), release.app_name + " " + release.version_name,
              tokens::type.body_strong, ui.theme.text.primary);
        label(ui, lines, devices_text(release), tokens::type.small, ui.theme.text.tertiary);
        rollout_bar(ui, bar, release.steps, release.fraction, is_held(release));
        return;
    }
    Rect who = cut_left(in, 156, 16);
    app_icon(ui, who.x, who.y + (who.h - 32) / 2, 32, release.icon, release.app_name,
             release.app.text);
    cut_left(who, 44);
    Rect names = middle_left(who, who.w, 52);
    label(ui, cut_top(names, 20), release.app_name, tokens::type.body_strong,
          ui.theme.text.primary);
    label(ui, cut_top(names, 17), release.version_name, tokens::type.small, ui.theme.text.tertiary);
    label(ui, names, devices_text(release), tokens::type.micro, ui.theme.text.tertiary);
    Rect action = cut_right(in, 100);
    rollout_button(ui, action, scene, release, out);
    rollout_figures(ui, cut_right(in, 190, 12), release);
    rollout_steps(ui, in, release);
}

void review_row(Ui& ui, Rect line, const Scene& scene, const Review& review, Intents& out) {
    Place target = page_of(scene, Page::reviews);
    target.review = review.id;
    const std::string href = write_place(target);
    const std::string name = say("reviews.by", {review.author, review.app_name});
    const Row row{ui, line, {.id = review.id.text, .name = name, .href = href}};
    Rect in = inset(line, 14, 0);
    app_icon(ui, in.x, in.y + (in.h - 28) / 2, 28, review.icon, review.app_name, review.app.text);
    cut_left(in, 28, 12);
    Rect lines = middle_left(in, in.w, 62);
    Rect head = cut_top(lines, 18, 4);
    label_right(ui, head, age(review.created_at, ui.now, ui.utc_offset_minutes), tokens::type.micro,
                ui.theme.text.tertiary);
    ui.host.ages_shown();
    const float width = stars(ui, head.x, head.y + 3, review.rating.value_or(0));
    cut_left(head, width + 8);
    label_left(ui, head, review.author, tokens::type.small, ui.theme.text.secondary, 0);
    const std::string_view joint = review.author.empty() || review.country.empty() ? "" : ", ";
    label(ui, head, std::string(joint) + country_name(review.country), tokens::type.small,
          ui.theme.text.tertiary);
    paragraph(ui, lines, review.text, {.max_lines = 2, .lang = review.language});
    if (row) out += go(target);
}

void incident_row(Ui& ui, Rect line, const Incident& incident) {
    const Row row{ui, line, {.id = incident.id.text, .name = incident.title, .pressable = false}};
    Rect in = inset(line, 14, 0);
    const Colour colour = incident.resolved ? ui.theme.good.text : ui.theme.warn.text;
    icon(ui, cut_left(in, 16, 10), incident.resolved ? Icon::okc : Icon::warn, colour);
    label_right(ui, in, incident.resolved ? say("overview.resolved") : say("overview.watching"),
                tokens::type.small, incident.resolved ? ui.theme.text.tertiary : colour);
    Rect lines = middle_left(in, in.w, 38);
    label(ui, cut_top(lines, 20), incident.title, tokens::type.body_strong, ui.theme.text.primary);
    label(ui, lines, incident.detail, tokens::type.small, ui.theme.text.tertiary);
}

}  // namespace

float rollout_row_height(const Ui& ui) { return ui.narrow() ? 118 : 99; }

void rollouts_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const auto& remote = scene.queries.get<ListRollouts>({.app = {}});
    const std::string count =
        remote.value ? grouped(std::ssize(remote.value->items)) : std::string();
    CardFrame box{ui,
                  rect,
                  {.title = say("overview.rollouts"),
                   .context = count,
                   .age = age_of(scene, remote),
                   .test_id = "rollouts"}};
    if (show_waiting_or_problem(ui, box.body, remote, rollout_row_height(ui), out)) return;
    if (remote.value->items.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::rocket,
                     .title = say("overview.no_rollouts"),
                     .detail = say("overview.no_rollouts_detail"),
                     .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("overview.rollouts")}};
    Rect at = pane.content();
    for (const Release& release : remote.value->items)
        rollout_row(ui, cut_top(at, std::max(rollout_row_height(ui), (box.body.h - 2) / 3)), scene,
                    release, out);
    pane.end_at(at.y);
}

void newest_reviews_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    ListReviews::Request ask;
    ask.apps = chosen_apps(scene.place);
    ask.limit = 8;
    const auto& remote = scene.queries.get<ListReviews>(ask);
    CardFrame box{
        ui,
        rect,
        {.title = say("overview.newest_reviews"), .context = {}, .test_id = "newest_reviews"}};
    const Place all = page_of(scene, Page::reviews);
    if (button_link_right(ui, box.header,
                          {.label = say("overview.open_inbox"),
                           .kind = ButtonKind::quiet,
                           .icon_after = Icon::right,
                           .id = "inbox"},
                          write_place(all)))
        out += go(all);
    if (show_waiting_or_problem(ui, box.body, remote, 84, out)) return;
    if (remote.value->items.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::reviews,
                     .title = say("overview.no_reviews"),
                     .detail = say("overview.no_reviews_detail"),
                     .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("overview.newest_reviews")}};
    Rect at = pane.content();
    for (const Review& review : remote.value->items)
        review_row(ui, cut_top(at, std::max(84.F, (box.body.h - 2) / 5)), scene, review, out);
    pane.end_at(at.y);
}

void incidents_card(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const auto& remote = scene.queries.get<ListIncidents>({});
    std::int64_t open = 0;
    if (remote.value)
        for (const Incident& one : remote.value->items) open += !one.resolved;
    const std::string context = remote.value ? say_count("overview.open", open) : std::string();
    CardFrame box{ui,
                  rect,
                  {.title = say("overview.incidents"),
                   .context = context,
                   .age = age_of(scene, remote),
                   .test_id = "incidents"}};
    if (show_waiting_or_problem(ui, box.body, remote, 58, out)) return;
    if (remote.value->items.empty()) {
        empty_panel(
            ui, box.body,
            {.icon = Icon::okc, .title = say("overview.no_incidents"), .detail = {}, .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("overview.incidents")}};
    Rect at = pane.content();
    for (const Incident& incident : remote.value->items)
        incident_row(ui, cut_top(at, std::max(52.F, (box.body.h - 2) / 2)), incident);
    pane.end_at(at.y);
}

}  // namespace vitrine::console
