// What events change, found without a store: both stores apply the same changes.
//
// Everything here is a difference to what is kept, so its cost follows the events, not the history.
// It is exact in whatever order events arrive: a device's first times are minima, and when an event
// makes a device's first day earlier, its active days move from one cohort to the other. Several
// batches may be counted at once: what comes out is what they give one after the other.
#pragma once
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "service/flat_index.h"
#include "service/ports/events.h"
#include "service/ports/metrics.h"
#include "service/word_list.h"

namespace vitrine::service {

// An event as it is counted: its texts are numbers in the list beside it, 0 what was not said.
struct PlainEvent {
    std::int64_t device = 0;
    base::Instant at;
    std::int64_t amount = 0;
    std::uint32_t app = 0;
    std::array<std::uint32_t, 4> words{};  // country, version, device class, channel
    contract::EventKind kind = contract::EventKind::install;
    bool operator==(const PlainEvent&) const = default;
};
struct PlainEvents {
    std::vector<PlainEvent> all;
    WordList words;
};
PlainEvents plain_events(const ports::EventBatch& batch);

// What is kept of a device of one app.
struct DeviceLife {
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    std::array<std::int64_t, 4> first{never, never, never, never};  // ms, by FunnelStep
    // Bit k: active on last_day - k. Longer ago than 63 days counts as known: no event is kept that
    // late (contract::event_late_ms).
    std::int32_t last_day = 0;
    std::uint64_t days = 0;
    bool operator==(const DeviceLife&) const = default;
};

// What the ratios of an hour or day are made of.
struct Tally {
    std::int64_t opens = 0, crashes = 0, views = 0, installs = 0;
    void add(const Tally& more);
    std::optional<double> crash_free_sessions() const;
    std::optional<double> conversions() const;
    bool operator==(const Tally&) const = default;
};

// A late event's point is corrected, another's provisional. The same for every `now` of an hour.
ports::PointState state_at(ports::PointGrain grain, base::Instant start, base::Instant now);

// `app` is the index in the batch everywhere.
struct PointChange {
    std::uint32_t app = 0;
    contract::Metric metric = contract::Metric::installs;
    ports::PointGrain grain = ports::PointGrain::day;
    base::Instant start;
    double more = 0;
};
struct SliceChange {
    std::uint32_t app = 0;
    contract::Metric metric = contract::Metric::installs;
    contract::Dimension by = contract::Dimension::country;
    base::Day day;
    std::string_view key;  // of the events' words, or "unknown"
    double more = 0;
};
struct TallyChange {
    std::uint32_t app = 0;
    ports::PointGrain grain = ports::PointGrain::day;
    base::Instant start;
    Tally more;
};
// Of an hour; only opens and crashes.
struct VersionChange {
    std::uint32_t app = 0;
    std::string_view version;  // of the events' words
    base::Instant start;
    Tally more;
};
// Of a cohort (second: days after the first open) or of a funnel (second: the step).
struct CountChange {
    std::uint32_t app = 0;
    std::int32_t day = 0, second = 0;
    std::int64_t more = 0;
};

class Rollup {
public:
    // In the order of arrival. The events must outlive it.
    explicit Rollup(const PlainEvents& events);

    // Indices of the events of one device (of one app) in the order of arrival. Groups follow each
    // other by (app, device), numbered from 0. Each is given to live() once.
    std::span<const std::uint32_t> group(std::size_t number) const;
    std::size_t groups() const { return groups_.size() - 1; }
    // `events`: a group. Changes `life`, which is new when it is a default one.
    void live(std::span<const std::uint32_t> events, DeviceLife& life);

    // In order of their keys. A sale and its refund leave a point of 0.
    std::vector<PointChange> points() const;
    std::vector<SliceChange> slices() const;
    std::vector<TallyChange> tallies() const;
    std::vector<VersionChange> versions() const;  // events that say no version are left out
    std::vector<CountChange> cohorts() const { return counts(cohorts_); }
    std::vector<CountChange> funnels() const { return counts(funnels_); }

private:
    static constexpr std::size_t metrics = contract::names(static_cast<contract::Metric*>(nullptr))
                                               .size();
    // What is counted of an app in one hour or on one day.
    struct Span {
        std::uint32_t app = 0;
        std::int32_t when = 0;  // hours or days since 1970
        std::uint32_t met = 0;  // bit m: `more[m]` was added to
        std::array<double, metrics> more{};
        Tally tally;
        bool tallied = false;
        std::uint32_t day = 0;  // of an hour: which of days_
    };
    using Counts = std::map<std::array<std::int32_t, 3>, std::int64_t>;

    void sort_devices();
    Span& hour_of(const PlainEvent& event);
    std::uint32_t day_of(std::uint32_t app, std::int32_t day);
    void count(const PlainEvent& event);
    static void add(Span& to, contract::Metric metric, double more);
    void add_slices(std::uint32_t day, const PlainEvent& event, contract::Metric metric,
                    double more);
    bool activate(const PlainEvent& event, DeviceLife& life);
    void move(std::uint32_t app, const DeviceLife& before, const DeviceLife& after);
    void move_cohort(std::uint32_t app, const DeviceLife& before, const DeviceLife& after);
    void move_funnel(std::uint32_t app, const DeviceLife& before, const DeviceLife& after);
    static std::vector<CountChange> counts(const Counts& all);

    const PlainEvents& events_;
    std::vector<std::uint32_t> by_device_;
    std::vector<std::uint32_t> groups_;  // where each begins in by_device_, and the end
    FlatIndex hours_at_, days_at_;  // (app, when), in hours_ and days_
    std::vector<Span> hours_, days_;
    FlatIndex slices_at_;   // (day in days_, metric, dimension, word)
    std::vector<double> slices_;
    FlatIndex versions_at_;  // (hour in hours_, word)
    std::vector<Tally> versions_;
    Counts cohorts_, funnels_;
};

}  // namespace vitrine::service
