// Metrics as columns, their breakdowns, what moved them, and the state of the store's services.
#pragma once
#include "contract/apps.h"

namespace vitrine::contract {

enum class Metric : std::uint8_t {
    installs, uninstalls, active_devices, crashes, crash_free_sessions, anrs, revenue,
    listing_views, conversions, rating,
};
constexpr auto names(const Metric*) {
    return std::array<std::string_view, 10>{
        "installs", "uninstalls", "active_devices", "crashes", "crash_free_sessions", "anrs",
        "revenue", "listing_views", "conversions", "rating"};
}
enum class Unit : std::uint8_t { count, ratio, money, stars };  // money: minor units
constexpr auto names(const Unit*) {
    return std::array<std::string_view, 4>{"count", "ratio", "money", "stars"};
}
// How points of a metric join into one number for a span of time.
enum class Joining : std::uint8_t { sum, mean, last };
constexpr auto names(const Joining*) {
    return std::array<std::string_view, 3>{"sum", "mean", "last"};
}
Unit unit_of(Metric metric);
Joining joining_of(Metric metric);
bool more_is_better(Metric metric);

enum class Grain : std::uint8_t { hour, day, week, month };
constexpr auto names(const Grain*) {
    return std::array<std::string_view, 4>{"hour", "day", "week", "month"};
}
enum class Dimension : std::uint8_t { country, version, device, channel };
constexpr auto names(const Dimension*) {
    return std::array<std::string_view, 4>{"country", "version", "device", "channel"};
}

// One series as columns. Point i begins at `starts[i]`. A gap is null, never 0.
// `states` holds one letter a point: f final, p provisional, c corrected, '-' a gap.
struct Series {
    Metric metric = Metric::installs;
    Unit unit = Unit::count;
    std::string currency;  // ISO 4217 with money, else ""
    std::vector<base::Instant> starts;
    std::vector<std::optional<double>> values;
    std::string states;
    std::vector<std::optional<double>> previous;  // the compared span, same length, or empty
    std::optional<double> total, previous_total;  // joined as joining_of(metric) says
    std::optional<base::Instant> computed_at;     // of its newest point; none when there is none
    bool operator==(const Series&) const = default;
};
constexpr auto fields(const Series*) {
    using R = Series;
    return field_list(field("metric", &R::metric), field("unit", &R::unit),
                      field("currency", &R::currency), field("starts", &R::starts),
                      field("values", &R::values), field("states", &R::states),
                      field("previous", &R::previous), field("total", &R::total),
                      field("previous_total", &R::previous_total),
                      field("computed_at", &R::computed_at));
}
struct SeriesSet {
    Grain grain = Grain::day;
    std::vector<Series> series;  // in the order asked for
    bool operator==(const SeriesSet&) const = default;
};
constexpr auto fields(const SeriesSet*) {
    return field_list(field("grain", &SeriesSet::grain), field("series", &SeriesSet::series));
}

struct ReadMetrics {
    static constexpr Call call{Verb::get, "/v1/metrics", Access::member,
                               "Series of one or more metrics over [from, to), as columns.",
                               "span_too_long,span_empty", Right::read_metrics};
    struct Request {
        std::vector<Metric> metrics;
        std::vector<AppId> apps;  // empty: all of my team's
        base::Day from, to;       // half open
        std::optional<Grain> grain;      // day when absent; hour reaches back 90 days
        std::optional<bool> compare;     // with the span of equal length just before
        bool operator==(const Request&) const = default;
    };
    using Reply = SeriesSet;
};
constexpr auto fields(const ReadMetrics::Request*) {
    using R = ReadMetrics::Request;
    return field_list(field("metrics", &R::metrics, max_length(10)),
                      field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to), field("grain", &R::grain),
                      field("compare", &R::compare));
}

