#include <algorithm>

#include "service/sqlite/event_figures.h"
#include "service/sqlite/figures.h"

namespace vitrine::service::sqlite {
namespace {

class SqliteMetrics final : public Metrics {
public:
    explicit SqliteMetrics(Files files)
        : store_(files.store), metrics_(files.metrics), figures_(files.figures) {}

    base::Result<void> put_points(const contract::AppId& app, contract::Metric metric,
                                  PointGrain grain, std::span<const Point> points) override {
        return put(app, [&](Connection& writer) -> base::Result<void> {
            if (auto counted = figures_.count(writer); !counted) return counted;
            const auto series = point_series(writer, app.text, metric, grain);
            if (!series) return base::refused(series.error());
            PointWriter put_one(writer);
            for (const Point& point : points)
                if (auto done = put_one.put(*series, point); !done) return done;
            return {};
        });
    }

    base::Result<std::vector<JoinedPoint>> points(std::span<const contract::AppId> apps,
                                                  contract::Metric metric, PointGrain grain,
                                                  base::Instant from, base::Instant to) override;

    base::Result<void> put_slices(const contract::AppId& app, contract::Metric metric,
                                  contract::Dimension by, std::span<const Slice> slices) override {
        return put(app, [&](Connection& writer) -> base::Result<void> {
            if (auto counted = figures_.count(writer); !counted) return counted;
            const auto series = slice_series(writer, app.text, metric, by);
            if (!series) return base::refused(series.error());
            for (const Slice& slice : slices) {
                const auto done = run(writer, "INSERT OR REPLACE INTO slices VALUES(?1,?2,?3,?4)",
                                      *series, slice.day.number, slice.key, slice.value);
                if (!done) return done;
            }
            return {};
        });
    }

    base::Result<std::vector<Slice>> slices(std::span<const contract::AppId> apps,
                                            contract::Metric metric, contract::Dimension by,
                                            base::Day from, base::Day to) override {
        auto reading = figures_.read();
        if (!reading) return base::refused(reading.error());
        Query query(**reading,
                    "SELECT l.key, l.day, sum(l.value) FROM slice_series s "
                    "JOIN slices l ON l.series = s.row AND l.day >= ?3 AND l.day < ?4 "
                    "WHERE s.metric = ?1 AND s.dimension = ?2 "
                    "AND s.app IN (SELECT value FROM json_each(?5)) "
                    "GROUP BY l.key, l.day ORDER BY l.key, l.day",
                    word(metric), word(by), from.number, to.number, listed(apps));
        std::vector<Slice> found;
        while (query.step())
            found.push_back({query.text(0), {query.small(1)}, query.real(2)});
        if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
        return found;
    }

    base::Result<void> put_annotation(const contract::Annotation& a) override {
        return put(a.app, [&](Connection& writer) {
            return run(writer, "INSERT OR REPLACE INTO annotations VALUES(?1,?2,?3,?4,?5,?6,?7)",
                       a.app.text, a.at, word(a.kind), a.label, a.detail, a.halted, a.effect);
        });
    }

    base::Result<std::vector<contract::Annotation>> annotations(
        std::span<const contract::AppId> apps, base::Instant from, base::Instant to) override;

    base::Result<void> put_incident(const contract::Incident& incident) override {
        auto kept = change(metrics_, [&](Connection& writer) {
            return run(writer, "INSERT OR REPLACE INTO incidents VALUES(?1, ?2, ?3, ?4, ?5)",
                       incident.id.text, incident.title, incident.detail, incident.resolved,
                       incident.since);
        });
        if (!kept) return kept;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const contract::Change news{contract::Topic::incident, incident.id.text, ""};
            const auto told = append_change(writer, std::nullopt, news);
            if (!told) return base::refused(told.error());
            return {};
        });
    }

    base::Result<std::vector<contract::Incident>> incidents(base::Instant since) override {
        const auto make = [](const Query& row) {
            return contract::Incident{{row.text(0)}, row.text(1), row.text(2), row.integer(3) != 0,
                                      row.instant(4)};
        };
        return rows(metrics_,
                    "SELECT id, title, detail, resolved, since FROM incidents "
                    "WHERE resolved = 0 OR since >= ?1 ORDER BY resolved, since DESC, id",
                    make, since);
    }

private:
    // The points first, the news of them after: who hears the news finds the points.
    template <class Work>
    base::Result<void> put(const contract::AppId& app, Work work) {
        const auto known = first(store_, "SELECT 1 FROM apps WHERE id = ?1",
                                 [](const Query& row) { return row.integer(0); }, app.text);
        if (!known) return base::refused(known.error());
        if (!*known) return base::refused(base::Problem::not_found("app"));
        if (auto kept = change(metrics_, work); !kept) return kept;
        return change(store_, [&](Connection& writer) {
            return tell(writer, contract::Topic::metrics, "", app);
        });
    }

    Database &store_, &metrics_;
    EventFigures& figures_;
};

base::Result<std::vector<JoinedPoint>> SqliteMetrics::points(std::span<const contract::AppId> apps,
                                                             contract::Metric metric,
                                                             PointGrain grain, base::Instant from,
                                                             base::Instant to) {
    auto reading = figures_.read();
    if (!reading) return base::refused(reading.error());
    Query query(**reading,
                "SELECT p.start, sum(p.value), count(*), max(p.revision), "
                "sum(p.state = 0), sum(p.state = 2), max(p.computed_at) FROM series s "
                "JOIN points p ON p.series = s.row AND p.start >= ?3 AND p.start < ?4 "
                "WHERE s.metric = ?1 AND s.grain = ?2 "
                "AND s.app IN (SELECT value FROM json_each(?5)) "
                "GROUP BY p.start ORDER BY p.start",
                word(metric), grain == PointGrain::hour ? "hour" : "day", from, to, listed(apps));
    std::vector<JoinedPoint> found;
    while (query.step()) {
        JoinedPoint point{query.instant(0), query.real(1), query.small(2), query.small(3),
                          PointState::settled, query.instant(6)};
        if (query.integer(4) > 0) point.state = PointState::provisional;
        else if (query.integer(5) > 0) point.state = PointState::corrected;
        found.push_back(point);
    }
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return found;
}

base::Result<std::vector<contract::Annotation>> SqliteMetrics::annotations(
    std::span<const contract::AppId> apps, base::Instant from, base::Instant to) {
    auto reading = metrics_.read();
    if (!reading) return base::refused(reading.error());
    Query query(**reading,
                "SELECT app, at, kind, label, detail, halted, effect FROM annotations "
                "WHERE at >= ?1 AND at < ?2 AND app IN (SELECT value FROM json_each(?3))",
                from, to, listed(apps));
    std::vector<contract::Annotation> found;
    while (query.step()) {
        contract::Annotation a{{query.text(0)}, query.instant(1),
                               value_in<contract::AnnotationKind>(query.view(2)), query.text(3),
                               query.text(4), query.integer(5) != 0, std::nullopt};
        if (!query.null(6)) a.effect = query.real(6);
        found.push_back(std::move(a));
    }
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    std::ranges::sort(found, {}, [](const auto& a) {
        return std::tuple(a.at, a.app, a.kind, a.label);
    });
    return found;
}

}  // namespace

std::unique_ptr<Metrics> make_metrics(Files files) {
    return std::make_unique<SqliteMetrics>(files);
}

}  // namespace vitrine::service::sqlite
