// The arithmetic of the rule that halts a rollout: against published examples, numbers worked out
// by hand, and many rollouts of a version that is no worse.
#include <doctest/doctest.h>

#include <limits>
#include <random>

#include "contract/releases.h"

namespace vitrine::tests {

using namespace contract;
using doctest::Approx;

namespace {

// One look with the usual 95 % on one side.
Comparison crashes(const SessionCount& fresh, const SessionCount& previous, double bound,
                   double tail = 0.05, std::int32_t least = 50) {
    Comparison out;
    out.bound = bound;
    compare(out, fresh, previous, least, tail);
    return out;
}
Comparison stars(const StarCount& fresh, const StarCount& previous, double bound,
                 double tail = 0.05) {
    Comparison out;
    out.figure = RolloutFigure::rating;
    out.bound = bound;
    compare(out, fresh, previous, ratings_least, tail);
    return out;
}

// A rollout of so many hours with 300 sessions of each version an hour; whether the rule halts it.
bool halts(std::mt19937_64& random, double rate, double previous_rate, double bound, int hours) {
    std::binomial_distribution<int> now(300, rate), before(300, previous_rate);
    SessionCount fresh, previous;
    for (int hour = 1; hour <= hours; ++hour) {
        fresh.sessions += 300;
        fresh.crashes += now(random);
        previous.sessions += 300;
        previous.crashes += before(random);
        if (crashes(fresh, previous, bound, tail_of_look(0.95, hour, 1)).halts) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("quantiles are those of the tables") {
    CHECK(normal_quantile(0.5) == Approx(0).epsilon(1e-9));
    CHECK(normal_quantile(0.05) == Approx(1.644854).epsilon(1e-6));
    CHECK(normal_quantile(0.025) == Approx(1.959964).epsilon(1e-6));
    CHECK(normal_quantile(1e-6) == Approx(4.753424).epsilon(1e-6));
    CHECK(student_quantile(0.05, 19) == Approx(1.729133).epsilon(1e-5));
    CHECK(student_quantile(0.025, 30) == Approx(2.042272).epsilon(1e-5));
    CHECK(student_quantile(0.005, 60) == Approx(2.660283).epsilon(1e-5));
    CHECK(student_quantile(0.001, 19) == Approx(3.5794).epsilon(1e-4));
}

TEST_CASE("a share's limits are Wilson's, also of nothing and of all") {
    const auto known = wilson(81, 263, 1.959964);  // Newcombe 1998, 857-872, table I
    CHECK(known[0] == Approx(0.2553).epsilon(2e-4));
    CHECK(known[1] == Approx(0.3662).epsilon(2e-4));
    const auto none = wilson(0, 10, 2);  // 4 / (10 + 4)
    CHECK(none[0] < 1e-9);
    CHECK(none[1] == Approx(4.0 / 14));
    CHECK(wilson(10, 10, 2)[0] == Approx(10.0 / 14));
    CHECK(wilson(10, 10, 2)[1] == Approx(1));
    CHECK(wilson(0, 0, 2) == std::array<double, 2>{0, 1});
}

TEST_CASE("the difference of two crash rates is bounded as in Newcombe's examples") {
    // 56/70 against 48/80 and 9/10 against 3/10: his table II, (a) and (b), method 10.
    CHECK(*crashes({70, 56}, {80, 48}, 0, 0.025).surely_worse_by == Approx(0.0524).epsilon(1e-3));
    CHECK(*crashes({10, 9}, {10, 3}, 0, 0.025, 1).surely_worse_by == Approx(0.1705).epsilon(1e-3));
}

TEST_CASE("a new version that surely crashes more than the bound allows is halted") {
    // 41 of 1,000 against 10 of 2,000: 4.1 % and 0.5 %, worse by 3.6 points, surely by 2.6.
    const Comparison seen = crashes({1000, 41}, {2000, 10}, 0.02);
    CHECK(*seen.value == Approx(0.041));
    CHECK(*seen.previous_value == Approx(0.005));
    CHECK(seen.count == 1000);
    CHECK(seen.previous_count == 2000);
    CHECK(*seen.surely_worse_by == Approx(0.0262).epsilon(0.01));
    CHECK(seen.halts);
    CHECK(!crashes({1000, 41}, {2000, 10}, 0.03).halts);     // worse, but not surely by so much
    CHECK(!crashes({2000, 10}, {1000, 41}, 0).halts);        // better
    CHECK(!crashes({1000, 41}, {1000, 41}, 0).halts);        // the same
    CHECK(!crashes({100, 5}, {100, 2}, 0.01).halts);         // may well be chance
}

TEST_CASE("too few sessions say nothing, and more crashes than sessions are no more than all") {
    CHECK(!crashes({49, 49}, {5000, 0}, 0).surely_worse_by);
    CHECK(!crashes({5000, 5000}, {49, 0}, 0).halts);
    CHECK(!crashes({}, {}, 0).value);
    const Comparison late = crashes({100, 130}, {100, 0}, 0.5);
    CHECK(*late.value == 1);
    CHECK(late.halts);
    CHECK(!crashes({-5, 3}, {100, 0}, 0).value);
}

TEST_CASE("a rating is compared as Welch does it") {
    // Twenty 1s and twenty 3s: mean 2, variance 40/39. Twenty 4s and twenty 5s: 4.5 and 10/39.
    // Standard error sqrt(1/39 + 1/156) = 0.1790, 57.3 degrees of freedom, t = 1.6718:
    // 2.5 - 0.2993.
    const StarCount bad{20, 0, 20, 0, 0}, good{0, 0, 0, 20, 20};
    const Comparison seen = stars(bad, good, 1);
    CHECK(*seen.value == 2);
    CHECK(*seen.previous_value == 4.5);
    CHECK(*seen.surely_worse_by == Approx(2.2007).epsilon(1e-4));
    CHECK(seen.halts);
    CHECK(!stars(bad, good, 2.3).halts);
    CHECK(!stars(good, bad, 0).halts);
    CHECK(!stars({10, 0, 9, 0, 0}, good, 0).surely_worse_by);  // nineteen ratings
    CHECK(*stars({30, 0, 0, 0, 0}, {0, 0, 0, 0, 30}, 1).surely_worse_by == 4);  // all agree
}

TEST_CASE("all looks together err no more than one look may, and two figures share it") {
    double spent = 0;
    for (int look = 1; look <= 100'000; ++look) spent += tail_of_look(0.95, look, 1);
    CHECK(spent < 0.05);
    CHECK(spent == Approx(0.05).epsilon(1e-3));
    CHECK(tail_of_look(0.95, 1, 1) == Approx(0.025));
    CHECK(tail_of_look(0.95, 3, 2) == Approx(0.05 / 2 / 12));
    CHECK(tail_of_look(0.95, 0, 0) == tail_of_look(0.95, 1, 1));
}

TEST_CASE("a version that is no worse is rarely halted however often one looks, a bad one always") {
    std::mt19937_64 random(7);
    int wrong = 0, right = 0, at_the_bound = 0;
    for (int rollout = 0; rollout < 300; ++rollout) {
        wrong += halts(random, 0.02, 0.02, 0, 72) ? 1 : 0;
        at_the_bound += halts(random, 0.03, 0.02, 0.01, 72) ? 1 : 0;
        right += halts(random, 0.06, 0.02, 0.01, 24) ? 1 : 0;
    }
    CHECK(wrong <= 15);  // 5 % of 300
    CHECK(at_the_bound <= 15);
    CHECK(right == 300);
}

TEST_CASE("the watch counts whole hours, in which both versions were out") {
    constexpr base::Instant day{1'780'012'800'000};  // 2026-05-29T00:00:00Z
    const auto at = [&](int hour, int minute, int ms = 0) {
        return base::Instant{day.ms + hour * base::hour_ms + minute * base::minute_ms + ms};
    };
    CHECK(!watch_span(at(8, 0), at(8, 59)));
    CHECK(!watch_span(at(8, 0, 1), at(9, 59)));
    const auto two = watch_span(at(8, 20), at(11, 0));
    REQUIRE(two);
    CHECK(two->from == at(9, 0));
    CHECK(two->to == at(11, 0));
    CHECK(two->hours == 2);
    CHECK(watch_span(at(8, 0), at(9, 0))->from == at(8, 0));
    CHECK(!watch_span(at(9, 0), at(8, 0)));
}

TEST_CASE("why it was halted says both numbers, the period and the confidence") {
    Comparison seen = crashes({12'000, 492}, {24'000, 120}, 0.01);
    seen.version = "2.1";
    seen.previous_version = "2.0";
    seen.confidence = 0.95;
    seen.from = {1'780'012'800'000};
    seen.to = {1'780'020'000'000};
    CHECK(sentence_of(seen) ==
          "Crash rate of 2.1 is 4.10 % (492 of 12,000 sessions), of 2.0 0.50 % (120 of 24,000 "
          "sessions), from 2026-05-29 00:00 to 2026-05-29 02:00 UTC: worse by more than 1.00 "
          "percentage points with 95.00 % confidence");
    Comparison rated = stars({20, 0, 20, 0, 0}, {0, 0, 0, 20, 20}, 0.5);
    rated.version = "2.1";
    rated.previous_version = "2.0";
    CHECK(sentence_of(rated).starts_with("Rating of 2.1 is 2.00 (of 40 ratings), of 2.0 4.50 (of "
                                         "40 ratings), "));
    CHECK(sentence_of(rated).find("more than 0.50 stars") != std::string::npos);
}

TEST_CASE("a rule with bounds that mean nothing is refused, each named") {
    CHECK(refuse_rule({}));
    RolloutRule rule;
    rule.crash_rate_by = 1.5;
    rule.rating_by = -1;
    rule.confidence = 1;
    rule.sessions_min = 3;
    rule.ratings_min = 3;
    const auto wrong = refuse_rule(rule);
    REQUIRE(!wrong);
    std::string paths;
    for (const auto& field : wrong.error().fields) paths += field.path + " ";
    CHECK(paths == "crash_rate_by rating_by confidence sessions_min ratings_min ");
    rule = {};
    rule.crash_rate_by = std::numeric_limits<double>::quiet_NaN();
    CHECK(!refuse_rule(rule));
}

TEST_CASE("a release and its submission lead to each other, and nothing else does") {
    CHECK(submission_of(release_of({"sub_7"})).text == "sub_7");
    CHECK(submission_of({"sub_7"}).text.empty());
    CHECK(submission_of({"rel_"}).text.empty());
    CHECK(!is_release(Stage::in_review));
    CHECK(is_release(Stage::approved));
    CHECK(is_release(Stage::rolled_back));
}

}  // namespace vitrine::tests
