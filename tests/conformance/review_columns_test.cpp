// The columns in memory (review_columns.h) against a look at every review, over many chunks.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "service/review_columns.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::ReviewFilter;
using contract::ReviewSort;

template <class T>
bool allows(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool allows_any(const std::vector<std::string>& wanted, const std::vector<std::string>& has) {
    return wanted.empty() || std::ranges::any_of(has, [&](const auto& name) {
        return std::ranges::find(wanted, name) != wanted.end();
    });
}

// Everything that was put, row by row, asked without any index.
struct Plain {
    std::vector<ReviewFacts> rows;
    std::vector<std::vector<std::uint32_t>> phrases;  // by row; empty: not used
    std::vector<contract::AppId> team{{"app0"}, {"app1"}, {"app2"}, {"app3"}};

    bool fits(Row row, const ReviewFilter& filter, const Found* found,
              std::span<const std::uint32_t> asked) const {
        const ReviewFacts& r = rows[row];
        if (std::ranges::find(team, r.app, &contract::AppId::text) == team.end()) return false;
        if (found && !std::ranges::binary_search(*found, row)) return false;
        for (const std::uint32_t phrase : asked)
            if (!std::ranges::binary_search(phrases[row], phrase)) return false;
        return allows(filter.apps, contract::AppId{r.app}) &&
               (filter.ratings.empty() || (r.rating > 0 && allows(filter.ratings, r.rating))) &&
               allows(filter.languages, r.language) && allows(filter.countries, r.country) &&
               allows(filter.versions, r.version) && allows_any(filter.topics, r.topics) &&
               allows_any(filter.tags, r.tags) &&
               (!filter.replied || *filter.replied == r.replied) &&
               (!filter.since || r.created_ms >= filter.since->ms);
    }

    static std::int64_t key(ReviewSort sort, const ReviewFacts& facts) {
        if (sort == ReviewSort::lowest) return facts.rating == 0 ? 9 : facts.rating;
        if (sort == ReviewSort::highest) return facts.rating == 0 ? 9 : -facts.rating;
        return sort == ReviewSort::helpful ? -std::int64_t{facts.helpful} : 0;
    }

    std::vector<Row> list(const ReviewFilter& filter, ReviewSort sort, const Found* found,
                          std::span<const std::uint32_t> asked) const {
        std::vector<Row> out;
        for (Row row = 0; row < rows.size(); ++row)
            if (fits(row, filter, found, asked)) out.push_back(row);
        std::ranges::sort(out, [&](Row a, Row b) {
            const auto left = key(sort, rows[a]), right = key(sort, rows[b]);
            if (left != right) return left < right;
            const std::pair age_a(rows[a].created_ms, a), age_b(rows[b].created_ms, b);
            return sort == ReviewSort::oldest ? age_a < age_b : age_b < age_a;
        });
        return out;
    }
};

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t end) { return random_.next() % end; }
    bool one_in(std::size_t n) { return below(n) == 0; }
    // Small numbers often, up to `end` seldom.
    std::size_t skewed(std::size_t end) { return below(1 + below(1 + below(end))); }

private:
    SeededRandom random_;
};

std::string named(const char* word, std::size_t number) {
    return word + base::decimal(static_cast<std::int64_t>(number));
}

ReviewFacts some_facts(Dice& dice, std::int64_t created_ms) {
    ReviewFacts facts;
    if (!dice.one_in(40)) facts.app = named("app", dice.below(6));
    facts.language = dice.one_in(9) ? "" : named("l", dice.skewed(60));
    facts.country = dice.one_in(9) ? "" : named("c", dice.skewed(200));
    facts.version = named("v", dice.skewed(900));
    for (std::size_t i = dice.below(4); i-- > 0;) facts.topics.push_back(named("t", i));
    if (dice.one_in(5)) facts.tags.push_back(named("tag", dice.skewed(80)));
    facts.created_ms = created_ms;
    facts.rating = static_cast<std::int32_t>(dice.below(6));
    facts.helpful = dice.one_in(3) ? static_cast<std::int32_t>(dice.skewed(5000)) : 0;
    facts.replied = dice.one_in(4);
    return facts;
}

