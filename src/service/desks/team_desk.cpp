#include "service/desks/team_desk.h"

#include <algorithm>
#include <set>

#include "service/desks/page.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Right;
using contract::Role;

Problem owners_only() {
    return Problem::of(ProblemKind::forbidden, "owners_only",
                       "Only an owner makes, changes or removes owners.");
}

// What a team of these members may not lose.
Result<void> refuse_last_owner(const std::vector<ports::Membership>& all,
                               const ports::Membership& member, Role next) {
    const auto owners = std::ranges::count(all, Role::owner, &ports::Membership::role);
    if (member.role != Role::owner || next == Role::owner || owners > 1) return {};
    return refused(Problem::conflict("last_owner", "A team needs an owner: name another first."));
}

Result<void> refuse_stale(const std::optional<std::string>& if_match,
                          const ports::Membership& member) {
    const auto revision = revision_in(if_match);
    if (!revision) return refused(revision.error());
    if (*revision && **revision != member.revision) return refused(stale_revision());
    return {};
}

// What the audit log says about a change, in front of the reason that was given for it.
std::string told(const ports::Membership& before, Role next,
                 const std::optional<std::string>& reason) {
    return std::string(name_of(before.role)) + " to " + std::string(name_of(next)) +
           (reason ? ": " + *reason : "");
}

}  // namespace

Result<contract::Member> TeamDesk::shown(const ports::Membership& membership) {
    const auto account = world_.store.accounts().find(membership.user);
    if (!account) return refused(account.error());
    const auto factor = world_.store.factors().find(membership.user);
    if (!factor) return refused(factor.error());
    contract::Member out;
    out.user = *account ? (*account)->user : contract::User{membership.user, "", ""};
    out.role = membership.role;
    out.apps = membership.apps;
    out.joined_at = membership.joined_at;
    out.second_factor = *factor && (*factor)->confirmed_at;
    out.revision = membership.revision;
    return out;
}

Result<std::vector<ports::Membership>> TeamDesk::everybody(const Caller& who) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    return world_.store.accounts().members(*team);
}

Result<contract::MemberPage> TeamDesk::members(const Caller& who, const contract::OnePage& ask) {
    auto all = everybody(who);
    if (!all) return refused(all.error());
    if (!who.may(Right::see_team)) return refused(Problem::forbidden());
    contract::MemberPage page;
    page.total = static_cast<std::int64_t>(all->size());
    const auto key_of = [](const ports::Membership& one) {
        return RowKey(one.joined_at.ms, one.user.text);
    };
    if (auto cut = cut_page(*all, ask, "members", Order::rising, key_of, page.next); !cut)
        return refused(cut.error());
    for (const ports::Membership& one : *all) {
        auto member = shown(one);
        if (!member) return refused(member.error());
        page.items.push_back(std::move(*member));
    }
    return page;
}

Result<contract::Member> TeamDesk::member(const Caller& who, const contract::UserId& user) {
    const auto all = everybody(who);
    if (!all) return refused(all.error());
    const auto at = std::ranges::find(*all, user, &ports::Membership::user);
    if (at == all->end()) return refused(Problem::not_found("member"));
    return shown(*at);
}

Result<void> TeamDesk::refuse_roles(const contract::TeamId& team, Role role,
                                    const std::vector<contract::AppRole>& apps) {
    if (role == Role::none && apps.empty())
        return refused(contract::invalid_fields(
            {{"role", "not_allowed", "a role in the team, or on at least one app"}}));
    const auto own = world_.store.apps().ids_of(team);
    if (!own) return refused(own.error());
    std::set<contract::AppId> seen;
    for (std::size_t i = 0; i < apps.size(); ++i) {
        const std::string at = "apps." + base::decimal(static_cast<std::int64_t>(i));
        if (apps[i].role == Role::none || apps[i].role == Role::owner)
            return refused(contract::invalid_fields(
                {{at + ".role", "not_allowed", "a role other than none and owner"}}));
        if (std::ranges::find(*own, apps[i].app) == own->end())
            return refused(contract::invalid_fields(
                {{at + ".app", "not_allowed", "the team has no such app"}}));
        if (!seen.insert(apps[i].app).second)
            return refused(contract::invalid_fields(
                {{at + ".app", "not_allowed", "named twice"}}));
    }
    return {};
}

Result<contract::Member> TeamDesk::change(const Caller& who,
                                          const contract::ChangeMember::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = everybody(who);
    if (!all) return refused(all.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    const auto at = std::ranges::find(*all, ask.user, &ports::Membership::user);
    if (at == all->end()) return refused(Problem::not_found("member"));
    if (auto stale = refuse_stale(ask.if_match, *at); !stale) return refused(stale.error());
    if (auto wrong = refuse_roles(at->team, ask.role, ask.apps); !wrong)
        return refused(wrong.error());
    const bool about_owners = at->role == Role::owner || ask.role == Role::owner;
    if (about_owners && !who.may(Right::manage_owners)) return refused(owners_only());
    if (auto last = refuse_last_owner(*all, *at, ask.role); !last) return refused(last.error());
    ports::Membership next = *at;
    next.role = ask.role;
    next.apps = ask.apps;
    auto done = world_.store.accounts().put_member(next);
    if (done)
        done = world_.store.submissions().append_audit(
            audit_line(world_, who, "member.change", ask.user.text,
                       told(*at, ask.role, ask.reason)));
    if (!done) return refused(done.error());
    auto now = member(who, ask.user);
    if (!now) return now;
    if (done = (*batch)->commit(); !done) return refused(done.error());
    return now;
}

Result<contract::Nothing> TeamDesk::remove(const Caller& who,
                                           const contract::RemoveMember::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = everybody(who);
    if (!all) return refused(all.error());
    const bool leaving = ask.user == who.user.id;
    if (!leaving && !who.may(Right::manage_team)) return refused(Problem::forbidden());
    const auto at = std::ranges::find(*all, ask.user, &ports::Membership::user);
    if (at == all->end()) return refused(Problem::not_found("member"));
    if (auto stale = refuse_stale(ask.if_match, *at); !stale) return refused(stale.error());
    if (at->role == Role::owner && !leaving && !who.may(Right::manage_owners))
        return refused(owners_only());
    if (auto last = refuse_last_owner(*all, *at, Role::none); !last) return refused(last.error());
    ports::Membership next = *at;
    next.role = Role::none;
    next.apps.clear();
    const auto done = commit_with_line(
        world_, **batch, world_.store.accounts().put_member(next),
        audit_line(world_, who, leaving ? "member.leave" : "member.remove", ask.user.text,
                   ask.reason));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<void> TeamDesk::add(const Caller& who, const contract::UserId& user, Role role) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto all = world_.store.accounts().members(*team);
    if (!all) return refused(all.error());
    const auto at = std::ranges::find(*all, user, &ports::Membership::user);
    if (at != all->end())
        if (auto last = refuse_last_owner(*all, *at, role); !last) return last;
    return commit_with_line(
        world_, **batch,
        world_.store.accounts().put_member({*team, user, role, {}, world_.clock.now()}),
        audit_line(world_, who, at == all->end() ? "member.add" : "member.change", user.text, {}));
}

}  // namespace vitrine::service::desks
