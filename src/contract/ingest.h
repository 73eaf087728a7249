// What devices tell: events that come in batches, and the figures kept from them.
//
//     POST /v1/ingest/events?batch=2026-05-28-17     Content-Type: application/x-ndjson
//     {"kind":"install","app":"app_notes","device":"d41","at":"2026-05-28T17:02:11Z",
//      "country":"DE","version":"2.9.1","device_class":"phone","channel":"search"}     (one line)
//
// The body is one event a line, with a Content-Length, as it is or with Content-Encoding: gzip.
//
// Exactly once: a batch is named by its sender, within the team. The first one under a name is kept
// so that whoever looks finds all figures that follow from it; the same name with the same lines is
// answered as the first time and adds nothing, whether or not it is packed the same way; the same
// name with other lines is refused ("batch_reused"). Names are forgotten with their raw events,
// after `raw_kept_ms`: every line of such a batch is then too old to be kept once more.
//
// A line that is wrong is answered by its number and left out; the other lines are kept. An app
// that is unknown or out of the sender's reach makes its lines wrong. Empty lines are passed over.
//
// What the figures mean:
// - installs, uninstalls, crashes, anrs, listing_views count events; revenue adds their amounts.
// - A device is active on a day when it was opened on it. It counts once a day, in a breakdown
//   under what its first event of that day to arrive said.
// - crash_free_sessions is 1 - crashes / opens (a crash ends its session; never below 0), and
//   conversions is installs / listing_views, of the same hour or day; a gap where nothing divides.
// - The point of an hour or day is provisional until `settle_ms` after its end, then final. An
//   event that comes after that makes it corrected. Each change is a revision; what batches change
//   between which nobody looked is one.
//
// A device is kept only as a keyed hash that differs from app to app. Raw events are kept for
// `raw_kept_ms`, figures and the first times of devices for good.
#pragma once
#include "contract/apps.h"

