#include "contract/releases.h"

namespace vitrine::contract {
namespace {

constexpr std::string_view prefix = "rel_";

}  // namespace

ReleaseId release_of(const SubmissionId& submission) {
    return {std::string(prefix) + submission.text};
}

SubmissionId submission_of(const ReleaseId& release) {
    const std::string_view text = release.text;
    return {text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string()};
}

std::vector<Stage> release_stages() {
    using enum Stage;
    return {approved,    scheduled,   rolling_out,       halted,
            live,        superseded,  rolled_back,       removal_requested,
            removed_by_developer, removed_by_store};
}

bool is_release(Stage stage) {
    for (const Stage one : release_stages())
        if (one == stage) return true;
    return false;
}

bool is_release(const Submission& submission) {
    return is_release(submission.stage) && !submission.version_code.empty();
}

}  // namespace vitrine::contract
