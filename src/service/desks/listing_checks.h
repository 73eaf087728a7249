// The listing that a basket sends to review, as the checks want it (package/checks/preflight.h).
#pragma once
#include "package/checks/preflight.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Fills `in` with texts, graphics and the data safety form at the basket's revision; without one
// only with the form that is live.
base::Result<void> add_listing(World& world, const contract::AppId& app, package::Preflight& in);

}  // namespace vitrine::service::desks
