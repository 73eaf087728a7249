#include "service/seed/story.h"

#include "base/check.h"
#include "base/text.h"

namespace vitrine::service::seed {
namespace {

using contract::Stage;
using contract::Submission;

bool follows(Stage from, Stage to) {
    for (const auto& move : contract::stage_moves())
        if (move.from == from && move.to == to) return true;
    return false;
}

}  // namespace

Story::Story(contract::AppId app, std::string_view version, std::string_view code,
             std::int64_t number, std::string_view sent_by) {
    Submission& submission = detail_.submission;
    submission.id = {"example_" + base::decimal(number)};
    submission.number = number;
    submission.app = std::move(app);
    submission.version_name = version;
    submission.version_code = code;
    submission.sent_by = sent_by;
    submission.package_bytes = 20'000'000 + number * 7919 % 60'000'000;
    submission.locale_count = static_cast<std::int32_t>(6 + number % 11);
    submission.checks_passed = 46;
}

Story& Story::then(std::int64_t ms_ago, Stage stage, std::string_view actor,
                   std::string_view reason) {
    if (detail_.timeline.empty()) {
        VT_CHECK(stage == Stage::draft);
        detail_.submission.created_at = {-ms_ago};
    } else {
        VT_CHECK(follows(detail_.timeline.back().stage, stage));
    }
    detail_.submission.stage = stage;
    detail_.submission.updated_at = {-ms_ago};
    detail_.timeline.push_back({stage, {-ms_ago}, std::string(actor), std::string(reason)});
    return *this;
}

Story& Story::sent(std::int64_t ms_ago) {
    const std::string by = detail_.submission.sent_by;
    return then(ms_ago, Stage::draft, by)
        .then(ms_ago - 15 * base::minute_ms, Stage::validating, by)
        .then(ms_ago - 18 * base::minute_ms, Stage::ready)
        .then(ms_ago - 18 * base::minute_ms, Stage::queued);
}

Story& Story::approved(std::int64_t ms_ago, std::string_view reviewer) {
    return then(ms_ago + 50 * base::minute_ms, Stage::in_review, reviewer)
        .then(ms_ago, Stage::approved, reviewer);
}

Story& Story::says(std::int64_t ms_ago, std::string_view author, bool of_store,
                   std::string_view text) {
    detail_.messages.push_back({std::string(author), of_store, {-ms_ago}, std::string(text)});
    return *this;
}

Story& Story::finds(contract::Finding finding) {
    finding.id = {"finding_" + base::decimal(detail_.submission.number) + "_" +
                  base::decimal(static_cast<std::int64_t>(detail_.findings.size()) + 1)};
    const bool blocks = finding.severity == contract::Severity::blocking;
    if (!finding.fixed) ++(blocks ? detail_.submission.blocking : detail_.submission.advice);
    detail_.findings.push_back(std::move(finding));
    return *this;
}

base::Result<void> Story::plant(ports::Store& store, const contract::TeamId& team,
                                base::Instant now) {
    contract::SubmissionDetail detail = detail_;
    detail.submission.created_at.ms += now.ms;
    detail.submission.updated_at.ms += now.ms;
    for (auto& entry : detail.timeline) entry.at.ms += now.ms;
    for (auto& message : detail.messages) message.at.ms += now.ms;
    ports::AuditEntry audit;
    audit.at = detail.submission.updated_at;
    audit.actor = "service";
    audit.action = "submission.plant";
    audit.thing = detail.submission.id.text;
    audit.team = team;
    audit.app = detail.submission.app;
    auto done = store.submissions().insert(detail, audit);
    if (!done) return base::refused(done.error());
    return {};
}

}  // namespace vitrine::service::seed
