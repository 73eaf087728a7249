#include "service/review_chunk.h"

namespace vitrine::service {

const Names* names_of(const ReviewNames& names, Column column) {
    switch (column) {
        case Column::app: return &names.apps;
        case Column::language: return &names.languages;
        case Column::country: return &names.countries;
        case Column::version: return &names.versions;
        case Column::topic: return &names.topics.names();
        case Column::tag: return &names.tags.names();
        default: return nullptr;
    }
}

std::uint32_t rank_of(const ReviewRecord& record, Ranking ranking, std::int32_t floor) {
    constexpr std::uint32_t unrated = 6;
    if (ranking == Ranking::helpful)
        return static_cast<std::uint32_t>(std::int64_t{record.helpful} - floor);
    if (record.rating == 0) return unrated;
    return ranking == Ranking::lowest ? record.rating : unrated - record.rating;
}

Stale everything_stale() {
    Stale stale;
    stale.columns.fill(true);
    stale.rankings.fill(true);
    return stale;
}

void note_differences(Stale& stale, const ReviewRecord& a, const ReviewRecord& b) {
    const auto note = [&](Column column, bool differs) {
        auto& noted = stale.columns[static_cast<std::size_t>(column)];
        noted = noted || differs;
    };
    note(Column::app, a.app != b.app);
    note(Column::rating, a.rating != b.rating);
    note(Column::language, a.language != b.language);
    note(Column::country, a.country != b.country);
    note(Column::version, a.version != b.version);
    note(Column::topic, a.topic_set != b.topic_set);
    note(Column::tag, a.tag_set != b.tag_set);
    note(Column::reply, a.replied != b.replied);
    for (const Ranking ranking : {Ranking::lowest, Ranking::highest, Ranking::helpful}) {
        auto& noted = stale.rankings[static_cast<std::size_t>(ranking)];
        noted = noted || rank_of(a, ranking, 0) != rank_of(b, ranking, 0);
    }
}

void ReviewChunk::make(const Stale& stale, const ReviewNames& names, std::int32_t floor) {
    std::vector<ValueIndex::Entry> entries;
    for (std::size_t i = 0; i < columns_count; ++i) {
        if (!stale.columns[i]) continue;
        entries.clear();
        for (std::size_t slot = 0; slot < records.size(); ++slot)
            each_value(records[slot], static_cast<Column>(i), names, [&](std::uint32_t value) {
                entries.push_back({value, static_cast<Slot>(slot)});
            });
        by[i] = ValueIndex(entries);
    }
    for (std::size_t i = 0; i < rankings_count; ++i) {
        if (!stale.rankings[i]) continue;
        rank[i].bits.clear();
        for (std::size_t slot = 0; slot < records.size(); ++slot)
            rank[i].set(slot, rank_of(records[slot], static_cast<Ranking>(i), floor));
    }
}

PhraseLists::PhraseLists(const ReviewChunk& chunk) : starts_(chunk.records.size() + 1) {
    chunk.phrases.each_entry([&](std::uint32_t, Slot slot) { ++starts_[slot + 1u]; });
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    numbers_.resize(starts_.back());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end());
    chunk.phrases.each_entry(
        [&](std::uint32_t phrase, Slot slot) { numbers_[next[slot]++] = phrase; });
}

}  // namespace vitrine::service
