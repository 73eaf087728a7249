// The part of MetricDesk about the lives of devices: who came back, and who went how far.
#include "service/desks/app_desk.h"
#include "service/desks/metric_desk.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::Cohort;

constexpr std::int32_t days_usual = 30;

// A day without anybody is 0 once it is over, and null before.
Cohort empty_cohort(base::Day day, base::Day today, std::int32_t days) {
    Cohort out;
    out.day = day;
    for (std::int32_t after = 0; after <= days; ++after)
        out.active.push_back(day.number + after < today.number ? std::optional<std::int64_t>(0)
                                                               : std::nullopt);
    return out;
}

std::vector<std::optional<double>> returned(const std::vector<Cohort>& cohorts,
                                            std::int32_t days) {
    std::vector<std::optional<double>> out;
    for (std::size_t after = 0; after <= static_cast<std::size_t>(days); ++after) {
        std::int64_t came = 0, all = 0;
        for (const Cohort& cohort : cohorts) {
            if (!cohort.active[after]) continue;
            came += *cohort.active[after];
            all += cohort.devices;
        }
        out.push_back(all > 0 ? std::optional(static_cast<double>(came) /
                                              static_cast<double>(all))
                              : std::nullopt);
    }
    return out;
}

}  // namespace

Result<contract::Retention> MetricDesk::retention(const Caller& who,
                                                  const contract::ReadRetention::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask.apps);
    if (!apps) return refused(apps.error());
    if (auto span = refuse_span(ask.from, ask.to, cohort_days_max); !span)
        return refused(span.error());
    const std::int32_t days = ask.days.value_or(days_usual);
    const auto counts = world_.store.events().cohorts(*apps, ask.from, ask.to, days);
    if (!counts) return refused(counts.error());
    const base::Day today = base::day_of(world_.clock.now());
    contract::Retention out;
    for (const ports::CohortCount& one : *counts) {
        if (out.cohorts.empty() || out.cohorts.back().day != one.day)
            out.cohorts.push_back(empty_cohort(one.day, today, days));
        Cohort& cohort = out.cohorts.back();
        if (one.after == 0) cohort.devices = one.devices;
        auto& active = cohort.active[static_cast<std::size_t>(one.after)];
        if (active) active = one.devices;
    }
    out.returned = returned(out.cohorts, days);
    return out;
}

Result<contract::Funnel> MetricDesk::funnel(const Caller& who,
                                            const contract::ReadFunnel::Request& ask) {
    const auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask.apps);
    if (!apps) return refused(apps.error());
    if (auto span = refuse_span(ask.from, ask.to, span_days_max); !span)
        return refused(span.error());
    const auto counts = world_.store.events().funnel(*apps, ask.from, ask.to);
    if (!counts) return refused(counts.error());
    contract::Funnel out;
    for (std::size_t step = 0; step < counts->size(); ++step) {
        contract::FunnelRow row{static_cast<contract::FunnelStep>(step), (*counts)[step], {}};
        if (counts->front() > 0)
            row.share = static_cast<double>(row.devices) / static_cast<double>(counts->front());
        out.steps.push_back(row);
    }
    return out;
}

}  // namespace vitrine::service::desks
