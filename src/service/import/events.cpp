#include "service/import/events.h"

#include <cmath>
#include <map>
#include <tuple>

#include "base/text.h"
#include "service/import/bytes.h"
#include "service/import/csv.h"
#include "service/import/fields.h"

namespace vitrine::service::import {
namespace {

using contract::Dimension;
using contract::Metric;

constexpr std::size_t points_max = 3'000'000;
constexpr std::size_t points_a_write = 5000;

base::Problem bad_map(std::string title) {
    return base::Problem::of(base::ProblemKind::invalid, "bad_map", title,
                             "Write --map column=day,column=installs,... or name a --preset.");
}

// What one column feeds.
struct Feed {
    std::size_t column = 0;
    Metric metric = Metric::installs;
    std::optional<Dimension> by;  // with a fixed key
    std::string key;
};

struct Plan {
    int day = -1, app = -1, app_name = -1;
    std::optional<std::size_t> key_column;
    Dimension key_dimension = Dimension::country;
    std::vector<Feed> feeds;
};

// One series of points or slices; std::map, so that what is written comes in order of days.
using SeriesKey = std::tuple<std::string, Metric, int, std::string>;  // app, metric, dimension, key
using Days = std::map<std::int32_t, double>;

base::Result<void> add_target(Plan& plan, int column, std::string_view target) {
    const auto at = static_cast<std::size_t>(column);
    if (target == "day") plan.day = column;
    else if (target == "app") plan.app = column;
    else if (target == "app_name") plan.app_name = column;
    else if (target.starts_with("by_")) {
        const auto by = contract::value_of<Dimension>(target.substr(3));
        if (!by) return base::refused(bad_map("There is no \"" + std::string(target) + "\"."));
        plan.key_column = at;
        plan.key_dimension = *by;
    } else {
        const auto parts = base::split(target, '.');
        const auto metric = contract::value_of<Metric>(parts[0]);
        std::optional<Dimension> by;
        if (parts.size() == 3) by = contract::value_of<Dimension>(parts[1]);
        if (!metric || parts.size() == 2 || parts.size() > 3 || (parts.size() == 3 && !by))
            return base::refused(bad_map("There is no target \"" + std::string(target) + "\"."));
        plan.feeds.push_back({at, *metric, by, by ? std::string(parts[2]) : std::string()});
    }
    return {};
}

base::Result<Plan> plan_for(const std::vector<std::string>& header, std::string_view map) {
    Plan plan;
    for (const std::string_view part : base::split(map, ',')) {
        const std::size_t sign = part.rfind('=');
        if (sign == std::string_view::npos)
            return base::refused(bad_map("\"" + std::string(part) + "\" is no column=target."));
        const auto column = columns_of(header, {{std::string(part.substr(0, sign)), "x"}}, {"x"});
        if (!column) return base::refused(column.error());
        if (auto done = add_target(plan, column->front(), base::trimmed(part.substr(sign + 1)));
            !done)
            return base::refused(done.error());
    }
    if (plan.day < 0) return base::refused(bad_map("No column is the day."));
    if (plan.feeds.empty()) return base::refused(bad_map("No column is a metric."));
    return plan;
}

const Preset* find_preset(const EventOptions& options, const std::vector<std::string>& header) {
    for (const Preset& one : presets()) {
        if (!options.preset.empty() && one.name == options.preset) return &one;
        if (options.preset.empty() && header.size() > 1 && header[0] == one.first_column &&
            header[1] == one.second_column)
            return &one;
    }
    return nullptr;
}

class EventImport {
public:
    EventImport(ports::Store& store, base::Clock& clock, Target& target,
                const EventOptions& options, Report& report)
        : store_(store), clock_(clock), target_(target), options_(options), report_(report) {}
    base::Result<void> run();

private:
    base::Result<void> choose_plan(const std::vector<std::string>& header);
    std::string take(const CsvRecord& row);
    std::optional<double> value_at(const CsvRecord& row, std::size_t column, std::string& why);
    void add(const std::string& package, const Feed& feed, std::string_view key, base::Day day,
             double value);
    base::Result<void> write_all();
    base::Result<void> write_points(const contract::AppId& app, Metric metric, const Days& days);
    base::Result<void> write_slices(const contract::AppId& app, const SeriesKey& key,
                                    const Days& days);
    std::string_view file_name() const;

