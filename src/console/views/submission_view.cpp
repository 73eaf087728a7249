#include "console/views/submission_view.h"

#include <algorithm>

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/findings.h"
#include "console/views/submission_life.h"
#include "console/widgets/chip.h"
#include "console/widgets/field.h"
#include "console/widgets/figures.h"
#include "console/widgets/overlay.h"
#include "console/widgets/scroll.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::string_view withdraw_dialog = "withdraw";

std::string facts_line(const Submission& s) {
    std::string out = say("submission.facts", {base::decimal(s.number), s.sent_by});
    if (s.package_bytes > 0) out += ", " + say("submission.package", {bytes(s.package_bytes)});
    if (s.locale_count > 0) out += ", " + say_count("submission.locales", s.locale_count);
    return out;
}

// The one move that carries the submission on from here, if a developer has one.
std::optional<Move> next_move(Stage stage) {
    for (const Move move : {Move::submit, Move::resubmit, Move::appeal})
        if (!refuse_move(stage, move, Side::developer)) return move;
    return std::nullopt;
}

void header_actions(Ui& ui, Rect& row, const Scene& scene, const Submission& s, Intents& out) {
    const std::string_view denied = refuse_right(scene, Right::submit);
    if (const auto move = next_move(s.stage)) {
        const std::string_view label_text = say_of<"move">(name_of(*move));
        if (button_right(ui, row,
                         {.label = label_text,
                          .kind = ButtonKind::primary,
                          .icon = Icon::send,
                          .id = "next",
                          .reason = denied,
                          .busy_label = scene.sending ? label_text : std::string_view{}}))
            out += MakeMove{s.id, *move, s.revision};
    }
    std::string_view why = denied;
    if (refuse_move(s.stage, Move::withdraw, Side::developer)) why = say("submission.too_late");
    if (button_right(ui, row,
                     {.label = say_of<"move">("withdraw"),
                      .kind = ButtonKind::quiet,
                      .icon = Icon::undo,
                      .id = "withdraw",
                      .reason = why}))
        out += OpenLayer{std::string(withdraw_dialog)};
}

void header_view(Ui& ui, Rect row, const Scene& scene, const Submission& s, Intents& out) {
    app_icon(ui, row.x, row.y + 2, 40, s.icon, s.app_name, s.app.text);
    cut_left(row, 52);
    if (!ui.narrow()) header_actions(ui, row, scene, s, out);
    Rect lines = middle_left(row, row.w, 46);
    Rect head = cut_top(lines, 28);
    const std::string title = s.app_name + " " + s.version_name;
    heading(ui, cut_left(head, measure(ui, title, tokens::type.title) + 1, 8), title,
            tokens::type.title, 2);
    stage_chip(ui, head, s.stage, {}, static_cast<float>(s.fraction));
    label(ui, lines, facts_line(s), tokens::type.small, ui.theme.text.tertiary);
}

void withdraw_confirm(Ui& ui, const Scene& scene, const Submission& s, Intents& out) {
    if (scene.layer != withdraw_dialog) return;
    const std::string title = say("submission.withdraw_title", {s.app_name, s.version_name});
    Dialog dialog{ui, withdraw_dialog, title, {ui.narrow() ? ui.page.w - 32 : 480, 190}};
    Rect body = dialog.body;
    Rect foot = cut_bottom(body, 34);
    paragraph(ui, body, say("submission.withdraw_detail"),
              {.colour = ui.theme.text.secondary, .select = Select::no});
    if (button_right(ui, foot,
                     {.label = say_of<"move">("withdraw"),
                      .kind = ButtonKind::destructive,
                      .size = Size::comfortable,
                      .id = "confirm"})) {
        out += MakeMove{s.id, Move::withdraw, s.revision};
        out += OpenLayer{};
    }
    if (button_right(ui, foot,
                     {.label = say("common.cancel"), .size = Size::comfortable, .id = "cancel"}) ||
        dialog.closed)
        out += OpenLayer{};
}

