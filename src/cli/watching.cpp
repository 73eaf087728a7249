#include "cli/watching.h"

#include <algorithm>

#include "base/text.h"
#include "cli/findings.h"
#include "cli/interrupt.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Stage;
using contract::Submission;
using contract::SubmissionDetail;

constexpr std::int64_t pause_first_ms = 400, pause_most_ms = 10'000;

bool said_no(Stage stage) {
    return stage == Stage::invalid || stage == Stage::changes_requested ||
           stage == Stage::rejected || stage == Stage::withdrawn || stage == Stage::rolled_back ||
           stage == Stage::removed_by_store;
}

bool at_rest(Stage stage, Until until) {
    if (said_no(stage)) return true;
    const bool checking = stage == Stage::validating || stage == Stage::ready;
    if (until == Until::checks) return !checking;
    const bool deciding = checking || contract::in_queue(stage);
    if (until == Until::decision) return !deciding;
    return stage == Stage::live || stage == Stage::superseded || stage == Stage::draft ||
           stage == Stage::removed_by_developer;
}

std::string when(const Submission& one) {
    if (!one.outlook) return {};
    const auto& outlook = *one.outlook;
    std::string out = "place " + base::decimal(outlook.place);
    if (outlook.decisions_seen > 0)
        out += ", a decision is likely about " + base::rfc3339(outlook.likely_at) + " (from " +
               base::rfc3339(outlook.early_at) + " to " + base::rfc3339(outlook.late_at) + ", " +
               base::decimal(outlook.decisions_seen) + " decisions seen)";
    return out;
}

}  // namespace

void say_submission(const Out& out, const SubmissionDetail& detail) {
    const Submission& one = detail.submission;
    out.line(out.ink(Ink::strong, "submission " + base::decimal(one.number)) + "  " +
             plain(one.id.text) + "  " + plain(one.app_name) + " " + plain(one.version_name) +
             (one.version_code.empty() ? "" : " (" + plain(one.version_code) + ")") + "  " +
             std::string(contract::name_of(one.track)));
    const std::string stage(contract::name_of(one.stage));
    out.line("  stage   " + out.ink(said_no(one.stage) ? Ink::bad : Ink::good, stage));
    if (const std::string text = when(one); !text.empty()) out.line("  queue   " + text);
    if (one.fraction > 0)
        out.line("  rollout " + base::fixed(one.fraction * 100, 2) + " % of devices");
    if (!detail.timeline.empty() && !detail.timeline.back().reason.empty())
        out.line("  reason  " + plain(detail.timeline.back().reason));
    if (one.attention)
        out.line("  needs   " + plain(one.attention->title) +
                 (one.attention->due_at ? ", by " + base::rfc3339(*one.attention->due_at) : ""));
    out.line("  checks  " + base::decimal(one.checks_passed) + " passed, " +
             base::decimal(one.blocking) + " blocking, " + base::decimal(one.advice) + " advice");
    say_findings(out, detail.findings);
}

Result<SubmissionDetail> wait_until(Session& at, const contract::SubmissionId& id, Until until) {
    const auto store = at.store();
    if (!store) return refused(store.error());
    const double seconds = base::parse_number(at.words.text("timeout", "1e12")).value_or(1e12);
    const auto most = static_cast<std::int64_t>(std::clamp(seconds * 1000, 0.0, 1e15));
    const std::int64_t began = steady_ms();
    std::optional<Stage> shown;
    std::int32_t place = 0;
    for (std::int64_t pause = pause_first_ms;; pause = std::min(pause * 3 / 2, pause_most_ms)) {
        auto detail = (*store)->ask<contract::GetSubmission>({id});
        if (!detail) return detail;
        const Submission& one = detail->submission;
        const std::int32_t now = one.outlook ? one.outlook->place : 0;
        if (shown != one.stage || place != now) {
            const std::string text = when(one);
            at.out.note("submission " + base::decimal(one.number) + ": " +
                        std::string(contract::name_of(one.stage)) +
                        (text.empty() ? "" : ", " + text));
            if (shown != one.stage) pause = pause_first_ms;
            shown = one.stage;
            place = now;
        }
        if (at_rest(one.stage, until)) return detail;
        if (steady_ms() - began >= most)
            return refused(base::Problem::of(
                base::ProblemKind::timeout, "still_waiting",
                "It is " + std::string(contract::name_of(one.stage)) + " still.",
                "Look again with vitrine status " + id.text + "."));
        if (!wait_ms(pause))
            return refused(interrupted_problem(
                "The submission goes on without us: vitrine status " + id.text + "."));
    }
}

Exit exit_of(const SubmissionDetail& detail) {
    return said_no(detail.submission.stage) ? Exit::refused : Exit::ok;
}

}  // namespace vitrine::cli
