#include "service/desks/app_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Right;

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
