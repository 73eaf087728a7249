#include "review_model.h"

#include <algorithm>
#include <map>

#include "stores.h"

namespace vitrine::service::conformance {

using contract::Review;
using contract::ReviewFilter;
using contract::ReviewSort;

namespace {

template <class T>
T pick(SeededRandom& random, std::initializer_list<T> choices) {
    return choices.begin()[random.next() % choices.size()];
}

bool chance(SeededRandom& random, std::uint64_t one_in) {
    return random.next() % one_in == 0;
}

template <class T, class Value>
bool allows(const std::vector<T>& wanted, const Value& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

using Words = std::vector<std::string>;
bool allows_any(const Words& wanted, const Words& words) {
    return wanted.empty() || std::ranges::any_of(words, [&](const auto& word) {
        return std::ranges::find(wanted, word) != wanted.end();
    });
}

// Texts of the model are lower-case words with single spaces; queries are one word or a part.
bool allows_text(const ReviewFilter& filter, const Review& review) {
    return filter.q.empty() || (" " + review.text).find(" " + filter.q) != std::string::npos;
}

bool visible(const contract::TeamId& team, const Review& review) {
    return team.text == (review.app.text == "radar" ? "other" : "lark");
}

bool fits(const ReviewFilter& filter, const Review& review) {
    const bool rated = filter.ratings.empty() ||
                       (review.rating && allows(filter.ratings, *review.rating));
    return rated && allows(filter.apps, review.app) && allows(filter.languages, review.language) &&
           allows(filter.countries, review.country) && allows(filter.versions, review.version) &&
           allows_any(filter.topics, review.topics) &&
           allows_any(filter.tags, review.tags) && allows_text(filter, review) &&
           (!filter.replied || *filter.replied == review.reply.has_value()) &&
           (!filter.since || review.created_at >= *filter.since);
}

std::int64_t rank(ReviewSort sort, const Review& review) {
    switch (sort) {
        case ReviewSort::lowest: return review.rating.value_or(99);
        case ReviewSort::highest: return review.rating ? -*review.rating : 99;
        case ReviewSort::helpful: return -review.helpful;
        default: return 0;
    }
}

std::vector<contract::FacetRow> largest_first(const std::map<std::string, std::int64_t>& counts) {
    std::vector<contract::FacetRow> rows;
    for (const auto& [key, count] : counts)
        if (!key.empty()) rows.push_back({key, key, count});
    std::ranges::stable_sort(rows, std::greater<>(), &contract::FacetRow::count);
    return rows;
}

}  // namespace

std::vector<IncomingReview> Model::random_batch(SeededRandom& random, int count,
                                                 Known some) {
    std::vector<IncomingReview> batch;
    for (int i = 0; i < count; ++i) {
        const bool known = some == Known::some && !reviews_.empty() && chance(random, 5);
        const std::string fresh = "m" + std::to_string(reviews_.size());
        const std::string id = known ? random_id(random).text : fresh;
        IncomingReview incoming = a_review(id, "");
        Review& review = incoming.review;
        review.app = {pick(random, {"notes", "maps", "radar"})};
        if (chance(random, 6)) review.rating.reset();
        else review.rating = static_cast<std::int32_t>(1 + random.next() % 5);
        for (int word = 0; word < 3; ++word)
            review.text += (word ? " " : "") + std::string(pick(random, {"app", "apple", "crash",
                                                                         "slow", "微信", "好"}));
        review.language = pick(random, {"", "de", "en", "zh-Hans"});
        review.country = pick(random, {"", "DE", "CN", "US", "AT"});
        review.version = pick(random, {"1.0", "2.0", "2.1"});
        review.helpful = pick(random, {0, 0, 0, 1, 2, 50});
        review.created_at = at(static_cast<std::int64_t>(random.next() % 50));
        if (chance(random, 3)) review.topics = {"battery"};
        if (chance(random, 3)) review.topics.push_back("crash");
        batch.push_back(incoming);
        Review kept = review;
        kept.app_name = review.app.text;
        kept.revision = 1;
        const auto old = std::ranges::find(reviews_, review.id, &Review::id);
        if (old == reviews_.end()) {
            reviews_.push_back(kept);
            continue;
        }
        kept.revision = old->revision;
        kept.reply = old->reply;
        kept.tags = old->tags;
        if (withdrawn_.erase(kept.id.text) > 0 || !(kept == *old)) ++kept.revision;
        *old = kept;
    }
    return batch;
}

ReviewQuery Model::random_query(SeededRandom& random) const {
    ReviewQuery query;
    query.team = {pick(random, {"lark", "lark", "lark", "other"})};
    query.sort = static_cast<ReviewSort>(random.next() % 5);
    query.offset = chance(random, 3) ? static_cast<std::int64_t>(random.next() % 300) : 0;
    query.limit = static_cast<std::int32_t>(1 + random.next() % 60);
    ReviewFilter& filter = query.filter;
    if (chance(random, 3)) filter.q = pick(random, {"app", "crash", "微信", "微", "slo", "none"});
    if (chance(random, 3)) filter.ratings = {1, static_cast<std::int32_t>(random.next() % 7)};
    if (chance(random, 4)) filter.apps = {{pick(random, {"notes", "maps", "radar", "nobody"})}};
    if (chance(random, 4)) filter.languages = {"de", pick(random, {"en", "xx"})};
    if (chance(random, 4)) filter.countries = {pick(random, {"DE", "US"})};
    if (chance(random, 4)) filter.versions = {"2.0", "2.1"};
    if (chance(random, 4)) filter.topics = {pick(random, {"battery", "crash", "xx"})};
    if (chance(random, 4)) filter.tags = {pick(random, {"bug", "praise", "xx"})};
    if (chance(random, 3)) filter.replied = chance(random, 2);
    if (chance(random, 4)) filter.since = at(20);
    return query;
}

contract::ReviewId Model::random_id(SeededRandom& random) const {
    return reviews_[random.next() % reviews_.size()].id;
}

void Model::set(const Review& review) {
    *std::ranges::find(reviews_, review.id, &Review::id) = review;
}

void Model::remove(const contract::ReviewId& id, bool removed) {
    const auto review = std::ranges::find(reviews_, id, &Review::id);
    const bool was = removed_.contains(id.text);
    if (was != removed) ++review->revision;
    if (removed) removed_.insert(id.text);
    else removed_.erase(id.text);
}

void Model::withdraw(const contract::ReviewId& id) {
    if (!withdrawn_.insert(id.text).second) return;
    const auto review = std::ranges::find(reviews_, id, &Review::id);
    Review left;
    left.id = id;
    left.app = review->app;
    left.app_name = review->app_name;
    left.created_at = review->created_at;
    left.revision = review->revision + 1;
    *review = left;
}

bool Model::is_gone(const contract::ReviewId& id) const {
    return removed_.contains(id.text) || withdrawn_.contains(id.text);
}

contract::ReviewPage Model::list(const ReviewQuery& query) const {
    std::vector<Review> all;
    for (const Review& review : reviews_)
        if (visible(query.team, review) && !is_gone(review.id) && fits(query.filter, review))
            all.push_back(review);
    const bool rising = query.sort == ReviewSort::oldest;
    if (!rising) std::ranges::reverse(all);  // what is equal: by arrival, in the sort's own sense
    std::ranges::stable_sort(all, [&](const Review& a, const Review& b) {
        const auto left = rank(query.sort, a), right = rank(query.sort, b);
        if (left != right) return left < right;
        return rising ? a.created_at < b.created_at : a.created_at > b.created_at;
    });
    contract::ReviewPage page;
    page.total = static_cast<std::int64_t>(all.size());
    page.offset = query.offset;
    for (auto i = query.offset; i < page.total && i < query.offset + query.limit; ++i)
        page.items.push_back(all[static_cast<std::size_t>(i)]);
    return page;
}

contract::ReviewFacets Model::facets(const contract::TeamId& team,
                                     const ReviewFilter& filter) const {
    contract::ReviewFacets facets;
    facets.ratings.resize(5);
    std::map<std::string, std::int64_t> apps, languages, countries, topics, tags;
    std::int64_t stars = 0, rated = 0;
    for (const Review& review : reviews_) {
        if (!visible(team, review) || is_gone(review.id)) continue;
        const auto without = [&](auto part) {
            ReviewFilter rest = filter;
            rest.*part = {};
            return fits(rest, review);
        };
        if (fits(filter, review)) {
            ++facets.total;
            stars += review.rating.value_or(0);
            rated += review.rating.has_value();
        }
        if (review.rating && without(&ReviewFilter::ratings))
            ++facets.ratings[static_cast<std::size_t>(*review.rating - 1)];
        if (without(&ReviewFilter::apps)) ++apps[review.app.text];
        if (without(&ReviewFilter::languages)) ++languages[review.language];
        if (without(&ReviewFilter::countries)) ++countries[review.country];
        if (without(&ReviewFilter::topics))
            for (const std::string& topic : review.topics) ++topics[topic];
        if (without(&ReviewFilter::tags))
            for (const std::string& tag : review.tags) ++tags[tag];
        if (without(&ReviewFilter::replied)) ++(review.reply ? facets.replied : facets.unreplied);
    }
    if (rated > 0) facets.average = static_cast<double>(stars) / static_cast<double>(rated);
    facets.apps = largest_first(apps);
    facets.languages = largest_first(languages);
    facets.countries = largest_first(countries);
    facets.topics = largest_first(topics);
    facets.tags = largest_first(tags);
    return facets;
}

}  // namespace vitrine::service::conformance
