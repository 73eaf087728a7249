#include "service/sqlite/event_figures.h"

#include <map>

#include "service/sqlite/device_pages.h"
#include "service/sqlite/figures.h"
#include "service/sqlite/packed_events.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {
namespace {

std::int32_t grain_number(PointGrain grain) {
    return static_cast<std::int32_t>(grain);
}

// What waits on its way into the figures, inside one transaction.
class Counting final : Unpacking {
public:
    explicit Counting(Connection& writer) : writer_(writer) {}

    base::Result<void> run() {
        if (auto done = read_events(); !done) return done;
        Rollup rollup(events_);
        if (auto done = keep_devices(rollup); !done) return done;
        if (auto done = add_points(rollup); !done) return done;
        if (auto done = add_slices(rollup); !done) return done;
        if (auto done = add_tallies(rollup); !done) return done;
        if (auto done = add_versions(rollup); !done) return done;
        if (auto done = add_counts("cohorts", "after", rollup.cohorts()); !done) return done;
        if (auto done = add_counts("funnels", "step", rollup.funnels()); !done) return done;
        return sqlite::run(writer_, "DELETE FROM waiting_batches");
    }

private:
    base::Result<void> read_events();
    base::Result<void> name_apps();
    base::Result<void> keep_devices(Rollup& rollup);
    base::Result<void> add_points(const Rollup& rollup);
    base::Result<void> add_slices(const Rollup& rollup);
    base::Result<void> add_tallies(const Rollup& rollup);
    base::Result<std::int64_t> ratio_series(const TallyChange& change, contract::Metric metric);
    base::Result<void> add_versions(const Rollup& rollup);
    base::Result<void> add_counts(const std::string& table, const std::string& second,
                                  const std::vector<CountChange>& changes);
    std::uint32_t app_number(std::int64_t row) override;
    const std::string& app(std::uint32_t at) const { return apps_[at]; }

    Connection& writer_;
    PlainEvents events_;
    base::Instant received_at_;  // of the last batch; all came in one hour
    std::map<std::int64_t, std::uint32_t> app_numbers_;
    std::vector<std::int64_t> app_rows_;
    std::vector<std::string> apps_;
    std::map<std::tuple<std::uint32_t, contract::Metric, PointGrain>, std::int64_t> ratio_series_;
};

std::uint32_t Counting::app_number(std::int64_t row) {
    const auto [at, fresh] =
        app_numbers_.try_emplace(row, static_cast<std::uint32_t>(app_rows_.size()));
    if (fresh) app_rows_.push_back(row);
    return at->second;
}

base::Result<void> Counting::read_events() {
    Query waiting(writer_, "SELECT w.received_at, w.events, r.packed FROM waiting_batches w "
                           "LEFT JOIN raw_batches r ON r.batch = w.batch ORDER BY w.batch");
    while (waiting.step()) {
        received_at_ = waiting.instant(0);
        const auto wanted = events_.all.size() + static_cast<std::size_t>(waiting.integer(1));
        if (!unpack(waiting.bytes(2), events_, *this) || events_.all.size() != wanted)
            return base::refused(writer_.problem(SQLITE_CORRUPT));
    }
    if (auto trouble = waiting.trouble()) return base::refused(std::move(*trouble));
    return name_apps();
}

base::Result<void> Counting::name_apps() {
    Query name(writer_, "SELECT app FROM event_apps WHERE row = ?1");
    for (const std::int64_t row : app_rows_) {
        name.rewind();
        name.bind(row);
        if (!name.step())
            return base::refused(name.trouble().value_or(writer_.problem(SQLITE_CORRUPT)));
        apps_.push_back(name.text(0));
    }
    return {};
}

base::Result<void> Counting::keep_devices(Rollup& rollup) {
    DevicePages pages(writer_);
    for (std::size_t number = 0; number < rollup.groups(); ++number) {
        const auto group = rollup.group(number);
        const PlainEvent& first = events_.all[group.front()];
        const auto life = pages.life_of(app_rows_[first.app], first.device);
        if (!life) return base::refused(life.error());
        const DeviceLife before = **life;
        rollup.live(group, **life);
        if (**life != before) pages.changed();
    }
    return pages.finish();
}

base::Result<void> Counting::add_points(const Rollup& rollup) {
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
        add.bind(static_cast<std::int32_t>(state_at(one.grain, one.start, received_at_)));
        add.bind(received_at_);
        if (auto done = add.finish(); !done) return done;
    }
    return {};
}

