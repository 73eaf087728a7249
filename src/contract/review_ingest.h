// What users say, told by another store: reviews in batches, by their names there.
//
//     POST /v1/ingest/reviews?batch=2026-05-28-17    Content-Type: application/x-ndjson
//     {"kind":"put","app":"app_notes","id":"gp:AOqpT","at":"2026-05-28T17:02:11Z","rating":2,
//      "text":"Sync is broken","author":"Ayse","country":"DE","version":"2.9.1"}      (one line)
//     {"kind":"remove","app":"app_notes","id":"gp:AOqpT"}
//
// Packing, batches and wrong lines are as with events (ingest.h): a batch is kept whole or not at
// all, once under its name, and a line that is wrong is answered by its number and left out. Names
// of batches are forgotten after `raw_kept_ms`; an old batch that comes once more then says again
// what it said.
//
// A review is named by its app and the source's own id. `put` makes or changes it: what the line
// leaves out is empty. A change of its text or stars counts as an edit and keeps the stars from
// before. `remove` forgets its words and takes it out of every list and count; put again, it comes
// back under its old id. Replies, tags and reports of ours stay with it while it is there. Of
// several lines about one review the last one holds.
//
// Where the line names no language, the text's own is found out where that is sure enough.
#pragma once
#include "contract/ingest.h"

namespace vitrine::contract {

inline constexpr std::int32_t review_line_bytes_max = 80 << 10;
inline constexpr std::int32_t review_lines_max = 5000;  // good ones, of a batch
inline constexpr std::int32_t review_text_length_max = 16'000;

enum class ReviewLineKind : std::uint8_t { put, remove };
constexpr auto names(const ReviewLineKind*) {
    return std::array<std::string_view, 2>{"put", "remove"};
}

struct ReviewLine {
    ReviewLineKind kind = ReviewLineKind::put;
    AppId app;
    std::string id;                   // the source's own
    std::optional<base::Instant> at;  // when it was written; with put
    std::optional<std::int32_t> rating;
    std::optional<std::string> text, author;
    std::optional<std::string> language;  // BCP 47
    std::optional<std::string> country;   // ISO 3166-1: two capital letters
    std::optional<std::string> device, system, version;
    std::optional<std::int32_t> helpful;
    bool operator==(const ReviewLine&) const = default;
};
constexpr auto fields(const ReviewLine*) {
    using R = ReviewLine;
    return field_list(field("kind", &R::kind), field("app", &R::app),
                      field("id", &R::id, length(1, 200)), field("at", &R::at),
                      field("rating", &R::rating, range(1, 5)),
                      field("text", &R::text, max_length(review_text_length_max)),
                      field("author", &R::author, max_length(200)),
                      field("language", &R::language, length(2, 35)),
                      field("country", &R::country, length(2, 2)),
                      field("device", &R::device, max_length(200)),
                      field("system", &R::system, max_length(200)),
                      field("version", &R::version, max_length(200)),
                      field("helpful", &R::helpful, range(0, 1'000'000'000)));
}

// What no single field's type says; none when the line may be kept. Whose app it is about is the
// store's to judge.
std::optional<base::FieldProblem> refuse_review_line(const ReviewLine& line, base::Instant now);

struct ReviewCounts {
    std::string batch;
    std::int32_t kept = 0, left_out = 0;  // lines
    std::int64_t added = 0, changed = 0, unchanged = 0, removed = 0;  // reviews
    std::vector<LineProblem> problems;                                // of the first wrong lines
    bool operator==(const ReviewCounts&) const = default;
};
constexpr auto fields(const ReviewCounts*) {
    using R = ReviewCounts;
    return field_list(field("batch", &R::batch), field("kept", &R::kept),
                      field("left_out", &R::left_out), field("added", &R::added),
                      field("changed", &R::changed), field("unchanged", &R::unchanged),
                      field("removed", &R::removed), field("problems", &R::problems));
}

struct IngestReviews {
    static constexpr Call call{Verb::post, "/v1/ingest/reviews", Access::member,
                               "A batch of reviews of another store, one JSON object a line.",
                               "batch_reused,batch_too_large,too_many_batches,gzip_damaged,"
                               "not_ndjson", Right::ingest};
    using Line = ReviewLine;
    struct Request {
        std::string batch;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewCounts;
};
constexpr auto fields(const IngestReviews::Request*) {
    return field_list(field("batch", &IngestReviews::Request::batch, length(1, 100)));
}

}  // namespace vitrine::contract
