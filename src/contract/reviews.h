// What users say: reviews, their filters and counts, and the team's reply.
#pragma once
#include "contract/apps.h"

namespace vitrine::contract {

inline constexpr std::int32_t reply_length_max = 350;  // code points, as Google Play has it

struct ReviewReply {
    std::string text, author;
    base::Instant at;
    std::int32_t version = 1;  // 1 for the first, one more for every edit
    bool operator==(const ReviewReply&) const = default;
};
constexpr auto fields(const ReviewReply*) {
    using R = ReviewReply;
    return field_list(field("text", &R::text), field("author", &R::author), field("at", &R::at),
                      field("version", &R::version));
}

// Made by a machine, always marked as such.
struct Translation {
    std::string locale, text;
    bool operator==(const Translation&) const = default;
};
constexpr auto fields(const Translation*) {
    return field_list(field("locale", &Translation::locale), field("text", &Translation::text));
}

// When an imported review was written, if its source does not say: the start of 1970, which sorts
// behind every real review.
inline constexpr base::Instant undated{0};

struct Review {
    ReviewId id;
    AppId app;
    std::string app_name, icon;
    std::optional<std::int32_t> rating;  // 1..5; some stores let people write without one
    std::string text, author;
    std::string language;  // BCP 47, "" unknown
    std::string country;   // ISO 3166-1 alpha-2, "" unknown
    std::string device, system, version;
    base::Instant created_at;  // `undated` where the source gave none
    std::optional<std::int32_t> previous_rating;  // before the last edit
    std::int32_t edits = 0;
    std::int32_t helpful = 0;
    std::vector<std::string> topics;
    std::optional<Translation> translation;
    std::optional<ReviewReply> reply;
    std::int64_t revision = 0;  // its ETag
    std::vector<std::string> tags;  // the team's own, by name (review_tags.h)
    bool operator==(const Review&) const = default;
};
constexpr auto fields(const Review*) {
    using R = Review;
    return field_list(
        field("id", &R::id), field("app", &R::app), field("app_name", &R::app_name),
        field("icon", &R::icon), field("rating", &R::rating), field("text", &R::text),
        field("author", &R::author), field("language", &R::language),
        field("country", &R::country), field("device", &R::device), field("system", &R::system),
        field("version", &R::version), field("created_at", &R::created_at),
        field("previous_rating", &R::previous_rating), field("edits", &R::edits),
        field("helpful", &R::helpful), field("topics", &R::topics),
        field("translation", &R::translation), field("reply", &R::reply),
        field("revision", &R::revision), field("tags", &R::tags));
}

enum class ReviewSort : std::uint8_t { newest, oldest, lowest, highest, helpful };
constexpr auto names(const ReviewSort*) {
    return std::array<std::string_view, 5>{"newest", "oldest", "lowest", "highest", "helpful"};
}

// What narrows a list of reviews. Empty lists and absent values do not narrow.
struct ReviewFilter {
    std::string q;
    std::vector<std::int32_t> ratings;
    std::vector<AppId> apps;
    std::vector<std::string> languages, countries, versions, topics;
    std::optional<bool> replied;
    std::optional<base::Instant> since;
    std::vector<std::string> tags;  // any of them
    bool operator==(const ReviewFilter&) const = default;
};

// The same in a query string, as the requests that narrow by it share it.
struct ReviewNarrowing {
    std::optional<std::string> q;
    std::vector<std::int32_t> ratings;
    std::vector<AppId> apps;
    std::vector<std::string> languages, countries, versions, topics;
    std::optional<bool> replied;
    std::optional<base::Instant> since;
    std::vector<std::string> tags;
    bool operator==(const ReviewNarrowing&) const = default;
};
// The fields of a request R that narrows, with what else it has.
template <class R, class... More>
constexpr auto narrowing_fields(More... more) {
    return field_list(field("q", &R::q, max_length(200)),
                      field("ratings", &R::ratings, max_length(5)),
                      field("apps", &R::apps, max_length(200)),
                      field("languages", &R::languages, max_length(100)),
                      field("countries", &R::countries, max_length(250)),
                      field("versions", &R::versions, max_length(100)),
                      field("topics", &R::topics, max_length(50)), field("replied", &R::replied),
                      field("since", &R::since), more..., field("tags", &R::tags, max_length(50)));
}

// One window of the list: `items` stand at [offset, offset + items.size()) of `total`.
struct ReviewPage {
    std::vector<Review> items;
    std::int64_t offset = 0, total = 0;
    std::optional<std::string> next;
    bool operator==(const ReviewPage&) const = default;
};
constexpr auto fields(const ReviewPage*) {
    using R = ReviewPage;
    return field_list(field("items", &R::items), field("offset", &R::offset),
                      field("total", &R::total), field("next", &R::next));
}

struct ListReviews {
    static constexpr Call call{
        Verb::get, "/v1/reviews", Access::member,
        "Reviews of all my apps: by window (offset) or cursor, filtered, sorted, searched.",
        "bad_cursor", Right::read_reviews};
    struct Request : ReviewNarrowing {
        std::optional<ReviewSort> sort;
        std::optional<std::int64_t> offset;
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewPage;
};
constexpr auto fields(const ListReviews::Request*) {
    using R = ListReviews::Request;
    return narrowing_fields<R>(
        field("sort", &R::sort), field("offset", &R::offset, range(0, 2000000000)),
        field("limit", &R::limit, range(1, 200)), field("cursor", &R::cursor, max_length(400)));
}

struct FacetRow {
    std::string key, label;
    std::int64_t count = 0;
    bool operator==(const FacetRow&) const = default;
};
constexpr auto fields(const FacetRow*) {
    using R = FacetRow;
    return field_list(field("key", &R::key), field("label", &R::label),
                      field("count", &R::count));
}
// Counts under the filter; each facet leaves out its own part of it, so that choices stay visible.
struct ReviewFacets {
    std::int64_t total = 0;  // under the whole filter
    std::optional<double> average;
    std::vector<std::int64_t> ratings;  // five counts, one star first
    std::vector<FacetRow> apps, languages, countries, topics;  // the fifty largest, in order
    std::int64_t replied = 0, unreplied = 0;
    std::vector<FacetRow> tags;
    bool operator==(const ReviewFacets&) const = default;
};
constexpr auto fields(const ReviewFacets*) {
    using R = ReviewFacets;
    return field_list(field("total", &R::total), field("average", &R::average),
                      field("ratings", &R::ratings), field("apps", &R::apps),
                      field("languages", &R::languages), field("countries", &R::countries),
                      field("topics", &R::topics), field("replied", &R::replied),
                      field("unreplied", &R::unreplied), field("tags", &R::tags));
}

struct CountReviews {
    static constexpr Call call{Verb::get, "/v1/reviews/facets", Access::member,
                               "Counts of reviews by rating, app, language, country, topic, tag.",
                               "", Right::read_reviews};
    struct Request : ReviewNarrowing {
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewFacets;
};
constexpr auto fields(const CountReviews::Request*) {
    return narrowing_fields<CountReviews::Request>();
}

inline ReviewFilter filter_of(const ReviewNarrowing& r) {
    return {r.q.value_or(""), r.ratings, r.apps,    r.languages, r.countries,
            r.versions,       r.topics,  r.replied, r.since,     r.tags};
}

struct GetReview {
    static constexpr Call call{Verb::get, "/v1/reviews/{review}", Access::member, "One review.",
                               "", Right::read_reviews};
    struct Request {
        ReviewId review;
        bool operator==(const Request&) const = default;
    };
    using Reply = Review;
};
constexpr auto fields(const GetReview::Request*) {
    return field_list(field("review", &GetReview::Request::review));
}

struct ReplyToReview {
    static constexpr Call call{Verb::put, "/v1/reviews/{review}/reply", Access::member,
                               "Answer a review, or change the answer.", "", Right::reply};
    struct Request {
        ReviewId review;
        std::string text;
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Review;
};
constexpr auto fields(const ReplyToReview::Request*) {
    using R = ReplyToReview::Request;
    return field_list(field("review", &R::review),
                      field("text", &R::text, length(1, reply_length_max)),
                      field("if_match", &R::if_match));
}

// Takes the answer back; what undo calls.
struct RemoveReply {
    static constexpr Call call{Verb::remove, "/v1/reviews/{review}/reply", Access::member,
                               "Take the answer back.", "no_reply", Right::reply};
    struct Request {
        ReviewId review;
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Review;
};
constexpr auto fields(const RemoveReply::Request*) {
    using R = RemoveReply::Request;
    return field_list(field("review", &R::review), field("if_match", &R::if_match));
}

}  // namespace vitrine::contract
