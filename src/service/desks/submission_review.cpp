// The store's side: claiming, deciding, giving back, and when two reviewers must agree.
#include <set>

#include "service/desks/listing_shelf.h"
#include "service/desks/review_rules.h"
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Approval;
using contract::DecideSubmission;
using contract::Move;
using contract::ReviewState;
using contract::Right;
using contract::SecondReviewer;
using contract::Side;
using contract::Stage;
using contract::SubmissionDetail;

bool needs_findings(Move move) {
    return move == Move::request_changes || move == Move::reject;
}

Approval signed_by(const Caller& who, base::Instant at) {
    return {who.user.id, who.user.name, at};
}

bool is_by(const std::optional<Approval>& approval, const Caller& who) {
    return approval && approval->by == who.user.id;
}

// What a decision leaves noted about the review.
void note_decision(ReviewState& state, const Caller& who, const DecideSubmission::Request& ask,
                   base::Instant now) {
    state.claimed.reset();
    if (ask.move == Move::claim || ask.move == Move::reopen) state.claimed = signed_by(who, now);
    if (ask.move == Move::approve || needs_findings(ask.move)) state.first_approval.reset();
    if (ask.move == Move::reject) state.rejected = signed_by(who, now);
    if (ask.items) state.items = *ask.items;
}

// The parts of a basket that a reviewer may say something about.
std::set<std::string> items_of(const std::optional<contract::Basket>& basket) {
    std::set<std::string> out;
    if (!basket) return out;
    for (const auto& package : basket->packages) out.insert(package.text);
    for (const auto& note : basket->notes) out.insert("notes." + note.locale);
    if (basket->listing) out.insert("listing");
    return out;
}

Result<void> refuse_items(const std::optional<std::vector<contract::ItemResult>>& items,
                          const std::optional<contract::Basket>& basket, Move move) {
    if (!items) return {};
    const std::set<std::string> known = items_of(basket);
    std::set<std::string> said;
    for (const auto& one : *items) {
        if (!known.contains(one.item) || !said.insert(one.item).second)
            return refused(Problem::conflict(
                "unknown_item", "The basket has no part " + one.item + ", or it was named twice."));
        if (move == Move::approve && one.verdict == contract::ItemVerdict::refused)
            return refused(Problem::conflict(
                "item_refused", "A part is refused: ask for changes instead of approving."));
    }
    return {};
}

void add_findings(SubmissionDetail& detail, const std::vector<contract::Finding>& findings,
                  ports::Random& random) {
    for (contract::Finding finding : findings) {
        finding.id = {ports::random_id(random, "fin_")};
        finding.fixed = false;
        const bool blocks = finding.severity == contract::Severity::blocking;
        detail.findings.insert(blocks ? detail.findings.begin() : detail.findings.end(),
                               std::move(finding));
    }
}

StageChange publishing_at(base::Instant at) {
    return {Move::publish, Side::service, "", "", "", at};
}

Result<void> refuse_removal(const DecideSubmission::Request& ask,
                            const std::optional<contract::Basket>& basket) {
    const bool removes = ask.move == Move::remove_by_store;
    if (ask.bring_back && !removes)
        return refused(contract::invalid_fields(
            {{"bring_back", "not_allowed", "only remove_by_store brings a version back"}}));
    if (!removes || !basket || !is_listing_alone(*basket)) return {};
    return refused(Problem::conflict(contract::name_of(contract::Refusal::wrong_stage),
                                     "It changed the listing and no version of the app."));
}

}  // namespace

// Whether an approval of this submission takes two.
Result<bool> SubmissionDesk::wants_second(const Stored& stored) {
    const auto rules = review_rules(world_);
    if (!rules) return refused(rules.error());
    if (rules->second_reviewer == SecondReviewer::always) return true;
    if (rules->second_reviewer != SecondReviewer::first_version) return false;
    const auto app = world_.store.apps().find(stored.detail.submission.app);
    if (!app) return refused(app.error());
    const auto accepted =
        world_.store.baskets().accepted(stored.detail.submission.app, std::nullopt);
    if (!accepted) return refused(accepted.error());
    return *app && (*app)->app.live_version.empty() && !*accepted;
}

// What is claimed is its claimer's to decide; whoever runs the store may step in.
Result<void> SubmissionDesk::refuse_reviewer(const Caller& who, const Stored& stored,
                                             const ReviewState& state, Move move) {
    const Stage stage = stored.detail.submission.stage;
    const bool others = state.claimed && !is_by(state.claimed, who);
    if (stage == Stage::in_review && others && !who.may(Right::run_store))
        return refused(Problem::conflict("claimed_by_other",
                                         state.claimed->name + " is reviewing this."));
    const auto rules = review_rules(world_);
    if (!rules) return refused(rules.error());
    const bool again = is_by(state.first_approval, who) && move == Move::approve;
    const bool own_appeal = rules->second_reviewer >= SecondReviewer::appeals &&
                            stage == Stage::appealed && is_by(state.rejected, who);
    if (!again && !own_appeal) return {};
    return refused(Problem::conflict("second_reviewer_needed",
                                     "Another reviewer has to decide this."));
}