ReviewFilter some_filter(Dice& dice) {
    ReviewFilter filter;
    if (dice.one_in(4)) filter.ratings = {static_cast<std::int32_t>(dice.below(7)), 2};
    if (dice.one_in(4)) filter.apps = {{named("app", dice.below(7))}};
    if (dice.one_in(4)) filter.languages = {named("l", dice.below(9)), "l1"};
    if (dice.one_in(5)) filter.countries = {named("c", dice.skewed(300))};
    if (dice.one_in(5))
        for (std::size_t i = 1 + dice.below(5); i-- > 0;)
            filter.versions.push_back(named("v", dice.skewed(900)));
    if (dice.one_in(5)) filter.topics = {named("t", dice.below(5))};
    if (dice.one_in(5)) filter.tags = {named("tag", dice.skewed(80)), named("tag", 3)};
    if (dice.one_in(4)) filter.replied = dice.one_in(2);
    if (dice.one_in(5)) filter.since = at(static_cast<std::int64_t>(dice.below(5000)));
    return filter;
}

std::map<std::string, std::int64_t> counts_of(const std::vector<contract::FacetRow>& rows) {
    std::map<std::string, std::int64_t> out;
    for (const auto& row : rows) out[row.key] = row.count;
    return out;
}

// The facet of one part of the filter, counted by looking at every row that fits without it.
template <class Part, class Values>
void compare_facet(const Plain& plain, ReviewFilter filter, Part ReviewFilter::*part,
                   const Found* found, const std::vector<contract::FacetRow>& rows,
                   Values values) {
    filter.*part = Part();
    std::map<std::string, std::int64_t> expected;
    for (Row row = 0; row < plain.rows.size(); ++row)
        if (plain.fits(row, filter, found, {}))
            for (const std::string& value : values(plain.rows[row])) ++expected[value];
    expected.erase("");
    const auto counted = counts_of(rows);
    const bool cut = expected.size() > counted.size();
    if (!cut) CHECK(counted == expected);
    else CHECK(counted.size() >= 50);
    for (const auto& [key, count] : counted) CHECK(expected[key] == count);
}

void compare_facets(const ReviewColumns& columns, const Plain& plain, const ReviewFilter& filter,
                    const Found* found) {
    using Words = std::vector<std::string>;
    const auto facets = columns.facets({plain.team, filter, found});
    const auto part = [&](auto member, const auto& rows, auto values) {
        compare_facet(plain, filter, member, found, rows, values);
    };
    part(&ReviewFilter::apps, facets.apps, [](auto& r) { return Words{r.app}; });
    part(&ReviewFilter::languages, facets.languages, [](auto& r) { return Words{r.language}; });
    part(&ReviewFilter::countries, facets.countries, [](auto& r) { return Words{r.country}; });
    part(&ReviewFilter::topics, facets.topics, [](auto& r) { return r.topics; });
    part(&ReviewFilter::tags, facets.tags, [](auto& r) { return r.tags; });
    std::vector<contract::FacetRow> ratings, replies{{"no", "", facets.unreplied},
                                                     {"yes", "", facets.replied}};
    for (std::size_t i = 0; i < 5; ++i)
        ratings.push_back({named("", i + 1), "", facets.ratings[i]});
    std::erase_if(ratings, [](auto& row) { return row.count == 0; });
    std::erase_if(replies, [](auto& row) { return row.count == 0; });
    part(&ReviewFilter::ratings, ratings, [](auto& r) {
        return r.rating == 0 ? Words{} : Words{named("", static_cast<std::size_t>(r.rating))};
    });
    part(&ReviewFilter::replied, replies,
         [](auto& r) { return Words{r.replied ? "yes" : "no"}; });
    std::int64_t stars = 0, rated = 0;
    const auto all = plain.list(filter, ReviewSort::newest, found, {});
    for (const Row row : all) {
        stars += plain.rows[row].rating;
        rated += plain.rows[row].rating > 0;
    }
    CHECK(facets.total == std::ssize(all));
    REQUIRE(facets.average.has_value() == (rated > 0));
    if (rated > 0)
        CHECK(*facets.average == doctest::Approx(static_cast<double>(stars) /
                                                 static_cast<double>(rated)));
}

