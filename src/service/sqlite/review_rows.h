// Reviews row by row: reading one whole, and the upsert of many.
#pragma once
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {

struct ReviewRow {
    std::int64_t row = 0;  // 1, 2, 3... by arrival
    std::int64_t app = 0;
    bool had_reply = false;
    bool topics_found = false;
    Gone gone;
    StoredReview stored;
};
// These find also what is gone.
base::Result<std::optional<ReviewRow>> review_in_row(Connection& reader, std::int64_t row);
base::Result<std::optional<ReviewRow>> review_with_id(Connection& reader, const std::string& id);

base::Result<std::optional<ReviewRow>> review_named(Connection& reader, const ReviewName& name);

base::Result<UpsertCount> upsert_all(Connection& writer, std::span<const IncomingReview> reviews);

base::Result<std::int64_t> withdraw_all(Connection& writer, std::span<const ReviewName> names);
base::Result<void> set_gone(Connection& writer, const ReviewRow& row, Gone gone);
base::Result<void> set_tags(Connection& writer, const ReviewRow& row,
                            const std::vector<std::string>& tags);

base::Result<ports::ReviewWordsPage> words_after(Connection& reader, std::int64_t row,
                                                 std::int32_t limit);
base::Result<std::int64_t> set_topics(Connection& writer,
                                      std::span<const ports::FoundTopics> found);

// Sets whether the newest reply stands, counts it, and raises the revision.
base::Result<void> mark_replied(Connection& writer, const ReviewRow& row, bool replied);

}  // namespace vitrine::service::sqlite
