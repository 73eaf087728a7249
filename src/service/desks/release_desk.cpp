#include "service/desks/release_desk.h"

#include "service/desks/app_desk.h"
#include "service/desks/rollout_watch.h"
#include "service/desks/submission_life.h"
#include "service/store_rules.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Release;
using contract::Right;
using contract::RolloutRule;
using ports::StoredRelease;

}  // namespace

Result<contract::ReleasePage> ReleaseDesk::rollouts(const Caller& who,
                                                    const contract::ListRollouts::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (ask.app)
        if (auto app = apps_asked_for(world_, who, Right::read_releases, {*ask.app}); !app)
            return refused(app.error());
    auto items = world_.store.releases().in_progress(*team, ask.app);
    if (!items) return refused(items.error());
    contract::ReleasePage page;
    for (StoredRelease& one : *items) {
        if (!who.may(Right::read_releases, one.release.app)) continue;
        if (auto done = fill_figures(world_, one.release, world_.clock.now()); !done)
            return refused(done.error());
        if (who.reads_only) leave_words_out(one.release);
        page.items.push_back(std::move(one.release));
    }
    return page;
}

Result<contract::ReleaseList> ReleaseDesk::list(const Caller& who,
                                                const contract::ListReleases::Request& ask) {
    if (auto app = apps_asked_for(world_, who, Right::read_releases, {ask.app}); !app)
        return refused(app.error());
    auto rows = world_.store.releases().list(
        {ask.app, ask.track, ask.stages, ask.limit.value_or(50), ask.cursor});
    if (!rows) return refused(rows.error());
    contract::ReleaseList page;
    for (StoredRelease& one : rows->items) {
        if (who.reads_only) leave_words_out(one.release);
        page.items.push_back(std::move(one.release));
    }
    page.next = std::move(rows->next);
    page.total = rows->total;
    return page;
}

Result<StoredRelease> ReleaseDesk::visible(const Caller& who, const contract::ReleaseId& release) {
    auto stored = world_.store.releases().find(release);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches((*stored)->release.app))
        return refused(Problem::not_found("release"));
    return std::move(**stored);
}

Result<Release> ReleaseDesk::state(const Caller& who, const contract::ReleaseId& release) {
    auto stored = visible(who, release);
    if (!stored) return refused(stored.error());
    if (auto done = fill_figures(world_, stored->release, world_.clock.now()); !done)
        return refused(done.error());
    return std::move(stored->release);
}

Result<contract::ReleaseDetail> ReleaseDesk::find(const Caller& who,
                                                  const contract::ReleaseId& release) {
    auto stored = visible(who, release);
    if (!stored) return refused(stored.error());
    const contract::AppId app = stored->release.app;
    if (!who.may(Right::read_releases, app)) return refused(Problem::not_found("release"));
    const base::Instant now = world_.clock.now();
    contract::ReleaseDetail out;
    auto basket = world_.store.baskets().as_of(stored->submission, INT64_MAX);
    if (!basket) return refused(basket.error());
    if (*basket) {
        out.packages = std::move((*basket)->packages);
        out.notes = std::move((*basket)->notes);
        if (stored->release.stage == contract::Stage::scheduled)
            out.publish_at = (*basket)->publish_at;
    }
    const auto rule = world_.store.releases().rule(app);
    if (!rule) return refused(rule.error());
    auto seen = compare_versions(world_, *stored, *rule, now);
    if (!seen) return refused(seen.error());
    out.watch = std::move(*seen);
    if (auto done = fill_figures(world_, stored->release, now); !done)
        return refused(done.error());
    out.submission = stored->submission;
    out.version_code = stored->version_code;
    if (stored->previous) out.previous = contract::release_of(*stored->previous);
    out.release = std::move(stored->release);
    if (who.reads_only) leave_words_out(out.release);
    return out;
}

Result<Release> ReleaseDesk::change(const Caller& who,
                                    const contract::ChangeRollout::Request& ask) {
    auto stored = visible(who, ask.release);
    if (!stored) return refused(stored.error());
    const auto changed = submissions_.steer(who, stored->submission, ask);
    if (!changed) return refused(changed.error());
    if (!ask.dry_run.value_or(false)) return state(who, ask.release);
    put_state(stored->release, *changed);
    return std::move(stored->release);
}

Result<RolloutRule> ReleaseDesk::rule(const Caller& who, const contract::AppId& app) {
    if (auto known = apps_asked_for(world_, who, Right::read_releases, {app}); !known)
        return refused(known.error());
    return world_.store.releases().rule(app);
}

Result<RolloutRule> ReleaseDesk::change_rule(const Caller& who,
                                             const contract::PutRolloutRule::Request& ask) {
    const auto app = world_.store.apps().find(ask.app);
    if (!app) return refused(app.error());
    if (!*app || !who.owns((*app)->team) || !who.reaches(ask.app))
        return refused(Problem::not_found("app"));
    if (!who.may(Right::publish, ask.app)) return refused(Problem::forbidden());
    const auto known = world_.store.releases().rule(ask.app);
    if (!known) return refused(known.error());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    if (*revision && **revision != known->revision) return refused(stale_revision());
    const RolloutRule usual;
    RolloutRule rule{ask.crash_rate_by, ask.rating_by, ask.confidence.value_or(usual.confidence),
                     ask.sessions_min.value_or(usual.sessions_min),
                     ask.ratings_min.value_or(usual.ratings_min), known->revision};
    if (auto wrong = contract::refuse_rule(rule); !wrong) return refused(wrong.error());
    if (ask.dry_run.value_or(false)) return rule;
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto line = audit_line(world_, who, "rollout_rule.change", ask.app.text,
                           base::dump_json(contract::encode(rule)));
    line.app = ask.app;
    auto kept = world_.store.releases().put_rule(ask.app, rule);
    auto done = kept ? Result<void>() : Result<void>(refused(kept.error()));
    if (done = commit_with_line(world_, **batch, done, line); !done) return refused(done.error());
    return kept;
}

// One that fails keeps no other from being looked at.
Result<int> ReleaseDesk::watch() {
    const auto all = world_.store.releases().watched();
    if (!all) return refused(all.error());
    const base::Instant now = world_.clock.now();
    int halted = 0;
    for (const StoredRelease& one : *all) {
        const auto rule = world_.store.releases().rule(one.release.app);
        if (!rule) continue;
        const auto seen = compare_versions(world_, one, *rule, now);
        if (!seen) continue;
        std::string reason;
        for (const contract::Comparison& figure : *seen)
            if (figure.halts) reason += (reason.empty() ? "" : ". ") + sentence_of(figure);
        if (reason.empty()) continue;
        if (submissions_.halt_by_rule(one.submission, one.release.revision, reason)) ++halted;
    }
    return halted;
}

}  // namespace vitrine::service::desks