void outlook_card(Ui& ui, Rect rect, const Scene& scene, const client::RemoteState& state,
                  const Submission& s) {
    const bool queued = in_queue(s.stage);
    CardFrame box{ui,
                  rect,
                  {.title = queued ? say("submission.in_queue") : say("submission.if_sent"),
                   .age = age_of(scene, state),
                   .test_id = "outlook"}};
    Rect in = inset(box.body, 14, 12);
    if (!s.outlook) {
        label(ui, cut_top(in, 20), say("submission.no_outlook"), tokens::type.small,
              ui.theme.text.tertiary);
        return;
    }
    const QueueOutlook& look = *s.outlook;
    Rect figures = cut_top(in, 48, 8);
    auto [left, right] = columns(figures, 16, 1, 1);
    label(ui, cut_top(left, 18), say("submission.place"), tokens::type.small,
          ui.theme.text.tertiary);
    label(ui, left, ordinal(look.place), tokens::type.number, ui.theme.text.primary);
    label(ui, cut_top(right, 18), say("submission.around"), tokens::type.small,
          ui.theme.text.tertiary);
    label(ui, right, moment(look.likely_at, ui.now, ui.utc_offset_minutes), tokens::type.section,
          ui.theme.text.primary);
    const base::Instant end{
        std::max(look.late_at.ms + base::hour_ms, ui.now.ms + 12 * base::hour_ms)};
    const std::string end_label = moment(end, ui.now, ui.utc_offset_minutes);
    queue_range(ui, cut_top(in, 36),
                {.from = ui.now,
                 .to = end,
                 .early = look.early_at,
                 .likely = look.likely_at,
                 .late = look.late_at,
                 .from_label = say("time.now"),
                 .to_label = end_label});
}

float message_height(Ui& ui, float width, const Message& message) {
    return 20 + paragraph_height(ui, width - 32, message.text) + 16;
}

void message_view(Ui& ui, Rect at, const Message& message) {
    avatar(ui, at.x, at.y, 24, message.author);
    cut_left(at, 32);
    Rect head = cut_top(at, 20);
    label_right(ui, head, moment(message.at, ui.now, ui.utc_offset_minutes), tokens::type.micro,
                ui.theme.text.tertiary);
    label_left(ui, head, message.author, tokens::type.small_strong, ui.theme.text.primary);
    if (message.from_store) chip(ui, head, {.label = say("submission.reviewer"), .height = 16});
    paragraph(ui, at, message.text, {.colour = ui.theme.text.secondary});
}

void composer(Ui& ui, Rect rect, const Scene& scene, const Submission& s, Intents& out) {
    rule(ui, rect.x, rect.y, rect.w, ui.theme.border.subtle);
    Rect in = inset(rect, 10, 10);
    Rect foot = cut_bottom(in, 28);
    cut_bottom(in, 8);
    const std::string key = "message/" + s.id.text;
    std::string draft = scene.drafts.text(key);
    std::string_view denied = refuse_right(scene, Right::submit);
    const Typed typed = field(ui, in,
                              {.name = say("submission.write"),
                               .placeholder = say("submission.write"),
                               .id = "message",
                               .multiline = true,
                               .max_length = 4000,
                               .reason = denied,
                               .style = tokens::type.body,
                               .test_id = "message"},
                              draft);
    if (typed.changed) out += WriteDraft{key, draft};
    if (denied.empty() && base::trimmed(draft).empty()) denied = say("submission.nothing_typed");
    const std::string_view send = say("common.send");
    const bool pressed = button_right(ui, foot,
                                      {.label = send,
                                       .icon = Icon::send,
                                       .id = "send",
                                       .reason = denied,
                                       .busy_label = scene.sending ? send : std::string_view{}})
                             .pressed;
    if ((pressed || typed.submitted) && denied.empty() && !scene.sending)
        out += SendMessage{s.id, draft};
}

void conversation_card(Ui& ui, Rect rect, const Scene& scene, const SubmissionDetail& detail,
                       Intents& out) {
    CardFrame box{
        ui,
        rect,
        {.title = say("submission.conversation"), .context = {}, .test_id = "conversation"}};
    composer(ui, cut_bottom(box.body, 110), scene, detail.submission, out);
    if (detail.messages.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::reviews,
                     .title = say("submission.no_messages"),
                     .detail = say("submission.no_messages_detail"),
                     .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("submission.conversation"), .id = "messages"}};
    Rect at = inset(pane.content(), 14, 14);
    std::int64_t index = 0;
    for (const Message& message : detail.messages) {
        const Scope scope{ui, base::decimal(index++)};
        message_view(ui, cut_top(at, message_height(ui, at.w, message)), message);
    }
    pane.end_at(at.y);
}

