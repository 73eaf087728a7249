#include "service/desks/review_rules.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::ReviewRules;
using contract::Right;

constexpr std::string_view rules_setting = "store.review_rules";

}  // namespace

Result<ReviewRules> review_rules(World& world) {
    const auto kept = world.store.settings().find(rules_setting);
    if (!kept) return refused(kept.error());
    ReviewRules rules;
    const auto json = *kept ? base::parse_json(**kept) : base::Result<base::Json>(nullptr);
    if (!json || !json->is_object()) return rules;
    contract::Reader reader(contract::Unknown::ignore, contract::Scalars::json);
    reader.read(*json, rules, {});
    return rules;
}

Result<ReviewRules> RuleDesk::find(const Caller& who) {
    if (!who.may(Right::review)) return refused(Problem::forbidden());
    return review_rules(world_);
}

// Read inside the batch, so that of two who saw the same rules one is told that they are stale.
Result<ReviewRules> RuleDesk::change(const Caller& who,
                                     const contract::ChangeReviewRules::Request& ask) {
    if (!who.may(Right::run_store)) return refused(Problem::forbidden());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto known = review_rules(world_);
    if (!known) return refused(known.error());
    if (*revision && **revision != known->revision) return refused(stale_revision());
    ReviewRules rules{ask.second_reviewer, ask.decide_within_hours, ask.target_sdk_floor,
                      known->revision};
    if (rules == *known || ask.dry_run.value_or(false)) return rules;
    ++rules.revision;
    const std::string text = base::dump_json(contract::encode(rules));
    const auto line = audit_line(world_, who, "rules.change", rules_setting, text);
    auto done = world_.store.settings().put(rules_setting, text);
    if (done = commit_with_line(world_, **batch, done, line); !done) return refused(done.error());
    return rules;
}

}  // namespace vitrine::service::desks
