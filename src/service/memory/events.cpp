#include <cstdint>

#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

using ports::CohortCount;
using ports::FunnelCounts;
using ports::KeptBatch;

class MemoryEvents final : public Events {
public:
    explicit MemoryEvents(State& state) : state_(state) {}

    base::Result<std::optional<KeptBatch>> find_batch(const contract::TeamId& team,
                                                      std::string_view id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.batches.find({team.text, std::string(id)});
        if (at == state_.batches.end()) return std::nullopt;
        return at->second.kept;
    }

    base::Result<KeptBatch> keep(const EventBatch& batch) override {
        const Lock lock(state_.mutex);
        for (const contract::AppId& app : batch.apps)
            if (!state_.apps.contains(app.text))
                return base::refused(base::Problem::not_found("app"));
        const std::pair key(batch.team.text, batch.id);
        if (const auto at = state_.batches.find(key); at != state_.batches.end())
            return at->second.kept;
        const PlainEvents events = plain_events(batch);
        Rollup rollup(events);
        live(batch, events, rollup);
        for (const PointChange& one : rollup.points()) add_point(batch, one);
        for (const SliceChange& one : rollup.slices()) {
            const SliceKey series(app(batch, one.app), one.metric, one.by);
            state_.remember(state_.slices, series);
            state_.slices[series][{std::string(one.key), one.day.number}] += one.more;
        }
        for (const TallyChange& one : rollup.tallies()) add_tally(batch, one);
        for (const VersionChange& one : rollup.versions()) {
            const std::tuple hour(app(batch, one.app), std::string(one.version), one.start.ms);
            state_.remember(state_.version_tallies, hour);
            state_.version_tallies[hour].add(one.more);
        }
        add_counts(batch, state_.cohorts, rollup.cohorts());
        add_counts(batch, state_.funnels, rollup.funnels());
        const KeptBatch kept{batch.hash, batch.answer};
        state_.set(state_.batches, key,
                   BatchEntry{kept, batch.received_at,
                              static_cast<std::int64_t>(batch.events.size())});
        if (!batch.events.empty())
            for (const contract::AppId& one : batch.apps)
                state_.tell(contract::Topic::metrics, "", one);
        return kept;
    }

    base::Result<std::vector<CohortCount>> cohorts(std::span<const contract::AppId> apps,
                                                   base::Day from, base::Day to,
                                                   std::int32_t days) override {
        const Lock lock(state_.mutex);
        std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> sums;
        each_of(state_.cohorts, apps, from, to, [&](const AppDayKey& key, std::int64_t devices) {
            if (std::get<2>(key) <= days) sums[{std::get<1>(key), std::get<2>(key)}] += devices;
        });
        std::vector<CohortCount> out;
        for (const auto& [at, devices] : sums)
            if (devices != 0) out.push_back({{at.first}, at.second, devices});
        return out;
    }

    base::Result<FunnelCounts> funnel(std::span<const contract::AppId> apps, base::Day from,
                                      base::Day to) override {
        const Lock lock(state_.mutex);
        FunnelCounts counts{};
        each_of(state_.funnels, apps, from, to, [&](const AppDayKey& key, std::int64_t devices) {
            counts[static_cast<std::size_t>(std::get<2>(key))] += devices;
        });
        return counts;
    }

    base::Result<std::vector<ports::VersionHour>> version_hours(const contract::AppId& app,
                                                                std::string_view version,
                                                                base::Instant from,
                                                                base::Instant to) override {
        const Lock lock(state_.mutex);
        std::vector<ports::VersionHour> out;
        const std::string name(version);
        for (auto at = state_.version_tallies.lower_bound({app.text, name, from.ms});
             at != state_.version_tallies.end(); ++at) {
            const auto& [of, called, start] = at->first;
            if (of != app.text || called != name || start >= to.ms) break;
            out.push_back({{start}, at->second.opens, at->second.crashes});
        }
        return out;
    }

    base::Result<std::int64_t> settle(base::Instant now) override {
        const Lock lock(state_.mutex);
        std::int64_t settled = 0;
        for (auto& [key, series] : state_.points) {
            state_.remember(state_.points, key);
            for (auto& [start, kept] : series) {
                if (kept.point.state != PointState::provisional ||
                    state_at(std::get<2>(key), {start}, now) == PointState::provisional)
                    continue;
                kept.point.state = PointState::settled;
                kept.point.computed_at = now;
                ++kept.revision;
                ++settled;
            }
        }
        return settled;
    }

