#include <algorithm>
#include <cmath>

#include "console/draw.h"
#include "console/format.h"
#include "console/pictures.h"
#include "console/views/board_frame.h"
#include "console/views/board_views.h"
#include "console/words.h"
#include "contract/reviews.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr std::int64_t enough_to_speak_of = 5;
constexpr std::int32_t week_days = 7;
constexpr std::size_t large_letters_max = 150, small_letters_max = 90;

struct Ratings {
    const client::Remote<ReviewFacets>& today;
    const client::Remote<ReviewFacets>& week;
    const client::Remote<ReviewPage>& newest;

    bool speaks_of_today() const { return today.value && today.value->total >= enough_to_speak_of; }
    const client::Remote<ReviewFacets>& shown() const { return speaks_of_today() ? today : week; }
};

Ratings ask(const Ui& ui, const Scene& scene) {
    const base::Day day = base::day_of(ui.now);
    CountReviews::Request today, week;
    today.since = base::start_of(day);
    week.since = base::start_of({day.number - week_days});
    ListReviews::Request newest;
    newest.ratings = {4, 5};
    newest.limit = 60;
    return {scene.queries.get<CountReviews>(today), scene.queries.get<CountReviews>(week),
            scene.queries.get<ListReviews>(newest)};
}

void spread(Board& board, Rect& from, const ReviewFacets& facets) {
    Ui& ui = board.ui;
    const std::int64_t all = std::max<std::int64_t>(1, [&] {
        std::int64_t n = 0;
        for (const auto one : facets.ratings) n += one;
        return n;
    }());
    const std::int64_t most = facets.ratings.empty()
                                  ? 1
                                  : *std::max_element(facets.ratings.begin(), facets.ratings.end());
    const TypeStyle small = board.style(tokens::type.kiosk_label);
    for (std::size_t stars = facets.ratings.size(); stars > 0; --stars) {
        const auto count = static_cast<double>(facets.ratings[stars - 1]);
        Rect row = cut_top(from, board.px(36), board.px(12));
        label(ui, cut_left(row, board.px(22), board.px(18)),
              base::decimal(static_cast<std::int64_t>(stars)),
              board.style(32, 36, tokens::Face::semibold), ui.theme.text.primary);
        label(ui, cut_right(row, board.px(76), board.px(14)),
              percent(count / static_cast<double>(all), 0), small, ui.theme.text.secondary,
              Align::right);
        board.bar(middle_left(row, row.w, board.px(22)),
                  most > 0 ? count / static_cast<double>(most) : 0,
                  stars > 2 ? ui.theme.accent.mark : ui.theme.warn.text);
    }
}

void topics(Board& board, Rect from, const ReviewFacets& facets) {
    Ui& ui = board.ui;
    const auto count = std::min<std::size_t>(4, facets.topics.size());
    if (count == 0) return;
    Rect at = cut_bottom(from, board.px(50 + 56 * static_cast<float>(count)));
    board.line(at, say("board.topics"), board.style(tokens::type.kiosk_label),
               ui.theme.text.secondary, board.px(14));
    for (std::size_t i = 0; i < count; ++i) {
        const FacetRow& topic = facets.topics[i];
        Rect row = cut_top(at, board.px(46), board.px(10));
        label_right(ui, row, grouped(topic.count), board.style(tokens::type.kiosk_label),
                    ui.theme.text.secondary, board.px(16));
        label(ui, row, topic.label.empty() ? topic.key : topic.label,
              board.style(32, 40, tokens::Face::regular), ui.theme.text.primary);
    }
}

void rating_column(Board& board, Rect rect, const Ratings& data) {
    Ui& ui = board.ui;
    const TypeStyle small = board.style(tokens::type.kiosk_label);
    board.line(rect,
               data.speaks_of_today() ? say("board.ratings_today") : say("board.ratings_week"),
               board.style(34, 42, tokens::Face::medium), ui.theme.text.secondary, board.px(2));
    const auto& facets = data.shown().value;
    const TypeStyle hero = board.style(tokens::type.kiosk_hero);
    Rect row = cut_top(rect, hero.line, board.px(8));
    const std::string average =
        facets && facets->average ? number(*facets->average, 1) : std::string(unknown_text);
    label_left(ui, row, average, hero, board.number_colour(), board.px(20));
    star(ui, row.x, row.y + board.px(92), board.px(84), ui.theme.star);
    if (!facets) return;
    const auto& week = data.week.value;
    const std::string from =
        data.speaks_of_today() && week && week->average
            ? say("board.from_reviews_week", {grouped(facets->total), number(*week->average, 1)})
            : say("board.from_reviews", {grouped(facets->total)});
    board.line(rect, from, small, ui.theme.text.secondary, board.px(34));
    spread(board, rect, *facets);
    topics(board, rect, *facets);
}

