#include "service/seed/figures.h"

#include <algorithm>
#include <cmath>

#include "service/seed/shape.h"

namespace vitrine::service::seed {
namespace {

using base::Instant;
using contract::Dimension;
using contract::Metric;
using ports::Point;
using ports::PointState;

constexpr int provisional_days = 2;  // today and yesterday
constexpr std::int64_t settles_after_ms = 3 * base::hour_ms;

int provisional_days_of(Metric metric) {
    return metric == Metric::revenue ? provisional_days + 1 : provisional_days;
}

// How far behind the clock the newest point of a metric is computed.
std::int64_t delay_ms_of(Metric metric) {
    if (metric == Metric::crash_free_sessions) return 4 * base::minute_ms;
    return metric == Metric::rating ? 0 : base::minute_ms;
}

PointState state_of(Metric metric, base::Day day, Instant now) {
    const int age = base::day_of(now).number - day.number;
    return age < provisional_days_of(metric) ? PointState::provisional : PointState::settled;
}

Instant computed_at(Metric metric, Instant end, Instant now) {
    const Instant settled{end.ms + settles_after_ms};
    return std::min(settled, Instant{now.ms - delay_ms_of(metric)});
}

struct Span {
    base::Day day_zero;
    Instant from, to;
    int offset_of(base::Day day) const { return day.number - day_zero.number; }
};

base::Day first_day(const Span& span, int history, int unsettled) {
    const int oldest = base::day_of(span.to).number - history + 1;
    return {std::max(oldest, base::day_of(span.from).number - unsettled)};
}

std::vector<Point> daily_points(const AppCast& app, Metric metric, const Span& span) {
    std::vector<Point> points;
    base::Day last = base::day_of(span.to);
    if (metric == Metric::revenue) --last.number;  // the books of a day are closed the day after
    const base::Day first = first_day(span, daily_history, provisional_days_of(metric));
    for (base::Day day = first; day <= last; ++day.number) {
        const Instant start = base::start_of(day);
        const double hours = static_cast<double>(span.to.ms - start.ms) /
                             static_cast<double>(base::hour_ms);
        points.push_back({start, day_value_so_far(app, metric, span.offset_of(day), hours),
                          state_of(metric, day, span.to),
                          computed_at(metric, {start.ms + base::day_ms}, span.to)});
    }
    return points;
}

std::vector<Point> hourly_points(const AppCast& app, Metric metric, const Span& span) {
    std::vector<Point> points;
    const Instant oldest = base::start_of(first_day(span, hourly_history, provisional_days));
    for (Instant at = oldest; at <= span.to; at.ms += base::hour_ms) {
        const base::Day day = base::day_of(at);
        if (metric == Metric::revenue && day == base::day_of(span.to)) break;
        const int hour = base::civil_of(at).hour;
        const double passed = static_cast<double>(span.to.ms - at.ms) /
                              static_cast<double>(base::hour_ms);
        points.push_back({at,
                          hour_value(app, metric, span.offset_of(day), hour, std::min(passed, 1.0)),
                          state_of(metric, day, span.to),
                          computed_at(metric, {at.ms + base::hour_ms}, span.to)});
    }
    return points;
}

std::vector<ports::Slice> slices_of(const AppCast& app, Metric metric, Dimension by,
                                    const Span& span) {
    std::vector<ports::Slice> slices;
    base::Day last = base::day_of(span.to);
    if (metric == Metric::revenue) --last.number;
    for (base::Day day = first_day(span, sliced_history, provisional_days); day <= last;
         ++day.number) {
        const double hours = static_cast<double>(span.to.ms - base::start_of(day).ms) /
                             static_cast<double>(base::hour_ms);
        const double whole = day_value_so_far(app, metric, span.offset_of(day), hours);
        for (const KeyShare& one : key_shares(app, by, span.offset_of(day)))
            slices.push_back({std::string(one.key), day, std::round(whole * one.share)});
    }
    return slices;
}

}  // namespace

base::Result<void> write_figures(ports::Metrics& metrics, base::Day day_zero, Instant from,
                                 Instant to) {
    const Span span{day_zero, from, to};
    for (const AppCast& app : apps()) {
        for (int i = 0; i < 10; ++i) {
            const auto metric = static_cast<Metric>(i);
            auto done = metrics.put_points(app.id(), metric, ports::PointGrain::day,
                                           daily_points(app, metric, span));
            if (!done) return done;
            done = metrics.put_points(app.id(), metric, ports::PointGrain::hour,
                                      hourly_points(app, metric, span));
            if (!done) return done;
        }
    }
    return {};
}

base::Result<void> write_slices(ports::Metrics& metrics, base::Day day_zero, Instant from,
                                Instant to) {
    const Span span{day_zero, from, to};
    for (const AppCast& app : apps())
        for (const Metric metric : sliced_metrics())
            for (int by = 0; by < 4; ++by) {
                const auto dimension = static_cast<Dimension>(by);
                auto done = metrics.put_slices(app.id(), metric, dimension,
                                               slices_of(app, metric, dimension, span));
                if (!done) return done;
            }
    return {};
}

}  // namespace vitrine::service::seed