// One question: a window somewhere, and the one that follows by cursor.
void compare(const ReviewColumns& columns, const Plain& plain, Dice& dice,
             const ReviewFilter& filter, const Found* found = nullptr,
             std::span<const std::uint32_t> asked = {}) {
    ports::ReviewQuery ask;
    ask.sort = static_cast<ReviewSort>(dice.below(5));
    ask.limit = static_cast<std::int32_t>(1 + dice.below(200));
    const RowQuery query{plain.team, filter, found, asked};
    const auto expected = plain.list(filter, ask.sort, found, asked);
    ask.offset = static_cast<std::int64_t>(dice.below(expected.size() + 20));
    if (dice.one_in(3)) ask.offset = 0;
    for (int page = 0; page < 3; ++page) {
        const auto window = good(columns.window(query, ask));
        const auto begin = std::min<std::size_t>(static_cast<std::size_t>(window.offset),
                                                 expected.size());
        const auto end = std::min(begin + static_cast<std::size_t>(ask.limit), expected.size());
        CHECK(window.offset == ask.offset);
        CHECK(window.total == std::ssize(expected));
        REQUIRE(window.rows == std::vector(expected.begin() + static_cast<std::ptrdiff_t>(begin),
                                           expected.begin() + static_cast<std::ptrdiff_t>(end)));
        CHECK(window.next.has_value() == (begin < end && end < expected.size()));
        if (!window.next) break;
        ask.cursor = window.next;
        ask.offset = static_cast<std::int64_t>(end);
    }
}

Found some_rows(Dice& dice, const Plain& plain) {
    Found found;
    const std::size_t one_in = 1 + dice.skewed(2000);
    for (Row row = 0; row < plain.rows.size(); ++row)
        if (dice.one_in(one_in)) found.push_back(row);
    return found;
}

