#include "console/views/review_list.h"

#include <algorithm>

#include "console/format.h"
#include "console/pictures.h"
#include "console/widgets/chip.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

float row_height(const Ui& ui) { return ui.narrow() ? 128 : 91; }

// The review at `index`, or null while its window is on its way.
const Review* review_at(const Scene& scene, const Place& place, std::int64_t index) {
    const std::int64_t first = index / review_window * review_window;
    const auto& remote = scene.queries.get<ListReviews>(review_request(place, first));
    const auto at = static_cast<std::size_t>(index - first);
    return remote.value && at < remote.value->items.size() ? &remote.value->items[at] : nullptr;
}

void waiting_row(Ui& ui, Rect row) {
    const Rect in = inset(row, 16, 12);
    skeleton_bar(ui, {in.x, in.y, in.w * 0.4F, 10});
    skeleton_bar(ui, {in.x, in.y + 22, in.w * 0.9F, 12});
    skeleton_bar(ui, {in.x, in.y + 44, in.w * 0.6F, 10});
}

void head_line(Ui& ui, Rect line, const Review& review) {
    label_right(ui, line, age(review.created_at, ui.now, ui.utc_offset_minutes), tokens::type.micro,
                ui.theme.text.tertiary, 8);
    ui.host.ages_shown();
    if (!review.version.empty())
        label_right(ui, line, review.version, tokens::type.micro, ui.theme.text.tertiary);
    if (review.rating) cut_left(line, stars(ui, line.x, line.y + 4, *review.rating, 11), 8);
    const float author_w =
        std::min(line.w * 0.7F, measure(ui, review.author, tokens::type.small_strong) + 1);
    label(ui, cut_left(line, author_w, 8), review.author, tokens::type.small_strong,
          ui.theme.text.primary);
    label(ui, line, review.country, tokens::type.micro, ui.theme.text.tertiary);
}

void translation_line(Ui& ui, Rect line, const Review& review) {
    if (!review.translation) {
        if (!review.language.empty())
            label(ui, line, language_name(review.language), tokens::type.small,
                  ui.theme.text.tertiary);
        return;
    }
    icon(ui, cut_left(line, 12, 6), Icon::translate, ui.theme.text.tertiary, 12);
    paragraph(ui, line, review.translation->text,
              {.style = tokens::type.small,
               .colour = ui.theme.text.tertiary,
               .max_lines = 1,
               .lang = review.translation->locale,
               .select = Select::no});
}

void topic_line(Ui& ui, Rect line, const Review& review) {
    for (const std::string& topic : review.topics) {
        const Chip what{.label = topic};
        if (chip_width(ui, what) > line.w) return;
        chip_left(ui, line, what);
    }
    if (review.reply) {
        icon(ui, cut_left(line, 14, 4), Icon::reply, ui.theme.good.text, 12);
        label(ui, line, say("reviews.answered"), tokens::type.micro, ui.theme.text.tertiary);
    }
}

void review_row(Ui& ui, Rect rect, std::int64_t index, std::int64_t total, const Scene& scene,
                const Review& review, Intents& out) {
    Place target = scene.place;
    target.review = review.id;
    const std::string href = write_place(target);
    const std::string name = say("reviews.by", {review.author, review.app_name});
    const bool chosen = review.id == scene.place.review;
    const Row row{ui,
                  rect,
                  {.id = review.id.text,
                   .name = name,
                   .href = href,
                   .index = index,
                   .count = total,
                   .selected = chosen}};
    scene.probe.row(review.id.text, index);
    Rect in = inset(rect, ui.narrow() ? 16 : 14, 9);
    if (ui.narrow()) {
        app_icon(ui, in.x, in.y, 28, review.icon, review.app_name, review.app.text);
        Rect head = cut_top(in, 30, 4);
        cut_left(head, 38);
        head_line(ui, head, review);
    } else {
        head_line(ui, cut_top(in, 18, 1), review);
    }
    const std::int32_t lines = ui.narrow() ? 2 : 1;
    paragraph(ui, cut_top(in, 20.F * static_cast<float>(lines), 1), review.text,
              {.max_lines = lines, .lang = review.language});
    translation_line(ui, cut_top(in, 17, 2), review);
    topic_line(ui, cut_top(in, 20), review);
    if (row) out += go(target, shell::Shell::History::replace);
}

