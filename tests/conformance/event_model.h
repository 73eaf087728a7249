// What the figures of events must be, counted anew from all of them: slow, and nothing like the way
// in which the stores keep them.
#pragma once
#include <set>

#include "service/event_rollup.h"
#include "stores.h"

namespace vitrine::service::conformance {

inline constexpr std::int64_t first_day = noon / base::day_ms;

// An open of `device` on a day (counted from first_day), some minutes into it.
DeviceEvent an_event(contract::EventKind kind, std::int64_t device, int day, int minute = 60);
EventBatch a_batch(const std::string& id, std::vector<DeviceEvent> events,
                   base::Instant received_at = at(0));
// Events of a few devices of both apps over twelve days, the same for the same seed.
std::vector<DeviceEvent> some_events(SeededRandom& random, std::size_t count);

struct EventModel {
    std::vector<DeviceEvent> events;

    double total(std::uint32_t app, contract::Metric metric, base::Day day) const;
    // Joined by country; only for metrics that count events.
    std::map<std::string, double> by_country(std::uint32_t app, contract::Metric metric,
                                             base::Day day) const;
    std::map<std::pair<int, int>, std::int64_t> cohorts() const;  // (day, after), of all apps
    ports::FunnelCounts funnel(base::Day from, base::Day to) const;
};

}  // namespace vitrine::service::conformance
