#include "service/desks/incident_desk.h"

namespace vitrine::service::desks {

base::Result<contract::IncidentPage> IncidentDesk::list() {
    constexpr std::int64_t reach_ms = 14 * base::day_ms;
    auto items = world_.store.metrics().incidents({world_.clock.now().ms - reach_ms});
    if (!items) return base::refused(items.error());
    return contract::IncidentPage{std::move(*items)};
}

}  // namespace vitrine::service::desks
