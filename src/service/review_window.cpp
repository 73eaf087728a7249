// Windows over the columns.
#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "service/cursor.h"
#include "service/review_columns.h"

namespace vitrine::service {

using contract::ReviewSort;

namespace {

std::optional<Ranking> ranking_of(ReviewSort sort) {
    switch (sort) {
        case ReviewSort::lowest: return Ranking::lowest;
        case ReviewSort::highest: return Ranking::highest;
        case ReviewSort::helpful: return Ranking::helpful;
        default: return std::nullopt;
    }
}

// What comes before age in the order; smaller comes first.
std::int64_t sort_key(ReviewSort sort, const ReviewRecord& record) {
    if (sort == ReviewSort::helpful) return -std::int64_t{record.helpful};
    const auto ranking = ranking_of(sort);
    return ranking ? std::int64_t{rank_of(record, *ranking, 0)} : 0;
}

// A place in the order, right behind the row that it was made of.
struct Cursor {
    std::int64_t key = 0;
    Age age;
};

base::Result<std::optional<Cursor>> cursor_in(const ports::ReviewQuery& ask) {
    if (!ask.cursor) return std::nullopt;
    const auto key = read_cursor(contract::name_of(ask.sort), 3, *ask.cursor);
    if (!key) return base::refused(key.error());
    std::int64_t value[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const auto number = base::parse_decimal((*key)[i]);
        if (!number) return base::refused(bad_cursor());
        value[i] = *number;
    }
    return Cursor{value[0], {value[1], value[2]}};
}

}  // namespace

// What is shown, in the order of a sort: by rank, if the sort has one, and then by age.
class SortedRows {
    const NumberBits& ranks(std::size_t place) const {
        return columns_.chunk_at(place).ranks(*ranking_);
    }

    auto equal_to(std::uint32_t rank) const {
        return [this, rank](std::size_t place) {
            return ranks(place).split(shown_.slots[place], rank).equal;
        };
    }

public:
    SortedRows(const ReviewColumns& columns, const Shown& shown, ReviewSort sort)
        : columns_(columns), shown_(shown), ranking_(ranking_of(sort)),
          rising_(sort == ReviewSort::oldest), most_first_(sort == ReviewSort::helpful) {}

    std::vector<Row> rows(std::int64_t start, std::size_t limit) const {
        std::vector<Row> out;
        if (start >= shown_.total || limit == 0) return out;
        if (!ranking_) {
            take(start, limit, [&](std::size_t place) { return shown_.slots[place]; }, out);
            return out;
        }
        const auto end = std::min(shown_.total, start + static_cast<std::int64_t>(limit));
        const Rank first = rank_at(start), last = rank_at(end - 1);
        take(start - first.before, limit, equal_to(first.rank), out);
        if (last.rank == first.rank) return out;
        take_between(std::min(first.rank, last.rank), std::max(first.rank, last.rank), out);
        take(0, limit - out.size(), equal_to(last.rank), out);
        return out;
    }

    // How many shown rows come before what the cursor points at.
    std::int64_t before(const Cursor& cursor) const {
        if (!ranking_ && cursor.key != 0) return cursor.key > 0 ? shown_.total : 0;
        // Far more than any rank, and far less than would overflow.
        constexpr std::int64_t far = std::int64_t{1} << 40;
        const std::int64_t key = std::clamp(cursor.key, -far, far);
        const std::int64_t rank = most_first_ ? -key - columns_.helpful_floor_ : key;
        if (rank < 0) return most_first_ ? shown_.total : 0;
        if (rank > UINT32_MAX) return most_first_ ? 0 : shown_.total;
        std::int64_t sum = 0;
        for (std::size_t place = 0; place < shown_.slots.size(); ++place) {
            if (shown_.counts[place] == 0) continue;
            NumberBits::Split split{{}, shown_.slots[place]};
            if (ranking_)
                split = ranks(place).split(split.equal, static_cast<std::uint32_t>(rank));
            const std::int32_t greater = count(split.greater);
            sum += most_first_ ? greater : shown_.counts[place] - greater - count(split.equal);
            sum += count_both(split.equal, up_to(place, cursor.age));
        }
        return sum;
    }

private:
    struct Rank {
        std::uint32_t rank = 0;
        std::int64_t before = 0;  // shown rows of the ranks that come first
    };

    // The slots that do not come behind the age.
    SlotBits up_to(std::size_t place, const Age& age) const {
        const auto& records = columns_.chunk_at(place).records;
        const auto older = [&](const ReviewRecord& record) {
            return rising_ ? age_of(record) <= age : age_of(record) < age;
        };
        const auto at = std::partition_point(records.begin(), records.end(), older);
        const auto cut = static_cast<std::size_t>(at - records.begin());
        return rising_ ? SlotBits::range(0, cut) : SlotBits::range(cut, records.size());
    }

