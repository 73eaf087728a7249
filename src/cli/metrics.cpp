// metrics export: series as the store exports them, or one metric split by country, version, device
// or channel.
#include "base/csv_line.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exporting.h"
#include "contract/exports.h"

namespace vitrine::cli {
namespace {

using base::Day;
using base::refused;
using base::Result;
using contract::ExportFormat;
using contract::Metric;

constexpr std::int32_t rows_most = 200;

struct Wish {
    std::vector<Metric> metrics;
    std::vector<contract::AppId> apps;  // empty: all of the team's
    Day from, to;
    ExportFormat format = ExportFormat::csv;
};

// One row of a breakdown as a line: whole by itself, wherever it is sorted to.
struct PartOfMetric {
    Metric metric = Metric::installs;
    Day from, to;
    contract::Dimension by = contract::Dimension::country;
    std::string key, label;  // "": the others together
    double value = 0, share = 0;
    std::optional<double> change, conversion;
    contract::Unit unit = contract::Unit::count;
    bool operator==(const PartOfMetric&) const = default;
};
constexpr auto fields(const PartOfMetric*) {
    using R = PartOfMetric;
    return contract::field_list(
        contract::field("metric", &R::metric), contract::field("from", &R::from),
        contract::field("to", &R::to), contract::field("by", &R::by),
        contract::field("key", &R::key), contract::field("label", &R::label),
        contract::field("value", &R::value), contract::field("share", &R::share),
        contract::field("change", &R::change), contract::field("conversion", &R::conversion),
        contract::field("unit", &R::unit));
}

Result<Day> day_in(const Words& words, std::string_view option) {
    if (const auto day = base::parse_iso_date(words.text(option))) return *day;
    return refused(usage_problem("--from and --to are days.", "Write them as 2026-05-14."));
}

Result<std::vector<Metric>> metrics_in(const Words& words) {
    std::vector<Metric> out;
    for (const std::string& name : list_in(words, "metric")) {
        const auto metric = contract::value_of<Metric>(name);
        if (!metric) {
            const auto known = contract::names(static_cast<const Metric*>(nullptr));
            const std::string near = nearest(name, known);
            return refused(usage_problem("There is no metric " + name + ".",
                                         near.empty() ? "" : "Did you mean " + near + "?"));
        }
        out.push_back(*metric);
    }
    if (out.empty()) out = {Metric::installs};
    return out;
}

Result<Wish> wish_in(Session& at) {
    Wish wish;
    auto metrics = metrics_in(at.words);
    if (!metrics) return refused(metrics.error());
    wish.metrics = std::move(*metrics);
    const auto from = day_in(at.words, "from"), to = day_in(at.words, "to");
    if (!from) return refused(from.error());
    if (!to) return refused(to.error());
    wish.from = *from;
    wish.to = *to;
    if (const auto format = contract::value_of<ExportFormat>(at.words.text("format", "csv")))
        wish.format = *format;
    const auto app = at.app();
    if (app) wish.apps = {app->id};
    else if (app.error().code != "usage") return refused(app.error());
    return wish;
}

std::string number(double value) {
    return base::dump_json(contract::encode(value));
}

void put(base::CsvLine& line, const std::optional<double>& value) {
    if (value) line.plain(number(*value));
    else line.empty();
}

std::string head_line() {
    base::CsvLine line;
    contract::each_field<PartOfMetric>([&](const auto& one) { line.plain(one.name); });
    return line.take();
}

// Keys and labels are what devices said: countries and versions of anybody's making.
std::string csv_line(const PartOfMetric& one) {
    base::CsvLine line;
    line.plain(contract::name_of(one.metric));
    line.plain(base::iso_date(one.from));
    line.plain(base::iso_date(one.to));
    line.plain(contract::name_of(one.by));
    line.text(one.key);
    line.text(one.label);
    line.plain(number(one.value));
    line.plain(number(one.share));
    put(line, one.change);
    put(line, one.conversion);
    line.plain(contract::name_of(one.unit));
    return line.take();
}

Result<std::vector<PartOfMetric>> parts_of(Session& at, const Wish& wish,
                                           contract::Dimension by) {
    const auto store = at.store();
    if (!store) return refused(store.error());
    std::vector<PartOfMetric> out;
    for (const Metric metric : wish.metrics) {
        contract::ReadBreakdown::Request ask;
        ask.metric = metric;
        ask.by = by;
        ask.apps = wish.apps;
        ask.from = wish.from;
        ask.to = wish.to;
        ask.limit = rows_most;
        const auto table = (*store)->ask<contract::ReadBreakdown>(ask);
        if (!table) return refused(table.error());
        for (const contract::BreakdownRow& row : table->rows)
            out.push_back({metric, wish.from, wish.to, by, row.key, row.label, row.value,
                           row.share, row.change, row.conversion, contract::unit_of(metric)});
    }
    return out;
}

Exit export_parts(Session& at, const Wish& wish, contract::Dimension by) {
    const auto parts = parts_of(at, wish, by);
    if (!parts) return at.fail(parts.error());
    if (at.out.json() && !at.words.has("output")) {
        at.out.value({{"items", contract::encode(*parts)}});
        return Exit::ok;
    }
    std::string text = wish.format == ExportFormat::csv ? head_line() : std::string();
    for (const PartOfMetric& one : *parts)
        text += wish.format == ExportFormat::csv ? csv_line(one)
                                                 : base::dump_json(contract::encode(one)) + "\n";
    return export_text(at, text);
}

// With --json and no file: the columns as the store has them, gaps and all.
Exit say_series(Session& at, const contract::ReadMetrics::Request& ask) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    const auto set = (*store)->ask<contract::ReadMetrics>(ask);
    if (!set) return at.fail(set.error());
    at.out.value(contract::encode(*set));
    return Exit::ok;
}

}  // namespace

Exit export_metrics(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    const auto wish = wish_in(at);
    if (!wish) return at.fail(wish.error());
    if (at.words.has("by") && at.words.has("grain"))
        return at.fail(usage_problem("--by splits the whole span: it takes no --grain."));
    if (at.words.has("by"))
        return export_parts(at, *wish,
                            contract::value_of<contract::Dimension>(at.words.text("by"))
                                .value_or(contract::Dimension::country));
    const auto grain = contract::value_of<contract::Grain>(at.words.text("grain", "day"));
    if (at.out.json() && !at.words.has("output"))
        return say_series(at, {wish->metrics, wish->apps, wish->from, wish->to, grain, {}});
    return export_answer(at, (*store)->path_of<contract::ExportMetrics>(
                                 {wish->metrics, wish->apps, wish->from, wish->to, grain,
                                  wish->format}));
}

}  // namespace vitrine::cli
