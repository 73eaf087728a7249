// Whether the apps that a request names are the team's.
#pragma once
#include <span>

#include "service/desks/world.h"

namespace vitrine::service::desks {

// Refuses (invalid) the first that is not, by its path: "apps.2".
base::Result<void> refuse_foreign_apps(World& world, const contract::TeamId& team,
                                       std::span<const contract::AppId> apps);

}  // namespace vitrine::service::desks
