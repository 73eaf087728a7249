#include "service/store_rules.h"

#include <algorithm>

namespace vitrine::service {

using contract::Stage;

base::Problem stale_revision() {
    return base::Problem::of(base::ProblemKind::stale, "stale_revision",
                             "Somebody else changed this in the meantime.",
                             "Look at the newer version, then decide again.");
}

base::Problem taken(std::string_view code) {
    return base::Problem::conflict(code, "This name is taken.");
}

bool among(const std::optional<std::vector<contract::AppId>>& only, const contract::AppId& app) {
    return !only || std::ranges::find(*only, app) != only->end();
}

base::Problem disk_full() {
    auto problem = base::Problem::unavailable("disk_full", "The disk is full.",
                                              "Free some space, then try again.");
    problem.retry_after_s = 60;
    return problem;
}

base::Problem too_many_uploads() {
    return base::Problem::conflict("too_many_uploads",
                                   "The team has too many uploads that are not committed. Commit "
                                   "or cancel one first.");
}

base::Result<void> receive(contract::Upload& upload, contract::ByteRange range,
                           std::int32_t ranges_max, base::Instant expires_at) {
    if (upload.state != contract::UploadState::open)
        return base::refused(base::Problem::conflict(
            "upload_closed", "The upload was committed or refused: it takes no more parts."));
    auto received = contract::merged(upload.received, range);
    if (received.size() > static_cast<std::size_t>(ranges_max))
        return base::refused(base::Problem::conflict(
            "too_many_ranges", "There are too many gaps between the parts. Close some first."));
    upload.received = std::move(received);
    upload.expires_at = expires_at;
    return {};
}

bool is_plain_name(std::string_view name) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    };
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, plain);
}

void count_findings(contract::SubmissionDetail& detail) {
    auto& submission = detail.submission;
    submission.blocking = submission.advice = 0;
    for (const contract::Finding& finding : detail.findings)
        if (!finding.fixed)
            ++(finding.severity == contract::Severity::blocking ? submission.blocking
                                                                : submission.advice);
}

std::vector<contract::Stage> accepted_stages() {
    using enum contract::Stage;
    return {approved, scheduled, rolling_out, halted, live, superseded};
}

bool is_accepted(contract::Stage stage) {
    const auto stages = accepted_stages();
    return std::ranges::find(stages, stage) != stages.end();
}

bool in_scope(contract::SubmissionScope scope, const contract::Submission& submission) {
    switch (scope) {
        case contract::SubmissionScope::all: return true;
        case contract::SubmissionScope::open:
            return !contract::is_final(submission.stage) && submission.stage != Stage::live;
        case contract::SubmissionScope::attention:
            return submission.attention || contract::waits_for_developer(submission.stage);
        case contract::SubmissionScope::queue: return contract::in_queue(submission.stage);
    }
    return false;
}

std::vector<Decision> decisions_in(const std::vector<contract::TimelineEntry>& timeline) {
    std::vector<Decision> decisions;
    std::optional<base::Instant> waiting_since;
    for (const contract::TimelineEntry& entry : timeline) {
        switch (entry.stage) {
            case Stage::queued:
            case Stage::appealed:
                if (!waiting_since) waiting_since = entry.at;
                break;
            case Stage::approved:
            case Stage::changes_requested:
            case Stage::rejected:
                if (waiting_since)
                    decisions.push_back({entry.at.ms, entry.at.ms - waiting_since->ms});
                waiting_since.reset();
                break;
            case Stage::withdrawn: waiting_since.reset(); break;
            default: break;
        }
    }
    return decisions;
}

contract::Review merged(const contract::Review& stored, const contract::Review& incoming,
                        bool had_reply) {
    contract::Review review = incoming;
    review.id = stored.id;
    review.app_name = stored.app_name;
    review.icon = stored.icon;
    review.revision = stored.revision;
    review.tags = stored.tags;
    if (had_reply) review.reply = stored.reply;
    else if (review.reply) review.reply->version = 1;
    return review;
}

contract::Review without_words(const contract::Review& review) {
    contract::Review left;
    left.id = review.id;
    left.app = review.app;
    left.app_name = review.app_name;
    left.icon = review.icon;
    left.created_at = review.created_at;
    left.revision = review.revision;
    return left;
}

base::Problem batch_reused() {
    return base::Problem::conflict("batch_reused", "A batch of this name came with other lines.");
}

}  // namespace vitrine::service
