// Reading the audit log. Writing it is every desk's own business, in the batch of the change.
#pragma once
#include <map>

#include "contract/audit.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class AuditDesk {
public:
    explicit AuditDesk(World world) : world_(world) {}

    // A team's own lines; for the store's administrators everybody's.
    base::Result<contract::AuditPage> list(const Caller& who,
                                           const contract::ListAudit::Request& ask);

private:
    base::Result<std::string> name_of(const std::string& actor);

    World world_;
};

}  // namespace vitrine::service::desks
