#include <algorithm>

#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

void join(JoinedPoint& joined, const KeptPoint& kept) {
    const bool first = joined.apps == 0;
    const Point& point = kept.point;
    joined.sum += point.value;
    joined.revision = first ? kept.revision : std::max(joined.revision, kept.revision);
    if (first || joined.computed_at < point.computed_at) joined.computed_at = point.computed_at;
    ++joined.apps;
    if (first || point.state == PointState::provisional) joined.state = point.state;
    else if (joined.state == PointState::settled) joined.state = point.state;
}

class MemoryMetrics final : public Metrics {
public:
    explicit MemoryMetrics(State& state) : state_(state) {}

    base::Result<void> put_points(const contract::AppId& app, contract::Metric metric,
                                  PointGrain grain, std::span<const Point> points) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text)) return base::refused(base::Problem::not_found("app"));
        const SeriesKey key(app.text, metric, grain);
        state_.remember(state_.points, key);
        state_.points.try_emplace(key);
        for (const Point& point : points) state_.put_point(key, point);
        state_.tell(contract::Topic::metrics, "", app);
        return {};
    }

    base::Result<std::vector<JoinedPoint>> points(std::span<const contract::AppId> apps,
                                                  contract::Metric metric, PointGrain grain,
                                                  base::Instant from, base::Instant to) override {
        const Lock lock(state_.mutex);
        std::map<std::int64_t, JoinedPoint> joined;
        for (const auto& app : apps) {
            const auto series = state_.points.find(SeriesKey(app.text, metric, grain));
            if (series == state_.points.end()) continue;
            const auto end = series->second.lower_bound(to.ms);
            for (auto at = series->second.lower_bound(from.ms); at != end; ++at) {
                joined[at->first].start = {at->first};
                join(joined[at->first], at->second);
            }
        }
        std::vector<JoinedPoint> out;
        for (auto& [start, point] : joined) out.push_back(point);
        return out;
    }

    base::Result<void> put_slices(const contract::AppId& app, contract::Metric metric,
                                  contract::Dimension by, std::span<const Slice> slices) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text)) return base::refused(base::Problem::not_found("app"));
        const SliceKey key(app.text, metric, by);
        state_.remember(state_.slices, key);
        auto& kept = state_.slices[key];
        for (const Slice& slice : slices) kept[{slice.key, slice.day.number}] = slice.value;
        state_.tell(contract::Topic::metrics, "", app);
        return {};
    }

    base::Result<std::vector<Slice>> slices(std::span<const contract::AppId> apps,
                                            contract::Metric metric, contract::Dimension by,
                                            base::Day from, base::Day to) override {
        const Lock lock(state_.mutex);
        std::map<std::pair<std::string, std::int32_t>, double> sums;
        for (const auto& app : apps) {
            const auto kept = state_.slices.find(SliceKey(app.text, metric, by));
            if (kept == state_.slices.end()) continue;
            for (const auto& [at, value] : kept->second)
                if (at.second >= from.number && at.second < to.number) sums[at] += value;
        }
        std::vector<Slice> out;
        for (const auto& [at, value] : sums) out.push_back({at.first, {at.second}, value});
        return out;
    }

    base::Result<void> put_annotation(const contract::Annotation& annotation) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(annotation.app.text))
            return base::refused(base::Problem::not_found("app"));
        const AnnotationKey key(annotation.app.text, annotation.at.ms, annotation.kind,
                                annotation.label);
        state_.set(state_.annotations, key, annotation);
        state_.tell(contract::Topic::metrics, "", annotation.app);
        return {};
    }

    base::Result<std::vector<contract::Annotation>> annotations(
        std::span<const contract::AppId> apps, base::Instant from, base::Instant to) override {
        const Lock lock(state_.mutex);
        std::vector<contract::Annotation> found;
        for (const auto& [key, annotation] : state_.annotations)
            if (annotation.at >= from && annotation.at < to &&
                std::ranges::find(apps, annotation.app) != apps.end())
                found.push_back(annotation);
        std::ranges::sort(found, {}, [](const auto& a) {
            return std::tuple(a.at, a.app, a.kind, a.label);
        });
        return found;
    }

    base::Result<void> put_incident(const contract::Incident& incident) override {
        const Lock lock(state_.mutex);
        state_.set(state_.incidents, incident.id.text, incident);
        state_.append_change({}, {contract::Topic::incident, incident.id.text, ""});
        return {};
    }

    base::Result<std::vector<contract::Incident>> incidents(base::Instant since) override {
        const Lock lock(state_.mutex);
        std::vector<contract::Incident> found;
        for (const auto& [id, incident] : state_.incidents)
            if (!incident.resolved || incident.since >= since) found.push_back(incident);
        std::ranges::sort(found, [](const auto& a, const auto& b) {
            return std::tuple(a.resolved, b.since, a.id) < std::tuple(b.resolved, a.since, b.id);
        });
        return found;
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Metrics> make_metrics(State& state) {
    return std::make_unique<MemoryMetrics>(state);
}

}  // namespace vitrine::service::memory
