// Up to 4,096 reviews that follow each other in time, with every index that a list or a count
// asks. A chunk is never changed once others may read it: a change makes it anew.
#pragma once
#include <compare>
#include <memory>

#include "service/names.h"
#include "service/row_bits.h"

namespace vitrine::service {

using Row = std::uint32_t;

// The narrow part of a review; names are numbers of ReviewNames.
struct ReviewRecord {
    std::int64_t created_ms = 0;
    Row row = 0;
    std::int32_t helpful = 0;
    std::uint32_t app = 0, version = 0, topic_set = 0, tag_set = 0;
    std::uint16_t language = 0, country = 0;
    std::uint8_t rating = 0;  // 0: none
    bool replied = false;
};

// When a review was written, to the row: no two are of the same age.
struct Age {
    std::int64_t created_ms = 0, row = 0;
    auto operator<=>(const Age&) const = default;
};
inline Age age_of(const ReviewRecord& record) {
    return {record.created_ms, record.row};
}

struct ReviewNames {
    Names apps, languages, countries, versions;
    NameSets topics, tags;
};

enum class Column : std::uint8_t { app, rating, language, country, version, topic, tag, reply };
inline constexpr std::size_t columns_count = 8;
// Of a topic or a tag a review may have none or several, of all others exactly one.
constexpr bool is_single(Column column) {
    return column != Column::topic && column != Column::tag;
}
const Names* names_of(const ReviewNames& names, Column column);  // null: numbers are the values

// Numbers by which reviews are sorted before their age decides.
enum class Ranking : std::uint8_t { lowest, highest, helpful };
inline constexpr std::size_t rankings_count = 3;
// `lowest` and `highest`: 1 to 6, unrated is 6. `helpful`: from `floor`, the least there is.
std::uint32_t rank_of(const ReviewRecord& record, Ranking ranking, std::int32_t floor);

// What to make anew after records have changed.
struct Stale {
    std::array<bool, columns_count> columns{};
    std::array<bool, rankings_count> rankings{};
};
Stale everything_stale();
void note_differences(Stale& stale, const ReviewRecord& a, const ReviewRecord& b);

struct ReviewChunk {
    std::vector<ReviewRecord> records;  // oldest first
    std::array<ValueIndex, columns_count> by;
    std::array<NumberBits, rankings_count> rank;
    ValueIndex phrases;   // numbers of a PhraseBook; empty unless `worded`
    bool worded = false;  // `phrases` is whole

    const ValueIndex& index(Column column) const { return by[static_cast<std::size_t>(column)]; }
    const NumberBits& ranks(Ranking ranking) const {
        return rank[static_cast<std::size_t>(ranking)];
    }
    // Calls work(number) for each of the record's values in the column.
    template <class Work>
    static void each_value(const ReviewRecord& record, Column column, const ReviewNames& names,
                           Work work);
    void make(const Stale& stale, const ReviewNames& names, std::int32_t floor);
};

template <class Work>
void ReviewChunk::each_value(const ReviewRecord& record, Column column, const ReviewNames& names,
                             Work work) {
    switch (column) {
        case Column::app: return work(record.app);
        case Column::rating: return work(std::uint32_t{record.rating});
        case Column::language: return work(std::uint32_t{record.language});
        case Column::country: return work(std::uint32_t{record.country});
        case Column::version: return work(record.version);
        case Column::topic:
            for (const std::uint32_t topic : names.topics.members(record.topic_set)) work(topic);
            return;
        case Column::tag:
            for (const std::uint32_t tag : names.tags.members(record.tag_set)) work(tag);
            return;
        case Column::reply: return work(std::uint32_t{record.replied});
    }
}

// The phrases of each slot: what a chunk's index has, the other way round.
class PhraseLists {
public:
    explicit PhraseLists(const ReviewChunk& chunk);
    std::span<const std::uint32_t> of(std::size_t slot) const {  // rising
        return {numbers_.data() + starts_[slot], starts_[slot + 1] - starts_[slot]};
    }

private:
    std::vector<std::uint32_t> starts_, numbers_;
};

}  // namespace vitrine::service
