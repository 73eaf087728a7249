// The stages of a submission and the one table of moves between them (store.md, "Stages").
//
//   draft -> validating -> ready -> queued -> in_review -> approved -> scheduled -> rolling_out
//                |                    ^          |-> changes_requested -> queued       |   ^
//                '-> invalid          |          '-> rejected -> appealed              v   |
//                                     '- (withdrawn: any time before approved)        halted
//   rolling_out | approved | scheduled -> live -> superseded | rolled_back | removed_…
//
// A scheduled one is published by the service when its time has come, or earlier by its developer,
// who may also set another time (schedule once more) or take it back to approved (unschedule).
// What was superseded goes live again only when the service brings it back, because the one that
// took its place was rolled back, or was removed and the store wants the one before on the track.
// What the store removed may be appealed against; approved again, it goes on where it was.
//
// The service obeys the table, the console draws it, a test walks it. A move is refused with its
// reason, which is also the Problem's code and the key of its words.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vitrine::contract {

enum class Stage : std::uint8_t {
    draft, validating, invalid, ready, queued, in_review, changes_requested, rejected, appealed,
    approved, scheduled, rolling_out, halted, live, superseded, rolled_back, withdrawn,
    removal_requested, removed_by_developer, removed_by_store,
};
constexpr auto names(const Stage*) {
    return std::array<std::string_view, 20>{
        "draft", "validating", "invalid", "ready", "queued", "in_review", "changes_requested",
        "rejected", "appealed", "approved", "scheduled", "rolling_out", "halted", "live",
        "superseded", "rolled_back", "withdrawn", "removal_requested", "removed_by_developer",
        "removed_by_store"};
}

enum class Move : std::uint8_t {
    submit, pass_checks, fail_checks, enqueue, edit, claim, approve, request_changes, reject,
    resubmit, appeal, reopen, schedule, start_rollout, publish, halt, resume, complete, supersede,
    roll_back, withdraw, request_removal, remove, remove_by_store, release_hold, unschedule,
};
constexpr auto names(const Move*) {
    return std::array<std::string_view, 26>{
        "submit", "pass_checks", "fail_checks", "enqueue", "edit", "claim", "approve",
        "request_changes", "reject", "resubmit", "appeal", "reopen", "schedule", "start_rollout",
        "publish", "halt", "resume", "complete", "supersede", "roll_back", "withdraw",
        "request_removal", "remove", "remove_by_store", "release_hold", "unschedule"};
}

// Who may make a move: the developers' side, the store's reviewers, or the service by itself.
enum class Side : std::uint8_t { developer, reviewer, service };
constexpr auto names(const Side*) {
    return std::array<std::string_view, 3>{"developer", "reviewer", "service"};
}

struct StageMove {
    Stage from;
    Move move;
    Stage to;
    Side side;
};

std::span<const StageMove> stage_moves();  // the whole machine

enum class Refusal : std::uint8_t { wrong_stage, wrong_side, already_there, final_stage };
constexpr auto names(const Refusal*) {
    return std::array<std::string_view, 4>{"wrong_stage", "wrong_side", "already_there",
                                           "final_stage"};
}

// Where `move` leads from `from`, or nullopt when the table has no such row.
std::optional<Stage> stage_after(Stage from, Move move);
// nullopt: `side` may make `move` from `from`; else the reason. The service may make any move of
// the table (a rule that halts a rollout acts for the developer).
std::optional<Refusal> refuse_move(Stage from, Move move, Side side);
bool is_final(Stage stage);        // no person's move leads away
bool waits_for_developer(Stage stage);  // invalid, changes_requested, rejected
bool in_queue(Stage stage);        // queued, in_review, appealed

}  // namespace vitrine::contract