    ports::Store& store_;
    base::Clock& clock_;
    Target& target_;
    const EventOptions& options_;
    Report& report_;
    Plan plan_;
    Hidden hidden_ = Hidden::minus_one;
    std::string app_name_;
    std::map<SeriesKey, Days> series_;
    std::map<std::string, std::string> names_;  // package -> name
    std::size_t points_ = 0;
};

base::Result<void> EventImport::choose_plan(const std::vector<std::string>& header) {
    hidden_ = options_.hidden;
    std::string map = options_.map;
    if (map.empty()) {
        const Preset* preset = find_preset(options_, header);
        if (preset == nullptr)
            return base::refused(bad_map(options_.path + ": no preset fits this header."));
        map = preset->map;
        app_name_ = preset->app_name;
        hidden_ = preset->hidden;
        if (!preset->note.empty()) report_.note(preset->note);
    }
    auto plan = plan_for(header, map);
    if (!plan) return base::refused(plan.error());
    plan_ = std::move(*plan);
    return {};
}

// nullopt with an empty `why`: a gap.
std::optional<double> EventImport::value_at(const CsvRecord& row, std::size_t column,
                                            std::string& why) {
    const std::string_view text = base::trimmed(row.at(column));
    if (text.empty()) {
        ++report_.gaps;
        return std::nullopt;
    }
    if (text == "yes" || text == "no") return text == "yes" ? 1 : 0;
    const auto value = base::parse_number(text);
    if (!value) why = "\"" + cut_to(text, 30) + "\" is no number";
    if (value && *value == -1 && hidden_ == Hidden::minus_one) {
        ++report_.gaps;
        return std::nullopt;
    }
    return value;
}

void EventImport::add(const std::string& package, const Feed& feed, std::string_view key,
                      base::Day day, double value) {
    const int by = feed.by ? static_cast<int>(*feed.by) : -1;
    Days& days = series_[{package, feed.metric, by, std::string(key)}];
    const auto [at, added] = days.try_emplace(day.number, 0);
    at->second += value;
    points_ += added;
}

std::string_view EventImport::file_name() const {
    std::string_view name = options_.path;
    name = name.substr(name.rfind('/') + 1);
    for (const std::string_view end : {".gz", ".csv"})
        if (name.ends_with(end)) name.remove_suffix(end.size());
    return name;
}

std::string EventImport::take(const CsvRecord& row) {
    const std::string_view date = row.at(static_cast<std::size_t>(plan_.day));
    const auto when = lenient_instant(date);
    if (!when) return "\"" + cut_to(date, 30) + "\" is no day";
    std::string_view id = options_.app;
    if (id.empty() && plan_.app >= 0) id = row.at(static_cast<std::size_t>(plan_.app));
    if (id.empty()) id = file_name();
    const std::string package = package_name_for(base::trimmed(id));
    std::string_view name = app_name_;
    if (plan_.app_name >= 0) name = row.at(static_cast<std::size_t>(plan_.app_name));
    names_.try_emplace(package, name.empty() ? std::string(id) : std::string(name));
    const base::Day day = base::day_of(*when);
    for (const Feed& feed : plan_.feeds) {
        std::string why;
        const auto value = value_at(row, feed.column, why);
        if (!why.empty()) return why;
        if (!value) continue;
        add(package, feed, feed.key, day, *value);
        if (!plan_.key_column || feed.by) continue;
        Feed by_key = feed;
        by_key.by = plan_.key_dimension;
        add(package, by_key, base::trimmed(row.at(*plan_.key_column)), day, *value);
    }
    return "";
}

base::Result<void> EventImport::write_points(const contract::AppId& app, Metric metric,
                                             const Days& days) {
    const base::Day first{days.begin()->first}, last{days.rbegin()->first + 1};
    auto there = store_.metrics().points(std::span(&app, 1), metric, ports::PointGrain::day,
                                         base::start_of(first), base::start_of(last));
    if (!there) return base::refused(there.error());
    std::map<std::int32_t, double> known;
    for (const auto& point : *there) known[base::day_of(point.start).number] = point.sum;
    std::vector<ports::Point> points;
    for (const auto& [number, value] : days) {
        const auto before = known.find(number);
        if (before != known.end() && before->second == value) {
            ++report_.unchanged;
            continue;
        }
        const bool is_new = before == known.end();
        ++(is_new ? report_.added : report_.changed);
        points.push_back({base::start_of(base::Day{number}), value,
                          is_new ? ports::PointState::settled : ports::PointState::corrected,
                          clock_.now()});
    }
    if (points.empty()) return {};
    return store_.metrics().put_points(app, metric, ports::PointGrain::day, points);
}

base::Result<void> EventImport::write_slices(const contract::AppId& app, const SeriesKey& key,
                                             const Days& days) {
    std::vector<ports::Slice> slices;
    for (const auto& [number, value] : days)
        slices.push_back({std::get<3>(key), base::Day{number}, value});
    return store_.metrics().put_slices(app, std::get<1>(key),
                                       static_cast<Dimension>(std::get<2>(key)), slices);
}

// Several series make one transaction, but none so long that others would have to wait.
base::Result<void> EventImport::write_all() {
    std::unique_ptr<ports::Batch> batch;
    std::size_t in_batch = 0;
    for (const auto& [key, days] : series_) {
        if (!batch) {
            auto begun = store_.begin_batch();
            if (!begun) return base::refused(begun.error());
            batch = std::move(*begun);
        }
        const std::string& package = std::get<0>(key);
        auto app = target_.app_for(package, names_[package], "");
        if (!app && app.error().code == "foreign_app") {
            ++report_.skipped;
            report_.note(package + ": " + app.error().title + ", skipped");
            continue;
        }
        if (!app) return base::refused(app.error());
        const bool points = std::get<2>(key) < 0;
        auto done = points ? write_points(*app, std::get<1>(key), days)
                           : write_slices(*app, key, days);
        if (!done) return done;
        in_batch += days.size();
        if (in_batch < points_a_write) continue;
        if (auto kept = batch->commit(); !kept) return kept;
        batch.reset();
        in_batch = 0;
    }
    return batch ? batch->commit() : base::Result<void>{};
}

base::Result<void> EventImport::run() {
    auto bytes = Bytes::open(options_.path);
    if (!bytes) return base::refused(bytes.error());
    CsvReader reader([&] { return bytes->next(); });
    CsvRecord row;
    if (!reader.next(row)) return base::refused(bad_map(options_.path + ": there is no header."));
    if (auto done = choose_plan(row.fields); !done) return done;
    while (reader.next(row)) {
        ++report_.seen;
        bool repaired = false;
        for (std::string& field : row.fields) repaired = repair_utf8(field) || repaired;
        const std::string why = row.trouble.empty() ? take(row) : row.trouble;
        if (!why.empty()) report_.bad_line(row.line, why);
        else if (repaired) report_.repaired_line(row.line);
        if (report_.seen % 1000 == 0) report_.progress(bytes->share_read());
        if (points_ > points_max)
            return base::refused(bad_map(options_.path + ": more than 3,000,000 points."));
    }
    if (!bytes->trouble().empty()) report_.trouble(bytes->trouble());
    return write_all();
}

}  // namespace

base::Result<void> import_events(ports::Store& store, base::Clock& clock, Target& target,
                                 const EventOptions& options, Report& report) {
    return EventImport(store, clock, target, options, report).run();
}

}  // namespace vitrine::service::import
