#include "service/seed/review_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "service/seed/phrases.h"
#include "service/seed/review_writer.h"
#include "service/topics_of.h"

namespace vitrine::service::seed {
namespace {

using base::Instant;
using contract::Review;
using ports::IncomingReview;

constexpr int history_days = 1095;
constexpr int recent_days = 28;
constexpr std::size_t batch_rows = 1000;
constexpr double per_hour_later = 34.0 / 24;  // what arrives after planting

struct Planned {
    std::int64_t age_ms = 0;
    ReviewWish wish;
    bool answered = true;
};

IncomingReview incoming(Review review, std::int64_t number) {
    review.id = {"rev_" + base::decimal(number)};
    IncomingReview out{"demo", base::decimal(number), std::move(review)};
    find_topics(out);
    return out;
}

std::int32_t whole_number(std::string_view text) {
    return static_cast<std::int32_t>(base::parse_decimal(text).value_or(0));
}

// One line of assets/seed/newest.txt.
Review hand_written(std::string_view line, Instant now) {
    const auto part = base::split(line, '|');
    VT_CHECK(part.size() == 12);
    Review review;
    review.created_at = {now.ms - whole_number(part[0]) * base::minute_ms};
    review.app = app_of(part[1]).id();
    review.rating = whole_number(part[2]);
    review.author = part[3];
    review.language = part[4];
    review.country = part[5];
    review.version = part[6];
    review.device = part[7];
    review.system = part[8];
    for (const auto topic : base::split(part[9], ',')) review.topics.emplace_back(topic);
    review.text = part[10];
    if (!part[11].empty()) review.translation = contract::Translation{"en", std::string(part[11])};
    if (review.author == "bergziege77") {
        review.edits = 1;
        review.previous_rating = 5;
    }
    return review;
}

std::vector<Review> all_hand_written(Instant now) {
    std::vector<Review> out;
    for (const std::string_view line : base::split(newest_reviews(), '\n'))
        if (!line.empty() && !line.starts_with('#')) out.push_back(hand_written(line, now));
    return out;
}

// Somewhere in the day that lies `days` back, but not among the hand-written ones.
std::int64_t age_in(int days, Dice& dice) {
    const double first = days == 0 ? .14 : 0;  // 3 h 20 min
    return static_cast<std::int64_t>((days + first + (1 - first) * dice.unit()) *
                                     static_cast<double>(base::day_ms));
}

void plan_zoom_crashes(std::vector<Planned>& plan) {
    // Seven of the hand-written ones are of this kind, too; with them it is the mock-up's 64.
    constexpr std::array<int, recent_days> per_day = {15, 18, 9, 4, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0,
                                                      2,  0,  0, 1, 0, 0, 1, 0, 1, 0, 0, 2, 0, 0};
    Dice dice("zoom");
    for (int day = 0; day < recent_days; ++day)
        for (int i = 0; i < per_day[static_cast<std::size_t>(day)]; ++i)
            plan.push_back({age_in(day, dice),
                            {&app_of("trailmark"), dice.chance(.66) ? 1 : 2, About::zoom, -day,
                             day < 4 ? "4.2.0" : ""},
                            true});
}

void plan_other_lows(std::vector<Planned>& plan) {
    struct Quota {
        std::string_view app;
        int count;
    };
    constexpr std::array<Quota, 6> quotas = {{{"trailmark", 11}, {"ledgerly", 18},
                                              {"tidepool", 14}, {"kanji", 10}, {"bricklane", 8},
                                              {"choir", 5}}};
    Dice dice("lows");
    for (const Quota& quota : quotas)
        for (int i = 0; i < quota.count; ++i) {
            const int day = static_cast<int>(dice.below(recent_days));
            const std::int32_t rating = dice.chance(.68) ? 1 : 2;
            plan.push_back(
                {age_in(day, dice), {&app_of(quota.app), rating, About::anything, -day, ""}, true});
        }
}

void plan_the_content(std::vector<Planned>& plan, std::size_t count) {
    Dice dice("content");
    for (std::size_t i = 0; i < count; ++i) {
        const int day = static_cast<int>(dice.below(recent_days));
        constexpr std::array<double, 3> stars = {61, 147, 609};
        const auto rating = static_cast<std::int32_t>(dice.weighted(stars)) + 3;
        plan.push_back(
            {age_in(day, dice), {&throw_app(dice), rating, About::anything, -day, ""}, true});
    }
}

// The newest bad reviews of each app still wait for an answer.
void leave_unanswered(std::vector<Planned>& plan) {
    struct Quota {
        std::string_view app;
        int count;
    };
    std::array<Quota, 4> open = {
        {{"trailmark", 11}, {"ledgerly", 8}, {"tidepool", 6}, {"kanji", 4}}};
    for (Planned& one : plan)
        for (Quota& quota : open)
            if (one.wish.rating <= 2 && one.wish.app->key == quota.app && quota.count-- > 0)
                one.answered = false;
}

// Newest first.
std::vector<Planned> recent_plan(std::size_t hand_written_count) {
    std::vector<Planned> plan;
    plan_zoom_crashes(plan);
    plan_other_lows(plan);
    plan_the_content(plan, recent_total - hand_written_count - plan.size());
    std::stable_sort(plan.begin(), plan.end(),
                     [](const Planned& a, const Planned& b) { return a.age_ms < b.age_ms; });
    leave_unanswered(plan);
    return plan;
}

// How many of the older ones were written by `days` after the beginning; ever fewer a day.
std::int64_t older_by(int days) {
    constexpr double old_days = history_days - recent_days;
    const double x = days / old_days;
    const double share = (58 * x - 12 * x * x) / 46;
    return std::llround(static_cast<double>(review_total - recent_total) * share);
}

void answer(Review& review, std::int64_t age_ms, Dice& dice) {
    review.reply = write_reply(review, dice);
    review.reply->author = dice.chance(.7) ? "Mei Tanaka" : "Ines Moreau";
    const double age_hours = static_cast<double>(age_ms) / static_cast<double>(base::hour_ms);
    const double after = std::min(.4 + 9 * dice.unit() * dice.unit(), .8 * age_hours);
    review.reply->at = {review.created_at.ms +
                        static_cast<std::int64_t>(after * static_cast<double>(base::hour_ms))};
}

class Batches {
public:
    explicit Batches(const Take& take) : take_(take) {}
    base::Result<void> add(Review review) {
        batch_.push_back(incoming(std::move(review), ++number_));
        return batch_.size() < batch_rows ? base::Result<void>{} : flush();
    }
    base::Result<void> flush() {
        if (batch_.empty()) return {};
        auto done = take_(batch_);
        batch_.clear();
        return done;
    }

private:
    const Take& take_;
    std::vector<IncomingReview> batch_;
    std::int64_t number_ = 0;
};

base::Result<void> add_older_day(Batches& batches, Instant now, int since_start) {
    const int days_back = history_days - since_start - 1;
    const auto count = older_by(since_start + 1) - older_by(since_start);
    std::vector<Review> day;
    for (std::int64_t i = 0; i < count; ++i) {
        Dice dice("older", {since_start, i});
        const AppCast& app = throw_app(dice);
        const auto version = throw_version(app, -days_back, dice);
        const auto rating = throw_rating(app, version, dice);
        Review review = write_review({&app, rating, About::anything, -days_back, version}, dice);
        const std::int64_t age = age_in(days_back, dice);
        review.created_at = {now.ms - age};
        answer(review, age, dice);
        day.push_back(std::move(review));
    }
    std::sort(day.begin(), day.end(), [](const Review& a, const Review& b) {
        return a.created_at < b.created_at;
    });
    for (Review& review : day)
        if (auto done = batches.add(std::move(review)); !done) return done;
    return {};
}

}  // namespace

base::Result<void> each_seeded_review(Instant now, const Take& take) {
    Batches batches(take);
    for (int day = 0; day < history_days - recent_days; ++day)
        if (auto done = add_older_day(batches, now, day); !done) return done;
    auto by_hand = all_hand_written(now);
    const auto plan = recent_plan(by_hand.size());
    for (std::size_t i = plan.size(); i-- > 0;) {
        Dice dice("recent", {static_cast<std::int64_t>(i)});
        Review review = write_review(plan[i].wish, dice);
        review.created_at = {now.ms - plan[i].age_ms};
        if (plan[i].answered) answer(review, plan[i].age_ms, dice);
        if (auto done = batches.add(std::move(review)); !done) return done;
    }
    for (std::size_t i = by_hand.size(); i-- > 0;)
        if (auto done = batches.add(std::move(by_hand[i])); !done) return done;
    return batches.flush();
}

std::vector<IncomingReview> reviews_between(Instant planted, Instant from, Instant to) {
    std::vector<IncomingReview> out;
    const std::int64_t first = (from.ms - planted.ms) / base::hour_ms;
    const std::int64_t last = (to.ms - planted.ms) / base::hour_ms;
    for (std::int64_t hour = std::max<std::int64_t>(first, 0); hour <= last; ++hour) {
        Dice hours("later", {hour});
        const auto count = static_cast<std::int64_t>(per_hour_later + hours.unit());
        for (std::int64_t i = 0; i < count; ++i) {
            Dice dice("later", {hour, i});
            const auto in_hour = static_cast<std::int64_t>(dice.below(base::hour_ms));
            const Instant at{planted.ms + hour * base::hour_ms + in_hour};
            const AppCast& app = throw_app(dice);
            const int day = static_cast<int>(hour / 24);
            const auto version = throw_version(app, day, dice);
            const auto rating = throw_rating(app, version, dice);
            Review review = write_review({&app, rating, About::anything, day, version}, dice);
            review.created_at = at;
            if (to.ms - at.ms >= answers_after_ms) answer(review, to.ms - at.ms, dice);
            if (at >= from && at < to)
                out.push_back(incoming(std::move(review), review_total + hour * 10 + i + 1));
        }
    }
    return out;
}

}  // namespace vitrine::service::seed
