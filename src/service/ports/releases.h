// Releases as the store reads them off submissions (contract/releases.h), and the rules by which
// rollouts are halted.
//
// Nothing of a release is written here: Submissions::save is the only writer. What the store does
// not count itself, the figures of examples, is kept beside.
#pragma once
#include "base/result.h"
#include "contract/releases.h"

namespace vitrine::service::ports {

// In `release`, app_name and icon are the app's; stage, fraction and what was said when it was
// halted are the submission's; the figures are those that were put, or none.
struct StoredRelease {
    contract::TeamId team;
    contract::SubmissionId submission;
    std::string version_code;
    // While it is on its way or in progress: the live one of its track. While it is live: the one
    // that was superseded last. `release.previous_version` is this one's.
    std::optional<contract::SubmissionId> previous;
    std::optional<base::Instant> rolls_since;  // the last time it was started or resumed
    contract::Release release;
    bool operator==(const StoredRelease&) const = default;
};

struct ReleaseQuery {
    contract::AppId app;
    std::optional<contract::Track> track;
    std::vector<contract::Stage> stages;  // empty does not narrow
    std::int32_t limit = 50;
    std::optional<std::string> cursor;
};
struct ReleaseRows {
    std::vector<StoredRelease> items;
    std::optional<std::string> next;
    std::int64_t total = 0;
};

struct Releases {
    virtual ~Releases() = default;

    // Rolling out or halted, of one team and maybe one app, by (app name, release id).
    virtual base::Result<std::vector<StoredRelease>> in_progress(
        const contract::TeamId& team, const std::optional<contract::AppId>& app) = 0;
    // By number of the submission, falling. Refuses (invalid): "bad_cursor".
    virtual base::Result<ReleaseRows> list(const ReleaseQuery& query) = 0;
    virtual base::Result<std::optional<StoredRelease>> find(const contract::ReleaseId& id) = 0;
    // Rolling out, of every app that has a rule.
    virtual base::Result<std::vector<StoredRelease>> watched() = 0;

    // Keeps devices, crash rates, crash hours and the time of the next step of `release.id`.
    // Refuses (not_found) what is no release.
    virtual base::Result<void> put_figures(const contract::Release& release) = 0;

    virtual base::Result<contract::RolloutRule> rule(const contract::AppId& app) = 0;
    // Compare-and-set on the revision, 0 for the first; returns it with the next one. Refuses
    // (stale) "stale_revision", (not_found) an unknown app.
    virtual base::Result<contract::RolloutRule> put_rule(const contract::AppId& app,
                                                         const contract::RolloutRule& rule) = 0;
};

}  // namespace vitrine::service::ports
