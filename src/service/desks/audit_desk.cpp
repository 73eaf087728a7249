#include "service/desks/audit_desk.h"

#include "base/text.h"

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;
using contract::Right;

Result<std::string> AuditDesk::name_of(const std::string& actor) {
    const auto account = world_.store.accounts().find({actor});
    if (!account) return refused(account.error());
    if (*account) return (*account)->user.name;
    const auto key = world_.store.keys().find({actor});
    if (!key) return refused(key.error());
    return *key ? (*key)->key.name : std::string();
}

Result<contract::AuditPage> AuditDesk::list(const Caller& who,
                                            const contract::ListAudit::Request& ask) {
    const bool all = contract::may(contract::Role::none, who.store_role, Right::read_audit);
    if (!who.may(Right::read_audit)) return refused(Problem::forbidden());
    ports::AuditQuery query;
    if (!all) {
        const auto team = team_of(who);
        if (!team) return refused(team.error());
        query.team = *team;
    }
    query.actor = ask.actor.value_or("");
    query.thing = ask.subject.value_or("");
    query.action = ask.action.value_or("");
    query.limit = ask.limit.value_or(50);
    query.cursor = ask.cursor;
    const auto rows = world_.store.submissions().audit(query);
    if (!rows) return refused(rows.error());
    contract::AuditPage page;
    page.next = rows->next;
    std::map<std::string, std::string> names;
    for (const auto& [row, entry] : rows->items) {
        if (!names.contains(entry.actor)) {
            auto name = name_of(entry.actor);
            if (!name) return refused(name.error());
            names[entry.actor] = std::move(*name);
        }
        page.items.push_back({base::decimal(row), entry.at, entry.actor, names[entry.actor],
                              entry.action, entry.thing, entry.reason, entry.policies,
                              entry.app});
    }
    return page;
}

}  // namespace vitrine::service::desks
