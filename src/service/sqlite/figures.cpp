#include "service/sqlite/figures.h"

#include "base/json.h"

namespace vitrine::service::sqlite {
namespace {

base::Result<std::int64_t> series_of(Connection& writer, const std::string& table,
                                     const std::string& by, const std::string& app,
                                     std::string_view metric, std::string_view kind) {
    const std::string find =
        "SELECT row FROM " + table + " WHERE app = ?1 AND metric = ?2 AND " + by + " = ?3";
    {
        Query row(writer, find, app, metric, kind);
        if (row.step()) return row.integer(0);
        if (auto trouble = row.trouble()) return base::refused(std::move(*trouble));
    }
    const auto made = run(writer,
                          "INSERT INTO " + table + "(app, metric, " + by + ") VALUES(?1, ?2, ?3)",
                          app, metric, kind);
    if (!made) return base::refused(made.error());
    return writer.last_row();
}

}  // namespace

base::Result<std::int64_t> point_series(Connection& writer, const std::string& app,
                                        contract::Metric metric, PointGrain grain) {
    return series_of(writer, "series", "grain", app, word(metric),
                     grain == PointGrain::hour ? "hour" : "day");
}

base::Result<std::int64_t> slice_series(Connection& writer, const std::string& app,
                                        contract::Metric metric, contract::Dimension by) {
    return series_of(writer, "slice_series", "dimension", app, word(metric), word(by));
}

PointWriter::PointWriter(Connection& writer)
    : put_(writer, "INSERT INTO points VALUES(?1, ?2, ?3, ?4, 1, ?5) "
                   "ON CONFLICT(series, start) DO UPDATE SET revision = revision + "
                   "(value <> excluded.value OR state <> excluded.state), "
                   "value = excluded.value, state = excluded.state, "
                   "computed_at = excluded.computed_at") {}

base::Result<void> PointWriter::put(std::int64_t series, const Point& point) {
    put_.rewind();
    put_.bind(series);
    put_.bind(point.start);
    put_.bind(point.value);
    put_.bind(static_cast<std::int32_t>(point.state));
    put_.bind(point.computed_at);
    return put_.finish();
}

std::string listed(std::span<const contract::AppId> apps) {
    base::Json list = base::Json::array();
    for (const contract::AppId& app : apps) list.push_back(app.text);
    return base::dump_json(list);
}

}  // namespace vitrine::service::sqlite
