// Reviews, as AGC lists and answers them.
#include <algorithm>

#include "base/text.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;
using contract::Review;

constexpr std::size_t app_digits_max = 20, values_max = 50, id_length_max = 200;
constexpr std::int64_t span_most_ms = 184 * base::day_ms;  // six months
constexpr std::int64_t instant_most_ms = 253'402'300'799'000;
constexpr std::int32_t page_usual = 20, page_most = 100;
constexpr std::int64_t not_replied = 0, replied = 1, reply_answered = 3, followed_up = 6;
constexpr int stars = 5;

enum class Order : std::uint8_t { newest, best_first, worst_first };

// What the lists and the counts are about.
struct Wanted {
    contract::ReviewFilter filter;
    base::Instant end;
    bool nothing = false;  // of this kind there is none here
};

std::string reply_id_of(const Review& review) {
    return review.reply ? review.id.text + ".reply" : "";
}

Json told(const Review& review) {
    Json out = {{"reviewId", review.id.text},
                {"content", review.text},
                {"rating", review.rating.value_or(0)},
                {"dateline", review.created_at.ms},
                {"lang", review.language},
                {"countryCode", review.country},
                {"versionName", review.version},
                {"phoneName", review.device},
                {"nickName", review.author},
                {"devReplyState", review.reply ? replied : not_replied}};
    if (!review.reply) return out;
    out["devReplyId"] = reply_id_of(review);
    out["devReplyContent"] = review.reply->text;
    out["devReplyTime"] = review.reply->at.ms;
    return out;
}

Wanted wanted_in(Fields& query, base::Instant now) {
    Wanted out;
    const base::Instant end{query.number("endTime", 0, instant_most_ms).value_or(now.ms + 1)};
    const base::Instant begin{
        query.number("beginTime", 0, instant_most_ms).value_or(end.ms - span_most_ms)};
    if (end < begin) query.add("endTime", "out_of_range", "it is before beginTime");
    if (end.ms - begin.ms > span_most_ms)
        query.add("beginTime", "out_of_range", "six months at most");
    out.filter.since = begin;
    out.end = end;
    out.filter.countries = query.list("countries", values_max);
    out.filter.languages = query.list("langs", values_max);
    out.filter.versions = query.list("apkVersions", values_max);
    out.filter.q = query.text("content", 200).value_or("");
    for (const std::string& one : query.list("ratings", stars)) {
        const auto rating = base::parse_decimal(one);
        if (rating && *rating >= 1 && *rating <= stars)
            out.filter.ratings.push_back(static_cast<std::int32_t>(*rating));
        else query.add("ratings", "out_of_range", "1 to 5");
    }
    bool with = false, without = false;
    const auto states = query.list("devReplyStates", values_max);
    for (const std::string& one : states) {
        const auto state = base::parse_decimal(one);
        with = with || state == replied;
        without = without || state == not_replied;
        if (state != replied && state != not_replied && state != reply_answered &&
            state != followed_up)
            query.add("devReplyStates", "not_allowed", "0, 1, 3 or 6");
    }
    if (with != without) out.filter.replied = with;
    out.nothing = !states.empty() && !with && !without;  // nobody answers an answer here
    return out;
}

template <class Request>
Request request_of(const contract::ReviewFilter& filter) {
    Request out;
    if (!filter.q.empty()) out.q = filter.q;
    out.ratings = filter.ratings;
    out.apps = filter.apps;
    out.languages = filter.languages;
    out.countries = filter.countries;
    out.versions = filter.versions;
    out.replied = filter.replied;
    out.since = filter.since;
    return out;
}

using contract::ReviewFacets;

// Reviews begin somewhere and end nowhere in a filter: what is younger than the end is counted
// apart, and is what stands in front of a list by age.
Result<std::int64_t> younger(desks::Desks& desks, const desks::Caller& who, Wanted wanted) {
    wanted.filter.since = base::Instant{wanted.end.ms};
    const auto count =
        desks.reviews.facets(who, request_of<contract::CountReviews::Request>(wanted.filter));
    if (!count) return refused(count.error());
    return count->total;
}

// One list by age: up to `limit` of it from `offset` on, and how many it has.
struct Window {
    std::vector<Review> items;
    std::int64_t total = 0;
};
Result<Window> window_of(desks::Desks& desks, const desks::Caller& who, const Wanted& wanted,
                         std::int64_t offset, std::int32_t limit) {
    const auto before = younger(desks, who, wanted);
    if (!before) return refused(before.error());
    auto list = request_of<contract::ListReviews::Request>(wanted.filter);
    list.sort = contract::ReviewSort::newest;
    list.offset = *before + offset;
    list.limit = std::max(limit, 1);
    auto page = desks.reviews.list(who, list);
    if (!page) return refused(page.error());
    if (limit == 0) page->items.clear();
    return Window{std::move(page->items), std::max<std::int64_t>(page->total - *before, 0)};
}

// By stars: one list after another.
Result<Window> window_by_stars(desks::Desks& desks, const desks::Caller& who, Wanted wanted,
                               std::vector<std::int32_t> order, std::int64_t offset,
                               std::int32_t limit) {
    Window out;
    for (const std::int32_t rating : order) {
        wanted.filter.ratings = {rating};
        const std::int64_t skipped = std::max<std::int64_t>(offset - out.total, 0);
        const auto room = limit - static_cast<std::int32_t>(out.items.size());
        auto one = window_of(desks, who, wanted, skipped, room);
        if (!one) return one;
        out.total += one->total;
        std::ranges::move(one->items, std::back_inserter(out.items));
    }
    return out;
}

