#include "service/desks/search_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/search_terms.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::Found;
using contract::FoundGroup;
using contract::FoundKind;
using contract::Right;

// Together at most the 20 that the contract promises.
constexpr std::int32_t apps_max = 7, submissions_max = 6, reviews_max = 3;
constexpr std::size_t members_max = 4;
// Short words are in half of all reviews, which says nothing about any of them.
constexpr std::size_t review_letters_min = 3;
constexpr std::size_t excerpt_bytes = 120;

std::string excerpt(const std::string& text) {
    if (text.size() <= excerpt_bytes) return text;
    std::size_t end = excerpt_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

// 0: the title is what was asked for; 1: it begins so; 2: found some other way.
int distance(const Found& found, const std::string& folded_q) {
    const std::string title = folded_text(found.title);
    if (title == folded_q || folded_text(found.id) == folded_q) return 0;
    return title.starts_with(folded_q) ? 1 : 2;
}

Found review_found(const contract::Review& review) {
    return {review.id.text, excerpt(review.text), review.app_name, review.app};
}

}  // namespace

Result<contract::FoundThings> SearchDesk::find(const Caller& who, const std::string& q) {
    contract::FoundThings out;
    const std::string folded_q = folded_text(base::trimmed(q));
    if (folded_q.empty()) return out;
    std::vector<int> best;
    for (const auto look : {&SearchDesk::apps, &SearchDesk::submissions, &SearchDesk::reviews,
                            &SearchDesk::members}) {
        auto group = (this->*look)(who, q);
        if (!group) return refused(group.error());
        if (group->items.empty()) continue;
        int nearest = 2;
        for (const Found& one : group->items)
            nearest = std::min(nearest, distance(one, folded_q));
        const auto at = std::ranges::upper_bound(best, nearest);
        out.groups.insert(out.groups.begin() + (at - best.begin()), std::move(*group));
        best.insert(at, nearest);
    }
    return out;
}

SearchDesk::Group SearchDesk::apps(const Caller& who, const std::string& q) {
    FoundGroup out{FoundKind::app, {}};
    if (!who.team || !who.may_somewhere(Right::read_apps)) return out;
    const auto found = world_.store.finder().apps(
        {who.team->id, q, apps_max, who.apps_with(Right::read_apps)});
    if (!found) return refused(found.error());
    for (const contract::App& app : *found)
        out.items.push_back({app.id.text, app.name, app.package_name, app.id});
    return out;
}

// The store's own people see the submissions of all teams.
SearchDesk::Group SearchDesk::submissions(const Caller& who, const std::string& q) {
    FoundGroup out{FoundKind::submission, {}};
    if ((!who.of_store() && !who.team) || !who.may_somewhere(Right::read_releases)) return out;
    ports::FindQuery query{std::nullopt, q, submissions_max};
    if (!who.of_store()) {
        query.team = who.team->id;
        query.only = who.apps_with(Right::read_releases);
    }
    const auto found = world_.store.finder().submissions(query);
    if (!found) return refused(found.error());
    for (const contract::Submission& one : *found)
        out.items.push_back({one.id.text, one.app_name + " " + one.version_name,
                             "#" + base::decimal(one.number) + " " +
                                 std::string(contract::name_of(one.stage)),
                             one.app});
    return out;
}

SearchDesk::Group SearchDesk::reviews(const Caller& who, const std::string& q) {
    FoundGroup out{FoundKind::review, {}};
    if (!who.team || !who.may_somewhere(Right::read_reviews)) return out;
    const auto by_id = world_.store.reviews().find({std::string(base::trimmed(q))});
    if (!by_id) return refused(by_id.error());
    if (*by_id && who.owns((*by_id)->team) && who.may(Right::read_reviews, (*by_id)->review.app))
        out.items.push_back(review_found((*by_id)->review));
    const TextQuery words = read_text_query(q);
    const bool telling = std::ranges::any_of(words.phrases, [](const Phrase& phrase) {
        return std::ranges::any_of(phrase.terms, [](const std::string& term) {
            return term.size() >= review_letters_min;
        });
    });
    if (!telling) return out;
    ports::ReviewQuery query;
    query.team = who.team->id;
    query.filter.q = q;
    query.limit = reviews_max;
    const auto only = who.apps_with(Right::read_reviews);
    if (only && only->empty()) return out;
    if (only) query.filter.apps = *only;
    const auto page = world_.store.reviews().list(query);
    if (!page) return refused(page.error());
    for (const contract::Review& review : page->items)
        if (out.items.size() < static_cast<std::size_t>(reviews_max) &&
            (out.items.empty() || out.items.front().id != review.id.text))
            out.items.push_back(review_found(review));
    return out;
}

SearchDesk::Group SearchDesk::members(const Caller& who, const std::string& q) {
    FoundGroup out{FoundKind::member, {}};
    if (!who.team || !who.may(Right::see_team)) return out;
    const TextQuery words = read_text_query(q);
    if (words.phrases.empty()) return out;
    const auto all = world_.store.accounts().members(who.team->id);
    if (!all) return refused(all.error());
    for (const ports::Membership& one : *all) {
        if (out.items.size() == members_max) break;
        const auto account = world_.store.accounts().find(one.user);
        if (!account) return refused(account.error());
        if (!*account) continue;
        const contract::User& user = (*account)->user;
        if (matches(words, {search_terms(user.name, Reading::document),
                            search_terms(user.email, Reading::document)}))
            out.items.push_back({user.id.text, user.name, user.email, std::nullopt});
    }
    return out;
}

}  // namespace vitrine::service::desks
