#include "service/desks/app_desk.h"

#include "service/desks/submission_life.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Release;
using contract::Right;
using contract::RolloutAction;
using contract::Stage;

Problem fraction_problem(std::string_view code, std::string_view detail) {
    return contract::invalid_fields({{"fraction", std::string(code), std::string(detail)}});
}

Result<void> set_fraction(Release& release, const std::optional<double>& fraction) {
    if (!fraction) return refused(fraction_problem("missing", "say how far to roll out"));
    if (!(*fraction > 0 && *fraction <= 1))
        return refused(fraction_problem("out_of_range", "more than 0 and at most 1"));
    if (*fraction <= release.fraction)
        return refused(Problem::conflict("fraction_not_growing", "A rollout can only grow."));
    release.fraction = *fraction;
    if (release.fraction >= 1) release.stage = Stage::live;
    return {};
}

// Changes the value; the store has not heard of it yet.
Result<void> apply_action(Release& release, const contract::ChangeRollout::Request& ask,
                          base::Instant now) {
    switch (ask.action) {
        case RolloutAction::set: return set_fraction(release, ask.fraction);
        case RolloutAction::halt:
            release.stage = Stage::halted;
            release.halted_at = now;
            release.halt_reason = ask.reason.value_or("");
            break;
        case RolloutAction::resume:
            release.stage = Stage::rolling_out;
            release.halted_at.reset();
            release.halt_reason.clear();
            break;
        case RolloutAction::complete:
            release.stage = Stage::live;
            release.fraction = 1;
            break;
        case RolloutAction::roll_back: release.stage = Stage::rolled_back; break;
    }
    if (release.stage != Stage::rolling_out) release.next_step_at.reset();
    return {};
}

contract::Move move_for(const Release& release, RolloutAction action) {
    using contract::Move;
    switch (action) {
        case RolloutAction::halt: return Move::halt;
        case RolloutAction::resume: return Move::resume;
        case RolloutAction::roll_back: return Move::roll_back;
        default: return release.stage == Stage::live ? Move::complete : Move::edit;
    }
}

}  // namespace

Result<contract::AppPage> AppDesk::list(const Caller& who, const contract::ListApps::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    return world_.store.apps().list(
        {*team, ask.q.value_or(""), ask.limit.value_or(50), ask.cursor,
         who.apps_with(Right::read_apps)});
}

Result<contract::App> AppDesk::find(const Caller& who, const contract::AppId& app) {
    auto stored = world_.store.apps().find(app);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.may(Right::read_apps, app))
        return refused(Problem::not_found("app"));
    return (*stored)->app;
}

Result<contract::App> AppDesk::create(const Caller& who, const contract::CreateApp::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::edit_app)) return refused(Problem::forbidden());
    if (!contract::is_package_name(ask.package_name))
        return refused(contract::invalid_fields(
            {{"package_name", "not_allowed", "two or more dotted segments: org.example.notes"}}));
    ports::StoredApp stored{*team, {}};
    stored.app.id = {ports::random_id(world_.random, "app_")};
    stored.app.package_name = ask.package_name;
    stored.app.name = ask.name;
    stored.app.default_locale = ask.default_locale;
    if (auto done = world_.store.apps().create(stored); !done) return refused(done.error());
    return stored.app;
}

Result<contract::ReleasePage> AppDesk::rollouts(const Caller& who,
                                                const contract::ListRollouts::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (ask.app)
        if (auto app = apps_asked_for(world_, who, Right::read_releases, {*ask.app}); !app)
            return refused(app.error());
    auto items = world_.store.releases().in_progress(*team, ask.app);
    if (!items) return refused(items.error());
    std::erase_if(*items, [&](const Release& one) {
        return !who.may(Right::read_releases, one.app);
    });
    return contract::ReleasePage{std::move(*items)};
}

Result<ports::StoredRelease> AppDesk::owned_release(const Caller& who,
                                                    const contract::ReleaseId& release) {
    auto stored = world_.store.releases().find(release);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches((*stored)->release.app))
        return refused(Problem::not_found("release"));
    return std::move(**stored);
}

Result<Release> AppDesk::find_release(const Caller& who, const contract::ReleaseId& release) {
    auto stored = owned_release(who, release);
    if (!stored) return refused(stored.error());
    return std::move(stored->release);
}

Result<Release> AppDesk::change_rollout(const Caller& who,
                                        const contract::ChangeRollout::Request& ask) {
    auto stored = owned_release(who, ask.release);
    if (!stored) return refused(stored.error());
    if (!who.may(Right::publish, stored->release.app)) return refused(Problem::forbidden());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    Release& release = stored->release;
    if (*revision && **revision != release.revision) return refused(stale_revision());
    if (const auto why = contract::refuse_rollout(release, ask.action))
        return refused(Problem::conflict(contract::name_of(*why), "The rollout is not at a stage "
                                                                  "where this can be done."));
    if (auto done = apply_action(release, ask, world_.clock.now()); !done)
        return refused(done.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto saved = world_.store.releases().save(release);
    if (!saved) return saved;
    if (auto done = move_submission(who, *saved, ask); !done) return refused(done.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return saved;
}

// The submission of this release is the one of the same app and version that is rolling out.
Result<void> AppDesk::move_submission(const Caller& who, const Release& release,
                                      const contract::ChangeRollout::Request& ask) {
    ports::SubmissionQuery query;
    query.team = who.team->id;
    query.app = release.app;
    query.stages = {Stage::rolling_out, Stage::halted};
    query.limit = 200;
    auto page = world_.store.submissions().list(query);
    if (!page) return refused(page.error());
    for (const auto& one : page->items) {
        if (one.version_name != release.version_name || one.track != release.track) continue;
        auto stored = world_.store.submissions().find(one.id);
        if (!stored || !*stored) continue;
        contract::SubmissionDetail detail = std::move((*stored)->detail);
        detail.submission.fraction = release.fraction;
        const StageChange change{move_for(release, ask.action), contract::Side::developer,
                                 who.user.name, who.user.id.text, ask.reason.value_or(""),
                                 world_.clock.now()};
        if (change.move != contract::Move::edit)
            if (auto why = change_stage(detail, change); !why) return refused(why.error());
        auto saved = world_.store.submissions().save(
            detail, audit_of(detail, change, (*stored)->team));
        if (!saved) return refused(saved.error());
    }
    if (release.stage != Stage::live) return {};
    auto app = world_.store.apps().find(release.app);
    if (!app || !*app) return {};
    (*app)->app.live_version = release.version_name;
    return world_.store.apps().update((*app)->app);
}

Result<std::vector<contract::AppId>> apps_asked_for(
    World world, const Caller& who, Right right, const std::vector<contract::AppId>& asked) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (asked.empty()) {
        auto own = world.store.apps().ids_of(*team);
        if (!own) return own;
        std::erase_if(*own, [&](const contract::AppId& app) { return !who.may(right, app); });
        if (own->empty() && who.apps_with(right)) return refused(Problem::forbidden());
        return own;
    }
    for (const contract::AppId& app : asked) {
        const auto stored = world.store.apps().find(app);
        if (!stored) return refused(stored.error());
        if (!*stored || (*stored)->team != *team || !who.may(right, app))
            return refused(Problem::not_found("app"));
    }
    return asked;
}

}  // namespace vitrine::service::desks
