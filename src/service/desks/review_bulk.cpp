// The part of ReviewDesk that answers many reviews at once.
#include <set>

#include "base/text.h"
#include "service/desks/review_desk.h"

namespace vitrine::service::desks {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::BulkItem;
using contract::BulkOutcome;
using contract::BulkReplied;
using contract::BulkTarget;
using contract::Right;

namespace {

Problem wrong(const char* path, const char* code, const char* detail) {
    return contract::invalid_fields({{path, code, detail}});
}

Result<void> each_once(const std::vector<BulkTarget>& targets) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (!seen.insert(targets[i].review.text).second)
            return refused(contract::invalid_fields(
                {{"reviews." + base::decimal(static_cast<std::int64_t>(i)), "not_allowed",
                  "this review is named before"}}));
    return {};
}

}  // namespace

// The reviews that are asked for, by name or by filter.
Result<ReviewDesk::Targets> ReviewDesk::targets_of(const Caller& who,
                                                   const contract::BulkReply::Request& ask) {
    if (ask.reviews.has_value() == ask.filter.has_value())
        return refused(wrong("reviews", "not_allowed", "either reviews or a filter"));
    if (ask.reviews) {
        if (ask.reviews->empty())
            return refused(wrong("reviews", "too_short", "at least one review"));
        if (ask.expected)
            return refused(wrong("expected", "not_allowed", "only with a filter"));
        if (auto once = each_once(*ask.reviews); !once) return refused(once.error());
        return *ask.reviews;
    }
    if (!ask.expected)
        return refused(wrong("expected", "missing", "how many reviews the filter should find"));
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    auto filter = narrowed(who, contract::filter_of(*ask.filter));
    if (!filter) return refused(filter.error());
    ports::ReviewQuery query;
    query.team = *team;
    query.filter = std::move(*filter);
    query.limit = contract::bulk_replies_max;
    const auto page = world_.store.reviews().list(query);
    if (!page) return refused(page.error());
    if (page->total != *ask.expected)
        return refused(Problem::conflict(
            "count_changed", "The filter finds " + base::decimal(page->total) + " reviews now."));
    Targets targets;
    for (const contract::Review& review : page->items)
        targets.push_back({review.id, review.revision});
    return targets;
}

// Refuses only for trouble with the store.
Result<BulkItem> ReviewDesk::answer_one(const Caller& who, const contract::ReplyTemplate& text,
                                        const BulkTarget& target, bool dry_run) {
    BulkItem item{target.review, BulkOutcome::not_found, "", 0};
    const auto review = owned(who, target.review);
    if (!review && review.error().kind != ProblemKind::not_found) return refused(review.error());
    if (!review) return item;
    item.revision = review->revision;
    const auto end = [&](BulkOutcome outcome) {
        item.outcome = outcome;
        return item;
    };
    if (!who.may(Right::reply, review->app)) return end(BulkOutcome::forbidden);
    if (target.revision && *target.revision != review->revision) return end(BulkOutcome::stale);
    auto filled = text.filled(*review);
    if (!filled || base::trimmed(*filled).empty()) return end(BulkOutcome::no_value);
    item.text = std::move(*filled);
    if (base::count_code_points(item.text) >
        static_cast<std::size_t>(contract::reply_length_max))
        return end(BulkOutcome::too_long);
    if (review->reply)
        return end(review->reply->text == item.text ? BulkOutcome::replied
                                                    : BulkOutcome::already_replied);
    if (dry_run) return end(BulkOutcome::replied);
    contract::ReviewReply reply;
    reply.text = item.text;
    reply.author = who.user.name;
    reply.at = world_.clock.now();
    const auto kept =
        world_.store.reviews().set_reply(target.review, review->revision, reply);
    if (kept) {
        item.revision = kept->revision;
        return end(BulkOutcome::replied);
    }
    if (kept.error().kind == ProblemKind::stale) return end(BulkOutcome::stale);
    if (kept.error().kind == ProblemKind::not_found) return end(BulkOutcome::not_found);
    return refused(kept.error());
}

Result<BulkReplied> ReviewDesk::bulk_reply(const Caller& who,
                                           const contract::BulkReply::Request& ask) {
    if (base::trimmed(ask.text).empty())
        return refused(wrong("text", "too_short", "write something"));
    const auto text = contract::ReplyTemplate::parse(ask.text);
    if (!text) return refused(text.error());
    const auto targets = targets_of(who, ask);
    if (!targets) return refused(targets.error());
    BulkReplied out;
    out.dry_run = ask.dry_run.value_or(false);
    bool trouble = false;
    for (const BulkTarget& target : *targets) {
        BulkItem item{target.review, BulkOutcome::failed, "", 0};
        if (!trouble) {
            auto done = answer_one(who, *text, target, out.dry_run);
            if (!done && out.replied == 0) return refused(done.error());
            if (done) item = std::move(*done);
            else trouble = true;
        }
        ++(item.outcome == BulkOutcome::replied ? out.replied : out.left_out);
        out.items.push_back(std::move(item));
    }
    return out;
}

}  // namespace vitrine::service::desks
