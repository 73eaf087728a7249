// Rollouts in progress, what the charts are annotated with, and the incidents of the day.
#include <cmath>

#include "base/text.h"
#include "contract/releases.h"
#include "service/seed/cast.h"
#include "service/seed/dice.h"
#include "service/seed/shape.h"
#include "service/seed/stories.h"

namespace vitrine::service::seed {
namespace {

using base::day_ms;
using base::hour_ms;
using base::Instant;
using base::minute_ms;
using contract::Annotation;
using contract::AnnotationKind;
using contract::Release;

constexpr std::size_t crash_hours = 40;

// Crash rate by hour around `rate`; `rise` is added an hour after hour 22.
std::vector<double> crash_line(std::string_view key, double rate, double rise) {
    std::vector<double> out;
    Dice dice(key);
    for (std::size_t i = 0; i < crash_hours; ++i) {
        const double wave = .05 * std::sin(static_cast<double>(i) / 24 * 6.283185307179586);
        const double grown = i > 22 ? rise * static_cast<double>(i - 22) : 0;
        out.push_back(rate * (1 + wave + .09 * dice.spread()) + grown);
    }
    return out;
}

// The figures of a release whose submission is planted.
Release figures_of(std::int64_t number, std::string_view app, std::string_view previous,
                   double fraction, double rate, double rate_before) {
    Release release;
    release.id = contract::release_of({"example_" + base::decimal(number)});
    release.devices = std::llround(app_of(app).devices * fraction);
    release.crash_rate = rate;
    release.previous_crash_rate = rate_before;
    release.crash_hours = crash_line(app, rate, 0);
    release.previous_crash_hours = crash_line(previous, rate_before, 0);
    return release;
}

Annotation a_mark(std::string_view app, Instant at, AnnotationKind kind, std::string_view label,
                  std::string_view detail) {
    Annotation mark;
    mark.app = app_of(app).id();
    mark.at = at;
    mark.kind = kind;
    mark.label = label;
    mark.detail = detail;
    return mark;
}

std::vector<Annotation> trailmark_marks(Instant now) {
    const Instant today = base::start_of(base::day_of(now));
    const auto day = [&](int offset) { return Instant{today.ms + offset * day_ms + 9 * hour_ms}; };
    std::vector<Annotation> all = {
        a_mark("trailmark", day(icon_day), AnnotationKind::listing, "New icon", "All period"),
        a_mark("trailmark", day(featured_day), AnnotationKind::feature, "Featured in Germany",
               "For 8 days"),
        a_mark("trailmark", day(price_day), AnnotationKind::price, "Price change",
               "Since then"),
        a_mark("trailmark", day(-4), AnnotationKind::rollout, "4.2.0 1%", "Crashes in 4.2.0"),
        a_mark("trailmark", {now.ms - 4 * hour_ms - 32 * minute_ms}, AnnotationKind::rollout,
               "Held at 20%", "By your rule on crash rate"),
    };
    constexpr double effects[] = {468, 2610, -214, -96};
    for (std::size_t i = 0; i < 4; ++i) all[i].effect = effects[i];
    all[4].halted = true;
    return all;
}

}  // namespace

base::Result<void> plant_rollouts(ports::Store& store, Instant now) {
    Release trailmark = figures_of(20478, "trailmark", "4.1.3", .2, .0052, .0031);
    trailmark.crash_hours = crash_line("trailmark", .0031, .00012);
    Release tidepool = figures_of(20476, "tidepool", "5.6.2", .5, .0012, .0013);
    tidepool.next_step_at = Instant{now.ms + 9 * hour_ms};
    Release bricklane = figures_of(20479, "bricklane", "2.0.7", .05, .0022, .0024);
    bricklane.next_step_at = Instant{now.ms + 26 * hour_ms};
    for (const Release& release : {trailmark, tidepool, bricklane})
        if (auto done = store.releases().put_figures(release); !done) return done;
    return {};
}

base::Result<void> plant_marks(ports::Store& store, Instant now) {
    auto marks = trailmark_marks(now);
    const Instant today = base::start_of(base::day_of(now));
    for (const AppCast& app : apps())
        for (const Version& version : app.versions)
            if (version.cap >= 1 && version.day > -daily_history)
                marks.push_back(a_mark(app.key, {today.ms + version.day * day_ms + 9 * hour_ms},
                                       AnnotationKind::release, version.name, "Released"));
    for (const Annotation& mark : marks)
        if (auto done = store.metrics().put_annotation(mark); !done) return done;
    const contract::Incident incidents[] = {
        {{"incident_push"}, "Push delivery is slow in South America", "Median 48 s, normally 2 s",
         false, Instant{now.ms - 37 * minute_ms}},
        {{"incident_receipts"}, "Purchase receipts delayed", "Fixed, all receipts resent", true,
         Instant{now.ms - 5 * hour_ms}}};
    for (const contract::Incident& incident : incidents)
        if (auto done = store.metrics().put_incident(incident); !done) return done;
    return {};
}

}  // namespace vitrine::service::seed
