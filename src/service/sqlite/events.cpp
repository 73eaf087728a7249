#include <map>
#include <tuple>

#include "service/event_rollup.h"
#include "service/sqlite/figures.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {
namespace {

using ports::CohortCount;
using ports::FunnelCounts;
using ports::KeptBatch;

constexpr std::int32_t swept_at_once = 100;  // batches

std::int32_t grain_number(PointGrain grain) {
    return static_cast<std::int32_t>(grain);
}

// "never" is NULL: what is not there needs no number that means it.
std::optional<std::int64_t> column_of(std::int64_t first) {
    return first == DeviceLife::never ? std::nullopt : std::optional(first);
}
std::int64_t first_in(const Query& row, int column) {
    return row.null(column) ? DeviceLife::never : row.integer(column);
}

// One batch on its way into the figures, inside its transaction.
class Keeping {
public:
    Keeping(Connection& writer, const EventBatch& batch) : writer_(writer), batch_(batch) {}

    base::Result<void> run() {
        Rollup rollup(batch_);
        if (auto done = number_apps(); !done) return done;
        if (auto done = keep_raw(); !done) return done;
        if (auto done = keep_devices(rollup); !done) return done;
        if (auto done = add_points(rollup); !done) return done;
        if (auto done = add_slices(rollup); !done) return done;
        if (auto done = add_tallies(rollup); !done) return done;
        if (auto done = add_versions(rollup); !done) return done;
        if (auto done = add_counts("cohorts", "after", rollup.cohorts()); !done) return done;
        if (auto done = add_counts("funnels", "step", rollup.funnels()); !done) return done;
        return keep_batch();
    }

private:
    base::Result<void> number_apps();
    base::Result<void> keep_raw();
    base::Result<void> keep_devices(Rollup& rollup);
    base::Result<void> add_points(const Rollup& rollup);
    base::Result<void> add_slices(const Rollup& rollup);
    base::Result<void> add_tallies(const Rollup& rollup);
    base::Result<void> put_ratios(const TallyChange& change, const Tally& now);
    base::Result<void> add_versions(const Rollup& rollup);
    base::Result<void> add_counts(const std::string& table, const std::string& second,
                                  const std::vector<CountChange>& changes);
    base::Result<void> keep_batch();
    const std::string& app(std::uint32_t at) const { return batch_.apps[at].text; }

