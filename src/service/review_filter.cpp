#include "service/review_filter.h"

#include <algorithm>

namespace vitrine::service {

void RowFilter::Wanted::add(std::uint32_t number) {
    if (has.size() <= number) has.resize(number + 1);
    if (std::exchange(has[number], std::uint8_t{1}) == 0) numbers.push_back(number);
}

RowFilter::RowFilter(const ReviewColumns& columns, const RowQuery& query)
    : columns_(columns), query_(query) {
    const contract::ReviewFilter& filter = query.filter;
    const auto want = [&](Column column) -> Wanted& {
        return wanted_[static_cast<std::size_t>(column)];
    };
    want_apps(query);
    want(Column::language) = named(Column::language, filter.languages);
    want(Column::country) = named(Column::country, filter.countries);
    want(Column::version) = named(Column::version, filter.versions);
    want(Column::topic) = named(Column::topic, filter.topics);
    want(Column::tag) = named(Column::tag, filter.tags);
    want(Column::rating).narrows = !filter.ratings.empty();
    for (const std::int32_t rating : filter.ratings)
        if (rating >= 1 && rating <= 5)
            want(Column::rating).add(static_cast<std::uint32_t>(rating));
    want(Column::reply).narrows = filter.replied.has_value();
    if (filter.replied) want(Column::reply).add(*filter.replied ? 1 : 0);
    if (query.found) place_found(*query.found);
}

RowFilter::Wanted RowFilter::named(Column column, const std::vector<std::string>& names) const {
    Wanted wanted;
    wanted.narrows = !names.empty();
    for (const std::string& name : names)
        if (const auto number = names_of(columns_.names_, column)->find(name)) wanted.add(*number);
    return wanted;
}

void RowFilter::want_apps(const RowQuery& query) {
    team_.narrows = true;
    for (const contract::AppId& app : query.apps)
        if (const auto number = columns_.names_.apps.find(app.text)) team_.add(*number);
    Wanted& wanted = wanted_[static_cast<std::size_t>(Column::app)];
    wanted.narrows = !query.filter.apps.empty();
    for (const contract::AppId& app : query.filter.apps)
        if (const auto number = columns_.names_.apps.find(app.text)) wanted.add(*number);
}

void RowFilter::place_found(const Found& rows) {
    std::vector<std::size_t> places(columns_.chunks_.size());
    for (std::size_t i = 0; i < columns_.order_.size(); ++i) places[columns_.order_[i]] = i;
    found_.resize(columns_.order_.size());
    for (const Row row : rows) {
        if (row >= columns_.settled_) continue;
        const auto [chunk, slot] = columns_.place_of(row);
        found_[places[chunk]].add(slot);
    }
}

SlotBits RowFilter::base(std::size_t place) const {
    const ReviewChunk& chunk = columns_.chunk_at(place);
    const auto& records = chunk.records;
    std::size_t begin = 0;
    if (query_.filter.since) {
        const auto first = std::ranges::lower_bound(records, query_.filter.since->ms, {},
                                                    &ReviewRecord::created_ms);
        begin = static_cast<std::size_t>(first - records.begin());
    }
    SlotBits slots = SlotBits::range(begin, records.size());
    if (begin == records.size()) return slots;
    if (const auto team = fitting(chunk, Column::app, team_)) slots.keep(*team);
    if (const auto versions = fitting(place, Column::version)) slots.keep(*versions);
    if (query_.found) slots.keep(found_[place]);
    for (const std::uint32_t phrase : query_.phrases) {
        SlotBits has;
        if (const auto at = chunk.phrases.find(phrase)) chunk.phrases.join_to(has, *at);
        slots.keep(has);
    }
    return slots;
}

std::optional<SlotBits> RowFilter::fitting(std::size_t place, Column column) const {
    return fitting(columns_.chunk_at(place), column, wanted_[static_cast<std::size_t>(column)]);
}

std::optional<SlotBits> RowFilter::fitting(const ReviewChunk& chunk, Column column,
                                           const Wanted& wanted) const {
    if (!wanted.narrows) return std::nullopt;
    const ValueIndex& index = chunk.index(column);
    SlotBits slots;
    if (wanted.numbers.size() * 8 < index.size()) {
        for (const std::uint32_t number : wanted.numbers)
            if (const auto at = index.find(number)) index.join_to(slots, *at);
        return slots;
    }
    const auto is_wanted = [&](std::size_t at) {
        const std::uint32_t value = index.value(at);
        return value < wanted.has.size() && wanted.has[value] != 0;
    };
    bool all = is_single(column);
    for (std::size_t at = 0; at < index.size() && all; ++at) all = is_wanted(at);
    if (all) return std::nullopt;
    for (std::size_t at = 0; at < index.size(); ++at)
        if (is_wanted(at)) index.join_to(slots, at);
    return slots;
}

SlotBits RowFilter::shown(std::size_t place) const {
    SlotBits slots = base(place);
    for (const Column column : {Column::app, Column::rating, Column::language, Column::country,
                                Column::topic, Column::tag, Column::reply})
        if (const auto fits = fitting(place, column)) slots.keep(*fits);
    return slots;
}

std::shared_ptr<const Shown> ReviewColumns::shown(const RowQuery& query) const {
    if (auto kept = kept_answer(query).shown) return kept;
    const RowFilter filter(*this, query);
    auto made = std::make_shared<Shown>();
    made->slots.reserve(order_.size());
    made->counts.reserve(order_.size());
    for (std::size_t place = 0; place < order_.size(); ++place) {
        made->slots.push_back(filter.shown(place));
        made->counts.push_back(count(made->slots.back()));
        made->total += made->counts.back();
    }
    keep(query, {made, nullptr});
    return made;
}

}  // namespace vitrine::service
