// Windows and counts over the columns: one pass each.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "service/cursor.h"
#include "service/review_columns.h"

namespace vitrine::service {

using contract::ReviewSort;

namespace {

enum Miss : std::uint32_t {
    no_miss = 0, hidden = 1, by_rating = 2, by_app = 4, by_language = 8, by_country = 16,
    by_topic = 32, by_reply = 64, by_tag = 128,
};

using Allowed = std::vector<std::uint8_t>;  // by number of a name; empty: everything is

Allowed allowed_of(const Names& names, const std::vector<std::string>& wanted) {
    if (wanted.empty()) return {};
    Allowed allowed(names.size(), 0);
    for (const std::string& name : wanted)
        if (const auto number = names.find(name)) allowed[*number] = 1;
    return allowed;
}

// By number of a set: it has one of the wanted names.
Allowed allowed_of(const NameSets& sets, const std::vector<std::string>& wanted) {
    Allowed allowed;
    if (wanted.empty()) return allowed;
    const Allowed names = allowed_of(sets.names(), wanted);
    for (std::size_t set = 0; set < sets.size(); ++set)
        allowed.push_back(std::ranges::any_of(
            sets.members(set), [&](std::uint32_t name) { return names[name] != 0; }));
    return allowed;
}

bool passes(const Allowed& allowed, bool narrows, std::uint32_t number) {
    return !narrows || allowed[number] != 0;
}

}  // namespace

// What a query makes of one row: the set of conditions it misses. Facets leave out their own, so
// the conditions that have a facet are told apart and all others are `hidden`.
class RowFilter {
public:
    RowFilter(const ReviewColumns& columns, const RowQuery& query)
        : columns_(columns), filter_(query.filter), found_(query.found),
          languages_(allowed_of(columns.languages_, filter_.languages)),
          countries_(allowed_of(columns.countries_, filter_.countries)),
          versions_(allowed_of(columns.versions_, filter_.versions)),
          topic_sets_(allowed_of(columns.topics_, filter_.topics)),
          tag_sets_(allowed_of(columns.tags_, filter_.tags)),
          since_(filter_.since ? filter_.since->ms : INT64_MIN) {
        mark_apps(query.apps);
        ratings_.fill(filter_.ratings.empty());
        for (const std::int32_t rating : filter_.ratings)
            if (rating >= 1 && rating <= 5) ratings_[static_cast<std::size_t>(rating)] = 1;
    }

    std::uint32_t misses(Row row) const {
        const ReviewColumns& c = columns_;
        const std::uint8_t app = apps_[c.app_[row]];
        if (app == 0 || c.created_[row] < since_) return hidden;
        if (found_ && (row >= found_->size() || !(*found_)[row])) return hidden;
        if (!passes(versions_, !filter_.versions.empty(), c.version_[row])) return hidden;
        std::uint32_t miss = no_miss;
        if (app == 1) miss |= by_app;
        if (!ratings_[c.rating_[row]]) miss |= by_rating;
        if (!passes(languages_, !filter_.languages.empty(), c.language_[row])) miss |= by_language;
        if (!passes(countries_, !filter_.countries.empty(), c.country_[row])) miss |= by_country;
        if (!passes(topic_sets_, !filter_.topics.empty(), c.topic_set_[row])) miss |= by_topic;
        if (!passes(tag_sets_, !filter_.tags.empty(), c.tag_set_[row])) miss |= by_tag;
        if (filter_.replied && *filter_.replied != (c.replied_[row] != 0)) miss |= by_reply;
        return miss;
    }

private:
    void mark_apps(std::span<const contract::AppId> team) {
        apps_.resize(columns_.apps_.size(), 0);  // 0: another team's, 1: not wanted, 2: wanted
        for (const auto& app : team)
            if (const auto number = columns_.apps_.find(app.text))
                apps_[*number] = filter_.apps.empty() ? 2 : 1;
        for (const auto& app : filter_.apps) {
            const auto number = columns_.apps_.find(app.text);
            if (number && apps_[*number] != 0) apps_[*number] = 2;
        }
    }

