#include "service/desks/own_apps.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::service::desks {

base::Result<void> refuse_foreign_apps(World& world, const contract::TeamId& team,
                                       std::span<const contract::AppId> apps) {
    if (apps.empty()) return {};
    const auto own = world.store.apps().ids_of(team);
    if (!own) return base::refused(own.error());
    for (std::size_t i = 0; i < apps.size(); ++i)
        if (std::ranges::find(*own, apps[i]) == own->end())
            return base::refused(contract::invalid_fields(
                {{"apps." + base::decimal(static_cast<std::int64_t>(i)), "not_allowed",
                  "the team has no such app"}}));
    return {};
}

}  // namespace vitrine::service::desks
