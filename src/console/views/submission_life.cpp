#include "console/views/submission_life.h"

#include <algorithm>
#include <array>

#include "console/format.h"
#include "console/pictures.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr Stage before[] = {Stage::draft, Stage::validating, Stage::queued, Stage::in_review};
constexpr Stage decisions[] = {Stage::approved, Stage::changes_requested, Stage::rejected};
constexpr Stage after[] = {Stage::scheduled, Stage::rolling_out, Stage::live};

const TimelineEntry* newest_of(const SubmissionDetail& detail, Stage stage) {
    for (auto at = detail.timeline.rbegin(); at != detail.timeline.rend(); ++at)
        if (at->stage == stage) return &*at;
    return nullptr;
}

// Where a stage stands on the line: 0..3 before, 4 a decision, 5.. after.
int step_of(Stage stage) {
    switch (stage) {
        case Stage::draft: return 0;
        case Stage::validating:
        case Stage::invalid: return 1;
        case Stage::ready:
        case Stage::queued: return 2;
        case Stage::in_review:
        case Stage::appealed: return 3;
        case Stage::approved:
        case Stage::changes_requested:
        case Stage::rejected: return 4;
        case Stage::scheduled: return 5;
        case Stage::rolling_out:
        case Stage::halted: return 6;
        case Stage::withdrawn: return 0;
        default: return 7;
    }
}

Stage decision_of(const SubmissionDetail& detail) {
    const Stage now = detail.submission.stage;
    if (std::find(std::begin(decisions), std::end(decisions), now) != std::end(decisions))
        return now;
    return Stage::approved;
}

enum class NodeState : std::uint8_t { done, current, ahead };

void node(Ui& ui, float x, float y, Stage stage, NodeState state, std::string_view sub,
          float share = 0.5F) {
    const Colour colour = state == NodeState::ahead     ? ui.theme.text.disabled
                          : state == NodeState::current ? hues_of(ui.theme, stage).text
                                                        : ui.theme.text.secondary;
    disc(ui, x, y, 13, ui.theme.bg.surface);
    stage_glyph(ui, {x - 9, y - 9, 18, 18}, state == NodeState::done ? Stage::approved : stage,
                colour, 18, share);
    const std::string_view word =
        state == NodeState::done ? say_of<"submission.done">(name_of(stage))
                                 : say_of<"stage">(name_of(stage));
    label(ui, {x - 70, y + 14, 140, 18}, word, tokens::type.small_strong,
          state == NodeState::ahead ? ui.theme.text.tertiary : ui.theme.text.primary,
          Align::center);
    if (!sub.empty())
        label(ui, {x - 70, y + 32, 140, 16}, sub, tokens::type.micro, ui.theme.text.tertiary,
              Align::center);
}

// A curve from (x0, y0) to (x1, y1) that leaves and arrives level.
void branch(Ui& ui, float x0, float y0, float x1, float y1, Colour colour) {
    std::array<Point, 17> points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const float t = static_cast<float>(i) / 16;
        const float ease = t * t * (3 - 2 * t);
        points[i] = {x0 + (x1 - x0) * t, y0 + (y1 - y0) * ease};
    }
    polyline(ui, points, colour, 2);
}

float decision_box(Ui& ui, float x, float y, Stage stage, bool on, std::string_view when) {
    const Hues hues = hues_of(ui.theme, stage);
    const std::string_view word = say_of<"stage">(name_of(stage));
    const float word_w = measure(ui, word, tokens::type.small_strong);
    const float when_w = when.empty() ? 0 : measure(ui, when, tokens::type.micro) + 12;
    const Rect box = {x, y - 14, word_w + when_w + 42, 28};
    fill(ui, box, on ? hues.tint : ui.theme.bg.surface, 6);
    frame(ui, box, on ? hues.line : ui.theme.border.default_, 6);
    stage_glyph(ui, {x + 9, y - 7, 14, 14}, stage, on ? hues.text : ui.theme.text.tertiary, 14);
    Rect in = {x + 30, box.y, box.w - 38, box.h};
    label_left(ui, in, word, tokens::type.small_strong,
               on ? ui.theme.text.primary : ui.theme.text.tertiary, 12);
    if (!when.empty()) label(ui, in, when, tokens::type.micro, ui.theme.text.tertiary);
    return box.w;
}

std::string time_of(const Ui& ui, const SubmissionDetail& detail, Stage stage) {
    const TimelineEntry* entry = newest_of(detail, stage);
    return entry ? moment(entry->at, ui.now, ui.utc_offset_minutes) : std::string();
}

