#include "contract/stages.h"

namespace vitrine::contract {
namespace {

using enum Stage;
constexpr Side developer = Side::developer, reviewer = Side::reviewer, service = Side::service;

constexpr StageMove moves[] = {
    {draft, Move::submit, validating, developer},
    {validating, Move::pass_checks, ready, service},
    {validating, Move::fail_checks, invalid, service},
    {invalid, Move::edit, draft, developer},
    {invalid, Move::submit, validating, developer},
    {ready, Move::enqueue, queued, service},
    {queued, Move::claim, in_review, reviewer},
    {in_review, Move::release_hold, queued, reviewer},
    {in_review, Move::approve, approved, reviewer},
    {in_review, Move::request_changes, changes_requested, reviewer},
    {in_review, Move::reject, rejected, reviewer},
    {changes_requested, Move::resubmit, queued, developer},
    {rejected, Move::appeal, appealed, developer},
    {appealed, Move::reopen, in_review, reviewer},
    {appealed, Move::reject, rejected, reviewer},
    {approved, Move::schedule, scheduled, developer},
    {approved, Move::start_rollout, rolling_out, developer},
    {approved, Move::publish, live, developer},
    {scheduled, Move::start_rollout, rolling_out, developer},
    {scheduled, Move::publish, live, developer},
    {scheduled, Move::schedule, scheduled, developer},
    {scheduled, Move::unschedule, approved, developer},
    {rolling_out, Move::halt, halted, developer},
    {rolling_out, Move::complete, live, developer},
    {rolling_out, Move::roll_back, rolled_back, developer},
    {halted, Move::resume, rolling_out, developer},
    {halted, Move::roll_back, rolled_back, developer},
    {live, Move::supersede, superseded, service},
    {superseded, Move::publish, live, service},
    {live, Move::roll_back, rolled_back, developer},
    {live, Move::request_removal, removal_requested, developer},
    {live, Move::remove_by_store, removed_by_store, reviewer},
    {rolling_out, Move::remove_by_store, removed_by_store, reviewer},
    {halted, Move::remove_by_store, removed_by_store, reviewer},
    {removed_by_store, Move::appeal, appealed, developer},
    {removal_requested, Move::remove, removed_by_developer, reviewer},
    {draft, Move::withdraw, withdrawn, developer},
    {validating, Move::withdraw, withdrawn, developer},
    {invalid, Move::withdraw, withdrawn, developer},
    {ready, Move::withdraw, withdrawn, developer},
    {queued, Move::withdraw, withdrawn, developer},
    {in_review, Move::withdraw, withdrawn, developer},
    {changes_requested, Move::withdraw, withdrawn, developer},
    {appealed, Move::withdraw, withdrawn, developer},
};

}  // namespace

std::span<const StageMove> stage_moves() {
    return moves;
}

std::optional<Stage> stage_after(Stage from, Move move) {
    for (const StageMove& row : moves)
        if (row.from == from && row.move == move) return row.to;
    return std::nullopt;
}

std::optional<Refusal> refuse_move(Stage from, Move move, Side side) {
    bool leads_here = false;
    for (const StageMove& row : moves) {
        if (row.from == from && row.move == move)
            return row.side == side || side == service ? std::nullopt
                                                       : std::optional(Refusal::wrong_side);
        leads_here = leads_here || (row.move == move && row.to == from);
    }
    if (leads_here) return Refusal::already_there;
    return is_final(from) ? Refusal::final_stage : Refusal::wrong_stage;
}

bool is_final(Stage stage) {
    for (const StageMove& row : moves)
        if (row.from == stage && row.side != service) return false;
    return true;
}

bool waits_for_developer(Stage stage) {
    return stage == invalid || stage == changes_requested || stage == rejected;
}

bool in_queue(Stage stage) {
    return stage == queued || stage == in_review || stage == appealed;
}

}  // namespace vitrine::contract
