#include "service/desks/world.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::service::desks {

using contract::Right;

bool Caller::may(Right right) const {
    if (scopes) return key_apps.empty() && contract::may(*scopes, right);
    return contract::may(role, store_role, right);
}

bool Caller::may(Right right, const contract::AppId& app) const {
    if (scopes) return contract::may(*scopes, right) && reaches(app);
    return may(right) || std::ranges::any_of(app_roles, [&](const contract::AppRole& one) {
               return one.app == app && contract::may(one.role, contract::StoreRole::none, right);
           });
}

bool Caller::may_somewhere(Right right) const {
    if (scopes) return contract::may(*scopes, right);
    return may(right) || std::ranges::any_of(app_roles, [&](const contract::AppRole& one) {
               return contract::may(one.role, contract::StoreRole::none, right);
           });
}

bool Caller::reaches(const contract::AppId& app) const {
    if (scopes) return key_apps.empty() || std::ranges::find(key_apps, app) != key_apps.end();
    return role != contract::Role::none || of_store() ||
           std::ranges::find(app_roles, app, &contract::AppRole::app) != app_roles.end();
}

std::optional<std::vector<contract::AppId>> Caller::apps_with(Right right) const {
    if (may(right)) return std::nullopt;
    std::vector<contract::AppId> apps;
    for (const contract::AppId& app : key_apps)
        if (may(right, app)) apps.push_back(app);
    for (const contract::AppRole& one : app_roles)
        if (may(right, one.app)) apps.push_back(one.app);
    return apps;
}

Caller operator_of(const contract::Team& team) {
    Caller who;
    who.user = {{"operator"}, "operator", ""};
    who.team = team;
    who.role = contract::Role::owner;
    return who;
}

ports::AuditEntry audit_line(World& world, const Caller& who, std::string_view action,
                             std::string_view thing, const std::optional<std::string>& reason) {
    ports::AuditEntry entry;
    entry.at = world.clock.now();
    entry.actor = who.user.id.text;
    entry.action = action;
    entry.thing = thing;
    entry.reason = reason.value_or("");
    if (who.team) entry.team = who.team->id;
    return entry;
}

base::Result<void> commit_with_line(World& world, ports::Batch& batch, base::Result<void> done,
                                    const ports::AuditEntry& line) {
    if (done) done = world.store.submissions().append_audit(line);
    if (done) done = batch.commit();
    return done;
}

base::Result<contract::TeamId> team_of(const Caller& who) {
    if (!who.team) return base::refused(base::Problem::forbidden());
    return who.team->id;
}

base::Problem stale_revision() {
    return base::Problem::of(base::ProblemKind::stale, "stale_revision",
                             "Somebody changed this in the meantime.",
                             "Look at the newer version, then try again.");
}

base::Result<std::optional<std::int64_t>> revision_in(const std::optional<std::string>& if_match) {
    if (!if_match || base::trimmed(*if_match) == "*") return std::nullopt;
    std::string_view text = base::trimmed(*if_match);
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    const auto revision = base::parse_decimal(text);
    if (!revision) return base::refused(stale_revision());
    return std::optional(*revision);
}

base::Result<base::Instant> first_served_at(World world) {
    constexpr std::string_view setting_key = "store.first_served_at";
    auto kept = world.store.settings().find(setting_key);
    if (!kept) return base::refused(kept.error());
    const base::Instant now = world.clock.now();
    const base::Instant first{*kept ? base::parse_decimal(**kept).value_or(0) : now.ms};
    if (*kept && first <= now) return first;  // later than now: the clock was wrong then
    if (auto done = world.store.settings().put(setting_key, base::decimal(now.ms)); !done)
        return base::refused(done.error());
    return now;
}

}  // namespace vitrine::service::desks
