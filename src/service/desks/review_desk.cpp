#include "service/desks/review_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/desks/app_desk.h"
#include "service/topics_of.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Review;
using contract::Right;

constexpr std::string_view translation_locale = "en";

}  // namespace

Result<contract::ReviewPage> ReviewDesk::list(const Caller& who,
                                              const contract::ListReviews::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    auto filter = narrowed(who, contract::filter_of(ask));
    if (!filter) return refused(filter.error());
    ports::ReviewQuery query;
    query.team = *team;
    query.filter = std::move(*filter);
    query.sort = ask.sort.value_or(contract::ReviewSort::newest);
    query.offset = ask.offset.value_or(0);
    query.limit = ask.limit.value_or(50);
    query.cursor = ask.cursor;
    return world_.store.reviews().list(query);
}

Result<contract::ReviewFacets> ReviewDesk::facets(const Caller& who,
                                                  const contract::CountReviews::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    const auto filter = narrowed(who, contract::filter_of(ask));
    if (!filter) return refused(filter.error());
    auto facets = world_.store.reviews().facets(*team, *filter);
    if (!facets) return facets;
    // The row of apps counts also those that the filter leaves out.
    std::erase_if(facets->apps, [&](const contract::FacetRow& row) {
        return !who.may(Right::read_reviews, {row.key});
    });
    return facets;
}

// The filter over apps that the caller may see; who sees all may leave the list empty.
Result<contract::ReviewFilter> ReviewDesk::narrowed(const Caller& who,
                                                    contract::ReviewFilter filter) {
    const bool narrow = who.apps_with(Right::read_reviews).has_value();
    if (!narrow && filter.apps.empty()) return filter;
    auto apps = apps_asked_for(world_, who, Right::read_reviews, filter.apps);
    if (!apps) return refused(apps.error());
    if (narrow) filter.apps = std::move(*apps);
    return filter;
}

Result<Review> ReviewDesk::owned(const Caller& who, const contract::ReviewId& review) {
    auto stored = world_.store.reviews().find(review);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches((*stored)->review.app))
        return refused(Problem::not_found("review"));
    return std::move((*stored)->review);
}

Result<Review> ReviewDesk::find(const Caller& who, const contract::ReviewId& id) {
    auto review = owned(who, id);
    if (review && !who.may(Right::read_reviews, review->app))
        return refused(Problem::not_found("review"));
    if (!review || review->translation || is_settled(*review)) return review;
    auto made = world_.translator.translate(review->text, review->language, translation_locale);
    if (made) review->translation = std::move(*made);
    return review;
}

Result<contract::TopicReasons> ReviewDesk::why_topics(const Caller& who,
                                                      const contract::ReviewId& id) {
    const auto review = owned(who, id);
    if (!review) return refused(review.error());
    if (!who.may(Right::read_reviews, review->app)) return refused(Problem::not_found("review"));
    const auto found = topics_of(review->text, review->language);
    const std::string_view text = review->text;
    contract::TopicReasons out;
    for (const std::string& topic : review->topics) {
        contract::TopicReason& why = out.items.emplace_back();
        why.topic = topic;
        const auto at = std::ranges::find(found, topic, &TopicFound::topic);
        if (at == found.end()) continue;
        why.phrase = text.substr(at->begin, at->end - at->begin);
        why.at = static_cast<std::int32_t>(base::count_code_points(text.substr(0, at->begin)));
    }
    return out;
}

bool ReviewDesk::is_settled(const Review& found) const {
    return found.text.empty() || found.language.starts_with(translation_locale) ||
           world_.translator.is_off();
}

Result<std::optional<std::int64_t>> ReviewDesk::refuse_writing(
    const Caller& who, const contract::ReviewId& id, const std::optional<std::string>& if_match) {
    const auto review = owned(who, id);
    if (!review) return refused(review.error());
    if (!who.may(Right::reply, review->app)) return refused(Problem::forbidden());
    return revision_in(if_match);
}

Result<Review> ReviewDesk::reply(const Caller& who, const contract::ReplyToReview::Request& ask) {
    const auto revision = refuse_writing(who, ask.review, ask.if_match);
    if (!revision) return refused(revision.error());
    if (base::trimmed(ask.text).empty())
        return refused(contract::invalid_fields({{"text", "too_short", "write something"}}));
    contract::ReviewReply reply;
    reply.text = ask.text;
    reply.author = who.user.name;
    reply.at = world_.clock.now();
    return world_.store.reviews().set_reply(ask.review, *revision, reply);
}

Result<Review> ReviewDesk::remove_reply(const Caller& who,
                                        const contract::RemoveReply::Request& ask) {
    const auto revision = refuse_writing(who, ask.review, ask.if_match);
    if (!revision) return refused(revision.error());
    return world_.store.reviews().remove_reply(ask.review, *revision);
}

Result<Review> ReviewDesk::set_tags(const Caller& who, const contract::TagReview::Request& ask) {
    const auto revision = refuse_writing(who, ask.review, ask.if_match);
    if (!revision) return refused(revision.error());
    const auto tags = contract::normalised_tags(ask.tags);
    if (!tags) return refused(tags.error());
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    const auto facets = world_.store.reviews().facets(*team, {});
    if (!facets) return refused(facets.error());
    std::size_t count = facets->tags.size();
    for (const std::string& tag : *tags)
        if (std::ranges::find(facets->tags, tag, &contract::FacetRow::key) == facets->tags.end())
            ++count;
    if (count > facets->tags.size() &&
        count > static_cast<std::size_t>(contract::tags_per_team_max))
        return refused(Problem::conflict(
            "too_many_tags", "The team has as many different tags as it may. Use one of them."));
    return world_.store.reviews().set_tags(ask.review, *revision, *tags);
}

Result<contract::TagList> ReviewDesk::tags(const Caller& who) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    const auto filter = narrowed(who, {});
    if (!filter) return refused(filter.error());
    auto facets = world_.store.reviews().facets(*team, *filter);
    if (!facets) return refused(facets.error());
    return contract::TagList{std::move(facets->tags)};
}

}  // namespace vitrine::service::desks
