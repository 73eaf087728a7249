// The columns of all reviews (review_columns.h) kept in step with the database.
//
// Every transaction that touches reviews raises review_generation and stamps its rows with it. A
// reader that sees a newer generation than the columns have reads the stamped rows, whoever wrote
// them: this process, or an import running beside it.
#pragma once
#include <deque>
#include <functional>
#include <shared_mutex>

#include "service/review_columns.h"
#include "service/search_terms.h"
#include "service/sqlite/database.h"

namespace vitrine::service::sqlite {

class ReviewIndex {
public:
    explicit ReviewIndex(Database& store) : store_(store) {}

    // Runs `work` on a snapshot and the columns that fit it exactly.
    using Work = std::function<base::Result<void>(Connection&, const ReviewColumns&)>;
    base::Result<void> with_columns(const Work& work);

    // The rows that `q` finds; null: `q` is blank. Call inside `work`.
    base::Result<std::shared_ptr<const Found>> find_text(Connection& reader, const std::string& q,
                                                         Row rows);

private:
    struct Answer {
        std::string q;
        std::int64_t generation;
        std::shared_ptr<const Found> found;
    };

    base::Result<void> inside_batch(Connection& writer, const Work& work);

    Database& store_;
    std::shared_mutex mutex_;
    ReviewColumns columns_;
    std::int64_t generation_ = -1;  // of columns_; -1: not read yet
    std::mutex answers_mutex_;
    std::deque<Answer> answers_;    // newest first: scrolling and counting ask the same again
};

base::Result<std::int64_t> review_generation(Connection& connection);
base::Result<std::int64_t> next_review_generation(Connection& writer);

}  // namespace vitrine::service::sqlite