Result<Window> page_of(desks::Desks& desks, const desks::Caller& who, const Wanted& wanted,
                       Order order, std::int64_t offset, std::int32_t limit) {
    if (wanted.nothing) return Window{};
    if (order == Order::newest) return window_of(desks, who, wanted, offset, limit);
    std::vector<std::int32_t> stars_in_order = wanted.filter.ratings;
    if (stars_in_order.empty()) stars_in_order = {1, 2, 3, 4, 5};
    std::ranges::sort(stars_in_order);
    if (order == Order::best_first) std::ranges::reverse(stars_in_order);
    return window_by_stars(desks, who, wanted, std::move(stars_in_order), offset, limit);
}

}  // namespace

Result<void> Gallery::refuse_unreleased(const Ask& ask, const contract::App& app) {
    if (!app.live_version.empty()) return {};
    const auto at = standing(ask.who, app.id);
    if (!at) return refused(at.error());
    if (at->live() || at->phased()) return {};
    return refused(Problem::conflict("app_not_released", "The app has not been released yet."));
}

Answer Gallery::reviews(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    Wanted wanted = wanted_in(query, world_.clock.now());
    const auto order = static_cast<Order>(query.number("sort", 0, 2).value_or(0));
    const auto page = query.number("page", 1, 1'000'000).value_or(1);
    const auto limit =
        static_cast<std::int32_t>(query.number("limit", 1, page_most).value_or(page_usual));
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (auto done = refuse_unreleased(ask, *app); !done) return refused(done.error());
    wanted.filter.apps = {app->id};
    const std::int64_t offset = (page - 1) * limit;
    const auto window = page_of(desks_, ask.who, wanted, order, offset, limit);
    if (!window) return refused(window.error());
    Json list = Json::array();
    for (const Review& one : window->items) list.push_back(told(one));
    const bool more = offset + static_cast<std::int64_t>(list.size()) < window->total;
    return Reply{{{"data",
                   {{"reviewList", std::move(list)},
                    {"hasNext", more},
                    {"total", window->total}}}}};
}

// Of which app it is, the client may say; what it says must be so.
Answer Gallery::review(const Ask& ask) {
    Fields query(ask.query);
    const auto number = query.text("appId", app_digits_max);
    if (auto done = query.done(); !done) return refused(done.error());
    const std::string* id = base::find_value(ask.path, "reviewId");
    const auto found = desks_.reviews.find(ask.who, {{id ? *id : ""}});
    if (!found) return refused(found.error());
    if (number) {
        const auto app = app_with(ask, *number);
        if (!app) return refused(app.error());
        if (app->id != found->app) return refused(Problem::not_found("review"));
    }
    return Reply{{{"data", told(*found)}}};
}

Answer Gallery::ratings(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    Wanted wanted = wanted_in(query, world_.clock.now());
    const auto limit =
        static_cast<std::int32_t>(query.number("limit", 1, page_most).value_or(page_usual));
    const auto page = query.number("page", 1, 1'000'000).value_or(1);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (auto done = refuse_unreleased(ask, *app); !done) return refused(done.error());
    wanted.filter.apps = {app->id};
    const auto all = desks_.reviews.facets(
        ask.who, request_of<contract::CountReviews::Request>(wanted.filter));
    if (!all) return refused(all.error());
    Wanted late = wanted;
    late.filter.since = wanted.end;
    const auto younger_ones = desks_.reviews.facets(
        ask.who, request_of<contract::CountReviews::Request>(late.filter));
    if (!younger_ones) return refused(younger_ones.error());
    Json counts = Json::object();
    std::int64_t rated = 0, sum = 0;
    for (int i = 0; i < stars; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const std::int64_t count =
            wanted.nothing ? 0 : all->ratings.at(at) - younger_ones->ratings.at(at);
        counts[base::decimal(i + 1)] = count;
        rated += count;
        sum += count * (i + 1);
    }
    const auto window =
        page_of(desks_, ask.who, wanted, Order::newest, (page - 1) * limit, limit);
    if (!window) return refused(window.error());
    Json list = Json::array();
    for (const Review& one : window->items)
        list.push_back({{"reviewId", one.id.text},
                        {"rating", one.rating.value_or(0)},
                        {"dateline", one.created_at.ms},
                        {"countryCode", one.country}});
    Json data = {{"total", rated}, {"ratingNum", std::move(counts)}, {"ratingList", list}};
    if (rated > 0)
        data["avgRating"] = base::fixed(static_cast<double>(sum) / static_cast<double>(rated), 2);
    return Reply{{{"data", std::move(data)}}};
}

// A second answer is a change of the first, and only with its id: what the console wrote meanwhile
// is not overwritten unseen.
Answer Gallery::reply(const Ask& ask) {
    Fields body(ask.body);
    const std::string number = body.required("appId", app_digits_max);
    const std::string id = body.required("reviewId", id_length_max);
    const std::string text = body.required("devReplyContent", contract::reply_length_max);
    (void)body.text("lang", 20);
    (void)body.text("countryCode", 10);
    const auto to = body.text("toReplyId", id_length_max);
    const auto updates = body.text("updateReplyId", id_length_max);
    if (to) body.add("toReplyId", "not_allowed", "nobody answers an answer here");
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto review = desks_.reviews.find(ask.who, {{id}});
    if (!review) return refused(review.error());
    if (review->app != app->id) return refused(Problem::not_found("review"));
    if (review->reply && !updates)
        return refused(Problem::conflict("already_replied",
                                         "The review has an answer: name it in updateReplyId to "
                                         "change it."));
    if (updates && reply_id_of(*review) != *updates)
        return refused(Problem::not_found("reply"));
    const auto written = desks_.reviews.reply(
        ask.who, {{id}, text, base::decimal(review->revision)});
    if (!written) return refused(written.error());
    return Reply{{{"data", {{"replyId", reply_id_of(*written)}}}}};
}

}  // namespace vitrine::service::agc
