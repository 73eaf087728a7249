// The state of the store's own services, told to everybody who is signed in.
#pragma once
#include "contract/metrics.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class IncidentDesk {
public:
    explicit IncidentDesk(World world) : world_(world) {}
    // Open ones, and those of the last 14 days.
    base::Result<contract::IncidentPage> list();

private:
    World world_;
};

}  // namespace vitrine::service::desks
