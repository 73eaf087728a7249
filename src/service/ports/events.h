// Events of devices and what is kept from them (contract/ingest.h says what the figures mean).
//
// A batch is kept whole or not at all, and nobody sees one without every figure that follows from
// it; batches between which nobody looked may change a figure once. The points and slices are those
// that ports::Metrics reads.
#pragma once
#include <array>
#include <span>

#include "base/result.h"
#include "contract/ingest.h"

namespace vitrine::service::ports {

// An event of an app that exists, checked.
struct DeviceEvent {
    std::uint32_t app = 0;  // of the batch's
    contract::EventKind kind = contract::EventKind::install;
    std::int64_t device = 0;  // a keyed hash
    base::Instant at;
    std::string country, version, device_class, channel;  // "" : not said
    std::int64_t amount = 0;
    bool operator==(const DeviceEvent&) const = default;
};

struct EventBatch {
    contract::TeamId team;
    std::string id, hash;  // the sender's name for it; of its lines
    std::string answer;    // what a repeat is told
    base::Instant received_at;
    std::vector<contract::AppId> apps;
    std::vector<DeviceEvent> events;
};

struct KeptBatch {
    std::string hash, answer;
    bool operator==(const KeptBatch&) const = default;
};

struct CohortCount {
    base::Day day;          // of the first open
    std::int32_t after = 0;  // days
    std::int64_t devices = 0;
    bool operator==(const CohortCount&) const = default;
};

// Sessions (opens) and crashes of one version in one hour.
struct VersionHour {
    base::Instant start;
    std::int64_t sessions = 0, crashes = 0;
    bool operator==(const VersionHour&) const = default;
};

using FunnelCounts = std::array<std::int64_t, 4>;  // by FunnelStep

struct Events {
    virtual ~Events() = default;

    // What is kept under the id; none when it is new.
    virtual base::Result<std::optional<KeptBatch>> find_batch(const contract::TeamId& team,
                                                              std::string_view id) = 0;
    // Keeps the first batch under (team, id) and returns what is kept: a second one adds nothing.
    // One change feed row for each app with events.
    virtual base::Result<KeptBatch> keep(const EventBatch& batch) = 0;

    // Summed over the apps, by (day, after), oldest first; `after` from 0 to `days`.
    virtual base::Result<std::vector<CohortCount>> cohorts(std::span<const contract::AppId> apps,
                                                           base::Day from, base::Day to,
                                                           std::int32_t days) = 0;
    virtual base::Result<FunnelCounts> funnel(std::span<const contract::AppId> apps,
                                              base::Day from, base::Day to) = 0;

    // Of one version of an app, by hour, oldest first, in [from, to); hours without any are left
    // out.
    virtual base::Result<std::vector<VersionHour>> version_hours(const contract::AppId& app,
                                                                 std::string_view version,
                                                                 base::Instant from,
                                                                 base::Instant to) = 0;

    // Makes provisional points final whose hour or day ended `settle_ms` or more before `now`.
    virtual base::Result<std::int64_t> settle(base::Instant now) = 0;
    // Forgets raw events, ids of batches and hours of versions that have been kept long enough. How
    // many events.
    virtual base::Result<std::int64_t> sweep(base::Instant now) = 0;
    virtual base::Result<std::int64_t> count_raw() = 0;
};

}  // namespace vitrine::service::ports
