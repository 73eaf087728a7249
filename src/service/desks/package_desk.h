// Packages that were committed, and what was read from them. What belongs to another team is not
// found; the store's people see every team's.
#pragma once
#include "contract/uploads.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class PackageDesk {
public:
    explicit PackageDesk(World world) : world_(world) {}

    base::Result<contract::PackageDetail> find(const Caller& who,
                                               const contract::PackageId& package);
    base::Result<contract::PackagePage> list(const Caller& who,
                                             const contract::ListPackages::Request& ask);

private:
    World world_;
};

}  // namespace vitrine::service::desks
