#include "service/desks/rollout_watch.h"

#include <algorithm>
#include <span>

namespace vitrine::service::desks {
namespace {

using base::Instant;
using base::refused;
using base::Result;
using contract::Comparison;
using contract::RolloutFigure;
using contract::SessionCount;
using ports::VersionHour;

constexpr std::int64_t shown_hours = 40;

Result<SessionCount> sessions_of(World& world, const contract::AppId& app,
                                 const std::string& version, const contract::WatchSpan& span) {
    const auto hours = world.store.events().version_hours(app, version, span.from, span.to);
    if (!hours) return refused(hours.error());
    SessionCount out;
    for (const VersionHour& one : *hours) {
        out.sessions += one.sessions;
        out.crashes += one.crashes;
    }
    return out;
}

Result<void> compare_crashes(World& world, const contract::AppId& app,
                             const contract::RolloutRule& rule, const contract::WatchSpan& span,
                             double tail, Comparison& out) {
    const auto fresh = sessions_of(world, app, out.version, span);
    if (!fresh) return refused(fresh.error());
    const auto previous = sessions_of(world, app, out.previous_version, span);
    if (!previous) return refused(previous.error());
    contract::compare(out, *fresh, *previous, rule.sessions_min, tail);
    return {};
}

Result<void> compare_stars(World& world, const contract::AppId& app,
                           const contract::RolloutRule& rule, const contract::WatchSpan& span,
                           double tail, Comparison& out) {
    auto& reviews = world.store.reviews();
    const auto fresh = reviews.stars(app, out.version, span.from, span.to);
    if (!fresh) return refused(fresh.error());
    const auto previous = reviews.stars(app, out.previous_version, span.from, span.to);
    if (!previous) return refused(previous.error());
    contract::compare(out, *fresh, *previous, rule.ratings_min, tail);
    return {};
}

// The share of crashes in each of the hours in [from, to), and in all of them.
struct Line {
    std::vector<double> hours;
    std::optional<double> whole;
};
Result<Line> crash_line(World& world, const contract::AppId& app, const std::string& version,
                        Instant from, Instant to) {
    const auto found = world.store.events().version_hours(app, version, from, to);
    if (!found) return refused(found.error());
    Line out;
    VersionHour sum;
    for (const VersionHour& one : *found) {
        if (one.sessions <= 0) continue;
        out.hours.push_back(static_cast<double>(std::min(one.crashes, one.sessions)) /
                            static_cast<double>(one.sessions));
        sum.sessions += one.sessions;
        sum.crashes += one.crashes;
    }
    if (sum.sessions > 0)
        out.whole = static_cast<double>(std::min(sum.crashes, sum.sessions)) /
                    static_cast<double>(sum.sessions);
    return out;
}

}  // namespace

Result<std::vector<Comparison>> compare_versions(World& world, const ports::StoredRelease& stored,
                                                 const contract::RolloutRule& rule, Instant now) {
    std::vector<Comparison> out;
    const contract::Release& release = stored.release;
    const int figures = (rule.crash_rate_by ? 1 : 0) + (rule.rating_by ? 1 : 0);
    if (figures == 0 || release.stage != contract::Stage::rolling_out || !stored.rolls_since ||
        release.previous_version.empty() || release.previous_version == release.version_name)
        return out;
    const auto span = contract::watch_span(*stored.rolls_since, now);
    if (!span) return out;
    const double tail = contract::tail_of_look(rule.confidence, span->hours, figures);
    Comparison seen;
    seen.version = release.version_name;
    seen.previous_version = release.previous_version;
    seen.confidence = rule.confidence;
    seen.from = span->from;
    seen.to = span->to;
    if (rule.crash_rate_by) {
        out.push_back(seen);
        out.back().bound = *rule.crash_rate_by;
        auto done = compare_crashes(world, release.app, rule, *span, tail, out.back());
        if (!done) return refused(done.error());
    }
    if (rule.rating_by) {
        out.push_back(seen);
        out.back().figure = RolloutFigure::rating;
        out.back().bound = *rule.rating_by;
        auto done = compare_stars(world, release.app, rule, *span, tail, out.back());
        if (!done) return refused(done.error());
    }
    return out;
}

Result<void> fill_figures(World& world, contract::Release& release, Instant now) {
    const bool put = release.devices > 0 || release.crash_rate || !release.crash_hours.empty();
    if (put || !contract::is_release(release.stage)) return {};
    const Instant to{now.ms - now.ms % base::hour_ms}, from{to.ms - shown_hours * base::hour_ms};
    auto own = crash_line(world, release.app, release.version_name, from, to);
    if (!own) return refused(own.error());
    release.crash_hours = std::move(own->hours);
    release.crash_rate = own->whole;
    if (!release.previous_version.empty()) {
        auto before = crash_line(world, release.app, release.previous_version, from, to);
        if (!before) return refused(before.error());
        release.previous_crash_hours = std::move(before->hours);
        release.previous_crash_rate = before->whole;
    }
    const base::Day today = base::day_of(now);
    const auto active = world.store.metrics().slices(
        std::span(&release.app, 1), contract::Metric::active_devices, contract::Dimension::version,
        {today.number - 1}, {today.number + 1});
    if (!active) return refused(active.error());
    for (const ports::Slice& slice : *active)
        if (slice.key == release.version_name)
            release.devices = std::max(release.devices, static_cast<std::int64_t>(slice.value));
    return {};
}

}  // namespace vitrine::service::desks
