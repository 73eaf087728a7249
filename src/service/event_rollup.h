// What a batch of events changes, found without a store: both stores apply the same changes.
//
// Everything here is a difference to what is kept, so its cost follows the batch, not the history.
// It is exact in whatever order events arrive: a device's first times are minima, and when an event
// makes a device's first day earlier, its active days move from one cohort to the other.
#pragma once
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "service/ports/events.h"
#include "service/ports/metrics.h"

namespace vitrine::service {

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

// A late event's point is corrected, another's provisional.
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
    std::string_view key;  // of the batch, or "unknown"
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
    std::string_view version;  // of the batch
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
    // The batch must outlive it.
    explicit Rollup(const ports::EventBatch& batch);

    // Indices of the batch's events, those of one device (of one app) side by side in the order of
    // arrival, devices in order. Every one of these groups is given to live() once.
    const std::vector<std::uint32_t>& by_device() const { return by_device_; }
    // `events`: a group of by_device(). Changes `life`, which is new when it is a default one.
    void live(std::span<const std::uint32_t> events, DeviceLife& life);

    // In order of their keys; what came to nothing is left out.
    std::vector<PointChange> points() const;
    std::vector<SliceChange> slices() const;
    std::vector<TallyChange> tallies() const;
    std::vector<VersionChange> versions() const;  // events that say no version are left out
    std::vector<CountChange> cohorts() const { return counts(cohorts_); }
    std::vector<CountChange> funnels() const { return counts(funnels_); }

private:
    // One figure: of an hour, of a day, or of a day and a word (an index in words_).
    enum class Part : std::uint8_t { hour, day, country, version, device, channel };
    struct Figure {
        std::uint32_t app = 0;
        contract::Metric metric = contract::Metric::installs;
        Part part = Part::hour;
        std::int32_t when = 0;  // hours or days since 1970
        std::uint32_t word = 0;
        auto operator<=>(const Figure&) const = default;
    };
    struct FigureHash {
        std::size_t operator()(const Figure& figure) const;
    };
    using Counts = std::map<std::array<std::int32_t, 3>, std::int64_t>;

    void count(const ports::DeviceEvent& event);
    void add_slices(const ports::DeviceEvent& event, contract::Metric metric, double more);
    bool activate(const ports::DeviceEvent& event, DeviceLife& life);
    void move_cohort(std::uint32_t app, const DeviceLife& before, const DeviceLife& after);
    void move_funnel(std::uint32_t app, const DeviceLife& before, const DeviceLife& after);
    std::uint32_t word(std::string_view text);
    static std::vector<CountChange> counts(const Counts& all);

    const ports::EventBatch& batch_;
    std::vector<std::uint32_t> by_device_;
    std::unordered_map<Figure, double, FigureHash> figures_;
    std::map<std::tuple<std::uint32_t, ports::PointGrain, std::int64_t>, Tally> tallies_;
    std::map<std::tuple<std::uint32_t, std::string_view, std::int64_t>, Tally> versions_;
    Counts cohorts_, funnels_;
    std::vector<std::string_view> words_;
    std::unordered_map<std::string_view, std::uint32_t> words_at_;
};

}  // namespace vitrine::service
