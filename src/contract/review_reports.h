// Reports of abuse: a team tells the store about a review; the store keeps or removes the review.
//
//     open -> kept <-> removed        open -> withdrawn -> open
//
// A review has one report, for its app has one team. What the store has decided stays decided for
// the team; the store may change its mind. A removed review is in no list, count, facet, search or
// rating and cannot be answered; its words are kept, so that keeping it again brings it back whole.
// Who decided is for the store's people only (the audit log knows).
#pragma once
#include "contract/reviews.h"

namespace vitrine::contract {

enum class ReportReason : std::uint8_t {
    spam, abuse, off_topic, personal_data, illegal, wrong_app, other,
};
constexpr auto names(const ReportReason*) {
    return std::array<std::string_view, 7>{"spam",    "abuse",     "off_topic", "personal_data",
                                           "illegal", "wrong_app", "other"};
}

enum class ReportState : std::uint8_t { open, kept, removed, withdrawn };
constexpr auto names(const ReportState*) {
    return std::array<std::string_view, 4>{"open", "kept", "removed", "withdrawn"};
}

struct ReviewReport {
    ReviewId review;
    AppId app;
    ReportReason reason = ReportReason::other;
    std::string text, reported_by;  // in the team's words; a name
    base::Instant reported_at;
    ReportState state = ReportState::open;
    std::string note;  // the store's, with its decision
    std::optional<base::Instant> decided_at;
    std::int64_t revision = 1;
    bool operator==(const ReviewReport&) const = default;
};
constexpr auto fields(const ReviewReport*) {
    using R = ReviewReport;
    return field_list(field("review", &R::review), field("app", &R::app),
                      field("reason", &R::reason), field("text", &R::text),
                      field("reported_by", &R::reported_by),
                      field("reported_at", &R::reported_at), field("state", &R::state),
                      field("note", &R::note), field("decided_at", &R::decided_at),
                      field("revision", &R::revision));
}

inline constexpr std::int32_t report_text_length_max = 2000;

struct ReportReview {
    static constexpr Call call{Verb::post, "/v1/reviews/{review}/report", Access::member,
                               "Report a review to the store, once.", "already_reported",
                               Right::reply};
    struct Request {
        ReviewId review;
        ReportReason reason = ReportReason::other;
        std::optional<std::string> text;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewReport;
};
constexpr auto fields(const ReportReview::Request*) {
    using R = ReportReview::Request;
    return field_list(field("review", &R::review), field("reason", &R::reason),
                      field("text", &R::text, max_length(report_text_length_max)));
}

struct OneReport {
    ReviewId review;
    bool operator==(const OneReport&) const = default;
};
constexpr auto fields(const OneReport*) {
    return field_list(field("review", &OneReport::review));
}

// Also of a review that was removed.
struct GetReport {
    static constexpr Call call{Verb::get, "/v1/reviews/{review}/report", Access::member,
                               "What became of my team's report.", "", Right::read_reviews};
    using Request = OneReport;
    using Reply = ReviewReport;
};

struct WithdrawReport {
    static constexpr Call call{Verb::remove, "/v1/reviews/{review}/report", Access::member,
                               "Take a report back that is still open.", "already_decided",
                               Right::reply};
    using Request = OneReport;
    using Reply = ReviewReport;
};

// ---- the store's side -----------------------------------------------------------------------

struct ReportCase {
    ReviewReport report;
    Review review;
    bool operator==(const ReportCase&) const = default;
};
constexpr auto fields(const ReportCase*) {
    return field_list(field("report", &ReportCase::report), field("review", &ReportCase::review));
}
struct ReportPage {
    std::vector<ReportCase> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const ReportPage&) const = default;
};
constexpr auto fields(const ReportPage*) {
    using R = ReportPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}

struct ListReports {
    static constexpr Call call{Verb::get, "/v1/review-reports", Access::reviewer,
                               "Reports of all teams, the oldest first.", "bad_cursor",
                               Right::review};
    struct Request {
        std::optional<ReportState> state;  // open when absent
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReportPage;
};
constexpr auto fields(const ListReports::Request*) {
    using R = ListReports::Request;
    return field_list(field("state", &R::state), field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(500)));
}

enum class ReportVerdict : std::uint8_t { keep, remove };
constexpr auto names(const ReportVerdict*) {
    return std::array<std::string_view, 2>{"keep", "remove"};
}

// Also changes what was decided before: `keep` brings a removed review back.
struct ResolveReport {
    static constexpr Call call{Verb::post, "/v1/review-reports/{review}/resolve",
                               Access::reviewer, "Keep or remove a review that was reported.",
                               "already_there,report_withdrawn", Right::review};
    struct Request {
        ReviewId review;
        ReportVerdict verdict = ReportVerdict::keep;
        std::string note;  // the team reads it
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewReport;
};
constexpr auto fields(const ResolveReport::Request*) {
    using R = ResolveReport::Request;
    return field_list(field("review", &R::review), field("verdict", &R::verdict),
                      field("note", &R::note, length(1, report_text_length_max)),
                      field("if_match", &R::if_match));
}

}  // namespace vitrine::contract
