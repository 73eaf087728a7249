#include "contract/metrics.h"

namespace vitrine::contract {

Unit unit_of(Metric metric) {
    switch (metric) {
        case Metric::crash_free_sessions:
        case Metric::conversions: return Unit::ratio;
        case Metric::revenue: return Unit::money;
        case Metric::rating: return Unit::stars;
        default: return Unit::count;
    }
}

Joining joining_of(Metric metric) {
    if (metric == Metric::active_devices) return Joining::last;
    const Unit unit = unit_of(metric);
    return unit == Unit::ratio || unit == Unit::stars ? Joining::mean : Joining::sum;
}

bool more_is_better(Metric metric) {
    return metric != Metric::uninstalls && metric != Metric::crashes && metric != Metric::anrs;
}

}  // namespace vitrine::contract