void compare_some(const ReviewColumns& columns, const Plain& plain, Dice& dice, int questions) {
    for (int i = 0; i < questions; ++i) {
        const ReviewFilter filter = some_filter(dice);
        compare(columns, plain, dice, filter);
        if (i % 4 == 0) compare_facets(columns, plain, filter, nullptr);
        if (i % 4 == 1) {
            const Found found = some_rows(dice, plain);
            ReviewFilter searched = filter;
            searched.q = named("question ", dice.below(1'000'000'000));
            compare(columns, plain, dice, searched, &found);
            compare_facets(columns, plain, searched, &found);
        }
    }
}

struct Both {
    ReviewColumns columns;
    Plain plain;

    void put(Row row, const ReviewFacts& facts) {
        columns.put(row, facts);
        if (row == plain.rows.size()) plain.rows.push_back(facts);
        else plain.rows[row] = facts;
    }
    void add(Dice& dice, std::size_t count, std::int64_t from, std::size_t minutes) {
        for (std::size_t i = 0; i < count; ++i)
            put(columns.size(),
                some_facts(dice, at(from + static_cast<std::int64_t>(dice.below(minutes))).ms));
    }
    // A reply, a tag, a removal, a changed rating, other helpfulness, or another age.
    void change(Dice& dice) {
        const Row row = static_cast<Row>(dice.below(plain.rows.size()));
        ReviewFacts facts = plain.rows[row];
        switch (dice.below(6)) {
            case 0: facts.replied = !facts.replied; break;
            case 1: facts.tags = {named("tag", dice.below(9)), "mine"}; break;
            case 2: facts.app = facts.app.empty() ? "app1" : ""; break;
            case 3: facts.rating = static_cast<std::int32_t>(dice.below(6)); break;
            case 4: facts.helpful = static_cast<std::int32_t>(dice.below(9000)); break;
            default: facts.created_ms = at(static_cast<std::int64_t>(dice.below(6000))).ms;
        }
        put(row, facts);
    }
};

TEST_CASE("the columns answer as a look at every review does, whatever was written") {
    Dice dice(20261123);
    Both both;
    both.add(dice, 11'000, 0, 5000);
    both.columns.settle();
    compare_some(both.columns, both.plain, dice, 40);
    SUBCASE("in many small writes") {
        for (int round = 0; round < 60; ++round) {
            for (std::size_t i = dice.below(4); i-- > 0;) both.change(dice);
            if (dice.one_in(2)) both.add(dice, 1 + dice.below(3), 4990, 60);
            both.columns.settle();
            compare_some(both.columns, both.plain, dice, 2);
        }
    }
    SUBCASE("in great batches of late and of new rows") {
        for (int round = 0; round < 6; ++round) {
            both.add(dice, 2000, round % 2 == 0 ? 5000 + round : 100, 1000);
            for (int i = 0; i < 300; ++i) both.change(dice);
            both.columns.settle();
            compare_some(both.columns, both.plain, dice, 10);
        }
    }
    SUBCASE("and taken back") {
        for (const Row left : {10'999u, 10'500u, 4'000u, 3u, 0u}) {
            both.columns.shrink(left);
            both.plain.rows.resize(left);
            compare_some(both.columns, both.plain, dice, 6);
            both.add(dice, 300, 0, 6000);
            both.columns.settle();
            compare_some(both.columns, both.plain, dice, 6);
        }
    }
}

TEST_CASE("a copy of the columns keeps what it had while the first goes on") {
    Dice dice(7);
    Both both;
    both.add(dice, 9000, 0, 5000);
    both.columns.settle();
    const ReviewColumns copy(both.columns);
    const Plain then = both.plain;
    both.add(dice, 900, 0, 9000);
    for (int i = 0; i < 500; ++i) both.change(dice);
    both.columns.settle();
    compare_some(copy, then, dice, 15);
    compare_some(both.columns, both.plain, dice, 15);
}

TEST_CASE("votes against a review sort it behind those that have none") {
    Both both;
    Dice dice(3);
    for (const std::int32_t helpful : {0, -3, 5, -1, 0, 7, INT32_MIN, INT32_MAX}) {
        ReviewFacts facts = some_facts(dice, at(1).ms);
        facts.app = "app1";
        facts.helpful = helpful;
        both.put(both.columns.size(), facts);
        both.columns.settle();
    }
    for (int i = 0; i < 30; ++i) compare(both.columns, both.plain, dice, {});
}

TEST_CASE("a cursor from nowhere is answered by where it points") {
    Both both;
    Dice dice(5);
    both.add(dice, 5000, 0, 3000);
    both.columns.settle();
    for (const char* sort : {"newest", "oldest", "lowest", "highest", "helpful"})
        for (const char* key : {"-9223372036854775808", "-5000000000", "-3", "0", "3", "6", "7",
                                "4294967296", "9223372036854775807"}) {
            ports::ReviewQuery ask;
            ask.sort = *contract::value_of<ReviewSort>(sort);
            const std::int64_t number = *base::parse_decimal(key);
            ask.cursor = std::string(sort) + "," + key + "," + base::decimal(at(1500).ms) + ",77";
            const auto window = good(both.columns.window({both.plain.team, {}}, ask));
            const auto all = both.plain.list({}, ask.sort, nullptr, {});
            const auto behind = std::ranges::find_if(all, [&](Row row) {
                const ReviewFacts& facts = both.plain.rows[row];
                std::int64_t own = Plain::key(ask.sort, facts);
                if (ask.sort == ReviewSort::highest && own < 0) own += 6;
                if (own == 9) own = 6;
                if (own != number) return own > number;
                const std::pair age(facts.created_ms, std::int64_t{row}), point(at(1500).ms, 77L);
                return ask.sort == ReviewSort::oldest ? age > point : age < point;
            });
            CHECK(window.offset == behind - all.begin());
            REQUIRE(window.rows.empty() == (behind == all.end()));
            if (behind != all.end()) CHECK(window.rows.front() == *behind);
        }
}

}  // namespace
}  // namespace vitrine::service::conformance
