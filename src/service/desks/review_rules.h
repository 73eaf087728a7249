// The rules by which the store reviews: an operator's setting, read where they are needed.
#pragma once
#include "contract/baskets.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// What was set, or the defaults.
base::Result<contract::ReviewRules> review_rules(World& world);

class RuleDesk {
public:
    explicit RuleDesk(World world) : world_(world) {}

    base::Result<contract::ReviewRules> find(const Caller& who);
    // They hold from now on; with a line in the audit log. Refuses (stale) "stale_revision".
    base::Result<contract::ReviewRules> change(const Caller& who,
                                               const contract::ChangeReviewRules::Request& ask);

private:
    World world_;
};

}  // namespace vitrine::service::desks
