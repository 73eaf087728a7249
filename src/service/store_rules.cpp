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

void count_findings(contract::SubmissionDetail& detail) {
    auto& submission = detail.submission;
    submission.blocking = submission.advice = 0;
    for (const contract::Finding& finding : detail.findings)
        if (!finding.fixed)
            ++(finding.severity == contract::Severity::blocking ? submission.blocking
                                                                : submission.advice);
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
    if (had_reply) review.reply = stored.reply;
    else if (review.reply) review.reply->version = 1;
    return review;
}

}  // namespace vitrine::service
