// The figures of a rollout, read from what devices and reviews tell of its version and of the one
// before it. By name of the version: two versions that share a name cannot be told apart.
#pragma once
#include "service/desks/world.h"

namespace vitrine::service::desks {

// What the rule sees of a release that rolls out, one comparison for each bound that it has: over
// the whole hours since the rollout was last started or resumed by somebody. Empty while there is
// nothing to compare: no whole hour yet, or nothing was live before.
base::Result<std::vector<contract::Comparison>> compare_versions(
    World& world, const ports::StoredRelease& stored, const contract::RolloutRule& rule,
    base::Instant now);

// Devices and crash rates of the last hours, where none were put by hand (examples).
base::Result<void> fill_figures(World& world, contract::Release& release, base::Instant now);

}  // namespace vitrine::service::desks
