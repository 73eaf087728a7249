#include "service/desks/simulated_reviewer.h"

#include "base/text.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::Move;
using contract::Stage;

constexpr std::int64_t claims_after_ms = 8 * base::second_ms;
constexpr std::int64_t decides_after_ms = 15 * base::second_ms;
constexpr std::uint64_t asks_one_in = 3;

// `second`: the colleague who is asked where two must agree.
Caller reviewer(bool second) {
    Caller who;
    who.user = {{second ? "simulated_reviewer_2" : "simulated_reviewer"},
                second ? "Second store review" : "Store review", ""};
    who.store_role = contract::StoreRole::reviewer;
    return who;
}

bool was_asked_before(const contract::SubmissionDetail& detail) {
    for (const auto& entry : detail.timeline)
        if (entry.stage == Stage::changes_requested) return true;
    return false;
}

contract::Finding a_finding() {
    contract::Finding finding;
    finding.id = {"new"};
    finding.policy = "VP-2.1.4";
    finding.severity = contract::Severity::blocking;
    finding.title = "The release notes do not say what changed";
    finding.detail = "Tell people in a sentence what is new in this version, then send it again.";
    finding.where = "notes";
    return finding;
}

contract::DecideSubmission::Request decision_on(const contract::SubmissionDetail& detail) {
    contract::DecideSubmission::Request ask;
    ask.submission = detail.submission.id;
    ask.move = Move::approve;
    if (detail.submission.stage == Stage::queued) ask.move = Move::claim;
    if (detail.submission.stage == Stage::appealed) ask.move = Move::reopen;
    const bool asks = base::fnv1a(detail.submission.id.text) % asks_one_in == 0;
    if (ask.move == Move::approve && asks && !was_asked_before(detail)) {
        ask.move = Move::request_changes;
        ask.reason = "One thing to mend, then this is good to go.";
        ask.findings = {{a_finding()}};
    }
    return ask;
}

}  // namespace

Result<int> SimulatedReviewer::look(SubmissionDesk& desk, base::Instant since) {
    auto queue = world_.store.submissions().queue();
    if (!queue) return refused(queue.error());
    int moved = 0;
    for (const contract::Submission& one : *queue) {
        const std::int64_t waited = world_.clock.now().ms - one.updated_at.ms;
        const bool claimed = one.stage == Stage::in_review;
        if (one.updated_at < since || waited < (claimed ? decides_after_ms : claims_after_ms))
            continue;
        const auto stored = world_.store.submissions().find(one.id);
        if (!stored || !*stored) continue;
        const auto ask = decision_on((*stored)->detail);
        auto done = desk.decide(reviewer(false), ask);
        if (!done && done.error().code == "second_reviewer_needed")
            done = desk.decide(reviewer(true), ask);
        if (done) ++moved;
    }
    return moved;
}

}  // namespace vitrine::service::desks
