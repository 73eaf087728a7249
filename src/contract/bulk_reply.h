// One answer to many reviews: a text with variables, filled in for each of them.
//
//     Hello {name|there}, version {version} of {app} is mended.
//
// {name} stands for what the review says; behind a bar stands what is said where it says nothing.
// {{ and }} are braces. A variable that does not exist, or a brace that is not closed, is refused
// before anything is written. A value is foreign text: it is put in once and never read again, its
// control characters become spaces.
//
// Each review is answered or left out by itself, and every item of the answer says which. What is
// answered is as good as a single reply: in the history, in the change feed, told to webhooks. A
// review whose standing answer is this very text counts as replied and is not written again, so
// that a request that broke off may be sent once more, with or without its Idempotency-Key.
#pragma once
#include "contract/reviews.h"

namespace vitrine::contract {

inline constexpr std::int32_t bulk_replies_max = 500;
inline constexpr std::int32_t bulk_text_length_max = 2000;  // before it is filled in

enum class ReplyVariable : std::uint8_t {
    name, app, version, rating, language, country, device, system,
};
constexpr auto names(const ReplyVariable*) {
    return std::array<std::string_view, 8>{"name",     "app",     "version", "rating",
                                           "language", "country", "device",  "system"};
}

class ReplyTemplate {
public:
    // Refuses (invalid) with what is wrong in `text`.
    static base::Result<ReplyTemplate> parse(std::string_view text);

    // None where the review has no value for a variable without a bar.
    std::optional<std::string> filled(const Review& review) const;

private:
    struct Piece {
        std::optional<ReplyVariable> variable;
        std::optional<std::string> text;  // as it is; of a variable: what stands behind the bar
    };
    std::vector<Piece> pieces_;
};

struct BulkTarget {
    ReviewId review;
    std::optional<std::int64_t> revision;  // none: whatever it is now
    bool operator==(const BulkTarget&) const = default;
};
constexpr auto fields(const BulkTarget*) {
    return field_list(field("review", &BulkTarget::review),
                      field("revision", &BulkTarget::revision));
}

// A ReviewFilter in a body, where what does not narrow may be left out.
struct ReviewChoice {
    using Words = std::optional<std::vector<std::string>>;
    std::optional<std::string> q;
    std::optional<std::vector<std::int32_t>> ratings;
    std::optional<std::vector<AppId>> apps;
    Words languages, countries, versions, topics, tags;
    std::optional<bool> replied;
    std::optional<base::Instant> since;
    bool operator==(const ReviewChoice&) const = default;
};
constexpr auto fields(const ReviewChoice*) {
    return narrowing_fields<ReviewChoice>();
}
ReviewFilter filter_of(const ReviewChoice& choice);

enum class BulkOutcome : std::uint8_t {
    replied,          // in a dry run: would be
    already_replied,  // another answer stands
    not_found,
    forbidden,        // seen, but not mine to answer
    stale,            // it has changed since the revision that was named, or just now
    no_value,         // a variable without a bar has nothing to say
    too_long,         // once filled in
    failed,           // trouble with the store; nothing more was tried
};
constexpr auto names(const BulkOutcome*) {
    return std::array<std::string_view, 8>{"replied", "already_replied", "not_found", "forbidden",
                                           "stale",   "no_value",        "too_long",  "failed"};
}

struct BulkItem {
    ReviewId review;
    BulkOutcome outcome = BulkOutcome::replied;
    std::string text;           // as filled in, where it was
    std::int64_t revision = 0;  // of the review now; 0: not found
    bool operator==(const BulkItem&) const = default;
};
constexpr auto fields(const BulkItem*) {
    using R = BulkItem;
    return field_list(field("review", &R::review), field("outcome", &R::outcome),
                      field("text", &R::text), field("revision", &R::revision));
}
struct BulkReplied {
    bool dry_run = false;
    std::int32_t replied = 0, left_out = 0;
    std::vector<BulkItem> items;  // in the order asked for; of a filter, newest first
    bool operator==(const BulkReplied&) const = default;
};
constexpr auto fields(const BulkReplied*) {
    using R = BulkReplied;
    return field_list(field("dry_run", &R::dry_run), field("replied", &R::replied),
                      field("left_out", &R::left_out), field("items", &R::items));
}

struct BulkReply {
    static constexpr Call call{Verb::post, "/v1/reviews:bulk_reply", Access::member,
                               "Answer many reviews with one text and its variables.",
                               "count_changed", Right::reply};
    // Either `reviews` or a `filter` with the number of reviews it is `expected` to find; when it
    // finds another number, nothing is written.
    struct Request {
        std::string text;
        std::optional<std::vector<BulkTarget>> reviews;
        std::optional<ReviewChoice> filter;
        std::optional<std::int32_t> expected;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = BulkReplied;
};
constexpr auto fields(const BulkReply::Request*) {
    using R = BulkReply::Request;
    return field_list(field("text", &R::text, length(1, bulk_text_length_max)),
                      field("reviews", &R::reviews, length(1, bulk_replies_max)),
                      field("filter", &R::filter),
                      field("expected", &R::expected, range(0, bulk_replies_max)),
                      field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
