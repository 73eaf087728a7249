// Taking changes into the chunks: what only got other values stays in its place and a few indexes
// of its chunk are made anew; what is new or of another age is merged into the chunk of its age.
#include <algorithm>
#include <map>

#include "service/review_columns.h"

namespace vitrine::service {
namespace {

using Phrases = std::vector<std::uint32_t>;

// A chunk that overflows is cut into pieces of this size, so that each has room for late rows;
// after the newest chunk rows only follow, and it is left full.
constexpr std::size_t roomy = slots_max * 3 / 4;

struct Entry {
    ReviewRecord record;
    std::span<const std::uint32_t> phrases;
    bool worded = false;
};

// What happens to one chunk.
struct Change {
    std::vector<std::pair<Slot, const ReviewRecord*>> set;  // of the same age; slots rising
    std::vector<Slot> leaving;                              // rising
    std::vector<Entry> arriving;                            // oldest first
};

std::vector<std::size_t> pieces_of(std::size_t entries, bool newest) {
    std::vector<std::size_t> sizes;
    if (entries <= slots_max) return {entries};
    if (newest) {
        sizes.assign(entries / slots_max, slots_max);
        if (entries % slots_max != 0) sizes.push_back(entries % slots_max);
        return sizes;
    }
    const std::size_t count = (entries + roomy - 1) / roomy;
    for (std::size_t i = 0; i < count; ++i)
        sizes.push_back(entries * (i + 1) / count - entries * i / count);
    return sizes;
}

ValueIndex index_of(std::span<const Entry> entries) {
    std::vector<ValueIndex::Entry> phrases;
    for (std::size_t slot = 0; slot < entries.size(); ++slot)
        for (const std::uint32_t phrase : entries[slot].phrases)
            phrases.push_back({phrase, static_cast<Slot>(slot)});
    return ValueIndex(phrases);
}

bool older(const Entry& a, const Entry& b) {
    return age_of(a.record) < age_of(b.record);
}

}  // namespace

class Settling {
public:
    explicit Settling(ReviewColumns& columns) : c_(columns), own_(columns.pages_.size()) {}

    void run() {
        take_newest_of_each_row();
        lower_floor();
        while (c_.pages_.size() * ReviewColumns::page_rows < c_.rows_) {
            c_.pages_.push_back(std::make_shared<ReviewColumns::Page>());
            own_.push_back(true);
        }
        std::vector<Entry> moving;
        for (const ReviewRecord& record : c_.put_) take(record, moving);
        std::ranges::sort(moving, older);
        send(moving);
        apply();
        c_.settled_ = c_.rows_;
    }

    void leave_from(Row rows) {
        for (Row row = rows; row < c_.settled_; ++row) leave(row);
        apply();
        c_.settled_ = std::min(c_.settled_, rows);
    }

private:
    void take_newest_of_each_row() {
        std::ranges::stable_sort(c_.put_, {}, &ReviewRecord::row);
        const auto doubled = [](const ReviewRecord& a, const ReviewRecord& b) {
            return a.row == b.row;
        };
        // The last of equals is the newest: unique() keeps first ones, so it goes backwards.
        const auto end = std::unique(c_.put_.rbegin(), c_.put_.rend(), doubled);
        c_.put_.erase(c_.put_.begin(), end.base());
    }

    void take(const ReviewRecord& record, std::vector<Entry>& moving) {
        if (record.row < c_.settled_) {
            const auto [id, slot] = c_.place_of(record.row);
            if (c_.chunks_[id]->records[slot].created_ms == record.created_ms) {
                changes_[id].set.emplace_back(slot, &record);
                return;
            }
            moving.push_back({record, phrases_of(id, slot), c_.chunks_[id]->worded});
            leave(record.row);
        } else {
            moving.push_back({record, {}, false});
        }
        use_new_phrases(moving.back());
    }

    void leave(Row row) {
        const auto [id, slot] = c_.place_of(row);
        changes_[id].leaving.push_back(slot);
    }

    void use_new_phrases(Entry& entry) const {
        const auto at = c_.put_phrases_.find(entry.record.row);
        if (at == c_.put_phrases_.end()) return;
        entry.phrases = at->second;
        entry.worded = true;
    }

    std::span<const std::uint32_t> phrases_of(std::uint32_t id, Slot slot) {
        auto& lists = lists_[id];
        if (!lists) lists = std::make_unique<PhraseLists>(*c_.chunks_[id]);
        return lists->of(slot);
    }

    // Each to the last chunk that begins before it, or the first of all.
    void send(std::span<const Entry> moving) {
        if (moving.empty()) return;
        if (c_.order_.empty()) return begin_with(moving);
        std::size_t at = 0;
        for (const Entry& entry : moving) {
            while (at + 1 < c_.order_.size() &&
                   age_of(c_.chunk_at(at + 1).records.front()) < age_of(entry.record))
                ++at;
            changes_[c_.order_[at]].arriving.push_back(entry);
        }
    }

    void begin_with(std::span<const Entry> all) {
        for (std::size_t begin = 0; begin < all.size(); begin += slots_max) {
            c_.order_.push_back(free_id());
            make(c_.order_.back(), all.subspan(begin, std::min(slots_max, all.size() - begin)));
        }
    }

    void apply() {
        for (auto& [id, change] : changes_) {
            std::ranges::sort(change.leaving);
            std::ranges::sort(change.set, {}, &std::pair<Slot, const ReviewRecord*>::first);
            if (change.leaving.empty() && change.arriving.empty()) set_values(id, change);
            else rebuild(id, change);
        }
        if (std::exchange(emptied_, false))
            std::erase_if(c_.order_, [&](std::uint32_t id) { return !c_.chunks_[id]; });
    }

