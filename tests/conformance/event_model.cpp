#include "event_model.h"

#include <algorithm>

namespace vitrine::service::conformance {
namespace {

using contract::EventKind;
using contract::Metric;
using Device = std::pair<std::uint32_t, std::int64_t>;

int day_of(const DeviceEvent& event) {
    return base::day_of(event.at).number;
}

bool counts_in(const DeviceEvent& event, Metric metric) {
    switch (metric) {
        case Metric::installs: return event.kind == EventKind::install;
        case Metric::uninstalls: return event.kind == EventKind::uninstall;
        case Metric::crashes: return event.kind == EventKind::crash;
        case Metric::anrs: return event.kind == EventKind::anr;
        case Metric::listing_views: return event.kind == EventKind::listing_view;
        case Metric::revenue: return event.kind == EventKind::revenue;
        default: return false;
    }
}

double worth(const DeviceEvent& event) {
    return event.kind == EventKind::revenue ? static_cast<double>(event.amount) : 1;
}

std::optional<std::int64_t> first_of(const std::vector<DeviceEvent>& events, Device device,
                                     EventKind kind) {
    std::optional<std::int64_t> first;
    for (const DeviceEvent& one : events) {
        if (Device(one.app, one.device) != device || one.kind != kind) continue;
        if (kind == EventKind::revenue && one.amount <= 0) continue;
        first = std::min(first.value_or(one.at.ms), one.at.ms);
    }
    return first;
}

std::set<Device> devices_in(const std::vector<DeviceEvent>& events) {
    std::set<Device> out;
    for (const DeviceEvent& one : events) out.emplace(one.app, one.device);
    return out;
}

}  // namespace

DeviceEvent an_event(EventKind kind, std::int64_t device, int day, int minute) {
    DeviceEvent event;
    event.kind = kind;
    event.device = device;
    event.at = {(first_day + day) * base::day_ms + minute * base::minute_ms};
    event.country = device % 2 == 0 ? "DE" : "JP";
    event.version = "2.0";
    event.device_class = "phone";
    return event;
}

EventBatch a_batch(const std::string& id, std::vector<DeviceEvent> events,
                   base::Instant received_at) {
    return {{"lark"}, id, "hash of " + id, "answer to " + id, received_at,
            {{"notes"}, {"radar"}}, std::move(events)};
}

std::vector<DeviceEvent> some_events(SeededRandom& random, std::size_t count) {
    std::vector<DeviceEvent> out;
    const auto below = [&](std::uint64_t end) { return static_cast<int>(random.next() % end); };
    for (std::size_t i = 0; i < count; ++i) {
        DeviceEvent event = an_event(static_cast<EventKind>(below(7)), below(25) - 12,
                                     below(12) - 6, below(1440));
        event.app = static_cast<std::uint32_t>(below(2));
        if (event.kind == EventKind::revenue) event.amount = below(1000) - 200;
        if (below(3) == 0) event.country = "";
        out.push_back(event);
    }
    return out;
}

double EventModel::total(std::uint32_t app, Metric metric, base::Day day) const {
    double sum = 0, opens = 0, crashes = 0, views = 0, installs = 0;
    std::set<std::int64_t> active;
    for (const DeviceEvent& one : events) {
        if (one.app != app || day_of(one) != day.number) continue;
        if (counts_in(one, metric)) sum += worth(one);
        if (one.kind == EventKind::open) active.insert(one.device);
        opens += one.kind == EventKind::open;
        crashes += one.kind == EventKind::crash;
        views += one.kind == EventKind::listing_view;
        installs += one.kind == EventKind::install;
    }
    if (metric == Metric::active_devices) return static_cast<double>(active.size());
    if (metric == Metric::crash_free_sessions)
        return opens > 0 ? 1 - std::min(crashes, opens) / opens : 0;
    if (metric == Metric::conversions) return views > 0 ? installs / views : 0;
    return sum;
}

std::map<std::string, double> EventModel::by_country(std::uint32_t app, Metric metric,
                                                     base::Day day) const {
    std::map<std::string, double> out;
    for (const DeviceEvent& one : events)
        if (one.app == app && day_of(one) == day.number && counts_in(one, metric))
            out[one.country.empty() ? "unknown" : one.country] += worth(one);
    return out;
}

std::map<std::pair<int, int>, std::int64_t> EventModel::cohorts() const {
    std::map<std::pair<int, int>, std::int64_t> out;
    for (const Device& device : devices_in(events)) {
        const auto first = first_of(events, device, EventKind::open);
        if (!first) continue;
        std::set<int> days;
        for (const DeviceEvent& one : events)
            if (Device(one.app, one.device) == device && one.kind == EventKind::open)
                days.insert(day_of(one));
        for (const int day : days) ++out[{*days.begin(), day - *days.begin()}];
    }
    return out;
}

ports::FunnelCounts EventModel::funnel(base::Day from, base::Day to) const {
    ports::FunnelCounts out{};
    constexpr EventKind steps[] = {EventKind::listing_view, EventKind::install, EventKind::open,
                                   EventKind::revenue};
    for (const Device& device : devices_in(events)) {
        const auto viewed = first_of(events, device, EventKind::listing_view);
        if (!viewed) continue;
        const base::Day day = base::day_of({*viewed});
        if (day < from || day >= to) continue;
        std::int64_t before = *viewed;
        for (std::size_t step = 0; step < 4; ++step) {
            const auto first = first_of(events, device, steps[step]);
            if (!first || *first < before) break;
            before = *first;
            ++out[step];
        }
    }
    return out;
}

}  // namespace vitrine::service::conformance
