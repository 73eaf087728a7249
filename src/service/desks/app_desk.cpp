#include "service/desks/app_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Right;

contract::Annotation mark_of(const contract::AppId& app, const contract::Price& before,
                             const contract::Price& after) {
    contract::Annotation mark;
    mark.app = app;
    mark.at = *after.changed_at;
    mark.kind = contract::AnnotationKind::price;
    mark.label = "Price: " + contract::price_text(after);
    mark.detail = "It was " + contract::price_text(before);
    return mark;
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

Result<contract::Price> AppDesk::price(const Caller& who, const contract::AppId& app) {
    if (auto known = find(who, app); !known) return refused(known.error());
    return world_.store.apps().price(app);
}

Result<contract::Price> AppDesk::change_price(const Caller& who,
                                              const contract::PutPrice::Request& ask) {
    const auto app = world_.store.apps().find(ask.app);
    if (!app) return refused(app.error());
    if (!*app || !who.owns((*app)->team) || !who.reaches(ask.app))
        return refused(Problem::not_found("app"));
    if (!who.may(Right::publish, ask.app)) return refused(Problem::forbidden());
    if (ask.currency != contract::store_currency)
        return refused(contract::invalid_fields(
            {{"currency", "other_currency",
              "the store counts in " + std::string(contract::store_currency)}}));
    const auto before = world_.store.apps().price(ask.app);
    if (!before) return refused(before.error());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    if (*revision && **revision != before->revision) return refused(stale_revision());
    if (ask.amount == before->amount) return before;
    const contract::Price next{ask.amount, ask.currency, world_.clock.now(), before->revision};
    if (ask.dry_run.value_or(false)) return next;
    return keep_price(who, **app, *before, next);
}

Result<contract::Price> AppDesk::keep_price(const Caller& who, const ports::StoredApp& app,
                                            const contract::Price& before,
                                            const contract::Price& next) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto line = audit_line(world_, who, "price.change", app.app.id.text,
                           contract::price_text(before) + " to " + contract::price_text(next));
    line.app = app.app.id;
    auto kept = world_.store.apps().put_price(app.app.id, next);
    auto done = kept ? world_.store.metrics().put_annotation(mark_of(app.app.id, before, next))
                     : Result<void>(refused(kept.error()));
    if (done = commit_with_line(world_, **batch, done, line); !done) return refused(done.error());
    return kept;
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