    // The rank of the row at `position`: bit by bit, from the highest, by counting those that have
    // it among those that are alike so far.
    Rank rank_at(std::int64_t position) const {
        std::vector<SlotBits> alike = shown_.slots;
        std::int64_t size = shown_.total;
        std::size_t width = 0;
        for (std::size_t i = 0; i < alike.size(); ++i)
            width = std::max(width, ranks(i).bits.size());
        Rank out;
        for (std::size_t bit = width; bit-- > 0;) {
            std::int64_t set = 0;
            for (std::size_t i = 0; i < alike.size(); ++i)
                if (bit < ranks(i).bits.size()) set += count_both(alike[i], ranks(i).bits[bit]);
            const std::int64_t ahead = most_first_ ? set : size - set;
            const bool among_first = position < ahead;
            if (!among_first) {
                position -= ahead;
                out.before += ahead;
            }
            const bool has_bit = among_first == most_first_;
            size = has_bit ? set : size - set;
            if (has_bit) out.rank |= std::uint32_t{1} << bit;
            for (std::size_t i = 0; i < alike.size(); ++i) {
                const bool there = bit < ranks(i).bits.size();
                if (has_bit && !there) alike[i] = {};
                else if (has_bit) alike[i].keep(ranks(i).bits[bit]);
                else if (there) alike[i].drop(ranks(i).bits[bit]);
            }
        }
        return out;
    }

    // Appends up to `limit` rows of the slots, in the order of age, without the first `skip`.
    template <class SlotsOf>
    void take(std::int64_t skip, std::size_t limit, SlotsOf slots_of,
              std::vector<Row>& out) const {
        const std::size_t wanted = out.size() + limit, chunks = shown_.slots.size();
        std::vector<Slot> listed;
        for (std::size_t i = 0; i < chunks && out.size() < wanted; ++i) {
            const std::size_t place = rising_ ? i : chunks - 1 - i;
            if (shown_.counts[place] == 0) continue;
            const SlotBits slots = slots_of(place);
            const std::int32_t there = count(slots);
            if (there <= skip) {
                skip -= there;
                continue;
            }
            listed.clear();
            each_slot(slots, [&](Slot slot) { listed.push_back(slot); });
            if (!rising_) std::ranges::reverse(listed);
            const auto& records = columns_.chunk_at(place).records;
            for (auto at = static_cast<std::size_t>(std::exchange(skip, 0));
                 at < listed.size() && out.size() < wanted; ++at)
                out.push_back(records[listed[at]].row);
        }
    }

    // Appends the rows of all ranks between the two, in order.
    void take_between(std::uint32_t low, std::uint32_t high, std::vector<Row>& out) const {
        std::vector<const ReviewRecord*> found;
        for (std::size_t place = 0; place < shown_.slots.size(); ++place) {
            if (shown_.counts[place] == 0) continue;
            SlotBits slots = ranks(place).split(shown_.slots[place], low).greater;
            const auto above = ranks(place).split(slots, high);
            slots.drop(above.greater);
            slots.drop(above.equal);
            each_slot(slots, [&](Slot slot) {
                found.push_back(&columns_.chunk_at(place).records[slot]);
            });
        }
        const auto rank = [&](const ReviewRecord* record) {
            return rank_of(*record, *ranking_, columns_.helpful_floor_);
        };
        std::ranges::sort(found, [&](const ReviewRecord* a, const ReviewRecord* b) {
            if (rank(a) != rank(b)) return (rank(a) > rank(b)) == most_first_;
            return age_of(*b) < age_of(*a);
        });
        for (const ReviewRecord* record : found) out.push_back(record->row);
    }

    const ReviewColumns& columns_;
    const Shown& shown_;
    std::optional<Ranking> ranking_;
    bool rising_, most_first_;
};

std::string ReviewColumns::cursor_at(ReviewSort sort, Row row) const {
    const ReviewRecord& record = record_of(row);
    return write_cursor(contract::name_of(sort),
                        {base::decimal(sort_key(sort, record)),
                         base::decimal(record.created_ms), base::decimal(row)});
}

base::Result<RowWindow> ReviewColumns::window(const RowQuery& query,
                                              const ports::ReviewQuery& ask) const {
    const auto cursor = cursor_in(ask);
    if (!cursor) return base::refused(cursor.error());
    const auto shown = this->shown(query);
    const SortedRows sorted(*this, *shown, ask.sort);
    RowWindow window;
    window.total = shown->total;
    window.offset = *cursor ? sorted.before(**cursor) : ask.offset;
    window.rows = sorted.rows(std::max<std::int64_t>(window.offset, 0),
                              static_cast<std::size_t>(ask.limit));
    const auto end = window.offset + static_cast<std::int64_t>(window.rows.size());
    if (!window.rows.empty() && end < window.total)
        window.next = cursor_at(ask.sort, window.rows.back());
    return window;
}

}  // namespace vitrine::service
