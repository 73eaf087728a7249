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

std::vector<contract::Stage> queue_stages() {
    std::vector<contract::Stage> stages;
    for (std::size_t i = 0; i < names(static_cast<const Stage*>(nullptr)).size(); ++i)
        if (contract::in_queue(static_cast<Stage>(i))) stages.push_back(static_cast<Stage>(i));
    return stages;
}

bool is_accepted(contract::Stage stage) {
    const auto stages = accepted_stages();
    return std::ranges::find(stages, stage) != stages.end();
}

std::optional<base::Instant> due_at(const contract::Submission& submission,
                                    const std::optional<contract::Basket>& basket) {
    const Stage stage = submission.stage;
    if (stage == Stage::validating || stage == Stage::ready) return submission.updated_at;
    if (stage == Stage::scheduled && basket) return basket->publish_at;
    return std::nullopt;
}

void put_state(contract::Release& release, const contract::SubmissionDetail& detail) {
    const contract::Submission& submission = detail.submission;
    release.id = contract::release_of(submission.id);
    release.app = submission.app;
    release.app_name = submission.app_name;
    release.icon = submission.icon;
    release.version_name = submission.version_name;
    release.track = submission.track;
    release.stage = submission.stage;
    const bool waits = submission.stage == Stage::approved || submission.stage == Stage::scheduled;
    release.fraction = waits ? 0 : submission.stage == Stage::live ? 1 : submission.fraction;
    release.revision = submission.revision;
    release.halted_at.reset();
    release.halt_reason.clear();
    if (submission.stage != Stage::halted || detail.timeline.empty()) return;
    release.halted_at = detail.timeline.back().at;
    release.halt_reason = detail.timeline.back().reason;
}

std::optional<base::Instant> rolls_since(const std::vector<contract::TimelineEntry>& timeline) {
    for (auto entry = timeline.rbegin(); entry != timeline.rend(); ++entry)
        if (entry->stage == Stage::rolling_out) return entry->at;
    return std::nullopt;
}

contract::Release blank_release(const contract::SubmissionDetail& detail) {
    contract::Release release;
    release.steps = {0.01, 0.05, 0.2, 0.5, 1};
    put_state(release, detail);
    return release;
}

void put_figures(contract::Release& release, const contract::Release& from) {
    release.devices = from.devices;
    release.crash_rate = from.crash_rate;
    release.previous_crash_rate = from.previous_crash_rate;
    release.crash_hours = from.crash_hours;
    release.previous_crash_hours = from.previous_crash_hours;
    release.next_step_at = from.next_step_at;
}

std::optional<Stage> stage_of_previous(Stage stage) {
    if (stage == Stage::live) return Stage::superseded;
    const bool ahead = stage == Stage::approved || stage == Stage::scheduled ||
                       is_in_progress(stage);
    return ahead ? std::optional(Stage::live) : std::nullopt;
}

bool is_in_progress(Stage stage) {
    return stage == Stage::rolling_out || stage == Stage::halted;
}

bool changes_release(const contract::Submission& before, const contract::Submission& now) {
    return contract::is_release(now) &&
           (before.stage != now.stage || before.fraction != now.fraction);
}

std::vector<Forgettable> forgettable(const std::vector<std::int64_t>& versions,
                                     const std::vector<std::int64_t>& shown) {
    std::vector<Forgettable> out;
    for (std::size_t i = 0; i + listing_versions_kept < versions.size(); ++i) {
        const Forgettable one{versions[i], versions[i + 1]};
        const bool needed = std::ranges::any_of(shown, [&](std::int64_t revision) {
            return one.revision <= revision && revision < one.next;
        });
        if (!needed) out.push_back(one);
    }
    return out;
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
