#include "service/desks/submission_life.h"

#include <algorithm>

#include "service/desks/world.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Attention;
using contract::AttentionKind;
using contract::Move;
using contract::Stage;
using contract::SubmissionDetail;

constexpr std::size_t decisions_min = 5;
constexpr std::int64_t answer_within_ms = 30 * base::day_ms;
constexpr std::int64_t appeal_within_ms = 14 * base::day_ms;

std::string_view sentence_of(contract::Refusal why) {
    using enum contract::Refusal;
    switch (why) {
        case wrong_stage: return "This cannot be done at the submission's stage.";
        case wrong_side: return "This is for the other side to do.";
        case already_there: return "This has been done already.";
        case final_stage: return "The submission has ended.";
    }
    return "";
}

std::int32_t open_findings(const SubmissionDetail& detail, contract::Severity severity) {
    return static_cast<std::int32_t>(
        std::count_if(detail.findings.begin(), detail.findings.end(), [&](const auto& finding) {
            return !finding.fixed && finding.severity == severity;
        }));
}

std::string first_open(const SubmissionDetail& detail) {
    for (const auto& finding : detail.findings)
        if (!finding.fixed) return finding.title;
    return {};
}

bool decides(Stage stage) {
    return stage == Stage::approved || stage == Stage::rejected;
}

std::int64_t at_share(const std::vector<std::int64_t>& sorted, double share) {
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(last * share + 0.5)];
}

}  // namespace

bool was_appealed(const SubmissionDetail& detail) {
    bool appealed = false;
    for (const auto& entry : detail.timeline)
        if (entry.stage == Stage::appealed) appealed = true;
        else if (entry.stage == Stage::approved) appealed = false;
    return appealed;
}

bool was_removed_live(const SubmissionDetail& detail) {
    bool removed = false;
    Stage before = Stage::draft;
    for (const auto& entry : detail.timeline) {
        if (entry.stage == Stage::removed_by_store) removed = before == Stage::live;
        else if (entry.stage == Stage::approved || entry.stage == Stage::changes_requested)
            removed = false;
        before = entry.stage;
    }
    return removed;
}

void leave_words_out(contract::Submission& submission) {
    if (!submission.attention) return;
    submission.attention->title.clear();
    submission.attention->detail.clear();
}

void leave_words_out(std::vector<contract::Finding>& findings) {
    for (contract::Finding& finding : findings)
        finding = {finding.id, finding.policy, finding.severity, "", "", "", finding.fixed, {}};
}

void leave_words_out(SubmissionDetail& detail) {
    leave_words_out(detail.submission);
    leave_words_out(detail.findings);
    for (contract::TimelineEntry& entry : detail.timeline) entry.reason.clear();
    detail.messages.clear();
}

void leave_words_out(contract::Release& release) {
    release.halt_reason.clear();
}

Result<void> change_stage(SubmissionDetail& detail, const StageChange& change) {
    contract::Submission& submission = detail.submission;
    if (const auto why = contract::refuse_move(submission.stage, change.move, change.side))
        return refused(Problem::conflict(contract::name_of(*why), sentence_of(*why)));
    submission.stage = *contract::stage_after(submission.stage, change.move);
    submission.updated_at = change.at;
    detail.timeline.push_back({submission.stage, change.at, change.actor, change.reason});
    // Sending again is the developer's word that the findings are dealt with; a reviewer looks.
    if (change.move == Move::resubmit)
        for (auto& finding : detail.findings) finding.fixed = true;
    submission.blocking = open_findings(detail, contract::Severity::blocking);
    submission.advice = open_findings(detail, contract::Severity::advice);
    submission.attention = attention_for(detail);
    return {};
}

Result<void> refuse_stale(const std::optional<std::string>& if_match,
                          const contract::Submission& now) {
    const auto revision = revision_in(if_match);
    if (!revision) return refused(revision.error());
    if (*revision && **revision != now.revision) return refused(stale_revision());
    return {};
}

ports::AuditEntry audit_of(const SubmissionDetail& detail, const StageChange& change,
                           const contract::TeamId& team) {
    ports::AuditEntry entry;
    entry.at = change.at;
    entry.actor = change.actor_id.empty() ? "service" : change.actor_id;
    entry.action = "submission." + std::string(contract::name_of(change.move));
    entry.thing = detail.submission.id.text;
    entry.reason = change.reason;
    entry.team = team;
    entry.app = detail.submission.app;
    for (const auto& finding : detail.findings)
        if (!finding.fixed) entry.policies.push_back(finding.policy);
    return entry;
}

std::optional<Attention> attention_for(const SubmissionDetail& detail) {
    const contract::Submission& submission = detail.submission;
    const base::Instant changed = submission.updated_at;
    switch (submission.stage) {
        case Stage::invalid:
        case Stage::changes_requested:
            return Attention{AttentionKind::fix_findings, first_open(detail),
                             detail.timeline.empty() ? "" : detail.timeline.back().reason,
                             base::Instant{changed.ms + answer_within_ms}};
        case Stage::rejected:
            if (was_appealed(detail)) return std::nullopt;  // final
            return Attention{AttentionKind::appeal, first_open(detail),
                             detail.timeline.empty() ? "" : detail.timeline.back().reason,
                             base::Instant{changed.ms + appeal_within_ms}};
        case Stage::removed_by_store: {
            const std::string finding = first_open(detail);
            const std::string reason = detail.timeline.empty() ? "" : detail.timeline.back().reason;
            return Attention{AttentionKind::appeal, finding.empty() ? reason : finding,
                             finding.empty() ? "" : reason,
                             base::Instant{changed.ms + appeal_within_ms}};
        }
        case Stage::halted:
            return Attention{AttentionKind::decide_rollout,
                             detail.timeline.empty() ? "" : detail.timeline.back().reason, "",
                             std::nullopt};
        default: break;
    }
    if (contract::in_queue(submission.stage) && !detail.messages.empty() &&
        detail.messages.back().from_store)
        return Attention{AttentionKind::answer, detail.messages.back().text, "", std::nullopt};
    return std::nullopt;
}

std::optional<base::Instant> waiting_since(std::span<const contract::TimelineEntry> timeline) {
    std::optional<base::Instant> since;
    for (const auto& entry : timeline) {
        if (decides(entry.stage)) since.reset();
        else if (!since && contract::in_queue(entry.stage)) since = entry.at;
    }
    return since;
}

std::optional<contract::QueueOutlook> outlook_of(std::span<const std::int64_t> history_ms,
                                                 std::int32_t place, base::Instant since,
                                                 base::Instant now) {
    if (history_ms.size() < decisions_min) return std::nullopt;
    const std::int64_t waited = now.ms - since.ms;
    std::vector<std::int64_t> left;
    for (const std::int64_t took : history_ms)
        if (took > waited) left.push_back(took - waited);
    // It has waited longer than anything before: history only says "any time now".
    if (left.empty()) left.push_back(*std::max_element(history_ms.begin(), history_ms.end()) / 4);
    std::sort(left.begin(), left.end());
    contract::QueueOutlook out;
    out.place = place;
    out.early_at = {now.ms + at_share(left, 0.025)};
    out.likely_at = {now.ms + at_share(left, 0.5)};
    out.late_at = {now.ms + at_share(left, 0.975)};
    out.decisions_seen = static_cast<std::int32_t>(history_ms.size());
    return out;
}

}  // namespace vitrine::service::desks