    // Always a new chunk, also where nothing differs: who reads texts for one (set_phrases) finds
    // out by this that a row of it was touched.
    void set_values(std::uint32_t id, const Change& change) {
        auto made = std::make_shared<ReviewChunk>(*c_.chunks_[id]);
        Stale stale;
        bool reworded = false;
        for (const auto& [slot, record] : change.set) {
            note_differences(stale, made->records[slot], *record);
            made->records[slot] = *record;
            const auto at = c_.put_phrases_.find(record->row);
            if (!made->worded || at == c_.put_phrases_.end()) continue;
            reworded = reworded || !std::ranges::equal(phrases_of(id, slot), at->second);
        }
        made->make(stale, c_.names_, c_.helpful_floor_);
        if (reworded) made->phrases = index_of(entries_of(id, change));
        c_.chunks_[id] = std::move(made);
    }

    // The chunk's rows after the change, without those that arrive.
    std::vector<Entry> entries_of(std::uint32_t id, const Change& change) {
        const ReviewChunk& chunk = *c_.chunks_[id];
        std::vector<Entry> entries;
        auto set = change.set.begin();
        auto leaving = change.leaving.begin();
        for (std::size_t slot = 0; slot < chunk.records.size(); ++slot) {
            if (leaving != change.leaving.end() && *leaving == slot) {
                ++leaving;
                continue;
            }
            Entry entry{chunk.records[slot], phrases_of(id, static_cast<Slot>(slot)),
                        chunk.worded};
            if (set != change.set.end() && set->first == slot) {
                entry.record = *set->second;
                ++set;
                if (chunk.worded) use_new_phrases(entry);
            }
            entries.push_back(entry);
        }
        return entries;
    }

    void rebuild(std::uint32_t id, Change& change) {
        std::vector<Entry> entries = entries_of(id, change);
        const auto middle = static_cast<std::ptrdiff_t>(entries.size());
        entries.insert(entries.end(), change.arriving.begin(), change.arriving.end());
        std::inplace_merge(entries.begin(), entries.begin() + middle, entries.end(), older);
        if (entries.empty()) {
            c_.chunks_[id] = nullptr;
            emptied_ = true;
            return;
        }
        std::size_t begin = 0;
        std::uint32_t last = id;
        for (const std::size_t size : pieces_of(entries.size(), id == c_.order_.back())) {
            const std::uint32_t piece = begin == 0 ? id : free_id();
            if (begin != 0)
                c_.order_.insert(std::ranges::find(c_.order_, last) + 1, piece);
            make(piece, std::span(entries).subspan(begin, size));
            begin += size;
            last = piece;
        }
    }

    void make(std::uint32_t id, std::span<const Entry> entries) {
        auto made = std::make_shared<ReviewChunk>();
        made->records.reserve(entries.size());
        made->worded = true;
        for (const Entry& entry : entries) {
            set_place(entry.record.row, id, made->records.size());
            made->records.push_back(entry.record);
            made->worded = made->worded && entry.worded;
        }
        made->make(everything_stale(), c_.names_, c_.helpful_floor_);
        if (made->worded) made->phrases = index_of(entries);
        c_.chunks_[id] = std::move(made);
    }

    void set_place(Row row, std::uint32_t id, std::size_t slot) {
        const std::size_t page = row / ReviewColumns::page_rows;
        if (!own_[page]) {
            c_.pages_[page] = std::make_shared<ReviewColumns::Page>(*c_.pages_[page]);
            own_[page] = true;
        }
        // Made above, and by nobody else seen yet.
        auto& written = const_cast<ReviewColumns::Page&>(*c_.pages_[page]);
        written[row % ReviewColumns::page_rows] =
            static_cast<std::uint32_t>(id * slots_max + slot);
    }

    std::uint32_t free_id() {
        for (; free_ < c_.chunks_.size(); ++free_)
            if (!c_.chunks_[free_] && std::ranges::find(c_.order_, free_) == c_.order_.end()) break;
        if (free_ == c_.chunks_.size()) c_.chunks_.emplace_back();
        return free_++;
    }

    // Numbers of helpfulness begin at the least there is; only a negative one ever lowers it.
    void lower_floor() {
        std::int32_t floor = c_.helpful_floor_;
        for (const ReviewRecord& record : c_.put_) floor = std::min(floor, record.helpful);
        if (floor == c_.helpful_floor_) return;
        c_.helpful_floor_ = floor;
        Stale stale;
        stale.rankings[static_cast<std::size_t>(Ranking::helpful)] = true;
        for (const std::uint32_t id : c_.order_) {
            auto made = std::make_shared<ReviewChunk>(*c_.chunks_[id]);
            made->make(stale, c_.names_, floor);
            c_.chunks_[id] = std::move(made);
        }
    }

    ReviewColumns& c_;
    std::vector<bool> own_;  // pages that nobody else reads
    std::map<std::uint32_t, Change> changes_;
    std::map<std::uint32_t, std::unique_ptr<PhraseLists>> lists_;
    std::uint32_t free_ = 0;
    bool emptied_ = false;
};

void ReviewColumns::settle() {
    if (put_.empty()) return;
    Settling(*this).run();
    put_ = {};
    put_phrases_.clear();
    const std::lock_guard lock(answers_.mutex);
    answers_.newest_first.clear();
}

void ReviewColumns::shrink(Row rows) {
    std::erase_if(put_, [&](const ReviewRecord& record) { return record.row >= rows; });
    std::erase_if(put_phrases_, [&](const auto& row) { return row.first >= rows; });
    Settling(*this).leave_from(rows);
    rows_ = std::min(rows_, rows);
    const std::lock_guard lock(answers_.mutex);
    answers_.newest_first.clear();
}

}  // namespace vitrine::service
