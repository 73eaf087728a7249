// The columns of all reviews (review_columns.h) kept in step with the database.
//
// Every transaction that touches reviews raises review_generation and stamps its rows with it. A
// reader that sees a newer generation than the columns have reads the stamped rows, whoever wrote
// them: this process, or an import running beside it.
//
// Text is found by FTS5, whose cost is that of the rows that have a word. Where there are many
// reviews, a thread beside the readers chooses the phrases that many of them have (phrase_book.h)
// and reads all texts once to find their rows; until it is done, and for all other phrases, FTS5
// is asked. What it found is kept, and brought up to date by the rows touched since.
#pragma once
#include <deque>
#include <functional>
#include <shared_mutex>
#include <stop_token>
#include <thread>

#include "service/phrase_book.h"
#include "service/review_columns.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {

// Which phrases have their rows in memory.
struct KeptPhrases {
    Row from_reviews = 20'000;  // fewer are searched without, and well
    std::uint32_t rows_min = 100;    // a phrase with so many, or with a thousandth of all
    bool at_once = false;  // the first reader waits for them: for tests
};

class ReviewIndex {
public:
    explicit ReviewIndex(Database& store, KeptPhrases kept = {}) : store_(store), kept_(kept) {}
    ~ReviewIndex();

    // Runs `work` on a snapshot and the columns that fit it exactly.
    using Work = std::function<base::Result<void>(Connection&, const ReviewColumns&)>;
    base::Result<void> with_columns(const Work& work);

    // What `q` asks of the rows: all of `phrases`, and to be in `found` unless that is null.
    struct TextRows {
        std::vector<std::uint32_t> phrases;
        std::shared_ptr<const Found> found;
    };
    // Call inside `work`.
    base::Result<TextRows> find_text(Connection& reader, const std::string& q,
                                     const ReviewColumns& columns);

private:
    struct Answer {
        std::string match;  // the FTS5 expression
        std::int64_t generation;
        std::shared_ptr<const Found> found;
    };

    base::Result<void> inside_batch(Connection& writer, const Work& work);
    base::Result<std::shared_ptr<const Found>> rows_with(Connection& reader,
                                                         const TextQuery& query, Row rows);
    std::optional<Answer> answer_to(const std::string& match);
    void keep(Answer answer);

    void learn_phrases(const std::stop_token& stop);
    std::shared_ptr<const PhraseBook> chosen_phrases(const std::stop_token& stop);
    bool read_phrases(const PhraseBook& book, const std::shared_ptr<const ReviewChunk>& chunk,
                      const std::stop_token& stop);

    Database& store_;
    const KeptPhrases kept_;
    std::shared_mutex mutex_;  // for the four below
    ReviewColumns columns_;
    std::int64_t generation_ = -1;            // of columns_; -1: not read yet
    std::shared_ptr<const PhraseBook> book_;  // null: not chosen yet
    bool learning_ = false;                   // has begun
    std::mutex answers_mutex_;
    std::deque<Answer> answers_;  // newest first: scrolling and counting ask the same again
    std::jthread learner_;        // ends with the index, whatever is left to read
};

base::Result<std::int64_t> review_generation(Connection& connection);
base::Result<std::int64_t> next_review_generation(Connection& writer);

std::unique_ptr<Reviews> make_reviews(Files files, const KeptPhrases& kept);

}  // namespace vitrine::service::sqlite
