#include "service/event_rollup.h"

#include <algorithm>
#include <numeric>

namespace vitrine::service {
namespace {

using base::Instant;
using contract::Dimension;
using contract::EventKind;
using contract::FunnelStep;
using contract::Metric;
using ports::DeviceEvent;
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
std::optional<std::size_t> step_of(const DeviceEvent& event) {
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

std::int32_t hour_of(Instant at) {
    const std::int64_t rest = (at.ms % base::hour_ms + base::hour_ms) % base::hour_ms;
    return static_cast<std::int32_t>((at.ms - rest) / base::hour_ms);
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
    for (std::int32_t back = 0; back < days_known; ++back)
        if ((life.days >> back & 1) != 0) visit(life.last_day - back);
}

bool was_active(const DeviceLife& life, std::int32_t day) {
    const std::int32_t back = life.last_day - day;
    return life.days != 0 && back >= 0 && back < days_known && (life.days >> back & 1) != 0;
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

std::size_t Rollup::FigureHash::operator()(const Figure& figure) const {
    std::uint64_t out = (std::uint64_t{figure.app} << 32) | figure.word;
    out = (out ^ (out >> 29)) * 0x9e3779b97f4a7c15ull;
    out ^= (std::uint64_t{static_cast<std::uint32_t>(figure.when)} << 8) |
           (static_cast<std::uint64_t>(figure.metric) << 4) |
           static_cast<std::uint64_t>(figure.part);
    out = (out ^ (out >> 32)) * 0xbf58476d1ce4e5b9ull;
    return static_cast<std::size_t>(out ^ (out >> 29));
}

Rollup::Rollup(const ports::EventBatch& batch) : batch_(batch), by_device_(batch.events.size()) {
    std::iota(by_device_.begin(), by_device_.end(), 0u);
    std::ranges::stable_sort(by_device_, {}, [&](std::uint32_t at) {
        return std::pair(batch.events[at].app, batch.events[at].device);
    });
    for (const DeviceEvent& event : batch.events) count(event);
}

std::uint32_t Rollup::word(std::string_view text) {
    if (text.empty()) text = "unknown";
    const auto [at, fresh] = words_at_.try_emplace(text,
                                                   static_cast<std::uint32_t>(words_.size()));
    if (fresh) words_.push_back(text);
    return at->second;
}

void Rollup::add_slices(const DeviceEvent& event, Metric metric, double more) {
    const std::int32_t day = base::day_of(event.at).number;
    figures_[{event.app, metric, Part::country, day, word(event.country)}] += more;
    figures_[{event.app, metric, Part::version, day, word(event.version)}] += more;
    figures_[{event.app, metric, Part::device, day, word(event.device_class)}] += more;
    figures_[{event.app, metric, Part::channel, day, word(event.channel)}] += more;
}

void Rollup::count(const DeviceEvent& event) {
    const std::int32_t hour = hour_of(event.at), day = base::day_of(event.at).number;
    if (const auto metric = metric_of(event.kind)) {
        const double more =
            event.kind == EventKind::revenue ? static_cast<double>(event.amount) : 1;
        figures_[{event.app, *metric, Part::hour, hour, 0}] += more;
        figures_[{event.app, *metric, Part::day, day, 0}] += more;
        add_slices(event, *metric, more);
    }
    Tally one;
    switch (event.kind) {
        case EventKind::open: one.opens = 1; break;
        case EventKind::crash: one.crashes = 1; break;
        case EventKind::listing_view: one.views = 1; break;
        case EventKind::install: one.installs = 1; break;
        default: return;
    }
    tallies_[{event.app, PointGrain::hour, hour * base::hour_ms}].add(one);
    tallies_[{event.app, PointGrain::day, day * base::day_ms}].add(one);
    const bool of_sessions = event.kind == EventKind::open || event.kind == EventKind::crash;
    if (of_sessions && !event.version.empty())
        versions_[{event.app, event.version, hour * base::hour_ms}].add(one);
}

// False: it was known that the device was active on that day.
bool Rollup::activate(const DeviceEvent& event, DeviceLife& life) {
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
    figures_[{event.app, Metric::active_devices, Part::day, day, 0}] += 1;
    add_slices(event, Metric::active_devices, 1);
    return true;
}

void Rollup::move_cohort(std::uint32_t app, const DeviceLife& before, const DeviceLife& after) {
    const auto old_first = first_day(before), new_first = first_day(after);
    if (!new_first) return;
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
    const auto add = [&](const DeviceLife& life, std::int64_t more) {
        const std::int32_t done = steps_done(life);
        for (std::int32_t step = 0; step < done; ++step)
            funnels_[{place, base::day_of({life.first[0]}).number, step}] += more;
    };
    add(before, -1);
    add(after, 1);
}

void Rollup::live(std::span<const std::uint32_t> events, DeviceLife& life) {
    const DeviceLife before = life;
    for (const std::uint32_t at : events) {
        const DeviceEvent& event = batch_.events[at];
        if (const auto step = step_of(event))
            life.first[*step] = std::min(life.first[*step], event.at.ms);
        if (event.kind == EventKind::open) activate(event, life);
    }
    if (life == before || events.empty()) return;
    const std::uint32_t app = batch_.events[events.front()].app;
    move_cohort(app, before, life);
    if (life.first != before.first) move_funnel(app, before, life);
}

std::vector<PointChange> Rollup::points() const {
    std::vector<PointChange> out;
    for (const auto& [figure, more] : figures_) {
        if (figure.part > Part::day || more == 0) continue;
        const bool hour = figure.part == Part::hour;
        out.push_back({figure.app, figure.metric, hour ? PointGrain::hour : PointGrain::day,
                       {figure.when * (hour ? base::hour_ms : base::day_ms)}, more});
    }
    std::ranges::sort(out, {}, [](const PointChange& one) {
        return std::tuple(one.app, one.metric, one.grain, one.start);
    });
    return out;
}

std::vector<SliceChange> Rollup::slices() const {
    std::vector<SliceChange> out;
    for (const auto& [figure, more] : figures_) {
        if (figure.part <= Part::day || more == 0) continue;
        const auto by = static_cast<Dimension>(static_cast<int>(figure.part) -
                                               static_cast<int>(Part::country));
        out.push_back({figure.app, figure.metric, by, {figure.when}, words_[figure.word], more});
    }
    std::ranges::sort(out, {}, [](const SliceChange& one) {
        return std::tuple(one.app, one.metric, one.by, one.day, one.key);
    });
    return out;
}

std::vector<TallyChange> Rollup::tallies() const {
    std::vector<TallyChange> out;
    for (const auto& [key, more] : tallies_)
        out.push_back({std::get<0>(key), std::get<1>(key), {std::get<2>(key)}, more});
    return out;
}

std::vector<VersionChange> Rollup::versions() const {
    std::vector<VersionChange> out;
    for (const auto& [key, more] : versions_)
        out.push_back({std::get<0>(key), std::get<1>(key), {std::get<2>(key)}, more});
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
