#include "service/event_rollup.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace vitrine::service {
namespace {

using base::Instant;
using contract::Dimension;
using contract::EventKind;
using contract::FunnelStep;
using contract::Metric;
using ports::PointGrain;

constexpr std::int32_t days_known = 64;
constexpr auto opened = static_cast<std::size_t>(FunnelStep::first_open);

std::optional<Metric> metric_of(EventKind kind) {
    switch (kind) {
        case EventKind::install: return Metric::installs;
        case EventKind::uninstall: return Metric::uninstalls;
        case EventKind::crash: return Metric::crashes;
        case EventKind::anr: return Metric::anrs;
        case EventKind::listing_view: return Metric::listing_views;
        case EventKind::revenue: return Metric::revenue;
        case EventKind::open: break;
    }
    return std::nullopt;
}

// A refund is no purchase.
std::optional<std::size_t> step_of(const PlainEvent& event) {
    switch (event.kind) {
        case EventKind::listing_view: return 0;
        case EventKind::install: return 1;
        case EventKind::open: return opened;
        case EventKind::revenue:
            if (event.amount > 0) return 3;
            break;
        default: break;
    }
    return std::nullopt;
}

std::int32_t hour_in(Instant at) {
    const std::int64_t rest = (at.ms % base::hour_ms + base::hour_ms) % base::hour_ms;
    return static_cast<std::int32_t>((at.ms - rest) / base::hour_ms);
}

std::uint64_t key_of(std::uint32_t app, std::int32_t when) {
    return std::uint64_t{app} << 32 | static_cast<std::uint32_t>(when);
}

std::optional<std::int32_t> first_day(const DeviceLife& life) {
    if (life.first[opened] == DeviceLife::never) return std::nullopt;
    return base::day_of({life.first[opened]}).number;
}

// How many steps were done in order of time.
std::int32_t steps_done(const DeviceLife& life) {
    std::size_t done = 0;
    while (done < life.first.size() && life.first[done] != DeviceLife::never &&
           (done == 0 || life.first[done] >= life.first[done - 1]))
        ++done;
    return static_cast<std::int32_t>(done);
}

template <class Visit>
void each_day(const DeviceLife& life, Visit visit) {
    for (std::uint64_t days = life.days; days != 0; days &= days - 1)
        visit(life.last_day - std::countr_zero(days));
}

bool was_active(const DeviceLife& life, std::int32_t day) {
    const std::int32_t back = life.last_day - day;
    return life.days != 0 && back >= 0 && back < days_known && (life.days >> back & 1) != 0;
}

// Whether being active on `day` leaves no room for earlier days that are known.
bool forgets_days(const DeviceLife& life, std::int32_t day) {
    const std::int32_t shift = day - life.last_day;
    if (life.days == 0 || shift <= 0) return false;
    return shift >= days_known || life.days >> (days_known - shift) != 0;
}

}  // namespace

void Tally::add(const Tally& more) {
    opens += more.opens;
    crashes += more.crashes;
    views += more.views;
    installs += more.installs;
}

std::optional<double> Tally::crash_free_sessions() const {
    if (opens <= 0) return std::nullopt;
    return 1 - static_cast<double>(std::min(crashes, opens)) / static_cast<double>(opens);
}

std::optional<double> Tally::conversions() const {
    if (views <= 0) return std::nullopt;
    return static_cast<double>(installs) / static_cast<double>(views);
}

ports::PointState state_at(PointGrain grain, Instant start, Instant now) {
    const std::int64_t length = grain == PointGrain::hour ? base::hour_ms : base::day_ms;
    return start.ms + length + contract::settle_ms <= now.ms ? ports::PointState::corrected
                                                             : ports::PointState::provisional;
}

