// Exports: what the lists show, as a file without end to its length.
//
// CSV is RFC 4180 with a line of names, UTF-8, CRLF; text that a spreadsheet would take for a
// formula gets an apostrophe in front. NDJSON is one object a line, as the lists have it. The body
// comes in chunks, made while it is sent; one that breaks off without its last chunk is not whole.
// It is read page by page: rows that change meanwhile are there once, as they are then.
#pragma once
#include "contract/metrics.h"
#include "contract/reviews.h"
#include "contract/submissions.h"

namespace vitrine::contract {

enum class ExportFormat : std::uint8_t { csv, ndjson };
constexpr auto names(const ExportFormat*) {
    return std::array<std::string_view, 2>{"csv", "ndjson"};
}

struct ExportReviews {
    static constexpr Call call{Verb::get, "/v1/exports/reviews", Access::member,
                               "Reviews as a file, filtered and sorted as the list is.",
                               "too_many_exports", Right::read_reviews};
    static constexpr bool gives_file = true;
    struct Request : ReviewNarrowing {
        std::optional<ReviewSort> sort;
        std::optional<ExportFormat> format;  // else as Accept says, else csv
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;  // the file is no JSON
};
constexpr auto fields(const ExportReviews::Request*) {
    using R = ExportReviews::Request;
    return narrowing_fields<R>(field("sort", &R::sort), field("format", &R::format));
}

// One line for each app, metric and point; a gap has no line.
struct ExportMetrics {
    static constexpr Call call{Verb::get, "/v1/exports/metrics", Access::member,
                               "Points of metrics over [from, to) as a file, app by app.",
                               "too_many_exports,span_too_long,span_empty", Right::read_metrics};
    static constexpr bool gives_file = true;
    struct Request {
        std::vector<Metric> metrics;
        std::vector<AppId> apps;
        base::Day from, to;
        std::optional<Grain> grain;
        std::optional<ExportFormat> format;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const ExportMetrics::Request*) {
    using R = ExportMetrics::Request;
    return field_list(field("metrics", &R::metrics, max_length(10)),
                      field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to), field("grain", &R::grain),
                      field("format", &R::format));
}
struct MetricPoint {
    AppId app;
    Metric metric = Metric::installs;
    base::Instant start;
    double value = 0;
    Unit unit = Unit::count;
    std::string currency;  // ISO 4217 with money, else ""
    std::string state;     // "final", "provisional" or "corrected"
    std::int32_t revision = 1;  // grows with every new value; of a week or month: the largest
    bool operator==(const MetricPoint&) const = default;
};
constexpr auto fields(const MetricPoint*) {
    using R = MetricPoint;
    return field_list(field("app", &R::app), field("metric", &R::metric),
                      field("start", &R::start), field("value", &R::value),
                      field("unit", &R::unit), field("currency", &R::currency),
                      field("state", &R::state), field("revision", &R::revision));
}

struct ExportSubmissions {
    static constexpr Call call{Verb::get, "/v1/exports/submissions", Access::signed_in,
                               "Submissions as a file, filtered as the list is.",
                               "too_many_exports", Right::read_releases};
    static constexpr bool gives_file = true;
    struct Request {
        std::optional<SubmissionScope> scope;
        std::vector<Stage> stages;
        std::optional<AppId> app;
        std::optional<std::string> q;
        std::optional<ExportFormat> format;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const ExportSubmissions::Request*) {
    using R = ExportSubmissions::Request;
    return field_list(field("scope", &R::scope), field("stages", &R::stages, max_length(20)),
                      field("app", &R::app), field("q", &R::q, max_length(200)),
                      field("format", &R::format));
}

}  // namespace vitrine::contract