// The widest of the decisions as they will be drawn.
float decisions_width(Ui& ui, const SubmissionDetail& detail, bool decided) {
    float wide = 0;
    for (const Stage stage : decisions) {
        float one = measure(ui, say_of<"stage">(name_of(stage)), tokens::type.small_strong) + 42;
        if (decided && stage == decision_of(detail))
            one += measure(ui, time_of(ui, detail, stage), tokens::type.micro) + 12;
        wide = std::max(wide, one);
    }
    return wide;
}

void wide_life(Ui& ui, Rect rect, const SubmissionDetail& detail) {
    const int step = step_of(detail.submission.stage);
    const float y = rect.y + 66, x0 = rect.x + 38;
    // What comes after stands to the right of the decisions, labels and all.
    const float stem = ui.wide() ? 156 : 120, ahead = 85 * 2 + 44 + 46;
    const float room = rect.right() - ahead - decisions_width(ui, detail, step >= 4) - stem - x0;
    const float gap = std::min(rect.w * 0.138F, room / 3);
    const float fork = x0 + gap * 3 + stem * 0.41F, boxes = x0 + gap * 3 + stem;
    const Stage decided = decision_of(detail);
    const Colour way = ui.theme.border.strong, off = ui.theme.border.default_;
    const Colour lit = step >= 4 ? hues_of(ui.theme, decided).text : off;
    fill(ui, {x0, y - 1, gap * 3, 2}, way);
    fill(ui, {x0 + gap * 3 + 13, y - 1, fork - x0 - gap * 3 - 13, 2}, step >= 4 ? lit : off);
    for (int i = 0; i < 3; ++i) {
        const float by = y + 42.F * static_cast<float>(i - 1);
        branch(ui, fork, y, boxes, by, step >= 4 && decisions[i] == decided ? lit : off);
    }
    const float tail = rect.right() - 44;
    const float ny = y - 42, nx[] = {tail - 170, tail - 85, tail};
    dashed_polyline(ui, std::array<Point, 2>{{{boxes + 90, ny}, {tail, ny}}}, off, 2, 3, 4);
    for (int i = 0; i < 4; ++i) {
        const NodeState state = i < step    ? NodeState::done
                                : i == step ? NodeState::current
                                            : NodeState::ahead;
        node(ui, x0 + gap * static_cast<float>(i), y, before[i], state,
             time_of(ui, detail, before[i]));
    }
    for (int i = 0; i < 3; ++i) {
        const bool on = step >= 4 && decisions[i] == decided;
        decision_box(ui, boxes, y + 42.F * static_cast<float>(i - 1), decisions[i], on,
                     on ? time_of(ui, detail, decisions[i]) : std::string());
    }
    for (int i = 0; i < 3; ++i) {
        const NodeState state = i + 5 < step    ? NodeState::done
                                : i + 5 == step ? NodeState::current
                                                : NodeState::ahead;
        const Stage shown = state == NodeState::current ? detail.submission.stage : after[i];
        node(ui, nx[i], ny, shown, state, {}, static_cast<float>(detail.submission.fraction));
    }
}

void listed_life(Ui& ui, Rect rect, const SubmissionDetail& detail) {
    for (const TimelineEntry& entry : detail.timeline) {
        Rect line = cut_top(rect, 32);
        stage_glyph(ui, cut_left(line, 16, 10), entry.stage, hues_of(ui.theme, entry.stage).text,
                    14);
        label_right(ui, line, moment(entry.at, ui.now, ui.utc_offset_minutes), tokens::type.small,
                    ui.theme.text.tertiary);
        label(ui, line, say_of<"stage">(name_of(entry.stage)), tokens::type.body_strong,
              ui.theme.text.primary);
    }
}

}  // namespace

float life_height(const Ui& ui, const SubmissionDetail& detail) {
    return ui.narrow() ? 24 + 32 * static_cast<float>(detail.timeline.size()) : 150;
}

void life_view(Ui& ui, Rect rect, const SubmissionDetail& detail) {
    const Rect in = card(ui, rect);
    const Group group{
        ui, rect, {.role = SemRole::region, .name = say("submission.life"), .test_id = "life"}};
    if (ui.narrow())
        listed_life(ui, inset(in, 14, 12), detail);
    else
        wide_life(ui, inset(in, 14, 8), detail);
}

}  // namespace vitrine::console