Result<SubmissionDetail> SubmissionDesk::decide(const Caller& who,
                                                const DecideSubmission::Request& ask) {
    if (!who.may(Right::review)) return refused(Problem::forbidden());
    auto stored = visible(who, ask.submission);
    if (!stored) return refused(stored.error());
    SubmissionDetail& detail = stored->detail;
    if (auto stale = refuse_stale(ask.if_match, detail.submission); !stale)
        return refused(stale.error());
    StageChange change{ask.move,         Side::reviewer,          who.user.name,
                       who.user.id.text, ask.reason.value_or(""), world_.clock.now()};
    SubmissionDetail after = detail;
    if (auto moved = change_stage(after, change); !moved) return refused(moved.error());
    auto state = world_.store.baskets().review_of(ask.submission);
    if (!state) return refused(state.error());
    if (auto other = refuse_reviewer(who, *stored, *state, ask.move); !other)
        return refused(other.error());
    if (needs_findings(ask.move) && (!ask.findings || ask.findings->empty()))
        return refused(Problem::conflict("findings_missing",
                                         "Say what is wrong: at least one finding."));
    const auto basket = basket_of(ask.submission);
    if (!basket) return refused(basket.error());
    if (auto wrong = refuse_items(ask.items, *basket, ask.move); !wrong)
        return refused(wrong.error());
    if (auto wrong = refuse_removal(ask, *basket); !wrong) return refused(wrong.error());
    if (ask.findings) add_findings(detail, *ask.findings, world_.random);
    const bool first = ask.move == Move::approve && !state->first_approval;
    const auto second = first ? wants_second(*stored) : Result<bool>(false);
    if (!second) return refused(second.error());
    note_decision(*state, who, ask, change.at);
    if (*second) {  // it stays in review, for somebody else
        state->first_approval = signed_by(who, change.at);
        if (change.reason.empty()) change.reason = "A second reviewer has to agree.";
        return save(*stored, change, {.review = &*state});
    }
    const bool comes_back = ask.move == Move::approve && was_removed_live(detail);
    if (ask.move == Move::approve)
        for (auto& finding : detail.findings) finding.fixed = true;
    if (auto done = change_stage(detail, change); !done) return refused(done.error());
    if (comes_back) return restore(std::move(*stored), change, *state);
    if (ask.move == Move::approve && *basket && is_listing_alone(**basket))
        if (auto live = change_stage(detail, publishing_at(change.at)); !live)
            return refused(live.error());
    return save(*stored, change, {&*state, nullptr, ask.bring_back.value_or(false)});
}

// An appeal against a removal was granted: it is live again, if the track still has room for it.
Result<SubmissionDetail> SubmissionDesk::restore(Stored stored, const StageChange& change,
                                                 const ReviewState& review) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto plan = plan_on_track(stored.detail.submission, Move::publish);
    if (!plan && plan.error().kind != base::ProblemKind::conflict) return refused(plan.error());
    if (plan) {
        if (auto live = change_stage(stored.detail, publishing_at(change.at)); !live)
            return refused(live.error());
        stored.detail.submission.fraction = 1;
    }
    auto saved = save(stored, change, {.review = &review});
    if (!saved) return saved;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return saved;
}

Result<ReviewState> SubmissionDesk::review(const Caller& who, const contract::SubmissionId& id) {
    const auto stored = visible(who, id);
    if (!stored) return refused(stored.error());
    const auto& submission = stored->detail.submission;
    if (!who.may(Right::read_releases, submission.app))
        return refused(Problem::not_found("submission"));
    auto state = world_.store.baskets().review_of(id);
    if (!state) return state;
    const auto rules = review_rules(world_);
    if (!rules) return refused(rules.error());
    const auto since = waiting_since(stored->detail.timeline);
    if (contract::in_queue(submission.stage)) {
        const auto second = wants_second(*stored);
        if (!second) return refused(second.error());
        state->second_wanted = *second;
        const base::Instant from = since.value_or(submission.updated_at);
        state->due_at = base::Instant{from.ms + rules->decide_within_hours * base::hour_ms};
        state->overdue = world_.clock.now() > *state->due_at;
    }
    if (who.of_store()) return state;
    if (who.reads_only)
        for (contract::ItemResult& item : state->items) item.note.clear();
    state->claimed.reset();
    state->first_approval.reset();
    state->rejected.reset();
    return state;
}

}  // namespace vitrine::service::desks