void wide_body(Ui& ui, Rect body, const Scene& scene,
               const client::Remote<SubmissionDetail>& remote, Intents& out) {
    const SubmissionDetail& detail = *remote.value;
    body = inset(body, 24, 20);
    scene.probe.row(detail.submission.id.text, 0);
    header_view(ui, cut_top(body, 44, 16), scene, detail.submission, out);
    life_view(ui, cut_top(body, life_height(ui, detail), 16), detail);
    auto [left, right] = columns(body, 16, 1, fixed(372));
    findings_card(ui, left, scene, detail, out);
    outlook_card(ui, cut_top(right, 152, 16), scene, remote, detail.submission);
    conversation_card(ui, right, scene, detail, out);
}

void column_body(Ui& ui, Rect body, const Scene& scene,
                 const client::Remote<SubmissionDetail>& remote, Intents& out) {
    const SubmissionDetail& detail = *remote.value;
    ScrollArea pane{ui, body, {.name = say("shell.submissions"), .id = "page", .keys = true}};
    Rect at = inset(pane.content(), ui.narrow() ? 16 : 20, 16);
    scene.probe.row(detail.submission.id.text, 0);
    header_view(ui, cut_top(at, 44, 12), scene, detail.submission, out);
    if (ui.narrow()) {
        Rect actions = cut_top(at, 44, 12);
        header_actions(ui, actions, scene, detail.submission, out);
    }
    life_view(ui, cut_top(at, life_height(ui, detail), 12), detail);
    findings_card(ui, cut_top(at, findings_height(ui, at.w, detail), 12), scene, detail, out);
    outlook_card(ui, cut_top(at, 152, 12), scene, remote, detail.submission);
    float talk = 40 + 110 + 28;
    for (const Message& message : detail.messages) talk += message_height(ui, at.w - 28, message);
    conversation_card(ui, cut_top(at, std::max(talk, 300.F), 12), scene, detail, out);
    pane.end_at(at.y);
}

// "2 of 4", up and down: through what needs somebody.
void neighbours(Ui& ui, Rect& bar, const Scene& scene, Intents& out) {
    ListSubmissions::Request ask;
    ask.scope = SubmissionScope::attention;
    ask.limit = 50;
    const auto& remote = scene.queries.get<ListSubmissions>(ask);
    if (!remote.value) return;
    const auto& items = remote.value->items;
    const auto at = std::find_if(items.begin(), items.end(), [&](const Submission& one) {
        return one.id == scene.place.submission;
    });
    if (at == items.end()) return;
    const auto index = at - items.begin();
    const std::string_view ends = say("submission.no_more");
    const bool last = index + 1 == std::ssize(items);
    if (icon_button_right(ui, bar,
                          {.icon = Icon::down,
                           .name = say("common.next"),
                           .id = "next",
                           .reason = last ? ends : std::string_view{}}) ||
        (char_pressed(ui, 'j') && !last))
        out += go(submission_place(scene, (at + 1)->id), shell::Shell::History::replace);
    if (icon_button_right(ui, bar,
                          {.icon = Icon::up,
                           .name = say("common.previous"),
                           .id = "previous",
                           .reason = index == 0 ? ends : std::string_view{}}) ||
        (char_pressed(ui, 'k') && index > 0))
        out += go(submission_place(scene, (at - 1)->id), shell::Shell::History::replace);
    label_right(ui, bar, say("common.of", {grouped(index + 1), grouped(std::ssize(items))}),
                tokens::type.small, ui.theme.text.tertiary);
}

}  // namespace

void submission_view(Ui& ui, const Scene& scene, PageArea area, Intents& out) {
    const auto& remote = scene.queries.get<GetSubmission>({scene.place.submission});
    neighbours(ui, area.bar, scene, out);
    const Place all = page_of(scene, Page::submissions);
    if (link_left(ui, area.bar, {.label = say("submission.all"), .href = write_place(all)}))
        out += go(all);
    if (show_waiting_or_problem(ui, inset(area.body, 24, 20), remote, 56, out)) return;
    const bool roomy = ui.wide() && area.body.h >= 640;
    if (roomy)
        wide_body(ui, area.body, scene, remote, out);
    else
        column_body(ui, area.body, scene, remote, out);
    withdraw_confirm(ui, scene, remote.value->submission, out);
}

}  // namespace vitrine::console
