#include "console/views/board_frame.h"

#include <algorithm>
#include <cmath>

#include "console/draw.h"
#include "console/format.h"
#include "console/pictures.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

constexpr float board_width = 1920, board_height = 1080;
constexpr std::int64_t old_after_ms = 60'000;

// The step of this minute on the circle that keeps pictures from burning in.
Point burn_in_step(base::Instant now, float radius) {
    const auto minute = static_cast<float>(now.ms / base::minute_ms % 60);
    const float angle = minute / 60 * 2 * 3.14159265F;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

base::Instant oldest_of(std::initializer_list<const client::RemoteState*> data) {
    base::Instant oldest{INT64_MAX};
    for (const client::RemoteState* one : data) oldest = std::min(oldest, one->answered_at);
    return oldest;
}

}  // namespace

Board::Board(Ui& u, const Scene& scene, std::string_view title,
             std::initializer_list<const client::RemoteState*> data)
    : ui(u), fresh(false), page_(u.page) {
    unit_ = std::min(page_.w / board_width, page_.h / board_height);
    fill(ui, page_, ui.theme.bg.canvas);
    const base::Instant oldest = oldest_of(data);
    // With the stream open a change is told at once, so what was answered long ago still holds.
    const bool told = scene.stream == client::StreamState::live && oldest.ms != 0;
    fresh = scene.offline_since.ms == 0 && (told || ui.now.ms - oldest.ms <= old_after_ms);
    const Point step = burn_in_step(ui.now, px(tokens::kiosk.shift_radius));
    body = inset(moved(page_, step.x, step.y), px(tokens::kiosk.safe_margin));
    head(scene, title, oldest);
    const std::int64_t to_minute = base::minute_ms - ui.now.ms % base::minute_ms;
    ui.frames.wake_at(ui.seconds + static_cast<double>(to_minute) / 1000 + 0.05);
}

void Board::head(const Scene& scene, std::string_view title, base::Instant oldest) {
    Rect row = cut_top(body, px(60), px(36));
    product_mark(ui, row.x, row.y + px(4), px(52));
    cut_left(row, px(52 + 24));
    Rect right = cut_right(row, px(620));
    heading(ui, row, title, style(tokens::type.kiosk_title), 1);
    const TypeStyle clock{px(44), px(52), tokens::Face::medium};
    label_right(ui, right, clock_time(ui.now, ui.utc_offset_minutes), clock, ui.theme.text.primary,
                px(32));
    live_mark(right, oldest);
    rota_dots(right, scene.place.page);
}

void Board::live_mark(Rect& row, base::Instant oldest) {
    const Colour colour = fresh ? ui.theme.good.text : ui.theme.warn.text;
    const std::string waiting =
        oldest.ms > 0 && oldest.ms != INT64_MAX
            ? say("board.waiting_since", {clock_time(oldest, ui.utc_offset_minutes)})
            : std::string(say("board.waiting"));
    const std::string words = fresh ? std::string(say("common.live")) : waiting;
    label_right(ui, row, words, style(tokens::type.kiosk_label),
                fresh ? ui.theme.text.secondary : colour, px(12));
    disc(ui, row.right() - px(7), row.y + row.h / 2, px(7), colour);
    cut_right(row, px(14), px(28));
}

void Board::rota_dots(Rect& row, Page page) {
    for (const Page one : {Page::board_ratings, Page::board_today}) {
        const bool now = one == page;
        const Rect dot =
            middle_right(cut_right(row, px(now ? 64 : 14), px(12)), px(now ? 64 : 14), px(14));
        fill(ui, dot, now ? ui.theme.accent.mark : ui.theme.border.default_, px(7));
    }
}

void Board::line(Rect& from, std::string_view what, TypeStyle of, Colour colour, float gap) {
    label(ui, cut_top(from, of.line, gap), what, of, colour);
}

void Board::bar(Rect rect, double share, Colour colour) {
    fill(ui, rect, ui.theme.bg.active, rect.h / 2);
    if (share <= 0) return;
    const float width = std::max(rect.h, rect.w * static_cast<float>(std::min(1.0, share)));
    fill(ui, {rect.x, rect.y, width, rect.h}, colour, rect.h / 2);
}

std::size_t turn_of(const Ui& ui, std::size_t count) {
    const auto turn_ms = static_cast<std::int64_t>(2 * tokens::motion.kiosk_board_ms);
    return count == 0 ? 0 : static_cast<std::size_t>(ui.now.ms / turn_ms) % count;
}

}  // namespace vitrine::console
