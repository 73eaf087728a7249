// Apps and their rollouts. What belongs to another team is not found.
#pragma once
#include "contract/apps.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class AppDesk {
public:
    explicit AppDesk(World world) : world_(world) {}

    base::Result<contract::AppPage> list(const Caller& who, const contract::ListApps::Request& ask);
    base::Result<contract::App> find(const Caller& who, const contract::AppId& app);
    base::Result<contract::App> create(const Caller& who, const contract::CreateApp::Request& ask);
    base::Result<contract::ReleasePage> rollouts(const Caller& who,
                                                 const contract::ListRollouts::Request& ask);
    base::Result<contract::Release> find_release(const Caller& who,
                                                 const contract::ReleaseId& release);
    // Also moves the submission that the release came from, so that both always say the same.
    base::Result<contract::Release> change_rollout(const Caller& who,
                                                   const contract::ChangeRollout::Request& ask);

private:
    base::Result<ports::StoredRelease> owned_release(const Caller& who,
                                                     const contract::ReleaseId& release);
    base::Result<void> move_submission(const Caller& who, const contract::Release& release,
                                       const contract::ChangeRollout::Request& ask);

    World world_;
};

// Every app where the caller has the right, or those asked for; refuses (not_found) an app of
// another team or out of reach. Never empty for a caller who is kept to single apps.
base::Result<std::vector<contract::AppId>> apps_asked_for(
    World world, const Caller& who, contract::Right right,
    const std::vector<contract::AppId>& asked);

}  // namespace vitrine::service::desks
