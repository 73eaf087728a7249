#include "console/views/review_detail.h"

#include <algorithm>
#include <array>

#include "console/format.h"
#include "console/pictures.h"
#include "console/views/review_list.h"
#include "console/widgets/chip.h"
#include "console/widgets/field.h"
#include "console/widgets/scroll.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr TypeStyle reading{15, 24, tokens::Face::regular};

void step_to(const Scene& scene, int step, Intents& out) {
    const Review* next = neighbour_review(scene, step);
    if (!next) return;
    Place target = scene.place;
    target.review = next->id;
    out += go(std::move(target), shell::Shell::History::replace);
}

void bar_view(Ui& ui, Rect bar, const Scene& scene, const Review& review, Intents& out) {
    rule(ui, bar.x, bar.bottom() - 1, bar.w, ui.theme.border.subtle);
    Rect in = inset(bar, ui.narrow() ? 12 : 20, 0);
    Place list = scene.place;
    list.review = {};
    if (!ui.wide()) {
        if (icon_button_left(ui, in,
                             {.icon = Icon::left,
                              .name = say("common.back"),
                              .size = ui.narrow() ? Size::touch : Size::compact,
                              .id = "back"}))
            out += go(list, shell::Shell::History::replace);
    }
    if (icon_button_right(ui, in, {.icon = Icon::down, .name = say("common.next"), .id = "next"}))
        step_to(scene, 1, out);
    if (icon_button_right(ui, in,
                          {.icon = Icon::up, .name = say("common.previous"), .id = "previous"}))
        step_to(scene, -1, out);
    if (button_right(ui, in,
                     {.label = say("reviews.copy"),
                      .kind = ButtonKind::quiet,
                      .icon = Icon::copy,
                      .id = "copy"}))
        out += CopyText{review.text};
    app_icon(ui, in.x, in.y + (in.h - 20) / 2, 20, review.icon, review.app_name, review.app.text);
    cut_left(in, 28);
    label(ui, in, review.app_name + " " + review.version, tokens::type.body_strong,
          ui.theme.text.primary);
    if (key_pressed(ui, Key::escape)) out += go(list, shell::Shell::History::replace);
}

std::string written(const Ui& ui, const Review& review) {
    std::string out;
    if (!review.country.empty()) out = country_name(review.country) + ", ";
    out += moment(review.created_at, ui.now, ui.utc_offset_minutes);
    if (review.previous_rating) out += ". " + say_count("reviews.was", *review.previous_rating);
    return out;
}

void author_view(Ui& ui, Rect row, const Review& review) {
    avatar(ui, row.x, row.y, 36, review.author);
    cut_left(row, 48);
    if (review.edits > 0) {
        const std::string edits = say_count("reviews.edits", review.edits);
        const Chip what{.label = edits, .tone = Tone::outline};
        chip(ui, cut_right(row, chip_width(ui, what), 8), what);
    }
    Rect head = cut_top(row, 22);
    const float width = std::min(head.w - 90, measure(ui, review.author, tokens::type.section) + 1);
    label(ui, cut_left(head, width, 8), review.author, tokens::type.section, ui.theme.text.primary);
    if (review.rating) stars(ui, head.x, head.y + 5, *review.rating, 14);
    label(ui, row, written(ui, review), tokens::type.small, ui.theme.text.tertiary);
}

float translation_view(Ui& ui, Rect at, const Review& review) {
    const Translation& translation = *review.translation;
    const Rect text_at = {at.x + 14, at.y + 18, at.w - 14, at.h};
    Rect head = {at.x + 14, at.y, at.w - 14, 16};
    icon(ui, cut_left(head, 12, 6), Icon::translate, ui.theme.text.tertiary, 12);
    label(ui, head, say("reviews.by_machine", {language_name(review.language)}), tokens::type.micro,
          ui.theme.text.tertiary);
    const float height = paragraph(ui, text_at, translation.text,
                                   {.colour = ui.theme.text.secondary, .lang = translation.locale});
    fill(ui, {at.x, at.y, 2, height + 20}, ui.theme.border.strong);
    return height + 20;
}

void facts_view(Ui& ui, Rect rect, const Review& review) {
    fill(ui, rect, ui.theme.bg.surface, 6);
    frame(ui, rect, ui.theme.border.default_, 6);
    struct Fact {
        WordKey name;
        std::string value;
    };
    const std::array<Fact, 4> facts = {{
        {"reviews.device", review.device},
        {"reviews.system", review.system},
        {"reviews.version", review.version},
        {"reviews.helpful", grouped(review.helpful)},
    }};
    const auto cells = columns(rect, 0, 1, 1, 1, 1);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (i > 0)
            rule_down(ui, cells[i].x, cells[i].y + 1, cells[i].h - 2, ui.theme.border.subtle);
        Rect in = inset(cells[i], 12, 7);
        label(ui, cut_top(in, 15), say(facts[i].name), tokens::type.micro, ui.theme.text.tertiary);
        label(ui, in, facts[i].value.empty() ? std::string(unknown_text) : facts[i].value,
              tokens::type.small_strong, ui.theme.text.primary);
    }
}

float reply_view(Ui& ui, Rect at, const Scene& scene, const Review& review, Intents& out) {
    const ReviewReply& reply = *review.reply;
    const float text_h = paragraph_height(ui, at.w - 28, reply.text);
    const Rect box = {at.x, at.y, at.w, text_h + 56};
    fill(ui, box, ui.theme.bg.surface, 6);
    frame(ui, box, ui.theme.border.default_, 6);
    Rect in = inset(box, 14, 10);
    Rect head = cut_top(in, 24, 6);
    if (button_right(ui, head,
                     {.label = say("reviews.take_back"),
                      .kind = ButtonKind::quiet,
                      .size = Size::inline_,
                      .icon = Icon::undo,
                      .id = "take_back",
                      .reason = refuse_right(scene, Right::reply)}))
        out += TakeReplyBack{review.id};
    label_left(ui, head, reply.author, tokens::type.small_strong, ui.theme.text.primary);
    label(ui, head, moment(reply.at, ui.now, ui.utc_offset_minutes), tokens::type.micro,
          ui.theme.text.tertiary);
    paragraph(ui, in, reply.text, {.colour = ui.theme.text.secondary});
    return box.h;
}