PlainEvents plain_events(const ports::EventBatch& batch) {
    PlainEvents out;
    out.all.reserve(batch.events.size());
    for (const ports::DeviceEvent& event : batch.events)
        out.all.push_back({event.device, event.at, event.amount, event.app,
                           {out.words.number_of(event.country), out.words.number_of(event.version),
                            out.words.number_of(event.device_class),
                            out.words.number_of(event.channel)},
                           event.kind});
    return out;
}

Rollup::Rollup(const PlainEvents& events) : events_(events) {
    sort_devices();
    for (const PlainEvent& event : events.all) count(event);
}

// Devices are hashes, so that their first bits part them into small heaps of one size.
void Rollup::sort_devices() {
    struct Met {
        std::int64_t device;
        std::uint32_t app, at;
        auto key() const { return std::tuple(device, app, at); }
    };
    constexpr int heap_bits = 12;
    const auto heap_of = [](std::int64_t device) {
        const auto turned = static_cast<std::uint64_t>(device) ^ (std::uint64_t{1} << 63);
        return static_cast<std::size_t>(turned >> (64 - heap_bits));
    };
    const auto count = static_cast<std::uint32_t>(events_.all.size());
    std::vector<std::uint32_t> ends((1u << heap_bits) + 1), apps(1);
    for (const PlainEvent& event : events_.all) {
        ++ends[heap_of(event.device) + 1];
        if (apps.size() < event.app + 2) apps.resize(event.app + 2);
        ++apps[event.app + 1];
    }
    for (std::size_t heap = 1; heap < ends.size(); ++heap) ends[heap] += ends[heap - 1];
    for (std::size_t app = 1; app < apps.size(); ++app) apps[app] += apps[app - 1];
    std::vector<Met> met(count), sorted(count);
    std::vector<std::uint32_t> next(ends.begin(), ends.end() - 1);
    for (std::uint32_t at = 0; at < count; ++at) {
        const PlainEvent& event = events_.all[at];
        met[next[heap_of(event.device)]++] = {event.device, event.app, at};
    }
    for (std::size_t heap = 0; heap + 1 < ends.size(); ++heap)
        std::sort(met.begin() + ends[heap], met.begin() + ends[heap + 1],
                  [](const Met& a, const Met& b) { return a.key() < b.key(); });
    // Last by app, which keeps the order within each: the key of the stores is (app, device).
    for (const Met& one : met) sorted[apps[one.app]++] = one;
    by_device_.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const Met &one = sorted[i], &before = sorted[i == 0 ? 0 : i - 1];
        if (i == 0 || one.device != before.device || one.app != before.app) groups_.push_back(i);
        by_device_.push_back(sorted[i].at);
    }
    groups_.push_back(count);
}

std::span<const std::uint32_t> Rollup::group(std::size_t number) const {
    return std::span(by_device_).subspan(groups_[number], groups_[number + 1] - groups_[number]);
}

std::uint32_t Rollup::day_of(std::uint32_t app, std::int32_t day) {
    const std::uint32_t number = days_at_.number_of(key_of(app, day));
    if (number == days_.size()) {
        days_.emplace_back().app = app;
        days_.back().when = day;
    }
    return number;
}

Rollup::Span& Rollup::hour_of(const PlainEvent& event) {
    const std::int32_t when = hour_in(event.at);
    const std::uint32_t number = hours_at_.number_of(key_of(event.app, when));
    if (number == hours_.size()) {
        hours_.emplace_back().app = event.app;
        hours_.back().when = when;
        hours_.back().day = day_of(event.app, base::day_of(event.at).number);
    }
    return hours_[number];
}

void Rollup::add(Span& to, Metric metric, double more) {
    const auto at = static_cast<std::size_t>(metric);
    to.more[at] += more;
    to.met |= 1u << at;
}

void Rollup::add_slices(std::uint32_t day, const PlainEvent& event, Metric metric, double more) {
    for (std::uint64_t by = 0; by < event.words.size(); ++by) {
        const std::uint64_t place = (std::uint64_t{day} << 6) |
                                    (static_cast<std::uint64_t>(metric) << 2) | by;
        const std::uint32_t number = slices_at_.number_of(place << 32 | event.words[by]);
        if (number == slices_.size()) slices_.push_back(0);
        slices_[number] += more;
    }
}