    base::Result<std::int64_t> sweep(base::Instant now) override {
        const Lock lock(state_.mutex);
        std::int64_t swept = 0;
        for (auto at = state_.batches.begin(); at != state_.batches.end();) {
            const auto here = at++;
            if (here->second.received_at.ms >= now.ms - contract::raw_kept_ms) continue;
            swept += here->second.events;
            state_.erase(state_.batches, std::pair(here->first));
        }
        for (auto at = state_.version_tallies.begin(); at != state_.version_tallies.end();) {
            const auto key = (at++)->first;
            if (std::get<2>(key) < now.ms - contract::raw_kept_ms)
                state_.erase(state_.version_tallies, key);
        }
        return swept;
    }

    // Nothing reads a raw event here, so only their number is kept.
    base::Result<std::int64_t> count_raw() override {
        const Lock lock(state_.mutex);
        std::int64_t count = 0;
        for (const auto& [key, entry] : state_.batches) count += entry.events;
        return count;
    }

private:
    static const std::string& app(const EventBatch& batch, std::uint32_t at) {
        return batch.apps[at].text;
    }

    void live(const EventBatch& batch, const PlainEvents& events, Rollup& rollup) {
        for (std::size_t number = 0; number < rollup.groups(); ++number) {
            const auto group = rollup.group(number);
            const PlainEvent& first = events.all[group.front()];
            const std::pair key(app(batch, first.app), first.device);
            state_.remember(state_.devices, key);
            rollup.live(group, state_.devices[key]);
        }
    }

    void add_point(const EventBatch& batch, const PointChange& one) {
        const PointState state = state_at(one.grain, one.start, batch.received_at);
        const SeriesKey key(app(batch, one.app), one.metric, one.grain);
        state_.remember(state_.points, key);
        const Point fresh{one.start, one.more, state, batch.received_at};
        const auto [at, made] = state_.points[key].try_emplace(one.start.ms, KeptPoint{fresh, 1});
        if (made) return;
        KeptPoint& kept = at->second;
        kept.point = {one.start, kept.point.value + one.more, state, batch.received_at};
        ++kept.revision;
    }

    void add_tally(const EventBatch& batch, const TallyChange& one) {
        const std::tuple key(app(batch, one.app), one.grain, one.start.ms);
        state_.remember(state_.tallies, key);
        Tally& now = state_.tallies[key];
        now.add(one.more);
        put_ratio(batch, one, contract::Metric::crash_free_sessions, now.crash_free_sessions());
        put_ratio(batch, one, contract::Metric::conversions, now.conversions());
    }

    void put_ratio(const EventBatch& batch, const TallyChange& one, contract::Metric metric,
                   std::optional<double> value) {
        if (!value) return;
        const SeriesKey key(app(batch, one.app), metric, one.grain);
        state_.remember(state_.points, key);
        state_.put_point(key, {one.start, *value, state_at(one.grain, one.start,
                                                           batch.received_at),
                               batch.received_at});
    }

    void add_counts(const EventBatch& batch, std::map<AppDayKey, std::int64_t>& counts,
                    const std::vector<CountChange>& changes) {
        for (const CountChange& one : changes) {
            const AppDayKey key(app(batch, one.app), one.day, one.second);
            state_.remember(counts, key);
            counts[key] += one.more;
        }
    }

    template <class Visit>
    static void each_of(const std::map<AppDayKey, std::int64_t>& counts,
                        std::span<const contract::AppId> apps, base::Day from, base::Day to,
                        Visit visit) {
        if (to <= from) return;
        for (const contract::AppId& one : apps) {
            const auto end = counts.lower_bound({one.text, to.number, INT32_MIN});
            for (auto at = counts.lower_bound({one.text, from.number, INT32_MIN}); at != end; ++at)
                visit(at->first, at->second);
        }
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Events> make_events(State& state) {
    return std::make_unique<MemoryEvents>(state);
}

}  // namespace vitrine::service::memory