// "Sora, Japan": the first name only, never a full one.
std::string who(const Review& review) {
    const std::string_view author = base::trimmed(review.author);
    std::string out(author.substr(0, author.find_first_of(" @")));
    if (review.country.empty()) return out;
    if (!out.empty()) out += ", ";
    return out += country_name(review.country);
}

bool fits(const Review& review, std::size_t letters_max) {
    const std::size_t letters = base::count_code_points(review.text);
    return review.rating && letters >= 8 && letters <= letters_max;
}

void large_review(Board& board, Rect rect, const Review& review) {
    Ui& ui = board.ui;
    const Group group{
        ui, rect, {.role = SemRole::region, .name = review.app_name, .id = review.id.text}};
    fill(ui, rect, ui.theme.bg.surface, board.px(20));
    frame(ui, rect, ui.theme.border.default_, board.px(20), board.px(3));
    rect = inset(rect, board.px(56), board.px(48));
    Rect head = cut_top(rect, board.px(80));
    app_icon(ui, head.x, head.y + board.px(4), board.px(72), review.icon, review.app_name,
             review.app.text);
    cut_left(head, board.px(72), board.px(20));
    const Rect rating = cut_right(head, board.px(250));
    stars(ui, rating.x, rating.y + board.px(16), *review.rating, board.px(44));
    board.line(head, review.app_name, board.style(36, 44, tokens::Face::semibold),
               ui.theme.text.primary);
    board.line(head, who(review), board.style(tokens::type.kiosk_label), ui.theme.text.secondary);
    const bool translated = review.translation && !review.translation->text.empty();
    if (translated) {
        Rect foot = cut_bottom(rect, board.px(96));
        icon(ui, cut_left(foot, board.px(36), board.px(18)), Icon::translate,
             ui.theme.text.secondary, board.px(36));
        paragraph(ui, foot, review.translation->text,
                  {
                      .style = board.style(tokens::type.kiosk_body),
                      .colour = ui.theme.text.secondary,
                      .max_lines = 2,
                      .lang = review.translation->locale,
                  });
    }
    const Paragraph look{
        .style = board.style(64, 88, tokens::Face::medium),
        .max_lines = translated ? 3 : 4,
        .lang = review.language,
    };
    const float height = paragraph_height(ui, rect.w, review.text, look);
    cut_top(rect, std::max(0.0F, (rect.h - height) / 2));
    paragraph(ui, rect, review.text, look);
}

void small_review(Board& board, Rect rect, const Review& review) {
    Ui& ui = board.ui;
    const Group group{
        ui, rect, {.role = SemRole::region, .name = review.app_name, .id = review.id.text}};
    fill(ui, rect, ui.theme.bg.surface, board.px(20));
    frame(ui, rect, ui.theme.border.default_, board.px(20), board.px(3));
    rect = inset(rect, board.px(28), board.px(26));
    const Rect head = cut_top(rect, board.px(44), board.px(14));
    app_icon(ui, head.x, head.y, board.px(44), review.icon, review.app_name, review.app.text);
    stars(ui, head.x + board.px(58), head.y + board.px(8), *review.rating, board.px(28));
    paragraph(ui, rect, review.text,
              {
                  .style = board.style(32, 46, tokens::Face::regular),
                  .max_lines = 3,
                  .lang = review.language,
              });
}

void voices(Board& board, Rect rect, const Ratings& data) {
    if (!data.newest.value) return;
    std::vector<const Review*> large, small;
    for (const Review& review : data.newest.value->items) {
        if (fits(review, large_letters_max) && review.translation) large.push_back(&review);
        if (fits(review, small_letters_max)) small.push_back(&review);
    }
    if (large.empty()) large = small;
    if (large.empty()) return;
    const Review* chosen = large[turn_of(board.ui, large.size())];
    std::erase(small, chosen);
    Rect row = cut_bottom(rect, board.px(236), board.px(32));
    const auto cells = columns(row, board.px(32), 1, 1, 1);
    const std::size_t first = small.empty() ? 0 : turn_of(board.ui, small.size()) * cells.size();
    for (std::size_t i = 0; i < std::min(cells.size(), small.size()); ++i)
        small_review(board, cells[i], *small[(first + i) % small.size()]);
    large_review(board, rect, *chosen);
}

}  // namespace

void board_ratings_view(Ui& ui, const Scene& scene) {
    const Ratings data = ask(ui, scene);
    Board board{ui, scene, say("board.ratings"), {&data.today, &data.newest}};
    const Group main{ui, board.body, {.role = SemRole::main, .name = say("board.ratings")}};
    const auto [left, right] = columns(board.body, board.px(48), fixed(board.px(560)), 1);
    rating_column(board, left, data);
    voices(board, right, data);
}

}  // namespace vitrine::console