namespace vitrine::contract {

inline constexpr std::int64_t event_late_ms = 35 * base::day_ms;  // older ones are refused
inline constexpr std::int64_t event_early_ms = base::hour_ms;     // clocks of devices go wrong
inline constexpr std::int64_t settle_ms = 2 * base::day_ms;
inline constexpr std::int64_t raw_kept_ms = 90 * base::day_ms;
static_assert(raw_kept_ms > event_late_ms + event_early_ms);
inline constexpr std::int64_t batch_bytes_max = 8 << 20;           // as it is sent
inline constexpr std::int64_t batch_plain_bytes_max = 32 << 20;    // unpacked
inline constexpr std::int32_t batch_events_max = 50'000;
inline constexpr std::int32_t event_line_bytes_max = 4096;
inline constexpr std::int32_t line_problems_max = 100;             // told; the others are counted
inline constexpr std::string_view store_currency = "EUR";

enum class EventKind : std::uint8_t { install, uninstall, open, crash, anr, listing_view, revenue };
constexpr auto names(const EventKind*) {
    return std::array<std::string_view, 7>{"install", "uninstall",    "open",   "crash",
                                           "anr",     "listing_view", "revenue"};
}

// One line of a batch. `amount` (minor units, negative for a refund) and `currency` come with
// revenue and with nothing else; the currency must be the store's.
struct Event {
    EventKind kind = EventKind::install;
    AppId app;
    std::string device;  // opaque, the sender's own
    base::Instant at;
    std::optional<std::string> country;  // ISO 3166-1: two capital letters
    std::optional<std::string> version, device_class, channel;
    std::optional<std::int64_t> amount;
    std::optional<std::string> currency;
    bool operator==(const Event&) const = default;
};
constexpr auto fields(const Event*) {
    using R = Event;
    return field_list(field("kind", &R::kind), field("app", &R::app),
                      field("device", &R::device, length(1, 200)), field("at", &R::at),
                      field("country", &R::country, length(2, 2)),
                      field("version", &R::version, length(1, 60)),
                      field("device_class", &R::device_class, length(1, 40)),
                      field("channel", &R::channel, length(1, 40)), field("amount", &R::amount),
                      field("currency", &R::currency, length(3, 3)));
}

// What no single field's type says; none when the event may be kept. When it happened and whose app
// it is about are the store's to judge.
std::optional<base::FieldProblem> refuse_event(const Event& event);

// What was wrong with a line: a field of it, or all of it ("").
struct LineProblem {
    std::int32_t line = 0;  // from 1
    std::string path, code, detail;
    bool operator==(const LineProblem&) const = default;
};
constexpr auto fields(const LineProblem*) {
    using R = LineProblem;
    return field_list(field("line", &R::line), field("path", &R::path), field("code", &R::code),
                      field("detail", &R::detail));
}
struct BatchCounts {
    std::string batch;
    std::int32_t kept = 0, left_out = 0;  // events, wrong lines
    std::vector<LineProblem> problems;    // of the first wrong lines
    bool operator==(const BatchCounts&) const = default;
};
constexpr auto fields(const BatchCounts*) {
    using R = BatchCounts;
    return field_list(field("batch", &R::batch), field("kept", &R::kept),
                      field("left_out", &R::left_out), field("problems", &R::problems));
}

// Its body is lines, not one JSON value: an Outgoing does not carry it.
struct IngestEvents {
    static constexpr Call call{Verb::post, "/v1/ingest/events", Access::member,
                               "Keep a batch of events, exactly once; wrong lines are left out.",
                               "length_required,not_ndjson,batch_reused,batch_too_large,"
                               "gzip_damaged,too_many_batches", Right::ingest};
    static constexpr bool takes_bytes = true;
    using Line = Event;
    struct Request {
        std::string batch;
        bool operator==(const Request&) const = default;
    };
    using Reply = BatchCounts;
};
constexpr auto fields(const IngestEvents::Request*) {
    return field_list(field("batch", &IngestEvents::Request::batch, length(1, 100)));
}

// The devices first opened on `day`. active[n]: how many of them were opened n days later (0: all);
// null while that day is not over.
struct Cohort {
    base::Day day;
    std::int64_t devices = 0;
    std::vector<std::optional<std::int64_t>> active;
    bool operator==(const Cohort&) const = default;
};
constexpr auto fields(const Cohort*) {
    return field_list(field("day", &Cohort::day), field("devices", &Cohort::devices),
                      field("active", &Cohort::active));
}
struct Retention {
    std::vector<Cohort> cohorts;  // by day; days without new devices are left out
    // returned[n]: the share of all devices whose n-th day is over that came back on it.
    std::vector<std::optional<double>> returned;
    bool operator==(const Retention&) const = default;
};
constexpr auto fields(const Retention*) {
    return field_list(field("cohorts", &Retention::cohorts),
                      field("returned", &Retention::returned));
}
struct ReadRetention {
    static constexpr Call call{Verb::get, "/v1/metrics/retention", Access::member,
                               "How many devices first opened on a day of [from, to) came back.",
                               "span_too_long,span_empty", Right::read_metrics};
    struct Request {
        std::vector<AppId> apps;  // empty: all of my team's
        base::Day from, to;       // half open, at most 92 days
        std::optional<std::int32_t> days;  // 30 when absent
        bool operator==(const Request&) const = default;
    };
    using Reply = Retention;
};
constexpr auto fields(const ReadRetention::Request*) {
    using R = ReadRetention::Request;
    return field_list(field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to), field("days", &R::days, range(1, 365)));
}

enum class FunnelStep : std::uint8_t { listing_view, install, first_open, purchase };
constexpr auto names(const FunnelStep*) {
    return std::array<std::string_view, 4>{"listing_view", "install", "first_open", "purchase"};
}
// How many devices went at least so far: the first times of all steps up to this one are in order.
struct FunnelRow {
    FunnelStep step = FunnelStep::listing_view;
    std::int64_t devices = 0;
    std::optional<double> share;  // of the first step; none when that is empty
    bool operator==(const FunnelRow&) const = default;
};
constexpr auto fields(const FunnelRow*) {
    return field_list(field("step", &FunnelRow::step), field("devices", &FunnelRow::devices),
                      field("share", &FunnelRow::share));
}
struct Funnel {
    std::vector<FunnelRow> steps;  // in order
    bool operator==(const Funnel&) const = default;
};
constexpr auto fields(const Funnel*) {
    return field_list(field("steps", &Funnel::steps));
}
struct ReadFunnel {
    static constexpr Call call{Verb::get, "/v1/metrics/funnel", Access::member,
                               "How far devices went whose first listing view was in [from, to).",
                               "span_too_long,span_empty", Right::read_metrics};
    struct Request {
        std::vector<AppId> apps;
        base::Day from, to;
        bool operator==(const Request&) const = default;
    };
    using Reply = Funnel;
};
constexpr auto fields(const ReadFunnel::Request*) {
    using R = ReadFunnel::Request;
    return field_list(field("apps", &R::apps, max_length(200)), field("from", &R::from),
                      field("to", &R::to));
}

}  // namespace vitrine::contract
