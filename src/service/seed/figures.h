// Writes the figures of shape.h into the store.
#pragma once
#include "service/ports.h"

namespace vitrine::service::seed {

// Every point and slice that changes between `from` and `to`: hours and days that had begun by
// `to` and were not final at `from`. Today and yesterday are provisional (revenue a day longer, and
// it has no point for today). `day_zero` is the day of planting. From 0: the whole history.
base::Result<void> write_figures(ports::Metrics& metrics, base::Day day_zero, base::Instant from,
                                 base::Instant to);
// The slices of the days in the same span, for each sliced metric and dimension.
base::Result<void> write_slices(ports::Metrics& metrics, base::Day day_zero, base::Instant from,
                                base::Instant to);

}  // namespace vitrine::service::seed
