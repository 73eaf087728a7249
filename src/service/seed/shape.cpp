#include "service/seed/shape.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "service/seed/dice.h"

namespace vitrine::service::seed {
namespace {

using contract::Metric;

constexpr double sessions_a_day = 1.55;  // per active device
// What the releases add to the installs of the last weeks, taken off everywhere: the cast's figures
// are those of the overview.
constexpr double without_releases = .973;
constexpr int steep_days = 112;          // growth was slower before

std::int64_t index_of(const AppCast& app) {
    return &app - apps().data();
}

double noise(const AppCast& app, Metric metric, int day, double size) {
    return 1 + size * Dice("noise", {index_of(app), static_cast<int>(metric), day}).spread();
}

double growth(double per_28_days, int day) {
    const double k = std::log1p(per_28_days) / 28;
    if (day >= -steep_days) return std::exp(k * day);
    return std::exp(-k * steep_days + 0.42 * k * (day + steep_days));
}

// A hill that begins on `from` and fades with `fade_days`.
double bump(int day, int from, double height, double fade_days) {
    return day < from ? 1 : 1 + height * std::exp((from - day) / fade_days);
}

double step(int day, int from, double height) {
    return day < from ? 1 : 1 + height;
}

// Planting may happen on any weekday; the rhythm follows the days, not the calendar, so that the
// demonstration looks the same every time: two busy days in seven.
double weekly(int day, double size) {
    static constexpr double beat[7] = {.55, 1.0, .65, -.15, -.75, -.95, -.35};
    return 1 + size * beat[((day % 7) + 7) % 7];
}

double releases(const AppCast& app, int day, double height) {
    double out = 1;
    for (const Version& version : app.versions)
        if (version.cap >= 1) out *= bump(day, version.day, height, 6);
    return out;
}

double installs(const AppCast& app, int day) {
    double out = app.installs * without_releases * growth(app.growth_28d, day) *
                 weekly(day, .07) * noise(app, Metric::installs, day, .045) *
                 releases(app, day, .27);
    if (app.key != "trailmark") return std::round(out);
    out *= step(day, icon_day, .03) * bump(day, featured_day, .48, 7.5) *
           step(day, price_day, -.03);
    if (day >= -2) out *= .96;  // word of the crash gets around
    return std::round(out);
}

double conversion(const AppCast& app, int day) {
    const double trend = 1 + .0004 * std::max(day, -steep_days);
    double out = app.conversion * trend * weekly(day, .015) *
                 noise(app, Metric::conversions, day, .012);
    if (app.key == "trailmark") out *= day < icon_day ? .965 : 1;
    return out;
}

double devices(const AppCast& app, int day) {
    return std::round(app.devices * growth(.021, day) * weekly(day, .005) *
                      noise(app, Metric::active_devices, day, .0015));
}

double crash_rate(const AppCast& app, int day) {
    const auto shares = version_shares(app, day);
    double rate = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) rate += shares[i] * app.versions[i].crash_rate;
    // Zooming is what everybody does on a map: the new version's crashes come in heavy sessions.
    if (app.key == "trailmark" && day > -4 && day < 8) rate += .0009 * std::min(day + 4, 4);
    return rate * noise(app, Metric::crash_free_sessions, day, .05);
}

double crashes(const AppCast& app, int day) {
    return std::round(devices(app, day) * sessions_a_day * crash_rate(app, day));
}

double revenue(const AppCast& app, int day) {
    double out = app.revenue_cents * growth(.092, day) * weekly(day, .2) *
                 noise(app, Metric::revenue, day, .07) * releases(app, day, .06);
    if (app.key == "trailmark") out *= step(day, price_day, .07) * bump(day, featured_day, .2, 7);
    return std::round(out);
}

double rating(const AppCast& app, int day) {
    const bool zooming = app.key == "trailmark" && day >= -3 && day <= 3;
    const double out = app.rating + .0006 * std::max(day, -steep_days) +
                       .05 * Dice("rating", {index_of(app), day}).bell() - (zooming ? .3 : 0);
    return std::clamp(out, 1.0, 5.0);
}

bool is_counted(Metric metric) {
    return contract::joining_of(metric) == contract::Joining::sum;
}

// Share of the day's total that has come in after `hours` (0..24).
double share_after(const AppCast& app, int day, double hours) {
    std::array<double, 25> upto = {};
    Dice dice("hours", {index_of(app), day});
    for (std::size_t hour = 0; hour < 24; ++hour) {
        const double at = static_cast<double>(hour);
        const double evening = std::exp(-(at - 19) * (at - 19) / 18);
        const double morning = .75 * std::exp(-(at - 8) * (at - 8) / 14);
        const double noon = .35 * std::exp(-(at - 13) * (at - 13) / 10);
        upto[hour + 1] = upto[hour] + (.35 + evening + morning + noon) * (1 + .1 * dice.spread());
    }
    const double clock = std::clamp(hours, 0.0, 24.0);
    const auto whole = static_cast<std::size_t>(std::min(clock, 23.999999));
    const double part = clock - static_cast<double>(whole);
    return (upto[whole] + part * (upto[whole + 1] - upto[whole])) / upto[24];
}

}  // namespace

