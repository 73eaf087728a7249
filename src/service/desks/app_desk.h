// Apps. What belongs to another team is not found.
#pragma once
#include "contract/apps.h"
#include "contract/prices.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class AppDesk {
public:
    explicit AppDesk(World world) : world_(world) {}

    base::Result<contract::AppPage> list(const Caller& who, const contract::ListApps::Request& ask);
    base::Result<contract::App> find(const Caller& who, const contract::AppId& app);
    base::Result<contract::App> create(const Caller& who, const contract::CreateApp::Request& ask);

    base::Result<contract::Price> price(const Caller& who, const contract::AppId& app);
    // A new price is marked in the app's figures.
    base::Result<contract::Price> change_price(const Caller& who,
                                               const contract::PutPrice::Request& ask);

private:
    base::Result<contract::Price> keep_price(const Caller& who, const ports::StoredApp& app,
                                             const contract::Price& before,
                                             const contract::Price& next);

    World world_;
};

// Every app where the caller has the right, or those asked for; refuses (not_found) an app of
// another team or out of reach. Never empty for a caller who is kept to single apps.
base::Result<std::vector<contract::AppId>> apps_asked_for(
    World world, const Caller& who, contract::Right right,
    const std::vector<contract::AppId>& asked);

}  // namespace vitrine::service::desks
