// Series by hour and day, their slices by dimension, annotations, incidents.
//
// Lists of apps mean what they say: an empty list reads nothing. Spans are half open [from, to).
#pragma once
#include <span>

#include "base/result.h"
#include "contract/metrics.h"

namespace vitrine::service::ports {

enum class PointState : std::uint8_t { provisional, settled, corrected };  // settled: "final"

struct Point {
    base::Instant start;  // first millisecond of its hour or day
    double value = 0;
    PointState state = PointState::settled;
    base::Instant computed_at;
    bool operator==(const Point&) const = default;
};

// The points of several apps that begin together.
struct JoinedPoint {
    base::Instant start;
    double sum = 0;
    std::int32_t apps = 0;     // that have a point here: mean = sum / apps
    std::int32_t revision = 1; // largest: how often one of them was given a new value
    PointState state = PointState::settled;  // provisional if any is, else corrected if any is
    base::Instant computed_at;  // newest
    bool operator==(const JoinedPoint&) const = default;
};

struct Slice {
    std::string key;  // "DE", "2.9.1"
    base::Day day;
    double value = 0;
    bool operator==(const Slice&) const = default;
};

enum class PointGrain : std::uint8_t { hour, day };

struct Metrics {
    virtual ~Metrics() = default;

    // Idempotent: a point with the same start is replaced; its revision grows only when value or
    // state differ. All or none. One change feed row for the app.
    virtual base::Result<void> put_points(const contract::AppId& app, contract::Metric metric,
                                          PointGrain grain, std::span<const Point> points) = 0;
    // Oldest first; a start at which no app has a point is missing: a gap is a gap.
    virtual base::Result<std::vector<JoinedPoint>> points(std::span<const contract::AppId> apps,
                                                          contract::Metric metric,
                                                          PointGrain grain, base::Instant from,
                                                          base::Instant to) = 0;

    virtual base::Result<void> put_slices(const contract::AppId& app, contract::Metric metric,
                                          contract::Dimension by,
                                          std::span<const Slice> slices) = 0;
    // Summed over the apps, by (key, day).
    virtual base::Result<std::vector<Slice>> slices(std::span<const contract::AppId> apps,
                                                    contract::Metric metric,
                                                    contract::Dimension by, base::Day from,
                                                    base::Day to) = 0;

    // The same (app, at, kind, label) is replaced.
    virtual base::Result<void> put_annotation(const contract::Annotation& annotation) = 0;
    virtual base::Result<std::vector<contract::Annotation>> annotations(
        std::span<const contract::AppId> apps, base::Instant from, base::Instant to) = 0;

    virtual base::Result<void> put_incident(const contract::Incident& incident) = 0;  // by id
    // Open ones, and those since `since`: open first, then newest.
    virtual base::Result<std::vector<contract::Incident>> incidents(base::Instant since) = 0;
};

}  // namespace vitrine::service::ports
