// Figures: series with their compared span, breakdowns, and what moved them.
//
// Points come from the store by hour or by day; weeks (from Monday) and months are joined here.
// A gap stays a gap: a week is only as whole as its days, and a point without any is null.
#pragma once
#include "contract/exports.h"
#include "contract/ingest.h"
#include "contract/metrics.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

inline constexpr std::int32_t span_days_max = 800;
inline constexpr std::int32_t hour_span_days_max = 92;  // hours are kept for about 90 days
inline constexpr std::int32_t cohort_days_max = 92;

// "span_empty", "span_too_long" (invalid).
base::Result<void> refuse_span(base::Day from, base::Day to, std::int32_t days_max);

class MetricDesk {
public:
    explicit MetricDesk(World world) : world_(world) {}

    // Refuses (invalid) "span_empty", "span_too_long"; (not_found) an app of another team.
    base::Result<contract::SeriesSet> read(const Caller& who,
                                           const contract::ReadMetrics::Request& ask);
    // The same, of one app and without its gaps, each with how often it was given a new value.
    base::Result<std::vector<contract::MetricPoint>> points(
        const Caller& who, const contract::AppId& app, const contract::ReadMetrics::Request& ask);
    base::Result<contract::Breakdown> breakdown(const Caller& who,
                                                const contract::ReadBreakdown::Request& ask);
    base::Result<contract::AnnotationPage> annotations(
        const Caller& who, const contract::ListAnnotations::Request& ask);
    base::Result<contract::Retention> retention(const Caller& who,
                                                const contract::ReadRetention::Request& ask);
    base::Result<contract::Funnel> funnel(const Caller& who,
                                          const contract::ReadFunnel::Request& ask);

private:
    World world_;
};

}  // namespace vitrine::service::desks
