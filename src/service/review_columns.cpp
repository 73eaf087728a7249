#include "service/review_columns.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace vitrine::service {

using contract::ReviewSort;

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

std::uint32_t Names::number(std::string_view name) {
    if (const auto known = find(name)) return *known;
    const auto at = numbers_.emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
    names_.push_back(&at.first->first);
    return at.first->second;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    const auto at = numbers_.find(name);
    if (at == numbers_.end()) return std::nullopt;
    return at->second;
}

Names::Names(const Names& other) : numbers_(other.numbers_), names_(other.names_.size()) {
    for (const auto& [name, number] : numbers_) names_[number] = &name;
}

std::uint32_t NameSets::number(const std::vector<std::string>& set) {
    std::string joined;
    for (const std::string& name : set) joined += name + '\n';
    const std::uint32_t known = sets_.number(joined);
    if (known < members_.size()) return known;
    auto& members = members_.emplace_back();
    for (const std::string& name : set) {
        const std::uint32_t number = names_.number(name);
        if (std::ranges::find(members, number) == members.end()) members.push_back(number);
    }
    return known;
}

ReviewColumns::ReviewColumns(const ReviewColumns& other)
    : apps_(other.apps_), languages_(other.languages_), countries_(other.countries_),
      versions_(other.versions_), topics_(other.topics_), tags_(other.tags_),
      created_(other.created_), helpful_(other.helpful_), app_(other.app_),
      version_(other.version_), topic_set_(other.topic_set_), tag_set_(other.tag_set_),
      language_(other.language_), country_(other.country_), rating_(other.rating_),
      replied_(other.replied_), newest_(other.newest_), moved_(other.moved_),
      resorted_(other.resorted_) {}

void ReviewColumns::put(Row row, const ReviewFacts& facts) {
    VT_CHECK(row <= size());
    if (row == size()) {
        created_.push_back(facts.created_ms);
        helpful_.push_back(0);
        for (auto* column : {&app_, &version_, &topic_set_, &tag_set_}) column->push_back(0);
        for (auto* column : {&language_, &country_}) column->push_back(0);
        for (auto* column : {&rating_, &replied_}) column->push_back(0);
    }
    moved_ = moved_ || (row < newest_.size() && created_[row] != facts.created_ms);
    resorted_ = resorted_ || row >= newest_.size() || created_[row] != facts.created_ms ||
                helpful_[row] != facts.helpful || rating_[row] != facts.rating;
    created_[row] = facts.created_ms;
    helpful_[row] = facts.helpful;
    app_[row] = apps_.number(facts.app);
    version_[row] = versions_.number(facts.version);
    topic_set_[row] = topics_.number(facts.topics);
    tag_set_[row] = tags_.number(facts.tags);
    language_[row] = static_cast<std::uint16_t>(languages_.number(facts.language));
    country_[row] = static_cast<std::uint16_t>(countries_.number(facts.country));
    rating_[row] = static_cast<std::uint8_t>(facts.rating);
    replied_[row] = facts.replied;
}

bool ReviewColumns::newer(Row a, Row b) const {
    return created_[a] != created_[b] ? created_[a] > created_[b] : a > b;
}

void ReviewColumns::settle() {
    if (!resorted_) return;  // a reply moves nothing
    const auto by_age = [&](Row a, Row b) { return newer(a, b); };
    const auto known = static_cast<std::ptrdiff_t>(moved_ ? 0 : newest_.size());
    const std::size_t listed = newest_.size();
    newest_.resize(size());
    std::iota(newest_.begin() + static_cast<std::ptrdiff_t>(listed), newest_.end(),
              static_cast<Row>(listed));
    std::sort(newest_.begin() + known, newest_.end(), by_age);
    std::inplace_merge(newest_.begin(), newest_.begin() + known, newest_.end(), by_age);
    moved_ = resorted_ = false;
    for (Order& order : orders_) order.reset();
}

void ReviewColumns::shrink(Row rows) {
    std::erase_if(newest_, [&](Row row) { return row >= rows; });
    created_.resize(rows);
    helpful_.resize(rows);
    for (auto* column : {&app_, &version_, &topic_set_, &tag_set_}) column->resize(rows);
    for (auto* column : {&language_, &country_}) column->resize(rows);
    for (auto* column : {&rating_, &replied_}) column->resize(rows);
    for (Order& order : orders_) order.reset();
}

// What comes before created_at in the order; smaller comes first.
std::int32_t ReviewColumns::sort_key(ReviewSort sort, Row row) const {
    const std::int32_t rating = rating_[row];
    switch (sort) {
        case ReviewSort::lowest: return rating == 0 ? 6 : rating;
        case ReviewSort::highest: return rating == 0 ? 6 : 6 - rating;
        case ReviewSort::helpful: return -helpful_[row];
        default: return 0;
    }
}

ReviewColumns::Order ReviewColumns::order(ReviewSort sort) const {
    const std::lock_guard lock(orders_mutex_);
    Order& kept = orders_[static_cast<std::size_t>(sort)];
    if (!kept) kept = std::make_shared<const std::vector<Row>>(ordered(sort));
    return kept;
}

std::vector<Row> ReviewColumns::ordered(ReviewSort sort) const {
    if (sort == ReviewSort::oldest) return {newest_.rbegin(), newest_.rend()};
    std::vector<Row> rows = newest_;
    if (sort == ReviewSort::helpful) {
        // Most reviews are helpful to nobody: only the others need sorting.
        const auto rest = std::stable_partition(rows.begin(), rows.end(),
                                                [&](Row row) { return helpful_[row] != 0; });
        std::stable_sort(rows.begin(), rest,
                         [&](Row a, Row b) { return helpful_[a] > helpful_[b]; });
    } else if (sort != ReviewSort::newest) {
        std::size_t starts[8] = {};
        for (const Row row : newest_) ++starts[sort_key(sort, row) + 1];
        std::partial_sum(std::begin(starts), std::end(starts), std::begin(starts));
        for (const Row row : newest_) rows[starts[sort_key(sort, row)]++] = row;
    }
    return rows;
}

}  // namespace vitrine::service
