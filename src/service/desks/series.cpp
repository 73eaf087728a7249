#include "service/desks/series.h"

#include <algorithm>
#include <map>

namespace vitrine::service::desks {
namespace {

using base::Day;
using base::Instant;
using contract::Grain;
using contract::Joining;
using ports::JoinedPoint;
using ports::PointState;

Day monday_of(Day day) {
    const int weekday = base::civil_of(base::start_of(day)).weekday;
    return {day.number - (weekday + 6) % 7};
}

Day first_of_month(Day day) {
    return {day.number - base::civil_of(base::start_of(day)).day + 1};
}

Instant next_start(Grain grain, Instant start) {
    switch (grain) {
        case Grain::hour: return {start.ms + base::hour_ms};
        case Grain::day: return {start.ms + base::day_ms};
        case Grain::week: return {start.ms + 7 * base::day_ms};
        case Grain::month: break;
    }
    constexpr std::int64_t longest_month_ms = 31 * base::day_ms;
    return base::start_of(first_of_month(base::day_of({start.ms + longest_month_ms})));
}

// Joins what falls into one start, and what falls into the whole span.
struct Joiner {
    Joining joining;
    double sum = 0, last = 0;
    int count = 0;
    std::int32_t revision = 0;
    bool provisional = false, corrected = false;

    void add(const JoinedPoint& point) {
        const double value = joining == Joining::mean ? point.sum / std::max(point.apps, 1)
                                                      : point.sum;
        sum += value;
        last = value;
        ++count;
        revision = std::max(revision, point.revision);
        provisional = provisional || point.state == PointState::provisional;
        corrected = corrected || point.state == PointState::corrected;
    }
    std::optional<double> value() const {
        if (count == 0) return std::nullopt;
        if (joining == Joining::last) return last;
        return joining == Joining::mean ? sum / count : sum;
    }
    char state() const {
        if (count == 0) return '-';
        return provisional ? 'p' : corrected ? 'c' : 'f';
    }
};

struct Sums {
    double now = 0, before = 0, views = 0;
    std::vector<double> points;
};

std::map<std::string, Sums> sums_by_key(const BreakdownSpan& span,
                                        std::span<const ports::Slice> slices,
                                        std::span<const ports::Slice> before,
                                        std::span<const ports::Slice> views) {
    const auto days = static_cast<std::size_t>(span.to.number - span.from.number);
    std::map<std::string, Sums> out;
    for (const ports::Slice& slice : slices) {
        Sums& sums = out[slice.key];
        sums.points.resize(days);
        const auto at = static_cast<std::size_t>(slice.day.number - span.from.number);
        if (at < days) sums.points[at] += slice.value;
        sums.now += slice.value;
    }
    for (const ports::Slice& slice : before)
        if (const auto at = out.find(slice.key); at != out.end()) at->second.before += slice.value;
    for (const ports::Slice& slice : views)
        if (const auto at = out.find(slice.key); at != out.end()) at->second.views += slice.value;
    return out;
}

contract::BreakdownRow row_of(const std::string& key, const Sums& sums, double whole) {
    contract::BreakdownRow row;
    row.key = row.label = key;
    row.value = sums.now;
    row.share = whole > 0 ? sums.now / whole : 0;
    if (sums.before > 0) row.change = sums.now / sums.before - 1;
    if (sums.views > 0) row.conversion = sums.now / sums.views;
    row.points = sums.points;
    return row;
}

}  // namespace

std::vector<Instant> starts_of(Grain grain, Day from, Day to) {
    Day first = from;
    if (grain == Grain::week) first = monday_of(from);
    if (grain == Grain::month) first = first_of_month(from);
    std::vector<Instant> out;
    const Instant end = base::start_of(to);
    for (Instant at = base::start_of(first); at < end; at = next_start(grain, at))
        out.push_back(at);
    return out;
}

Columns columns_of(contract::Metric metric, std::span<const Instant> starts, Instant end,
                   std::span<const JoinedPoint> points) {
    const Joining joining = contract::joining_of(metric);
    Columns out;
    Joiner whole{joining};
    std::size_t at = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const Instant stop = i + 1 < starts.size() ? starts[i + 1] : end;
        Joiner one{joining};
        for (; at < points.size() && points[at].start < stop; ++at) {
            if (points[at].start < starts[i]) continue;
            one.add(points[at]);
            whole.add(points[at]);
            out.computed_at = std::max(out.computed_at.value_or(points[at].computed_at),
                                       points[at].computed_at);
        }
        out.values.push_back(one.value());
        out.states += one.state();
        out.revisions.push_back(one.revision);
    }
    out.total = whole.value();
    return out;
}

std::vector<contract::BreakdownRow> breakdown_rows(const BreakdownSpan& span,
                                                   std::span<const ports::Slice> slices,
                                                   std::span<const ports::Slice> before,
                                                   std::span<const ports::Slice> views) {
    const auto sums = sums_by_key(span, slices, before, views);
    double whole = 0;
    for (const auto& [key, one] : sums) whole += one.now;
    std::vector<contract::BreakdownRow> rows;
    for (const auto& [key, one] : sums) rows.push_back(row_of(key, one, whole));
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.value > b.value; });
    const auto limit = static_cast<std::size_t>(span.limit);
    if (rows.size() <= limit) return rows;
    Sums tail;
    tail.points.resize(static_cast<std::size_t>(span.to.number - span.from.number));
    for (std::size_t i = limit; i < rows.size(); ++i) {
        const Sums& one = sums.at(rows[i].key);
        tail.now += one.now;
        tail.before += one.before;
        tail.views += one.views;
        for (std::size_t day = 0; day < one.points.size(); ++day)
            tail.points[day] += one.points[day];
    }
    rows.resize(limit);
    rows.push_back(row_of("", tail, whole));
    return rows;
}

}  // namespace vitrine::service::desks
