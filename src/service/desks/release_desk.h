// Releases on their tracks: what is out, steering a rollout, and the rule that halts it.
//
// A release is its submission (contract/releases.h), so every change goes through SubmissionDesk.
// What belongs to another team or is out of reach is not found.
#pragma once
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {

class ReleaseDesk {
public:
    ReleaseDesk(World world, SubmissionDesk& submissions)
        : world_(world), submissions_(submissions) {}

    base::Result<contract::ReleasePage> rollouts(const Caller& who,
                                                 const contract::ListRollouts::Request& ask);
    base::Result<contract::ReleaseList> list(const Caller& who,
                                             const contract::ListReleases::Request& ask);
    base::Result<contract::ReleaseDetail> find(const Caller& who,
                                               const contract::ReleaseId& release);
    base::Result<contract::Release> state(const Caller& who, const contract::ReleaseId& release);
    // With dry_run: what would come out, and nothing happens.
    base::Result<contract::Release> change(const Caller& who,
                                           const contract::ChangeRollout::Request& ask);

    base::Result<contract::RolloutRule> rule(const Caller& who, const contract::AppId& app);
    base::Result<contract::RolloutRule> change_rule(const Caller& who,
                                                    const contract::PutRolloutRule::Request& ask);
    // The service's own look at every rollout of an app with a rule; how many it halted.
    base::Result<int> watch();

private:
    base::Result<ports::StoredRelease> visible(const Caller& who,
                                               const contract::ReleaseId& release);

    World world_;
    SubmissionDesk& submissions_;
};

}  // namespace vitrine::service::desks