std::string_view refuse_send(const Scene& scene, std::string_view draft) {
    const std::string_view denied = refuse_right(scene, Right::reply);
    if (!denied.empty()) return denied;
    if (base::trimmed(draft).empty()) return say("reviews.nothing_typed");
    if (base::count_code_points(draft) > reply_length_max) return say("reviews.too_long");
    return {};
}

void composer_foot(Ui& ui, Rect foot, const Scene& scene, const Review& review,
                   const std::string& draft, bool submitted, Intents& out) {
    const auto used = static_cast<std::int64_t>(base::count_code_points(draft));
    const bool over = used > reply_length_max;
    const std::string_view reason = refuse_send(scene, draft);
    const std::string_view send = review.reply ? say("reviews.change") : say("common.send");
    const bool pressed = button_right(ui, foot,
                                      {.label = send,
                                       .kind = ButtonKind::primary,
                                       .size = ui.narrow() ? Size::touch : Size::compact,
                                       .icon = Icon::send,
                                       .id = "send",
                                       .reason = reason,
                                       .busy_label = scene.sending ? send : std::string_view{}})
                             .pressed;
    label(ui, foot, say("common.of", {grouped(used), grouped(reply_length_max)}),
          tokens::type.small, over ? ui.theme.bad.text : ui.theme.text.tertiary);
    if ((pressed || submitted) && reason.empty() && !scene.sending)
        out += SendReply{review.id, draft, review.revision};
}

void composer(Ui& ui, Rect rect, const Scene& scene, const Review& review, Intents& out) {
    const std::string key = "reply/" + review.id.text;
    std::string draft = scene.drafts.text(key);
    fill(ui, rect, ui.theme.bg.surface, 8);
    Rect in = inset(rect, 12, 0);
    const Rect head = cut_top(in, 38);
    rule(ui, rect.x, head.bottom(), rect.w, ui.theme.border.subtle);
    const std::string title = review.language.empty()
                                  ? std::string(say("reviews.reply"))
                                  : say("reviews.reply_in", {language_name(review.language)});
    heading(ui, head, title, tokens::type.small_strong, 3);
    const Rect foot = cut_bottom(in, ui.narrow() ? 56 : 44);
    const bool denied = !refuse_right(scene, Right::reply).empty();
    const Typed typed =
        field(ui, inset(in, 0, 8),
              {.name = title,
               .placeholder = say("reviews.write"),
               .id = "reply",
               .multiline = true,
               .max_length = reply_length_max,
               .reason = denied ? refuse_right(scene, Right::reply) : std::string_view{},
               .style = tokens::type.reading,
               .frame = false,
               .take_focus = char_pressed(ui, 'r'),
               .test_id = "reply"},
              draft);
    frame(ui, rect, typed.focused ? ui.theme.border.focus : ui.theme.border.default_, 8);
    if (typed.changed) out += WriteDraft{key, draft};
    composer_foot(ui, foot, scene, review, draft, typed.submitted, out);
}

void topics_view(Ui& ui, Rect row, const Review& review) {
    for (const std::string& topic : review.topics) chip_left(ui, row, {.label = topic}, 6);
}

void body_view(Ui& ui, Rect rect, const Scene& scene, const Review& review, Intents& out) {
    ScrollArea pane{ui, rect, {.name = say("reviews.detail"), .id = "detail"}};
    const Scope scope{ui, review.id.text};
    Rect at = inset(pane.content(), ui.narrow() ? 16 : 20, 18);
    author_view(ui, cut_top(at, 40, 14), review);
    const float text_h = paragraph(ui, {at.x, at.y, std::min(at.w, 680.F), at.h}, review.text,
                                   {.style = reading, .lang = review.language});
    cut_top(at, text_h, 14);
    if (review.translation) cut_top(at, translation_view(ui, at, review), 14);
    facts_view(ui, cut_top(at, 46, 14), review);
    if (!review.topics.empty()) topics_view(ui, cut_top(at, 20, 14), review);
    if (review.reply) cut_top(at, reply_view(ui, at, scene, review, out), 14);
    pane.end_at(at.y);
}

}  // namespace

void review_detail(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const Group group{
        ui, rect, {.role = SemRole::region, .name = say("reviews.detail"), .test_id = "review"}};
    if (scene.place.review.text.empty()) {
        empty_panel(ui, rect,
                    {.icon = Icon::reviews,
                     .title = say("reviews.choose"),
                     .detail = say("reviews.choose_detail"),
                     .id = "choose"});
        return;
    }
    const auto& remote = scene.queries.get<GetReview>({scene.place.review});
    if (show_waiting_or_problem(ui, inset(rect, 20, 20), remote, 56, out)) return;
    const Review& review = *remote.value;
    bar_view(ui, cut_top(rect, 48), scene, review, out);
    const float margin = ui.narrow() ? 12 : 20;
    const Rect foot = cut_bottom(rect, (ui.narrow() ? 210.F : 196.F) + margin);
    body_view(ui, rect, scene, review, out);
    composer(ui, {foot.x + margin, foot.y, foot.w - 2 * margin, foot.h - margin}, scene, review,
             out);
}

}  // namespace vitrine::console
