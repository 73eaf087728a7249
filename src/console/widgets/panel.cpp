#include "console/widgets/panel.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "console/format.h"
#include "console/pictures.h"
#include "console/ui_host.h"
#include "console/words.h"

namespace vitrine::console {

Freshness freshness_of(base::Instant when, base::Instant now) {
    const auto seconds = static_cast<float>(now.ms - when.ms) / 1000;
    if (seconds < tokens::freshness.live_under_s) return Freshness::live;
    return seconds < tokens::freshness.aging_under_s ? Freshness::aging : Freshness::stale;
}

namespace {

constexpr TypeStyle age_text{11, 14, tokens::Face::regular};

Freshness kind_of(const Ui& ui, const Age& age) {
    if (age.offline) return Freshness::offline;
    if (age.of && age.style == AgeStyle::clock) {  // A time of day judges nothing.
        const bool fresh = freshness_of(*age.of, ui.now) != Freshness::stale;
        return fresh ? Freshness::live : Freshness::aging;
    }
    return age.of ? freshness_of(*age.of, ui.now) : Freshness::live;
}

std::string words_of(const Ui& ui, const Age& age, Freshness kind) {
    if (!age.instead.empty()) return std::string(age.instead);
    if (!age.of) return std::string(age.offline ? say("common.offline") : say("common.live"));
    const std::string clock = clock_time(*age.of, ui.utc_offset_minutes);
    if (age.style == AgeStyle::clock) {
        const std::int64_t old = ui.now.ms - age.of->ms;
        return old < base::day_ms ? clock : short_date(*age.of, ui.utc_offset_minutes);
    }
    if (kind == Freshness::offline) return say("common.offline_since", {clock});
    if (kind == Freshness::stale && ui.now.ms - age.of->ms < base::day_ms) {
        return say("common.stale", {duration(ui.now.ms - age.of->ms)});
    }
    return ago(*age.of, ui.now, ui.utc_offset_minutes);
}

Colour colour_of(const Theme& theme, Freshness kind) {
    if (kind == Freshness::stale) return theme.warn.text;
    return kind == Freshness::offline ? theme.bad.text : theme.text.tertiary;
}

void draw_mark(Ui& ui, Rect at, Freshness kind) {
    if (kind == Freshness::live) {
        disc(ui, at.right() - 3, at.y + at.h / 2, 3, ui.theme.good.text);
    } else {
        const bool off = kind == Freshness::offline;
        icon(ui, at, off ? Icon::wifi0 : Icon::clock, colour_of(ui.theme, kind), 12);
    }
}

float mark_width(Freshness kind) { return kind == Freshness::live ? 6 : 12; }

}  // namespace

float age_width(Ui& ui, const Age& age) {
    const Freshness kind = kind_of(ui, age);
    return mark_width(kind) + 5 + std::ceil(measure(ui, words_of(ui, age, kind), age_text));
}

float age_label(Ui& ui, Rect rect, const Age& age, Align align) {
    const Freshness kind = kind_of(ui, age);
    const std::string words = words_of(ui, age, kind);
    const float width = mark_width(kind) + 5 + std::ceil(measure(ui, words, age_text));
    Rect at = align == Align::right ? Rect{rect.right() - width, rect.y, width, rect.h} : rect;
    if (align == Align::center) at.x += (rect.w - width) / 2;
    draw_mark(ui, cut_left(at, mark_width(kind), 5), kind);
    text(ui, at, words, age_text, colour_of(ui.theme, kind));
    say_node(ui, SemRole::text, {at.x, rect.y, at.w, rect.h}, words);
    if (age.of && age.instead.empty() && ui.now.ms - age.of->ms < base::hour_ms) {
        ui.host.ages_shown();
    }
    return width;
}

namespace {
Group::Look card_group(const CardLook& look) {
    return {.role = SemRole::region, .name = look.title, .id = look.id, .test_id = look.test_id};
}
}  // namespace

CardFrame::CardFrame(Ui& ui, Rect rect, const CardLook& look) : group_(ui, rect, card_group(look)) {
    body = card(ui, rect);
    header = cut_top(body, look.header - ui.hair());
    rule(ui, header.x, header.bottom() - ui.hair(), header.w, ui.theme.border.subtle);
    cut_left(header, 14);
    cut_right(header, 8);
    constexpr TypeStyle title{13, 20, tokens::Face::semibold};
    const float wide = std::ceil(measure(ui, look.title, title));
    heading(ui, cut_left(header, wide, 8), look.title, title);
    if (!look.context.empty()) {
        label_left(ui, header, look.context, tokens::type.small, ui.theme.text.tertiary);
    }
    if (look.age) {
        cut_right(header, 8);
        age_label(ui, cut_right(header, age_width(ui, *look.age), 12), *look.age);
    }
}

bool skeleton_due(Ui& ui, base::Instant since) {
    const double waited = static_cast<double>(ui.now.ms - since.ms) / 1000;
    constexpr double delay = static_cast<double>(tokens::motion.skeleton_delay_ms) / 1000;
    if (waited >= delay) return true;
    ui.frames.wake_at(ui.seconds + delay - waited + 0.005);
    return false;
}

void skeleton_bar(Ui& ui, Rect rect, float radius) { fill(ui, rect, ui.theme.bg.skeleton, radius); }

void skeleton_rows(Ui& ui, Rect rect, float row_height, base::Instant since) {
    say_node(ui, SemRole::status, rect, say("common.loading"));
    if (!skeleton_due(ui, since)) return;
    constexpr float left[] = {120, 90, 140, 104, 128}, right[] = {60, 44, 70, 52, 40};
    Rect rest = rect;
    for (std::size_t i = 0; i < 6 && rest.h >= row_height * 0.6F; ++i) {
        Rect line = cut_top(rest, row_height);
        const Colour ink = faded(ui.theme.bg.skeleton, 1 - static_cast<float>(i) * 0.16F);
        rule(ui, line.x, line.bottom() - ui.hair(), line.w,
             faded(ui.theme.border.subtle, 1 - static_cast<float>(i) * 0.16F));
        line = inset(line, 14, 0);
        const float box = std::min(row_height - 14, 28.0F);
        fill(ui, centred(cut_left(line, box, 12), box, box), ink, 6);
        const float wide = std::min(line.w * 0.5F, left[i % 5]);
        fill(ui, middle_left(line, wide, 10), ink, 4);
        fill(ui, middle_right(line, std::min(line.w * 0.25F, right[i % 5]), 10), ink, 4);
    }
}

namespace {
struct Middle {
    Icon icon;
    Colour colour;
    std::string_view title, detail, action, id;
    std::optional<Icon> action_icon;
    SemRole role;
};

Press middle_panel(Ui& ui, Rect rect, const Middle& what) {
    const float wide = std::min(rect.w - 32, 260.0F);
    const Paragraph small{tokens::type.small, ui.theme.text.tertiary, 0, {}, Select::yes};
    float detail = what.detail.empty() ? 0 : paragraph_height(ui, wide, what.detail, small) + 6;
    // A strip of tiles has no room for all: first the picture goes, then the detail.
    const float bare = 20 + (what.action.empty() ? 0 : 34.0F);
    const bool pictured = bare + detail + 46 <= rect.h;
    if (bare + detail > rect.h) detail = 0;
    const float high = bare + detail + (pictured ? 46.0F : 0);
    const Group group{ui, rect, {.role = what.role, .name = what.title, .id = what.id}};
    Rect at{rect.x, rect.y + (rect.h - high) / 2, rect.w, high};
    if (pictured) {
        const Rect box = ui.snap(centred(cut_top(at, 36, 10), 36, 36));
        fill(ui, box, ui.theme.bg.active, 10);
        icon(ui, box, what.icon, what.colour, 20);
    }
    label(ui, inset(cut_top(at, 20, 6), 8, 0), what.title, tokens::type.body_strong,
          ui.theme.text.primary, Align::center);
    if (detail > 0) {
        const float text_wide =
            std::min(wide, std::ceil(measure(ui, what.detail, small.style)) + 1);
        paragraph(ui, {rect.x + (rect.w - text_wide) / 2, at.y, text_wide, detail}, what.detail,
                  small);
        cut_top(at, detail);
    }
    if (what.action.empty()) return {};
    cut_top(at, 6);
    const Button action{.label = what.action,
                        .size = ui.touch ? Size::touch : Size::inline_,
                        .icon = what.action_icon};
    const float button_wide = button_width(ui, action);
    return button(ui,
                  {rect.x + (rect.w - button_wide) / 2, at.y, button_wide, height_of(action.size)},
                  action);
}
}  // namespace

Press empty_panel(Ui& ui, Rect rect, const EmptyLook& look) {
    return middle_panel(ui, rect,
                        {look.icon,
                         ui.theme.text.tertiary,
                         look.title,
                         look.detail,
                         look.action,
                         look.id,
                         {},
                         SemRole::group});
}

Press problem_panel(Ui& ui, Rect rect, std::string_view title, const base::Problem& problem) {
    if (problem.kind == base::ProblemKind::forbidden)  // Trying again would not help.
        return empty_panel(ui, rect, {Icon::info, say("common.not_shown"), problem.detail});
    std::string detail = problem.detail.empty() ? problem.title : problem.detail;
    if (!detail.empty() && detail.back() != '.') detail += '.';
    if (!problem.code.empty()) {
        detail += ' ';
        detail += problem.request_id.empty()
                      ? say("common.code", {problem.code})
                      : say("common.code_request", {problem.code, problem.request_id});
    }
    return middle_panel(ui, rect,
                        {Icon::bad,
                         ui.theme.bad.text,
                         title,
                         detail,
                         say("common.try_again"),
                         {},
                         Icon::refresh,
                         SemRole::alert});
}

Press banner(Ui& ui, Rect rect, const Banner& what) {
    const Theme& t = ui.theme;
    const Hues hues = what.kind == BannerKind::bad    ? Hues{t.bad.text, t.bad.tint, t.bad.line}
                      : what.kind == BannerKind::good ? Hues{t.good.text, t.good.tint, t.good.line}
                      : what.kind == BannerKind::info ? Hues{t.info.text, t.info.tint, t.info.line}
                                                      : Hues{t.warn.text, t.warn.tint, t.warn.line};
    fill(ui, rect, hues.tint, 6);
    frame(ui, rect, hues.line, 6);
    Rect at = rect;
    cut_left(at, 14);
    cut_right(at, 8);
    icon(ui, cut_left(at, 16, 10), what.icon, hues.text, 16);
    Press press;
    const Group group{
        ui, rect, {.role = SemRole::status, .name = what.text, .id = what.id, .flags = sem_live}};
    if (!what.action.empty()) {
        press = button_right(ui, at, {.label = what.action, .size = Size::inline_}, 10);
    }
    text(ui, at, what.text, tokens::type.small, t.text.primary);
    return press;
}

}  // namespace vitrine::console
