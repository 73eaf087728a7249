// The demonstration's figures as a function: any app, metric and day (or hour) gives its value, the
// same one however often and in whatever order it is asked. Nothing is remembered.
//
// A day's value = level on day 0 x growth x weekly rhythm x what happened (releases, a feature, a
// price) x a little noise. An hour of a counted metric is its share of the day by a daily rhythm,
// and the hours of a day add up to exactly the day. Days count from the day of planting.
#pragma once
#include "contract/metrics.h"
#include "service/seed/cast.h"

namespace vitrine::service::seed {

inline constexpr int daily_history = 730;   // days with daily points
inline constexpr int hourly_history = 90;   // days with hourly points
inline constexpr int sliced_history = 130;  // days with slices by dimension

// The whole day's value, in the metric's unit (money in minor units, ratios 0..1).
double day_value(const AppCast& app, contract::Metric metric, int day);
// The day's value as of `share_of_day` (0..1]: counted metrics grow towards day_value().
double day_value_so_far(const AppCast& app, contract::Metric metric, int day, double hours);
// One hour of it, hour 0..23; `share` (0..1] of that hour has passed.
double hour_value(const AppCast& app, contract::Metric metric, int day, int hour, double share);

// Share of each of `app.versions` among the devices that day; they add up to 1.
std::vector<double> version_shares(const AppCast& app, double day);

struct KeyShare {
    std::string_view key;
    double share;
};
// The day's value split over the keys of a dimension; adds up to about 1.
std::vector<KeyShare> key_shares(const AppCast& app, contract::Dimension by, int day);
// Metrics that are kept by dimension.
std::span<const contract::Metric> sliced_metrics();

// What happened and when, for the chart's marks: beyond the releases of all apps.
inline constexpr int featured_day = -25, icon_day = -43, price_day = -10;

}  // namespace vitrine::service::seed
