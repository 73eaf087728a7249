#include "service/event_rollup.h"
#include "service/sqlite/device_pages.h"
#include "service/sqlite/event_figures.h"
#include "service/sqlite/figures.h"
#include "service/sqlite/packed_events.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {
namespace {

using ports::CohortCount;
using ports::FunnelCounts;
using ports::KeptBatch;

constexpr std::int32_t swept_at_once = 100;  // batches

// The numbers that stand for the batch's apps in this file.
base::Result<std::vector<std::int64_t>> number_apps(Connection& writer, const EventBatch& batch) {
    std::vector<std::int64_t> rows;
    Query find(writer, "SELECT row FROM event_apps WHERE app = ?1");
    for (const contract::AppId& one : batch.apps) {
        find.rewind();
        find.bind(one.text);
        if (find.step()) {
            rows.push_back(find.integer(0));
            continue;
        }
        if (auto trouble = find.trouble()) return base::refused(std::move(*trouble));
        if (auto done = run(writer, "INSERT INTO event_apps(app) VALUES(?1)", one.text); !done)
            return base::refused(done.error());
        rows.push_back(writer.last_row());
        if (rows.back() > DevicePages::app_max)
            return base::refused(base::Problem::unavailable(
                "too_many_apps", "Too many apps have sent events.", "No more apps can."));
    }
    return rows;
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
    explicit SqliteEvents(Files files)
        : store_(files.store), metrics_(files.metrics), figures_(files.figures) {}

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
        auto count = first(metrics_, "SELECT (SELECT count(*) FROM raw_events) + "
                                     "(SELECT coalesce(sum(events), 0) FROM raw_batches)",
                           [](const Query& row) { return row.integer(0); });
        if (!count) return base::refused(count.error());
        return count->value_or(0);
    }

private:
    base::Result<void> refuse_unknown_apps(const EventBatch& batch);
    base::Result<void> keep_new(Connection& writer, const EventBatch& batch);
    base::Result<bool> sweep_some(base::Instant before, std::int64_t& events);

    Database &store_, &metrics_;
    EventFigures& figures_;
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

// Its name, its raw events, and that its figures wait to be counted.
base::Result<void> SqliteEvents::keep_new(Connection& writer, const EventBatch& batch) {
    const auto apps = number_apps(writer, batch);
    if (!apps) return base::refused(apps.error());
    auto done = run(writer,
                    "INSERT INTO batches(team, id, hash, answer, received_at, last_event) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, 0)",
                    batch.team.text, batch.id, batch.hash, batch.answer, batch.received_at);
    if (!done || batch.events.empty()) return done;
    const std::int64_t row = writer.last_row();
    const std::string bytes = packed(plain_events(batch), *apps);
    const auto events = static_cast<std::int64_t>(batch.events.size());
    done = run(writer, "INSERT INTO raw_batches VALUES(?1, ?2, ?3)", row, events, Bytes{bytes});
    if (!done) return done;
    return figures_.wait(writer, row, events, batch.received_at);
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
        if (auto done = keep_new(writer, batch); !done) return base::refused(done.error());
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
    return figure_rows(figures_,
                "SELECT c.day, c.after, sum(c.devices) FROM event_apps a JOIN cohorts c "
                "ON c.app = a.row AND c.day >= ?1 AND c.day < ?2 AND c.after <= ?3 "
                "WHERE a.app IN (SELECT value FROM json_each(?4)) "
                "GROUP BY c.day, c.after HAVING sum(c.devices) <> 0 ORDER BY c.day, c.after",
                make, from.number, to.number, days, listed(apps));
}

base::Result<FunnelCounts> SqliteEvents::funnel(std::span<const contract::AppId> apps,
                                                base::Day from, base::Day to) {
    auto reading = figures_.read();
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
    return figure_rows(figures_,
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
        if (auto counted = figures_.count(writer); !counted)
            return base::refused(counted.error());
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

// Some batches at a time, so that nobody waits long for the writer. Raw events of earlier versions
// are rows of their own, up to each batch's `last_event`.
base::Result<bool> SqliteEvents::sweep_some(base::Instant before, std::int64_t& events) {
    return change(metrics_, [&](Connection& writer) -> base::Result<bool> {
        Query old(writer,
                  "SELECT b.row, b.last_event, coalesce(r.events, 0) FROM batches b "
                  "LEFT JOIN raw_batches r ON r.batch = b.row WHERE b.received_at < ?1 "
                  "ORDER BY b.received_at, b.row LIMIT ?2",
                  before, swept_at_once);
        std::vector<std::int64_t> gone;
        std::int64_t last = 0;
        while (old.step()) {
            gone.push_back(old.integer(0));
            last = std::max(last, old.integer(1));
            events += old.integer(2);
        }
        if (auto trouble = old.trouble()) return base::refused(std::move(*trouble));
        if (gone.empty()) return false;
        if (auto done = sqlite::run(writer, "DELETE FROM raw_events WHERE row <= ?1", last); !done)
            return base::refused(done.error());
        events += writer.changed_rows();
        for (const std::int64_t batch : gone)
            for (const char* text : {"DELETE FROM raw_batches WHERE batch = ?1",
                                     "DELETE FROM batches WHERE row = ?1"})
                if (auto done = sqlite::run(writer, text, batch); !done)
                    return base::refused(done.error());
        return true;
    });
}

base::Result<std::int64_t> SqliteEvents::sweep(base::Instant now) {
    const auto counted =
        change(metrics_, [&](Connection& writer) { return figures_.count(writer); });
    if (!counted) return base::refused(counted.error());
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
