// The rule that halts a rollout by itself: when a new version is worse than the one before it, by
// more than a bound, and surely so. Pure arithmetic; the service feeds it (desks/rollout_watch.h).
//
// Two figures of both versions are compared over the same whole hours:
//
//   crash rate   crashes / sessions. The bound is exceeded when the lower end of the confidence
//                interval of (new - previous) is above it. The interval is Newcombe's hybrid of two
//                Wilson score intervals, which keeps its promise for small rates and few sessions
//                where the usual p +- z s does not:
//                  wilson(k, n) = (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
//                  lower = (p1 - p2) - sqrt((p1 - low1)^2 + (high2 - p2)^2)
//                (R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10;
//                E. B. Wilson, JASA 22 (1927), 209-212.)
//   rating       the mean of stars. Welch's: lower = (m2 - m1) - t sqrt(s1^2/n1 + s2^2/n2), with
//                the degrees of freedom of Welch and Satterthwaite (B. L. Welch, Biometrika 34
//                (1947), 28-35).
//
// One-sided, because only "worse" halts. The rule looks again every hour, and who looks often
// enough will see anything; so the error that the confidence allows, a = 1 - confidence, is shared
// by the figures that are watched and spent over the looks: the k-th look, after k whole hours, may
// err with a / (k (k + 1)), and all of them together with a. So a version that is no worse than the
// bound is halted with a probability of at most a in the whole rollout, however long it takes. What
// remains: a device that crashes again and again is not independent of itself; choose the bound
// with that in mind.
#pragma once
#include "base/instant.h"
#include "contract/codec.h"

namespace vitrine::contract {

enum class RolloutFigure : std::uint8_t { crash_rate, rating };
constexpr auto names(const RolloutFigure*) {
    return std::array<std::string_view, 2>{"crash_rate", "rating"};
}

// Of one app, for every rollout of it. Without any bound nothing is watched.
struct RolloutRule {
    std::optional<double> crash_rate_by;  // share of sessions: 0.01 is one percentage point
    std::optional<double> rating_by;      // stars
    double confidence = 0.95;
    std::int32_t sessions_min = 200;  // of each version, before its crash rate is looked at
    std::int32_t ratings_min = 30;    // of each version, before its rating is
    std::int64_t revision = 0;        // 0: nobody has set one
    bool operator==(const RolloutRule&) const = default;
};
inline constexpr std::int32_t sessions_least = 50, ratings_least = 20;
constexpr auto fields(const RolloutRule*) {
    using R = RolloutRule;
    return field_list(field("crash_rate_by", &R::crash_rate_by), field("rating_by", &R::rating_by),
                      field("confidence", &R::confidence),
                      field("sessions_min", &R::sessions_min),
                      field("ratings_min", &R::ratings_min), field("revision", &R::revision));
}
// Refuses (invalid): bounds outside of 0..1 and 0..4, a confidence outside of 0.5..0.9999.
base::Result<void> refuse_rule(const RolloutRule& rule);

// What the rule sees of one figure.
struct Comparison {
    RolloutFigure figure = RolloutFigure::crash_rate;
    std::string version, previous_version;
    std::int64_t count = 0, previous_count = 0;   // sessions, or ratings
    std::optional<double> value, previous_value;  // none of nothing
    double bound = 0;                             // worse by more than this halts
    std::optional<double> surely_worse_by;        // none: too few to say
    double confidence = 0;                        // of the rule
    base::Instant from, to;
    bool halts = false;
    bool operator==(const Comparison&) const = default;
};
constexpr auto fields(const Comparison*) {
    using R = Comparison;
    return field_list(field("figure", &R::figure), field("version", &R::version),
                      field("previous_version", &R::previous_version), field("count", &R::count),
                      field("previous_count", &R::previous_count), field("value", &R::value),
                      field("previous_value", &R::previous_value), field("bound", &R::bound),
                      field("surely_worse_by", &R::surely_worse_by),
                      field("confidence", &R::confidence), field("from", &R::from),
                      field("to", &R::to), field("halts", &R::halts));
}

struct SessionCount {
    std::int64_t sessions = 0, crashes = 0;
    bool operator==(const SessionCount&) const = default;
};
using StarCount = std::array<std::int64_t, 5>;  // reviews with 1, 2, 3, 4, 5 stars

// What is left to err at this look (from 1), for one of `figures` figures.
double tail_of_look(double confidence, std::int64_t look, int figures);

// Fill value, previous_value, counts, surely_worse_by and halts. `tail`: the probability of error.
void compare(Comparison& out, const SessionCount& fresh, const SessionCount& previous,
             std::int32_t sessions_min, double tail);
void compare(Comparison& out, const StarCount& fresh, const StarCount& previous,
             std::int32_t ratings_min, double tail);

// Whole hours of the watch: from the first hour that begins at or after `since`, up to the one that
// `now` is in; none when there is no whole hour yet.
struct WatchSpan {
    base::Instant from, to;
    std::int64_t hours = 0;  // also the number of the look
};
std::optional<WatchSpan> watch_span(base::Instant since, base::Instant now);

// "Crash rate of 2.1 is 4.10 % (41 of 1,000 sessions), ...": both numbers, the period and the
// confidence.
std::string sentence_of(const Comparison& seen);

// z with P(Z > z) = tail for a standard normal Z, and the same for Student's t (with 19 degrees of
// freedom or more; M. Abramowitz, I. Stegun, 26.7.5).
double normal_quantile(double tail);
double student_quantile(double tail, double degrees);
// Limits of a share at z: low, high.
std::array<double, 2> wilson(std::int64_t successes, std::int64_t of, double z);

}  // namespace vitrine::contract
