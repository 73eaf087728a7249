// Counts over the columns: for each value the bits that it has under the filter.
#include <algorithm>

#include "service/review_filter.h"

namespace vitrine::service {
namespace {

using Counts = std::vector<std::int64_t>;

// A team may have tens of thousands of apps; nobody reads a facet that long.
constexpr std::ptrdiff_t facet_rows_max = 50;
// So few reviews of a chunk are sooner looked at one by one.
constexpr std::int32_t few = 48;

constexpr std::array facet_columns{Column::app,     Column::rating, Column::language,
                                   Column::country, Column::topic,  Column::tag,
                                   Column::reply};

std::vector<contract::FacetRow> facet_rows(const Names& names, const Counts& counts) {
    std::vector<contract::FacetRow> rows;
    for (std::uint32_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0 && !names.name(i).empty())
            rows.push_back({names.name(i), names.name(i), counts[i]});
    std::ranges::sort(rows, [](const auto& a, const auto& b) {
        return a.count != b.count ? a.count > b.count : a.key < b.key;
    });
    return rows;
}

// The largest, largest first, and of the others those that the filter names.
std::vector<contract::FacetRow> facet_rows(const Names& names, const Counts& counts,
                                           const std::vector<std::string>& wanted) {
    auto rows = facet_rows(names, counts);
    if (std::ssize(rows) <= facet_rows_max) return rows;
    const auto rest = rows.begin() + facet_rows_max;
    rows.erase(std::remove_if(rest, rows.end(),
                              [&](const contract::FacetRow& row) {
                                  return std::ranges::find(wanted, row.key) == wanted.end();
                              }),
               rows.end());
    return rows;
}

}  // namespace

class FacetCount {
public:
    FacetCount(const ReviewColumns& columns, const RowQuery& query)
        : columns_(columns), filter_(columns, query) {
        for (const Column column : facet_columns) {
            const Names* names = names_of(columns.names_, column);
            counts_of(column).resize(names ? names->size() : 6);
        }
    }

    // One chunk. Each facet leaves out its own part of the filter.
    void add(std::size_t place) {
        const ReviewChunk& chunk = columns_.chunk_at(place);
        const SlotBits base = filter_.base(place);
        std::array<std::optional<SlotBits>, columns_count> parts;
        for (const Column column : facet_columns)
            parts[static_cast<std::size_t>(column)] = filter_.fitting(place, column);
        SlotBits whole = base;
        for (const auto& part : parts)
            if (part) whole.keep(*part);
        const std::int32_t total = count(whole);
        total_ += total;
        tally(chunk, Column::rating, whole, total, rated_);
        for (const Column column : facet_columns) {
            const auto own = static_cast<std::size_t>(column);
            if (!parts[own]) {
                tally(chunk, column, whole, total, counts_of(column));
                continue;
            }
            SlotBits others = base;
            for (std::size_t i = 0; i < parts.size(); ++i)
                if (i != own && parts[i]) others.keep(*parts[i]);
            tally(chunk, column, others, count(others), counts_of(column));
        }
    }

    contract::ReviewFacets facets(const contract::ReviewFilter& filter) const {
        contract::ReviewFacets out;
        out.total = total_;
        std::int64_t stars = 0, rated = 0;
        for (std::size_t i = 1; i < rated_.size(); ++i) {
            stars += rated_[i] * static_cast<std::int64_t>(i);
            rated += rated_[i];
        }
        if (rated > 0) out.average = static_cast<double>(stars) / static_cast<double>(rated);
        const Counts& ratings = counts(Column::rating);
        out.ratings.assign(ratings.begin() + 1, ratings.end());
        std::vector<std::string> apps;
        for (const contract::AppId& app : filter.apps) apps.push_back(app.text);
        const ReviewNames& names = columns_.names_;
        out.apps = facet_rows(names.apps, counts(Column::app), apps);
        out.languages = facet_rows(names.languages, counts(Column::language), filter.languages);
        out.countries = facet_rows(names.countries, counts(Column::country), filter.countries);
        // All of them: there are few topics, and a team has at most tags_per_team_max tags.
        out.topics = facet_rows(names.topics.names(), counts(Column::topic));
        out.tags = facet_rows(names.tags.names(), counts(Column::tag));
        out.unreplied = counts(Column::reply)[0];
        out.replied = counts(Column::reply)[1];
        return out;
    }

private:
    void tally(const ReviewChunk& chunk, Column column, const SlotBits& under, std::int32_t there,
               Counts& counts) const {
        const ValueIndex& index = chunk.index(column);
        if (there == 0) return;
        if (there <= few) {
            each_slot(under, [&](Slot slot) {
                ReviewChunk::each_value(chunk.records[slot], column, columns_.names_,
                                        [&](std::uint32_t value) { ++counts[value]; });
            });
            return;
        }
        const bool all = static_cast<std::size_t>(there) == chunk.records.size();
        // Where each review has one value, what is left over has the last.
        std::int32_t left = is_single(column) ? there : -1;
        for (std::size_t at = 0; at < index.size() && left != 0; ++at) {
            const bool last = left > 0 && at + 1 == index.size();
            const std::int32_t has =
                all ? index.count(at) : last ? left : index.count(at, under);
            counts[index.value(at)] += has;
            if (left > 0) left -= has;
        }
    }

    Counts& counts_of(Column column) { return counts_[static_cast<std::size_t>(column)]; }
    const Counts& counts(Column column) const {
        return counts_[static_cast<std::size_t>(column)];
    }

    const ReviewColumns& columns_;
    RowFilter filter_;
    std::array<Counts, columns_count> counts_;  // by number of the value
    Counts rated_ = Counts(6);                  // by stars, under the whole filter
    std::int64_t total_ = 0;
};

contract::ReviewFacets ReviewColumns::facets(const RowQuery& query) const {
    if (const auto kept = kept_answer(query).facets) return *kept;
    FacetCount count(*this, query);
    for (std::size_t place = 0; place < order_.size(); ++place) count.add(place);
    auto made = std::make_shared<contract::ReviewFacets>(count.facets(query.filter));
    keep(query, {nullptr, made});
    return *made;
}

}  // namespace vitrine::service