void empty_list(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const bool narrowed = !(scene.place.filter == ReviewFilter{});
    const EmptyLook look{
        .icon = Icon::reviews,
        .title = narrowed ? say("reviews.none_here") : say("reviews.none"),
        .detail = narrowed ? say("reviews.none_here_detail") : say("reviews.none_detail"),
        .action = narrowed ? say("reviews.clear") : std::string_view{},
        .id = "clear"};
    if (!empty_panel(ui, rect, look)) return;
    Place place = scene.place;
    place.filter = {};
    out += go(std::move(place), shell::Shell::History::replace);
}

void move_keys(Ui& ui, const Scene& scene, Intents& out) {
    const int step = char_pressed(ui, 'j') ? 1 : char_pressed(ui, 'k') ? -1 : 0;
    if (step == 0) return;
    const Review* next = neighbour_review(scene, step);
    if (!next) return;
    Place target = scene.place;
    target.review = next->id;
    out += go(std::move(target), shell::Shell::History::replace);
}

template <class Request> Request narrowed(const ReviewFilter& f) {
    Request ask;
    if (!f.q.empty()) ask.q = f.q;
    ask.ratings = f.ratings;
    ask.apps = f.apps;
    ask.languages = f.languages;
    ask.countries = f.countries;
    ask.versions = f.versions;
    ask.topics = f.topics;
    ask.replied = f.replied;
    ask.since = f.since;
    return ask;
}

}  // namespace

ListReviews::Request review_request(const Place& place, std::int64_t offset) {
    auto ask = narrowed<ListReviews::Request>(place.filter);
    if (place.sort != ReviewSort::newest) ask.sort = place.sort;
    if (offset != 0) ask.offset = offset;
    ask.limit = review_window;
    return ask;
}

CountReviews::Request count_request(const ReviewFilter& filter) {
    return narrowed<CountReviews::Request>(filter);
}

const Place& shown_place(const Scene& scene) {
    const auto& first = scene.queries.get<ListReviews>(review_request(scene.place, 0));
    if (first.value || first.problem || scene.settled.page != Page::reviews) return scene.place;
    return scene.settled;
}

const Review* neighbour_review(const Scene& scene, int step) {
    const Place& place = shown_place(scene);
    const auto& first = scene.queries.get<ListReviews>(review_request(place, 0));
    if (!first.value) return nullptr;
    const auto middle = std::max<std::int64_t>(0, scene.probe.top_row);
    for (std::int64_t at = middle - middle % review_window;
         at < std::min(first.value->total, middle + 2 * review_window); ++at) {
        const Review* review = review_at(scene, place, at);
        if (!review) return nullptr;
        if (scene.place.review.text.empty()) return review;
        if (review->id == scene.place.review)
            return at + step < 0 ? nullptr : review_at(scene, place, at + step);
    }
    return nullptr;
}

void review_list(Ui& ui, Rect rect, const Scene& scene, Intents& out) {
    const Place& place = shown_place(scene);
    const auto& first = scene.queries.get<ListReviews>(review_request(place, 0));
    scene.probe.shown_query = place.filter.q;
    if (show_waiting_or_problem(ui, rect, first, row_height(ui), out)) return;
    const std::int64_t total = first.value->total;
    if (total == 0) return empty_list(ui, rect, scene, out);
    // A list of its own for each filter: its scroll starts at the top.
    Place whole = place;
    whole.review = {};
    RowWindow list{ui,
                   rect,
                   {.name = say("reviews.list"),
                    .id = write_place(whole),
                    .count = total,
                    .row_height = row_height(ui),
                    .keys = true,
                    .test_id = "reviews"}};
    if (scene.jump_to) list.reveal(*scene.jump_to);
    for (std::int64_t i = list.first(); i < list.last(); ++i) {
        const Review* review = review_at(scene, place, i);
        if (review) {
            review_row(ui, list.row(i), i, total, scene, *review, out);
        } else {
            waiting_row(ui, list.row(i));
            scene.probe.row({}, i);
        }
    }
    // The next window is asked for before it is reached.
    if (list.last() + 10 < total) review_at(scene, place, list.last() + 10);
    if (list.first() > 10) review_at(scene, place, list.first() - 10);
    move_keys(ui, scene, out);
}

}  // namespace vitrine::console
