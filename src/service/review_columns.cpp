#include "service/review_columns.h"

#include <algorithm>

#include "base/check.h"

namespace vitrine::service {

ReviewFacts facts_of(const contract::Review& review) {
    ReviewFacts facts;
    facts.app = review.app.text;
    facts.language = review.language;
    facts.country = review.country;
    facts.version = review.version;
    facts.topics = review.topics;
    facts.tags = review.tags;
    facts.created_ms = review.created_at.ms;
    facts.rating = review.rating.value_or(0);
    facts.helpful = review.helpful;
    facts.replied = review.reply.has_value();
    return facts;
}

void ReviewColumns::put(Row row, const ReviewFacts& facts) {
    VT_CHECK(row <= rows_);
    if (row == rows_) ++rows_;
    ReviewRecord record;
    record.created_ms = facts.created_ms;
    record.row = row;
    record.helpful = facts.helpful;
    record.app = names_.apps.number(facts.app);
    record.version = names_.versions.number(facts.version);
    record.topic_set = names_.topics.number(facts.topics);
    record.tag_set = names_.tags.number(facts.tags);
    record.language = static_cast<std::uint16_t>(names_.languages.number(facts.language));
    record.country = static_cast<std::uint16_t>(names_.countries.number(facts.country));
    record.rating = static_cast<std::uint8_t>(facts.rating);
    record.replied = facts.replied;
    put_.push_back(record);
}

void ReviewColumns::put_phrases(Row row, std::vector<std::uint32_t> phrases) {
    put_phrases_.insert_or_assign(row, std::move(phrases));
}

ReviewColumns::Place ReviewColumns::place_of(Row row) const {
    const std::uint32_t place = (*pages_[row / page_rows])[row % page_rows];
    return {static_cast<std::uint32_t>(place / slots_max), static_cast<Slot>(place % slots_max)};
}

const ReviewRecord& ReviewColumns::record_of(Row row) const {
    const Place place = place_of(row);
    return chunks_[place.chunk]->records[place.slot];
}

std::shared_ptr<const ReviewChunk> ReviewColumns::wordless() const {
    for (const std::uint32_t id : order_)
        if (!chunks_[id]->worded) return chunks_[id];
    return nullptr;
}

bool ReviewColumns::set_phrases(const std::shared_ptr<const ReviewChunk>& chunk,
                                std::span<const ValueIndex::Entry> phrases) {
    for (const std::uint32_t id : order_) {
        if (chunks_[id] != chunk) continue;
        auto made = std::make_shared<ReviewChunk>(*chunk);
        made->phrases = ValueIndex(phrases);
        made->worded = true;
        chunks_[id] = std::move(made);
        return true;
    }
    return false;
}

ReviewColumns::Answer ReviewColumns::kept_answer(const RowQuery& query) const {
    const std::lock_guard lock(answers_.mutex);
    for (const KeptAnswer& kept : answers_.newest_first)
        if (kept.filter == query.filter && std::ranges::equal(kept.apps, query.apps))
            return kept.answer;
    return {};
}

void ReviewColumns::keep(const RowQuery& query, const Answer& more) const {
    constexpr std::size_t answers_max = 16;
    const std::lock_guard lock(answers_.mutex);
    for (KeptAnswer& kept : answers_.newest_first) {
        if (kept.filter != query.filter || !std::ranges::equal(kept.apps, query.apps)) continue;
        if (more.shown) kept.answer.shown = more.shown;
        if (more.facets) kept.answer.facets = more.facets;
        return;
    }
    answers_.newest_first.push_front(
        {query.filter, {query.apps.begin(), query.apps.end()}, more});
    if (answers_.newest_first.size() > answers_max) answers_.newest_first.pop_back();
}

}  // namespace vitrine::service
