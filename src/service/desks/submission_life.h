// The life of one submission as plain functions: how a move changes the value, what needs
// somebody's attention, and when a decision is likely. No ports, no clock: time comes in.
#pragma once
#include <span>

#include "contract/submissions.h"
#include "service/ports/submissions.h"

namespace vitrine::service::desks {

struct StageChange {
    contract::Move move = contract::Move::submit;
    contract::Side side = contract::Side::service;
    std::string actor;     // a name that people read in the timeline; "" for the service
    std::string actor_id;  // for the audit log
    std::string reason;
    base::Instant at;
};

// Moves the stage, appends to the timeline, sets updated_at and the attention. Refuses (conflict)
// with the contract's reason as code; `detail` is then unchanged.
base::Result<void> change_stage(contract::SubmissionDetail& detail, const StageChange& change);

// Refuses (stale) when the header names another revision than the submission has.
base::Result<void> refuse_stale(const std::optional<std::string>& if_match,
                                const contract::Submission& now);

ports::AuditEntry audit_of(const contract::SubmissionDetail& detail, const StageChange& change,
                           const contract::TeamId& team);

// An appeal is judged once: after it, a rejection is final. One that was granted is past.
bool was_appealed(const contract::SubmissionDetail& detail);
// The store took it off its track while it was live, and it is still what it was then.
bool was_removed_live(const contract::SubmissionDetail& detail);

// How it stands, without what people wrote: for a display that anybody may look at.
void leave_words_out(contract::Submission& submission);
void leave_words_out(contract::SubmissionDetail& detail);
void leave_words_out(std::vector<contract::Finding>& findings);
void leave_words_out(contract::Release& release);

// What the developer should do now, or nothing.
std::optional<contract::Attention> attention_for(const contract::SubmissionDetail& detail);

// Since when this submission has waited for a decision: the first time it was queued since its
// last approval or rejection, so that changes asked for do not cost the place. nullopt: never.
std::optional<base::Instant> waiting_since(std::span<const contract::TimelineEntry> timeline);

// When a decision is likely for what has waited since `since`: the median and the middle 95 % of
// those `history_ms` that took longer than it has waited already. nullopt with under 5 decisions.
std::optional<contract::QueueOutlook> outlook_of(std::span<const std::int64_t> history_ms,
                                                 std::int32_t place, base::Instant since,
                                                 base::Instant now);

}  // namespace vitrine::service::desks
