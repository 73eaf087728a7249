// The narrow part of every review in memory, indexed by value: what lists and counts are made of.
//
// Why not SQL: a console filters by any mix of rating, app, language, country, version, topic, tag
// and reply and jumps anywhere in the result. Here reviews lie in chunks (review_chunk.h) by age,
// and every chunk knows as bits which of its reviews have a value. So a filter is a few ANDs, a
// count is counted bits, and a window is found by the counts of the chunks before it: a millionth
// review costs an eighth of a byte of each set that is asked, not a look at the review. Sorts by
// rating and helpfulness go down the bits of that number. Texts stay in the store.
//
// A review is named by its row: 0, 1, 2... in order of arrival, never reused. Not synchronised:
// callers keep writers out while they read; several may read at once. A copy is cheap: it shares
// every chunk until one of the two changes it.
#pragma once
#include <deque>
#include <map>
#include <mutex>

#include "service/ports/reviews.h"
#include "service/review_chunk.h"

namespace vitrine::service {

struct ReviewFacts {
    std::string app, language, country, version;  // no app: nobody sees it
    std::vector<std::string> topics, tags;
    std::int64_t created_ms = 0;
    std::int32_t rating = 0;  // 0: none
    std::int32_t helpful = 0;
    bool replied = false;
};
ReviewFacts facts_of(const contract::Review& review);

// The rows that a text query found, each once; those that are not there are left out.
using Found = std::vector<Row>;

struct RowQuery {
    std::span<const contract::AppId> apps;  // of the team; nothing else is ever seen
    const contract::ReviewFilter& filter;   // `q` is only a name for what `found` has
    const Found* found = nullptr;           // null: no text query, or `phrases` say it all
    std::span<const std::uint32_t> phrases = {};  // has all of them; only when worded()
};

struct RowWindow {
    std::vector<Row> rows;
    std::int64_t offset = 0, total = 0;
    std::optional<std::string> next;
};

// What a query leaves of every chunk, oldest chunk first.
struct Shown {
    std::vector<SlotBits> slots;
    std::vector<std::int32_t> counts;
    std::int64_t total = 0;
};

class ReviewColumns {
public:
    ReviewColumns() = default;
    ReviewColumns(const ReviewColumns&) = default;
    ReviewColumns& operator=(const ReviewColumns&) = delete;

    // Sets rows, new ones and known ones. A new row must follow the last without a gap. Nothing is
    // seen of it before settle().
    void put(Row row, const ReviewFacts& facts);
    // Sets the phrases of a row; of a row that is put anew, before settle().
    void put_phrases(Row row, std::vector<std::uint32_t> phrases);
    void settle();
    // Forgets the rows that came last, so that `rows` are left.
    void shrink(Row rows);
    Row size() const { return rows_; }

    // Refuses (invalid): "bad_cursor".
    base::Result<RowWindow> window(const RowQuery& query, const ports::ReviewQuery& ask) const;
    // App labels are left empty.
    contract::ReviewFacets facets(const RowQuery& query) const;

    // Phrases come to the rows that are there chunk by chunk: take one that has none, find its
    // rows' phrases, and hand them in. False: it has changed meanwhile; take again.
    std::shared_ptr<const ReviewChunk> wordless() const;  // null: every chunk has its phrases
    bool set_phrases(const std::shared_ptr<const ReviewChunk>& chunk,
                     std::span<const ValueIndex::Entry> phrases);
    bool worded() const { return !wordless(); }

private:
    friend class RowFilter;
    friend class SortedRows;
    friend class Settling;
    friend class FacetCount;

    // Where a row is: the chunk's id and the slot in it.
    struct Place {
        std::uint32_t chunk;
        Slot slot;
    };
    static constexpr std::size_t page_rows = 4096;
    using Page = std::array<std::uint32_t, page_rows>;

    // Answers to what was asked lately: the next window, the facets and the total of one question
    // cost nothing. A copy starts without.
    struct Answer {
        std::shared_ptr<const Shown> shown;                    // null: not asked for yet
        std::shared_ptr<const contract::ReviewFacets> facets;  // null: not asked for yet
    };
    struct KeptAnswer {
        contract::ReviewFilter filter;
        std::vector<contract::AppId> apps;
        Answer answer;
    };
    struct KeptAnswers {
        std::mutex mutex;
        std::deque<KeptAnswer> newest_first;
        KeptAnswers() = default;
        KeptAnswers(const KeptAnswers&) {}
    };

    Place place_of(Row row) const;
    const ReviewChunk& chunk_at(std::size_t place) const { return *chunks_[order_[place]]; }
    const ReviewRecord& record_of(Row row) const;
    std::string cursor_at(contract::ReviewSort sort, Row row) const;
    std::shared_ptr<const Shown> shown(const RowQuery& query) const;
    Answer kept_answer(const RowQuery& query) const;
    void keep(const RowQuery& query, const Answer& more) const;

    ReviewNames names_;
    std::vector<std::shared_ptr<const ReviewChunk>> chunks_;  // by id; null: the id is free
    std::vector<std::uint32_t> order_;                        // ids, oldest chunk first
    std::vector<std::shared_ptr<const Page>> pages_;          // Place as id << 12 | slot, by row
    std::vector<ReviewRecord> put_;                           // since settle()
    std::map<Row, std::vector<std::uint32_t>> put_phrases_;
    Row rows_ = 0, settled_ = 0;
    std::int32_t helpful_floor_ = 0;
    mutable KeptAnswers answers_;
};

}  // namespace vitrine::service