base::Result<void> Counting::add_slices(const Rollup& rollup) {
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

base::Result<void> Counting::add_tallies(const Rollup& rollup) {
    Query add(writer_,
              "INSERT INTO tallies VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
              "ON CONFLICT(app, grain, start) DO UPDATE SET opens = opens + excluded.opens, "
              "crashes = crashes + excluded.crashes, views = views + excluded.views, "
              "installs = installs + excluded.installs "
              "RETURNING opens, crashes, views, installs");
    PointWriter points(writer_);
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
        const PointState state = state_at(change.grain, change.start, received_at_);
        for (const auto& [metric, value] :
             {std::pair(contract::Metric::crash_free_sessions, now.crash_free_sessions()),
              std::pair(contract::Metric::conversions, now.conversions())}) {
            if (!value) continue;
            const auto series = ratio_series(change, metric);
            if (!series) return base::refused(series.error());
            const Point point{change.start, *value, state, received_at_};
            if (auto done = points.put(*series, point); !done) return done;
        }
    }
    return {};
}

base::Result<std::int64_t> Counting::ratio_series(const TallyChange& change,
                                                 contract::Metric metric) {
    std::int64_t& series = ratio_series_[{change.app, metric, change.grain}];
    if (series == 0) {
        const auto found = point_series(writer_, app(change.app), metric, change.grain);
        if (!found) return found;
        series = *found;
    }
    return series;
}

base::Result<void> Counting::add_versions(const Rollup& rollup) {
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

base::Result<void> Counting::add_counts(const std::string& table, const std::string& second,
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

}  // namespace

base::Result<Reading> EventFigures::read() {
    looked_at_ = true;
    {
        auto reading = metrics_.read();
        if (!reading) return reading;
        Query waiting(**reading, "SELECT 1 FROM waiting_batches LIMIT 1");
        const bool some = waiting.step();
        if (auto trouble = waiting.trouble()) return base::refused(std::move(*trouble));
        if (!some) return reading;
    }
    const auto counted = change(metrics_, [&](Connection& writer) { return count(writer); });
    if (!counted) return base::refused(counted.error());
    return metrics_.read();  // A batch that came since is later than this look.
}

base::Result<void> EventFigures::count(Connection& writer) {
    {
        Query waiting(writer, "SELECT 1 FROM waiting_batches LIMIT 1");
        const bool some = waiting.step();
        if (auto trouble = waiting.trouble()) return base::refused(std::move(*trouble));
        if (!some) return {};
    }
    return Counting(writer).run();
}

// Batches of one hour only wait together: whether a point is late is the same for all of them.
base::Result<void> EventFigures::wait(Connection& writer, std::int64_t batch, std::int64_t events,
                                      base::Instant received_at) {
    std::int64_t batches = 0, waiting_events = 0;
    bool same_hour = true;
    {
        Query waiting(writer, "SELECT count(*), coalesce(sum(events), 0), max(received_at) "
                              "FROM waiting_batches");
        if (waiting.step() && waiting.integer(0) > 0) {
            batches = waiting.integer(0);
            waiting_events = waiting.integer(1);
            same_hour = waiting.integer(2) / base::hour_ms == received_at.ms / base::hour_ms;
        }
        if (auto trouble = waiting.trouble()) return base::refused(std::move(*trouble));
    }
    if (!same_hour) {
        if (auto done = count(writer); !done) return done;
        batches = waiting_events = 0;
    }
    if (auto done = run(writer, "INSERT INTO waiting_batches VALUES(?1, ?2, ?3)", batch, events,
                        received_at);
        !done)
        return done;
    const bool enough = waiting_events + events >= waiting_events_max ||
                        batches + 1 >= waiting_batches_max;
    return looked_at_.exchange(false) || enough ? count(writer) : base::Result<void>();
}

}  // namespace vitrine::service::sqlite
