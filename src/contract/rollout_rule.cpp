#include "contract/rollout_rule.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace vitrine::contract {
namespace {

struct Spread {
    double count = 0, mean = 0, variance = 0;  // of the sample
};

Spread spread_of(const StarCount& stars) {
    Spread out;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < stars.size(); ++i) {
        const auto reviews = static_cast<double>(stars[i]), value = static_cast<double>(i + 1);
        out.count += reviews;
        sum += reviews * value;
        squares += reviews * value * value;
    }
    if (out.count > 0) out.mean = sum / out.count;
    if (out.count > 1)
        out.variance = std::max(0.0, (squares - sum * out.mean) / (out.count - 1));
    return out;
}

std::optional<double> share_of(const SessionCount& count) {
    if (count.sessions <= 0) return std::nullopt;
    return static_cast<double>(count.crashes) / static_cast<double>(count.sessions);
}

// A crash ends its session, so there are no more of them than sessions; late events may say so.
SessionCount bounded(SessionCount count) {
    count.sessions = std::max<std::int64_t>(count.sessions, 0);
    count.crashes = std::clamp<std::int64_t>(count.crashes, 0, count.sessions);
    return count;
}

void judge(Comparison& out, double surely_worse_by) {
    out.surely_worse_by = surely_worse_by;
    out.halts = surely_worse_by > out.bound;
}

// "12,345"
std::string grouped(std::int64_t count) {
    std::string out = base::decimal(count);
    for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
    return out;
}

std::string moment(base::Instant at) {
    std::string text = base::rfc3339(at).substr(0, 16);
    std::replace(text.begin(), text.end(), 'T', ' ');
    return text;
}

std::string figure_text(const Comparison& seen, double value) {
    return seen.figure == RolloutFigure::rating ? base::fixed(value, 2)
                                                : base::fixed(100 * value, 2) + " %";
}

// "4.10 % (41 of 1,000 sessions)", "3.20 (of 50 ratings)"
std::string with_count(const Comparison& seen, std::optional<double> value, std::int64_t count) {
    const double number = value.value_or(0);
    const std::string counted = seen.figure == RolloutFigure::rating
        ? " (of " + grouped(count) + " ratings)"
        : " (" + grouped(std::llround(number * static_cast<double>(count))) + " of " +
              grouped(count) + " sessions)";
    return figure_text(seen, number) + counted;
}

}  // namespace

base::Result<void> refuse_rule(const RolloutRule& rule) {
    std::vector<base::FieldProblem> wrong;
    const auto check = [&](const char* path, double value, double least, double most) {
        if (value >= least && value <= most) return;  // false for what is no number
        wrong.push_back({path, "out_of_range",
                         base::fixed(least, 4) + " to " + base::fixed(most, 4)});
    };
    check("crash_rate_by", rule.crash_rate_by.value_or(0), 0, 1);
    check("rating_by", rule.rating_by.value_or(0), 0, 4);
    check("confidence", rule.confidence, 0.5, 0.9999);
    check("sessions_min", rule.sessions_min, sessions_least, 1e9);
    check("ratings_min", rule.ratings_min, ratings_least, 1e9);
    if (!wrong.empty()) return base::refused(invalid_fields(std::move(wrong)));
    return {};
}

double tail_of_look(double confidence, std::int64_t look, int figures) {
    const auto k = static_cast<double>(std::max<std::int64_t>(look, 1));
    return (1 - confidence) / static_cast<double>(std::max(figures, 1)) / (k * (k + 1));
}

double normal_quantile(double tail) {
    // P(Z > z) falls with z: halving finds it to the last digit, and this is asked once an hour.
    double low = -40, high = 40;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2.0)) / 2 > tail ? low : high) = middle;
    }
    return (low + high) / 2;
}

double student_quantile(double tail, double degrees) {
    const double z = normal_quantile(tail), square = z * z, v = degrees;
    const double first = z * (square + 1) / 4;
    const double second = z * ((5 * square + 16) * square + 3) / 96;
    const double third = z * (((3 * square + 19) * square + 17) * square - 15) / 384;
    const double fourth =
        z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
    return z + (first + (second + (third + fourth / v) / v) / v) / v;
}

std::array<double, 2> wilson(std::int64_t successes, std::int64_t of, double z) {
    if (of <= 0) return {0, 1};
    const auto n = static_cast<double>(of);
    const double p = static_cast<double>(successes) / n, square = z * z;
    const double middle = p + square / (2 * n);
    const double half = z * std::sqrt(p * (1 - p) / n + square / (4 * n * n));
    const double whole = 1 + square / n;
    return {std::max(0.0, (middle - half) / whole), std::min(1.0, (middle + half) / whole)};
}

void compare(Comparison& out, const SessionCount& fresh, const SessionCount& previous,
             std::int32_t sessions_min, double tail) {
    const SessionCount now = bounded(fresh), before = bounded(previous);
    out.count = now.sessions;
    out.previous_count = before.sessions;
    out.value = share_of(now);
    out.previous_value = share_of(before);
    const std::int64_t least = std::max<std::int64_t>(sessions_min, 1);
    if (now.sessions < least || before.sessions < least) return;
    const double z = normal_quantile(tail);
    const double down = *out.value - wilson(now.crashes, now.sessions, z)[0];
    const double up = wilson(before.crashes, before.sessions, z)[1] - *out.previous_value;
    judge(out, *out.value - *out.previous_value - std::sqrt(down * down + up * up));
}

void compare(Comparison& out, const StarCount& fresh, const StarCount& previous,
             std::int32_t ratings_min, double tail) {
    const Spread now = spread_of(fresh), before = spread_of(previous);
    out.count = static_cast<std::int64_t>(now.count);
    out.previous_count = static_cast<std::int64_t>(before.count);
    if (now.count > 0) out.value = now.mean;
    if (before.count > 0) out.previous_value = before.mean;
    const std::int64_t least = std::max(ratings_min, ratings_least);
    if (out.count < least || out.previous_count < least) return;
    const double a = now.variance / now.count, b = before.variance / before.count;
    double margin = 0;
    if (a + b > 0) {
        const double degrees =
            (a + b) * (a + b) / (a * a / (now.count - 1) + b * b / (before.count - 1));
        margin = student_quantile(tail, degrees) * std::sqrt(a + b);
    }
    judge(out, before.mean - now.mean - margin);
}

std::optional<WatchSpan> watch_span(base::Instant since, base::Instant now) {
    const auto hour_at = [](std::int64_t ms) {  // rounded down, also before 1970
        return ms / base::hour_ms - (ms % base::hour_ms < 0 ? 1 : 0);
    };
    const std::int64_t from = hour_at(since.ms + base::hour_ms - 1), to = hour_at(now.ms);
    if (to <= from) return std::nullopt;
    return WatchSpan{{from * base::hour_ms}, {to * base::hour_ms}, to - from};
}

std::string sentence_of(const Comparison& seen) {
    const bool rating = seen.figure == RolloutFigure::rating;
    return std::string(rating ? "Rating of " : "Crash rate of ") + seen.version + " is " +
           with_count(seen, seen.value, seen.count) + ", of " + seen.previous_version + " " +
           with_count(seen, seen.previous_value, seen.previous_count) + ", from " +
           moment(seen.from) + " to " + moment(seen.to) + " UTC: worse by more than " +
           (rating ? base::fixed(seen.bound, 2) + " stars"
                   : base::fixed(100 * seen.bound, 2) + " percentage points") +
           " with " + base::fixed(100 * seen.confidence, 2) + " % confidence";
}

}  // namespace vitrine::contract