double day_value(const AppCast& app, Metric metric, int day) {
    switch (metric) {
        case Metric::installs: return installs(app, day);
        case Metric::uninstalls:
            return std::round(installs(app, day - 1) * noise(app, metric, day, .08) *
                              (app.key == "trailmark" && day > -4 ? .070 : .058));
        case Metric::active_devices: return devices(app, day);
        case Metric::crashes: return crashes(app, day);
        case Metric::crash_free_sessions: return 1 - crash_rate(app, day);
        case Metric::anrs: return std::round(crashes(app, day) * .21 * noise(app, metric, day, .1));
        case Metric::revenue: return revenue(app, day);
        case Metric::listing_views: return std::round(installs(app, day) / conversion(app, day));
        case Metric::conversions: return conversion(app, day);
        case Metric::rating: return rating(app, day);
    }
    return 0;
}

double day_value_so_far(const AppCast& app, Metric metric, int day, double hours) {
    const double whole = day_value(app, metric, day);
    if (!is_counted(metric) || hours >= 24) return whole;
    return std::floor(whole * share_after(app, day, hours) + .5);
}

double hour_value(const AppCast& app, Metric metric, int day, int hour, double share) {
    if (is_counted(metric))
        return day_value_so_far(app, metric, day, hour + share) -
               day_value_so_far(app, metric, day, hour);
    const double whole = day_value(app, metric, day);
    const double wave = std::sin((hour - 14) / 24.0 * 6.283185307179586);
    Dice dice("hour", {index_of(app), static_cast<int>(metric), day, hour});
    const double jitter = dice.spread();
    switch (metric) {
        case Metric::active_devices: return std::round(whole * (1 + .006 * wave + .001 * jitter));
        case Metric::crash_free_sessions: return 1 - (1 - whole) * (1 + .08 * wave + .12 * jitter);
        case Metric::conversions: return whole * (1 + .03 * wave + .02 * jitter);
        default: return std::clamp(whole + .15 * jitter, 1.0, 5.0);
    }
}

std::vector<double> version_shares(const AppCast& app, double day) {
    std::vector<double> out(app.versions.size(), 0);
    double left = 1;
    for (std::size_t i = out.size(); i-- > 1;) {
        const Version& version = app.versions[i];
        const double age = day - version.day + .5;
        if (age <= 0) continue;
        // A rollout comes in steps within days; an update is taken up within weeks.
        const double adopted = version.cap < 1 ? version.cap * std::min(1.0, age / 3)
                                               : .97 * (1 - std::exp(-age / 7));
        out[i] = left * adopted;
        left -= out[i];
    }
    out[0] = left;
    return out;
}

std::span<const contract::Metric> sliced_metrics() {
    static constexpr Metric all[] = {Metric::installs, Metric::uninstalls, Metric::active_devices,
                                     Metric::crashes,  Metric::revenue,    Metric::listing_views};
    return all;
}

}  // namespace vitrine::service::seed