void Rollup::count(const PlainEvent& event) {
    Span& hour = hour_of(event);
    Span& day = days_[hour.day];
    if (const auto metric = metric_of(event.kind)) {
        const double more =
            event.kind == EventKind::revenue ? static_cast<double>(event.amount) : 1;
        add(hour, *metric, more);
        add(day, *metric, more);
        add_slices(hour.day, event, *metric, more);
    }
    Tally one;
    switch (event.kind) {
        case EventKind::open: one.opens = 1; break;
        case EventKind::crash: one.crashes = 1; break;
        case EventKind::listing_view: one.views = 1; break;
        case EventKind::install: one.installs = 1; break;
        default: return;
    }
    hour.tally.add(one);
    day.tally.add(one);
    hour.tallied = day.tallied = true;
    const bool of_sessions = event.kind == EventKind::open || event.kind == EventKind::crash;
    const std::uint32_t version = event.words[1];
    if (!of_sessions || version == 0) return;
    const auto place = static_cast<std::uint64_t>(&hour - hours_.data());
    const std::uint32_t number = versions_at_.number_of(place << 32 | version);
    if (number == versions_.size()) versions_.emplace_back();
    versions_[number].add(one);
}

// False: it was known that the device was active on that day.
bool Rollup::activate(const PlainEvent& event, DeviceLife& life) {
    const std::int32_t day = base::day_of(event.at).number;
    if (life.days == 0 || day > life.last_day) {
        const std::int32_t shift = life.days == 0 ? days_known : day - life.last_day;
        life.days = shift < days_known ? (life.days << shift) | 1 : 1;
        life.last_day = day;
    } else {
        const std::int32_t back = life.last_day - day;
        if (back >= days_known || (life.days >> back & 1) != 0) return false;
        life.days |= std::uint64_t{1} << back;
    }
    const std::uint32_t place = day_of(event.app, day);
    add(days_[place], Metric::active_devices, 1);
    add_slices(place, event, Metric::active_devices, 1);
    return true;
}

void Rollup::move_cohort(std::uint32_t app, const DeviceLife& before, const DeviceLife& after) {
    const auto old_first = first_day(before), new_first = first_day(after);
    const bool same_days = before.days == after.days && before.last_day == after.last_day;
    if (!new_first || (same_days && old_first == new_first)) return;
    const auto place = static_cast<std::int32_t>(app);
    each_day(after, [&](std::int32_t day) {
        const bool known = was_active(before, day);
        if (known && old_first == new_first) return;
        if (known) --cohorts_[{place, *old_first, day - *old_first}];
        ++cohorts_[{place, *new_first, day - *new_first}];
    });
}

void Rollup::move_funnel(std::uint32_t app, const DeviceLife& before, const DeviceLife& after) {
    const auto place = static_cast<std::int32_t>(app);
    const std::int32_t had = steps_done(before), has = steps_done(after);
    const auto day = [](const DeviceLife& life) { return base::day_of({life.first[0]}).number; };
    // Steps that are and were done on behalf of one day need no word.
    const bool same_day = had > 0 && has > 0 && day(before) == day(after);
    const std::int32_t both = same_day ? std::min(had, has) : 0;
    for (std::int32_t step = both; step < had; ++step) --funnels_[{place, day(before), step}];
    for (std::int32_t step = both; step < has; ++step) ++funnels_[{place, day(after), step}];
}

