#include "service/desks/metric_desk.h"

#include "service/desks/app_desk.h"
#include "service/desks/series.h"

namespace vitrine::service::desks {
namespace {

using base::Day;
using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Grain;
using contract::Metric;

constexpr std::int32_t breakdown_rows_usual = 10;

struct Ask {
    std::vector<contract::AppId> apps;
    Metric metric;
    Grain grain;
    Day from, to;
};

Result<Columns> columns_for(ports::Metrics& metrics, const Ask& ask,
                            std::span<const base::Instant> starts) {
    const auto grain = ask.grain == Grain::hour ? ports::PointGrain::hour : ports::PointGrain::day;
    const base::Instant end = base::start_of(ask.to);
    auto points = metrics.points(ask.apps, ask.metric, grain, base::start_of(ask.from), end);
    if (!points) return refused(points.error());
    return columns_of(ask.metric, starts, end, *points);
}

std::string_view state_named(char letter) {
    return letter == 'p' ? "provisional" : letter == 'c' ? "corrected" : "final";
}

std::string_view currency_of(Metric metric) {
    return contract::unit_of(metric) == contract::Unit::money ? contract::store_currency : "";
}

Result<contract::Series> series_for(ports::Metrics& metrics, const Ask& ask, bool compare) {
    contract::Series out;
    out.metric = ask.metric;
    out.unit = contract::unit_of(ask.metric);
    out.currency = currency_of(ask.metric);
    out.starts = starts_of(ask.grain, ask.from, ask.to);
    auto now = columns_for(metrics, ask, out.starts);
    if (!now) return refused(now.error());
    out.values = std::move(now->values);
    out.states = std::move(now->states);
    out.total = now->total;
    out.computed_at = now->computed_at;
    if (!compare) return out;
    Ask before = ask;
    before.to = ask.from;
    before.from = {ask.from.number - (ask.to.number - ask.from.number)};
    auto previous = columns_for(metrics, before,
                                starts_of(before.grain, before.from, before.to));
    if (!previous) return refused(previous.error());
    out.previous = std::move(previous->values);
    out.previous.resize(out.values.size());  // months differ in length
    out.previous_total = previous->total;
    return out;
}

Result<void> refuse_ask(const contract::ReadMetrics::Request& ask) {
    const bool by_hour = ask.grain.value_or(Grain::day) == Grain::hour;
    if (auto span = refuse_span(ask.from, ask.to, by_hour ? hour_span_days_max : span_days_max);
        !span)
        return span;
    if (!ask.metrics.empty()) return {};
    return refused(contract::invalid_fields({{"metrics", "missing", "name at least one"}}));
}

}  // namespace

Result<void> refuse_span(Day from, Day to, std::int32_t days_max) {
    if (to <= from)
        return refused(Problem::of(ProblemKind::invalid, "span_empty",
                                   "The span holds no day: `to` must be after `from`."));
    if (to.number - from.number > days_max)
        return refused(Problem::of(
            ProblemKind::invalid, "span_too_long",
            "The span is too long: at most " + base::decimal(days_max) + " days."));
    return {};
}

Result<contract::SeriesSet> MetricDesk::read(const Caller& who,
                                             const contract::ReadMetrics::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask.apps);
    if (!apps) return refused(apps.error());
    if (auto wrong = refuse_ask(ask); !wrong) return refused(wrong.error());
    const Grain grain = ask.grain.value_or(Grain::day);
    contract::SeriesSet out;
    out.grain = grain;
    for (const Metric metric : ask.metrics) {
        auto series = series_for(world_.store.metrics(), {*apps, metric, grain, ask.from, ask.to},
                                 ask.compare.value_or(false));
        if (!series) return refused(series.error());
        out.series.push_back(std::move(*series));
    }
    return out;
}

Result<std::vector<contract::MetricPoint>> MetricDesk::points(
    const Caller& who, const contract::AppId& app, const contract::ReadMetrics::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, {app});
    if (!apps) return refused(apps.error());
    if (auto wrong = refuse_ask(ask); !wrong) return refused(wrong.error());
    const Grain grain = ask.grain.value_or(Grain::day);
    const auto starts = starts_of(grain, ask.from, ask.to);
    std::vector<contract::MetricPoint> out;
    for (const Metric metric : ask.metrics) {
        const auto columns = columns_for(world_.store.metrics(),
                                         {*apps, metric, grain, ask.from, ask.to}, starts);
        if (!columns) return refused(columns.error());
        for (std::size_t i = 0; i < starts.size(); ++i)
            if (columns->values[i])
                out.push_back({app, metric, starts[i], *columns->values[i],
                               contract::unit_of(metric), std::string(currency_of(metric)),
                               std::string(state_named(columns->states[i])),
                               columns->revisions[i]});
    }
    return out;
}

Result<contract::Breakdown> MetricDesk::breakdown(const Caller& who,
                                                  const contract::ReadBreakdown::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask.apps);
    if (!apps) return refused(apps.error());
    if (auto span = refuse_span(ask.from, ask.to, span_days_max); !span)
        return refused(span.error());
    ports::Metrics& metrics = world_.store.metrics();
    const Day before{ask.from.number - (ask.to.number - ask.from.number)};
    auto slices = metrics.slices(*apps, ask.metric, ask.by, ask.from, ask.to);
    if (!slices) return refused(slices.error());
    auto earlier = metrics.slices(*apps, ask.metric, ask.by, before, ask.from);
    if (!earlier) return refused(earlier.error());
    Result<std::vector<ports::Slice>> views;
    if (ask.metric == Metric::installs && ask.by == contract::Dimension::country)
        views = metrics.slices(*apps, Metric::listing_views, ask.by, ask.from, ask.to);
    if (!views) return refused(views.error());
    const BreakdownSpan span{ask.from, ask.to, ask.limit.value_or(breakdown_rows_usual)};
    return contract::Breakdown{breakdown_rows(span, *slices, *earlier, *views)};
}

Result<contract::AnnotationPage> MetricDesk::annotations(
    const Caller& who, const contract::ListAnnotations::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask.apps);
    if (!apps) return refused(apps.error());
    if (auto span = refuse_span(ask.from, ask.to, span_days_max); !span)
        return refused(span.error());
    auto items = world_.store.metrics().annotations(*apps, base::start_of(ask.from),
                                                    base::start_of(ask.to));
    if (!items) return refused(items.error());
    if (who.reads_only)  // why a rollout was halted is what somebody wrote
        for (contract::Annotation& one : *items) one.detail.clear();
    return contract::AnnotationPage{std::move(*items)};
}

}  // namespace vitrine::service::desks