struct BreakdownRow {
    std::string key, label;
    double value = 0;
    double share = 0;                // of the whole, 0..1
    std::optional<double> change;    // relative to the span before; none without one
    std::optional<double> conversion;  // installs per listing view, country only
    std::vector<double> points;      // by day, for a small line
    bool operator==(const BreakdownRow&) const = default;
};
constexpr auto fields(const BreakdownRow*) {
    using R = BreakdownRow;
    return field_list(field("key", &R::key), field("label", &R::label), field("value", &R::value),
                      field("share", &R::share), field("change", &R::change),
                      field("conversion", &R::conversion), field("points", &R::points));
}
struct Breakdown {
    std::vector<BreakdownRow> rows;  // largest first; the tail joined in a row with key ""
    bool operator==(const Breakdown&) const = default;
};
constexpr auto fields(const Breakdown*) {
    return field_list(field("rows", &Breakdown::rows));
}
struct ReadBreakdown {
    static constexpr Call call{Verb::get, "/v1/metrics/breakdown", Access::member,
                               "One metric over [from, to) by country, version, device or channel.",
                               "span_too_long,span_empty", Right::read_metrics};
    struct Request {
        Metric metric = Metric::installs;
        Dimension by = Dimension::country;
        std::vector<AppId> apps;
        base::Day from, to;
        std::optional<std::int32_t> limit;
        bool operator==(const Request&) const = default;
    };
    using Reply = Breakdown;
};
constexpr auto fields(const ReadBreakdown::Request*) {
    using R = ReadBreakdown::Request;
    return field_list(field("metric", &R::metric), field("by", &R::by),
                      field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to), field("limit", &R::limit, range(1, 200)));
}

enum class AnnotationKind : std::uint8_t { release, rollout, listing, price, feature };
constexpr auto names(const AnnotationKind*) {
    return std::array<std::string_view, 5>{"release", "rollout", "listing", "price", "feature"};
}
// Something that may have moved a number, and an estimate of by how much.
struct Annotation {
    AppId app;
    base::Instant at;
    AnnotationKind kind = AnnotationKind::release;
    std::string label, detail;
    bool halted = false;
    std::optional<double> effect;  // on installs over the span, estimated
    bool operator==(const Annotation&) const = default;
};
constexpr auto fields(const Annotation*) {
    using R = Annotation;
    return field_list(field("app", &R::app), field("at", &R::at), field("kind", &R::kind),
                      field("label", &R::label), field("detail", &R::detail),
                      field("halted", &R::halted), field("effect", &R::effect));
}
struct AnnotationPage {
    std::vector<Annotation> items;  // oldest first
    bool operator==(const AnnotationPage&) const = default;
};
constexpr auto fields(const AnnotationPage*) {
    return field_list(field("items", &AnnotationPage::items));
}
struct ListAnnotations {
    static constexpr Call call{Verb::get, "/v1/annotations", Access::member,
                               "Releases, rollouts, listing and price changes in [from, to).",
                               "", Right::read_metrics};
    struct Request {
        std::vector<AppId> apps;
        base::Day from, to;
        bool operator==(const Request&) const = default;
    };
    using Reply = AnnotationPage;
};
constexpr auto fields(const ListAnnotations::Request*) {
    using R = ListAnnotations::Request;
    return field_list(field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to));
}

// Trouble of the store's own services, as its operator reports it.
struct Incident {
    IncidentId id;
    std::string title, detail;
    bool resolved = false;
    base::Instant since;
    bool operator==(const Incident&) const = default;
};
constexpr auto fields(const Incident*) {
    using R = Incident;
    return field_list(field("id", &R::id), field("title", &R::title), field("detail", &R::detail),
                      field("resolved", &R::resolved), field("since", &R::since));
}
struct IncidentPage {
    std::vector<Incident> items;  // open first, then newest
    bool operator==(const IncidentPage&) const = default;
};
constexpr auto fields(const IncidentPage*) {
    return field_list(field("items", &IncidentPage::items));
}
struct ListIncidents {
    static constexpr Call call{Verb::get, "/v1/incidents", Access::signed_in,
                               "The state of the store's services over the last days.",
                               "", Right::be_known};
    using Request = Nothing;
    using Reply = IncidentPage;
};

}  // namespace vitrine::contract