void Rollup::live(std::span<const std::uint32_t> events, DeviceLife& life) {
    // Events of one device lie far from each other: those that come soon are fetched meanwhile.
    constexpr std::ptrdiff_t ahead = 16;
    const std::uint32_t* const end = by_device_.data() + by_device_.size();
    if (end - events.data() > ahead) __builtin_prefetch(&events_.all[events.data()[ahead]]);
    DeviceLife before = life;
    for (const std::uint32_t at : events) {
        const PlainEvent& event = events_.all[at];
        if (event.kind == EventKind::open && forgets_days(life, base::day_of(event.at).number)) {
            move(event.app, before, life);
            before = life;
        }
        if (const auto step = step_of(event))
            life.first[*step] = std::min(life.first[*step], event.at.ms);
        if (event.kind == EventKind::open) activate(event, life);
    }
    if (!events.empty()) move(events_.all[events.front()].app, before, life);
}

void Rollup::move(std::uint32_t app, const DeviceLife& before, const DeviceLife& after) {
    if (before == after) return;
    move_cohort(app, before, after);
    if (after.first != before.first) move_funnel(app, before, after);
}

std::vector<PointChange> Rollup::points() const {
    std::vector<PointChange> out;
    const auto give = [&](const std::vector<Span>& all, PointGrain grain, std::int64_t length) {
        for (const Span& one : all)
            for (std::size_t metric = 0; metric < metrics; ++metric)
                if ((one.met >> metric & 1) != 0)
                    out.push_back({one.app, static_cast<Metric>(metric), grain,
                                   {one.when * length}, one.more[metric]});
    };
    give(hours_, PointGrain::hour, base::hour_ms);
    give(days_, PointGrain::day, base::day_ms);
    std::ranges::sort(out, {}, [](const PointChange& one) {
        return std::tuple(one.app, one.metric, one.grain, one.start);
    });
    return out;
}

std::vector<SliceChange> Rollup::slices() const {
    std::vector<SliceChange> out;
    out.reserve(slices_.size());
    for (std::size_t number = 0; number < slices_.size(); ++number) {
        const std::uint64_t key = slices_at_[number];
        const auto word = static_cast<std::uint32_t>(key);
        const Span& day = days_[key >> 38];
        out.push_back({day.app, static_cast<Metric>(key >> 34 & 0xf),
                       static_cast<Dimension>(key >> 32 & 3), {day.when},
                       word == 0 ? std::string_view("unknown") : events_.words[word],
                       slices_[number]});
    }
    std::ranges::sort(out, {}, [](const SliceChange& one) {
        return std::tuple(one.app, one.metric, one.by, one.day, one.key);
    });
    return out;
}

std::vector<TallyChange> Rollup::tallies() const {
    std::vector<TallyChange> out;
    const auto give = [&](const std::vector<Span>& all, PointGrain grain, std::int64_t length) {
        for (const Span& one : all)
            if (one.tallied) out.push_back({one.app, grain, {one.when * length}, one.tally});
    };
    give(hours_, PointGrain::hour, base::hour_ms);
    give(days_, PointGrain::day, base::day_ms);
    std::ranges::sort(out, {}, [](const TallyChange& one) {
        return std::tuple(one.app, one.grain, one.start);
    });
    return out;
}

std::vector<VersionChange> Rollup::versions() const {
    std::vector<VersionChange> out;
    for (std::size_t number = 0; number < versions_.size(); ++number) {
        const std::uint64_t key = versions_at_[number];
        const Span& hour = hours_[key >> 32];
        out.push_back({hour.app, events_.words[static_cast<std::uint32_t>(key)],
                       {hour.when * base::hour_ms}, versions_[number]});
    }
    std::ranges::sort(out, {}, [](const VersionChange& one) {
        return std::tuple(one.app, one.version, one.start);
    });
    return out;
}

std::vector<CountChange> Rollup::counts(const Counts& all) {
    std::vector<CountChange> out;
    for (const auto& [key, more] : all)
        if (more != 0)
            out.push_back({static_cast<std::uint32_t>(key[0]), key[1], key[2], more});
    return out;
}

}  // namespace vitrine::service