    const ReviewColumns& columns_;
    const contract::ReviewFilter& filter_;
    const Found* found_;
    Allowed apps_, languages_, countries_, versions_, topic_sets_, tag_sets_;
    std::array<std::uint8_t, 6> ratings_;  // [0]: unrated
    std::int64_t since_;
};

std::string ReviewColumns::cursor_at(ReviewSort sort, Row row) const {
    return write_cursor(contract::name_of(sort),
                        {base::decimal(sort_key(sort, row)), base::decimal(created_[row]),
                         base::decimal(row)});
}

// Where in `order` the rows behind the cursor begin.
base::Result<std::size_t> ReviewColumns::start_of(const ports::ReviewQuery& ask,
                                                  const std::vector<Row>& order) const {
    if (!ask.cursor) return 0;
    const auto key = read_cursor(contract::name_of(ask.sort), 3, *ask.cursor);
    if (!key) return base::refused(key.error());
    std::int64_t value[3];
    for (std::size_t i = 0; i < 3; ++i) {
        const auto number = base::parse_decimal((*key)[i]);
        if (!number) return base::refused(bad_cursor());
        value[i] = *number;
    }
    const bool rising = ask.sort == ReviewSort::oldest;
    const auto not_behind = [&](Row row) {
        const std::int32_t first = sort_key(ask.sort, row);
        if (first != value[0]) return first < value[0];
        if (created_[row] != value[1]) return (created_[row] < value[1]) == rising;
        return rising ? row <= value[2] : row >= value[2];
    };
    const auto at = std::partition_point(order.begin(), order.end(), not_behind);
    return static_cast<std::size_t>(at - order.begin());
}

base::Result<RowWindow> ReviewColumns::window(const RowQuery& query,
                                              const ports::ReviewQuery& ask) const {
    const RowFilter filter(*this, query);
    const Order order = this->order(ask.sort);
    const auto start = start_of(ask, *order);
    if (!start) return base::refused(start.error());
    const auto limit = static_cast<std::size_t>(ask.limit);
    const std::int64_t skipped = ask.cursor ? 0 : ask.offset;
    // Rows in their own order first, because that is the order of the columns in memory; the walk
    // in the wanted order then looks at one byte a row, and only as far as the window.
    RowWindow window;
    std::vector<std::uint8_t> shown(size());
    for (Row row = 0; row < size(); ++row) {
        shown[row] = filter.misses(row) == no_miss;
        window.total += shown[row];
    }
    std::int64_t before = 0;  // shown rows ahead of the window
    for (std::size_t i = 0; i < order->size() && window.rows.size() < limit; ++i) {
        const Row row = (*order)[i];
        if (!shown[row]) continue;
        if (i >= *start && before >= skipped) window.rows.push_back(row);
        else ++before;
    }
    window.offset = ask.cursor ? before : ask.offset;
    const auto end = window.offset + static_cast<std::int64_t>(window.rows.size());
    if (!window.rows.empty() && end < window.total)
        window.next = cursor_at(ask.sort, window.rows.back());
    return window;
}

namespace {

using Counts = std::vector<std::int64_t>;

// A team may have tens of thousands of apps; nobody reads a facet that long.
constexpr std::ptrdiff_t facet_rows_max = 50;

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

// All of them: there are few topics, and a team has at most tags_per_team_max tags.
std::vector<contract::FacetRow> facet_rows(const NameSets& sets, const Counts& counts) {
    Counts names(sets.names().size());
    for (std::size_t set = 0; set < counts.size(); ++set)
        for (const std::uint32_t name : sets.members(set)) names[name] += counts[set];
    return facet_rows(sets.names(), names);
}

bool only(std::uint32_t misses, Miss own) {
    return (misses & ~static_cast<std::uint32_t>(own)) == no_miss;
}

}  // namespace

contract::ReviewFacets ReviewColumns::facets(const RowQuery& query) const {
    const RowFilter filter(*this, query);
    Counts apps(apps_.size()), languages(languages_.size()), countries(countries_.size());
    Counts topic_sets(topics_.size()), tag_sets(tags_.size()), ratings(6), replies(2);
    std::int64_t stars = 0, rated = 0;
    contract::ReviewFacets facets;
    for (Row row = 0; row < size(); ++row) {
        const std::uint32_t miss = filter.misses(row);
        if (miss == no_miss) {
            ++facets.total;
            stars += rating_[row];
            rated += rating_[row] != 0;
        } else if ((miss & hidden) != 0 || (miss & (miss - 1)) != 0) {
            continue;  // seen by no facet
        }
        if (only(miss, by_app)) ++apps[app_[row]];
        if (only(miss, by_language)) ++languages[language_[row]];
        if (only(miss, by_country)) ++countries[country_[row]];
        if (only(miss, by_topic)) ++topic_sets[topic_set_[row]];
        if (only(miss, by_tag)) ++tag_sets[tag_set_[row]];
        if (only(miss, by_rating)) ++ratings[rating_[row]];
        if (only(miss, by_reply)) ++replies[replied_[row]];
    }
    if (rated > 0) facets.average = static_cast<double>(stars) / static_cast<double>(rated);
    facets.ratings.assign(ratings.begin() + 1, ratings.end());
    std::vector<std::string> wanted;
    for (const contract::AppId& app : query.filter.apps) wanted.push_back(app.text);
    facets.apps = facet_rows(apps_, apps, wanted);
    facets.languages = facet_rows(languages_, languages, query.filter.languages);
    facets.countries = facet_rows(countries_, countries, query.filter.countries);
    facets.topics = facet_rows(topics_, topic_sets);
    facets.tags = facet_rows(tags_, tag_sets);
    facets.unreplied = replies[0];
    facets.replied = replies[1];
    return facets;
}

}  // namespace vitrine::service