    Connection& writer_;
    const EventBatch& batch_;
    std::vector<std::int64_t> app_rows_;
    std::map<std::tuple<std::uint32_t, contract::Metric, PointGrain>, std::int64_t> ratio_series_;
};

base::Result<void> Keeping::number_apps() {
    for (const contract::AppId& one : batch_.apps) {
        if (auto done = sqlite::run(writer_,
                                    "INSERT INTO event_apps(app) VALUES(?1) ON CONFLICT DO NOTHING",
                                    one.text);
            !done)
            return done;
        Query row(writer_, "SELECT row FROM event_apps WHERE app = ?1", one.text);
        if (!row.step()) return base::refused(row.trouble().value_or(base::Problem{}));
        app_rows_.push_back(row.integer(0));
    }
    return {};
}

base::Result<void> Keeping::keep_raw() {
    Query insert(writer_,
                 "INSERT INTO raw_events(app, kind, device, at, country, version, device_class, "
                 "channel, amount) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    for (const DeviceEvent& event : batch_.events) {
        insert.rewind();
        insert.bind(app_rows_[event.app]);
        insert.bind(static_cast<std::int64_t>(event.kind));
        insert.bind(event.device);
        insert.bind(event.at);
        insert.bind(event.country);
        insert.bind(event.version);
        insert.bind(event.device_class);
        insert.bind(event.channel);
        insert.bind(event.amount);
        if (auto done = insert.finish(); !done) return done;
    }
    return {};
}

// The devices come in the order of the table's key: each page is met once.
base::Result<void> Keeping::keep_devices(Rollup& rollup) {
    Query find(writer_, "SELECT viewed, installed, opened, paid, last_day, days FROM devices "
                        "WHERE app = ?1 AND device = ?2");
    Query put(writer_, "INSERT OR REPLACE INTO devices VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    const std::span<const std::uint32_t> all = rollup.by_device();
    for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
        const DeviceEvent& first = batch_.events[all[from]];
        while (to < all.size() && batch_.events[all[to]].device == first.device &&
               batch_.events[all[to]].app == first.app)
            ++to;
        DeviceLife life;
        find.rewind();
        find.bind(app_rows_[first.app]);
        find.bind(first.device);
        if (find.step()) {
            for (int step = 0; step < 4; ++step)
                life.first[static_cast<std::size_t>(step)] = first_in(find, step);
            life.last_day = find.small(4);
            life.days = static_cast<std::uint64_t>(find.integer(5));
        }
        if (auto trouble = find.trouble()) return base::refused(std::move(*trouble));
        const DeviceLife before = life;
        rollup.live(all.subspan(from, to - from), life);
        if (life == before) continue;
        put.rewind();
        put.bind(app_rows_[first.app]);
        put.bind(first.device);
        for (const std::int64_t time : life.first) put.bind(column_of(time));
        put.bind(life.last_day);
        put.bind(static_cast<std::int64_t>(life.days));
        if (auto done = put.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::add_points(const Rollup& rollup) {
    Query add(writer_,
              "INSERT INTO points VALUES(?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT(series, start) "
              "DO UPDATE SET value = value + excluded.value, revision = revision + 1, "
              "state = excluded.state, computed_at = excluded.computed_at");
    base::Result<std::int64_t> series = 0;
    const PointChange* before = nullptr;
    const std::vector<PointChange> changes = rollup.points();
    for (const PointChange& one : changes) {
        if (!before || before->app != one.app || before->metric != one.metric ||
            before->grain != one.grain)
            series = point_series(writer_, app(one.app), one.metric, one.grain);
        if (!series) return base::refused(series.error());
        before = &one;
        add.rewind();
        add.bind(*series);
        add.bind(one.start);
        add.bind(one.more);
        add.bind(static_cast<std::int32_t>(state_at(one.grain, one.start, batch_.received_at)));
        add.bind(batch_.received_at);
        if (auto done = add.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::add_slices(const Rollup& rollup) {
    Query add(writer_, "INSERT INTO slices VALUES(?1, ?2, ?3, ?4) ON CONFLICT(series, day, key) "
                       "DO UPDATE SET value = value + excluded.value");
    base::Result<std::int64_t> series = 0;
    const SliceChange* before = nullptr;
    const std::vector<SliceChange> changes = rollup.slices();
    for (const SliceChange& one : changes) {
        if (!before || before->app != one.app || before->metric != one.metric ||
            before->by != one.by)
            series = slice_series(writer_, app(one.app), one.metric, one.by);
        if (!series) return base::refused(series.error());
        before = &one;
        add.rewind();
        add.bind(*series);
        add.bind(one.day.number);
        add.bind(one.key);
        add.bind(one.more);
        if (auto done = add.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::add_tallies(const Rollup& rollup) {
    Query add(writer_,
              "INSERT INTO tallies VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
              "ON CONFLICT(app, grain, start) DO UPDATE SET opens = opens + excluded.opens, "
              "crashes = crashes + excluded.crashes, views = views + excluded.views, "
              "installs = installs + excluded.installs "
              "RETURNING opens, crashes, views, installs");
    for (const TallyChange& change : rollup.tallies()) {
        add.rewind();
        add.bind(app_rows_[change.app]);
        add.bind(grain_number(change.grain));
        add.bind(change.start);
        for (const std::int64_t more : {change.more.opens, change.more.crashes, change.more.views,
                                        change.more.installs})
            add.bind(more);
        Tally now;
        if (add.step()) now = {add.integer(0), add.integer(1), add.integer(2), add.integer(3)};
        if (auto done = add.finish(); !done) return done;
        if (auto done = put_ratios(change, now); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::put_ratios(const TallyChange& change, const Tally& now) {
    const PointState state = state_at(change.grain, change.start, batch_.received_at);
    const auto put = [&](contract::Metric metric,
                         std::optional<double> value) -> base::Result<void> {
        if (!value) return {};
        std::int64_t& series = ratio_series_[{change.app, metric, change.grain}];
        if (series == 0) {
            const auto found = point_series(writer_, app(change.app), metric, change.grain);
            if (!found) return base::refused(found.error());
            series = *found;
        }
        return put_point(writer_, series, {change.start, *value, state, batch_.received_at});
    };
    if (auto done = put(contract::Metric::crash_free_sessions, now.crash_free_sessions()); !done)
        return done;
    return put(contract::Metric::conversions, now.conversions());
}

base::Result<void> Keeping::add_versions(const Rollup& rollup) {
    Query add(writer_,
              "INSERT INTO version_tallies VALUES(?1, ?2, ?3, ?4, ?5) "
              "ON CONFLICT(app, version, start) DO UPDATE SET opens = opens + excluded.opens, "
              "crashes = crashes + excluded.crashes");
    for (const VersionChange& one : rollup.versions()) {
        add.rewind();
        add.bind(app_rows_[one.app]);
        add.bind(one.version);
        add.bind(one.start);
        add.bind(one.more.opens);
        add.bind(one.more.crashes);
        if (auto done = add.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::add_counts(const std::string& table, const std::string& second,
                                       const std::vector<CountChange>& changes) {
    Query add(writer_, "INSERT INTO " + table + " VALUES(?1, ?2, ?3, ?4) ON CONFLICT(app, day, " +
                           second + ") DO UPDATE SET devices = devices + excluded.devices");
    for (const CountChange& one : changes) {
        add.rewind();
        add.bind(app_rows_[one.app]);
        add.bind(one.day);
        add.bind(one.second);
        add.bind(one.more);
        if (auto done = add.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Keeping::keep_batch() {
    return sqlite::run(writer_,
                       "INSERT INTO batches(team, id, hash, answer, received_at, last_event) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(row), 0) FROM raw_events))",
                       batch_.team.text, batch_.id, batch_.hash, batch_.answer,
                       batch_.received_at);
}

base::Result<std::optional<KeptBatch>> kept_batch(Connection& connection, const std::string& team,
                                                  std::string_view id) {
    Query row(connection, "SELECT hash, answer FROM batches WHERE team = ?1 AND id = ?2", team,
              id);
    std::optional<KeptBatch> found;
    if (row.step()) found = KeptBatch{row.text(0), row.text(1)};
    if (auto trouble = row.trouble()) return base::refused(std::move(*trouble));
    return found;
}

class SqliteEvents final : public Events {
public:
    explicit SqliteEvents(Files files) : store_(files.store), metrics_(files.metrics) {}

    base::Result<std::optional<KeptBatch>> find_batch(const contract::TeamId& team,
                                                      std::string_view id) override {
        auto reading = metrics_.read();
        if (!reading) return base::refused(reading.error());
        return kept_batch(**reading, team.text, id);
    }
    base::Result<KeptBatch> keep(const EventBatch& batch) override;
    base::Result<std::vector<CohortCount>> cohorts(std::span<const contract::AppId> apps,
                                                   base::Day from, base::Day to,
                                                   std::int32_t days) override;
    base::Result<FunnelCounts> funnel(std::span<const contract::AppId> apps, base::Day from,
                                      base::Day to) override;
    base::Result<std::vector<ports::VersionHour>> version_hours(const contract::AppId& app,
                                                                std::string_view version,
                                                                base::Instant from,
                                                                base::Instant to) override;
    base::Result<std::int64_t> settle(base::Instant now) override;
    base::Result<std::int64_t> sweep(base::Instant now) override;
    base::Result<std::int64_t> count_raw() override {
        auto count = first(metrics_, "SELECT count(*) FROM raw_events",
                           [](const Query& row) { return row.integer(0); });
        if (!count) return base::refused(count.error());
        return count->value_or(0);
    }

private:
    base::Result<void> refuse_unknown_apps(const EventBatch& batch);
    base::Result<bool> sweep_some(base::Instant before, std::int64_t& events);

    Database &store_, &metrics_;
};

base::Result<void> SqliteEvents::refuse_unknown_apps(const EventBatch& batch) {
    for (const contract::AppId& app : batch.apps) {
        const auto known = first(store_, "SELECT 1 FROM apps WHERE id = ?1",
                                 [](const Query& row) { return row.integer(0); }, app.text);
        if (!known) return base::refused(known.error());
        if (!*known) return base::refused(base::Problem::not_found("app"));
    }
    return {};
}

// The figures first, the news of them after: who hears the news finds the figures.
base::Result<KeptBatch> SqliteEvents::keep(const EventBatch& batch) {
    if (auto done = refuse_unknown_apps(batch); !done) return base::refused(done.error());
    bool fresh = false;
    auto kept = change(metrics_, [&](Connection& writer) -> base::Result<KeptBatch> {
        auto before = kept_batch(writer, batch.team.text, batch.id);
        if (!before) return base::refused(before.error());
        if (*before) return std::move(**before);
        fresh = true;
        if (auto done = Keeping(writer, batch).run(); !done) return base::refused(done.error());
        return KeptBatch{batch.hash, batch.answer};
    });
    if (!kept || !fresh || batch.events.empty()) return kept;
    const auto told = change(store_, [&](Connection& writer) -> base::Result<void> {
        for (const contract::AppId& app : batch.apps)
            if (auto done = tell(writer, contract::Topic::metrics, "", app); !done) return done;
        return {};
    });
    // The batch is kept whatever becomes of its news: refusing it now would be a lie.
    (void)told;
    return kept;
}

base::Result<std::vector<CohortCount>> SqliteEvents::cohorts(
    std::span<const contract::AppId> apps, base::Day from, base::Day to, std::int32_t days) {
    const auto make = [](const Query& row) {
        return CohortCount{{row.small(0)}, row.small(1), row.integer(2)};
    };
    return rows(metrics_,
                "SELECT c.day, c.after, sum(c.devices) FROM event_apps a JOIN cohorts c "
                "ON c.app = a.row AND c.day >= ?1 AND c.day < ?2 AND c.after <= ?3 "
                "WHERE a.app IN (SELECT value FROM json_each(?4)) "
                "GROUP BY c.day, c.after HAVING sum(c.devices) <> 0 ORDER BY c.day, c.after",
                make, from.number, to.number, days, listed(apps));
}

base::Result<FunnelCounts> SqliteEvents::funnel(std::span<const contract::AppId> apps,
                                                base::Day from, base::Day to) {
    auto reading = metrics_.read();
    if (!reading) return base::refused(reading.error());
    Query query(**reading,
                "SELECT f.step, sum(f.devices) FROM event_apps a JOIN funnels f "
                "ON f.app = a.row AND f.day >= ?1 AND f.day < ?2 "
                "WHERE a.app IN (SELECT value FROM json_each(?3)) GROUP BY f.step",
                from.number, to.number, listed(apps));
    FunnelCounts counts{};
    while (query.step()) {
        const auto step = static_cast<std::size_t>(query.integer(0));
        if (step < counts.size()) counts[step] = query.integer(1);
    }
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return counts;
}

base::Result<std::vector<ports::VersionHour>> SqliteEvents::version_hours(
    const contract::AppId& app, std::string_view version, base::Instant from, base::Instant to) {
    return rows(metrics_,
                "SELECT v.start, v.opens, v.crashes FROM event_apps a JOIN version_tallies v "
                "ON v.app = a.row AND v.version = ?2 AND v.start >= ?3 AND v.start < ?4 "
                "WHERE a.app = ?1 ORDER BY v.start",
                [](const Query& row) {
                    return ports::VersionHour{row.instant(0), row.integer(1), row.integer(2)};
                },
                app.text, version, from, to);
}

base::Result<std::int64_t> SqliteEvents::settle(base::Instant now) {
    return change(metrics_, [&](Connection& writer) -> base::Result<std::int64_t> {
        const auto done = sqlite::run(
            writer,
            "UPDATE points SET state = 1, revision = revision + 1, computed_at = ?1 "
            "WHERE state = 0 AND start <= ?2 - ?3 AND start <= ?2 - "
            "(SELECT CASE grain WHEN 'hour' THEN ?3 ELSE ?4 END FROM series "
            "WHERE row = points.series)",
            now, now.ms - contract::settle_ms, base::hour_ms, base::day_ms);
        if (!done) return base::refused(done.error());
        return writer.changed_rows();
    });
}

// Some batches at a time, so that nobody waits long for the writer.
base::Result<bool> SqliteEvents::sweep_some(base::Instant before, std::int64_t& events) {
    return change(metrics_, [&](Connection& writer) -> base::Result<bool> {
        Query old(writer,
                  "SELECT max(row), max(last_event) FROM (SELECT row, last_event FROM batches "
                  "WHERE received_at < ?1 ORDER BY received_at, row LIMIT ?2)",
                  before, swept_at_once);
        if (!old.step() || old.null(0)) {
            if (auto trouble = old.trouble()) return base::refused(std::move(*trouble));
            return false;
        }
        const std::int64_t batch = old.integer(0), last = old.integer(1);
        if (auto done = sqlite::run(writer, "DELETE FROM raw_events WHERE row <= ?1", last); !done)
            return base::refused(done.error());
        events += writer.changed_rows();
        const auto done = sqlite::run(
            writer, "DELETE FROM batches WHERE row <= ?1 AND received_at < ?2", batch, before);
        if (!done) return base::refused(done.error());
        return true;
    });
}

base::Result<std::int64_t> SqliteEvents::sweep(base::Instant now) {
    std::int64_t events = 0;
    while (true) {
        const auto more = sweep_some({now.ms - contract::raw_kept_ms}, events);
        if (!more) return base::refused(more.error());
        if (!*more) break;
    }
    const auto hours = change(metrics_, [&](Connection& writer) {
        return sqlite::run(writer, "DELETE FROM version_tallies WHERE start < ?1",
                           now.ms - contract::raw_kept_ms);
    });
    if (!hours) return base::refused(hours.error());
    return events;
}

}  // namespace

std::unique_ptr<Events> make_events(Files files) {
    return std::make_unique<SqliteEvents>(files);
}

}  // namespace vitrine::service::sqlite
