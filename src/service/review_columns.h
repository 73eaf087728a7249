// The narrow part of every review in memory, column by column: what lists and counts are made of.
//
// Why not SQL: a console filters by any mix of rating, app, language, country, version, topic, tag
// and reply and jumps anywhere in the result. One pass over 250,000 rows here is about a
// millisecond and needs no index per mix, at about 55 bytes a review (a million: 55 MB). Texts stay
// in the store.
//
// A review is named by its row: 0, 1, 2... in order of arrival, never reused. Not synchronised:
// callers keep writers out while they read. (`order` may be asked by several readers at once.)
#pragma once
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

#include "service/ports/reviews.h"

namespace vitrine::service {

using Row = std::uint32_t;

struct ReviewFacts {
    std::string app, language, country, version;  // no app: nobody sees it
    std::vector<std::string> topics, tags;
    std::int64_t created_ms = 0;
    std::int32_t rating = 0;  // 0: none
    std::int32_t helpful = 0;
    bool replied = false;
};
ReviewFacts facts_of(const contract::Review& review);

// Strings as small numbers, in order of first sight.
class Names {
public:
    Names() = default;
    Names(const Names& other);
    Names& operator=(const Names&) = delete;

    std::uint32_t number(std::string_view name);  // adds it when it is new
    std::optional<std::uint32_t> find(std::string_view name) const;
    const std::string& name(std::uint32_t number) const { return *names_[number]; }
    std::size_t size() const { return names_.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
    std::vector<const std::string*> names_;
};

// Sets of strings as small numbers: most reviews share theirs with many others.
class NameSets {
public:
    std::uint32_t number(const std::vector<std::string>& set);  // adds it when it is new
    const Names& names() const { return names_; }
    std::size_t size() const { return members_.size(); }
    // The names of a set, each once, as numbers.
    const std::vector<std::uint32_t>& members(std::size_t set) const { return members_[set]; }

private:
    Names names_, sets_;
    std::vector<std::vector<std::uint32_t>> members_;
};

// Which rows a text query found: one byte a row; rows beyond its end were not found.
using Found = std::vector<std::uint8_t>;

struct RowQuery {
    std::span<const contract::AppId> apps;  // of the team; nothing else is ever seen
    const contract::ReviewFilter& filter;   // `q` is not read here: it is in `found`
    const Found* found = nullptr;           // null: no text query
};

struct RowWindow {
    std::vector<Row> rows;
    std::int64_t offset = 0, total = 0;
    std::optional<std::string> next;
};

class ReviewColumns {
public:
    ReviewColumns() = default;
    ReviewColumns(const ReviewColumns& other);
    ReviewColumns& operator=(const ReviewColumns&) = delete;

    // Sets rows, new ones and known ones. A new row must follow the last without a gap.
    void put(Row row, const ReviewFacts& facts);
    // Brings the order up to date after any number of put().
    void settle();
    // Forgets the rows that came last, so that `rows` are left.
    void shrink(Row rows);
    Row size() const { return static_cast<Row>(created_.size()); }

    // Refuses (invalid): "bad_cursor".
    base::Result<RowWindow> window(const RowQuery& query, const ports::ReviewQuery& ask) const;
    // App labels are left empty.
    contract::ReviewFacets facets(const RowQuery& query) const;

private:
    friend class RowFilter;
    using Order = std::shared_ptr<const std::vector<Row>>;

    Order order(contract::ReviewSort sort) const;
    std::vector<Row> ordered(contract::ReviewSort sort) const;
    bool newer(Row a, Row b) const;
    std::string cursor_at(contract::ReviewSort sort, Row row) const;
    std::int32_t sort_key(contract::ReviewSort sort, Row row) const;
    base::Result<std::size_t> start_of(const ports::ReviewQuery& ask,
                                       const std::vector<Row>& order) const;

    Names apps_, languages_, countries_, versions_;
    NameSets topics_, tags_;
    std::vector<std::int64_t> created_;
    std::vector<std::int32_t> helpful_;
    std::vector<std::uint32_t> app_, version_, topic_set_, tag_set_;
    std::vector<std::uint16_t> language_, country_;
    std::vector<std::uint8_t> rating_, replied_;
    std::vector<Row> newest_;       // rows by (created, row), newest first
    bool moved_ = false;            // since settle(): a known row's created_ changed,
    bool resorted_ = false;         // or anything else that an order depends on
    mutable std::mutex orders_mutex_;
    mutable Order orders_[5];       // by ReviewSort, made when asked for
};

}  // namespace vitrine::service
