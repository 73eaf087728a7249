// The part of TeamDesk that brings new people in.
#include <algorithm>

#include "service/desks/account_desk.h"
#include "service/desks/page.h"
#include "service/desks/team_desk.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Right;
using contract::Role;

constexpr std::size_t open_invitations_max = 200;

Problem invitation_void() {
    return Problem::of(ProblemKind::not_found, "invitation_void",
                       "This invitation does not hold any more.",
                       "Ask who invited you for a new one.");
}

}  // namespace

Result<contract::InvitationPage> TeamDesk::invitations(const Caller& who,
                                                       const contract::OnePage& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto all = world_.store.invitations().of_team(*team);
    if (!all) return refused(all.error());
    const base::Instant now = world_.clock.now();
    std::erase_if(*all, [&](const auto& one) { return one.invitation.expires_at <= now; });
    return newest_page<contract::InvitationPage>(std::move(*all), ask, "invitations",
                                                 &ports::StoredInvitation::invitation);
}

Result<contract::InvitationMade> TeamDesk::invite(const Caller& who,
                                                  const contract::Invite::Request& ask) {
    const auto email = checked_email(ask.email);
    if (!email) return refused(email.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto all = everybody(who);
    if (!all) return refused(all.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    if (auto wrong = refuse_roles(who.team->id, ask.role, ask.apps); !wrong)
        return refused(wrong.error());
    if (ask.role == Role::owner && !who.may(Right::manage_owners))
        return refused(Problem::of(ProblemKind::forbidden, "owners_only",
                                   "Only an owner makes, changes or removes owners."));
    const auto account = world_.store.accounts().find_by_email(*email);
    if (!account) return refused(account.error());
    if (*account && std::ranges::find(*all, (*account)->user.id, &ports::Membership::user) !=
                        all->end())
        return refused(Problem::conflict("member_already", "This person is a member already."));
    const auto open = world_.store.invitations().of_team(who.team->id);
    if (!open) return refused(open.error());
    if (open->size() >= open_invitations_max)
        return refused(Problem::conflict("too_many_invitations",
                                         "Too many invitations wait for an answer."));
    contract::InvitationMade made;
    made.token = "vti_" + ports::random_hex(world_.random, 32);
    const base::Instant now = world_.clock.now();
    made.invitation = {{ports::random_id(world_.random, "inv_")}, *email, ask.role, ask.apps,
                       who.user.name, now, {now.ms + invitation_max_ms}};
    const std::string as = "as " + std::string(name_of(ask.role));
    auto done = world_.store.invitations().put(
        {machine::invitation_hash(made.token), who.team->id, made.invitation});
    done = commit_with_line(world_, **batch, std::move(done),
                            audit_line(world_, who, "invitation.create", made.invitation.id.text,
                                       ask.reason ? as + ": " + *ask.reason : as));
    if (!done) return refused(done.error());
    return made;
}

Result<contract::Nothing> TeamDesk::revoke(const Caller& who,
                                           const contract::RevokeInvitation::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto stored = world_.store.invitations().find(ask.invitation);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team)) return refused(Problem::not_found("invitation"));
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    const auto done = commit_with_line(
        world_, **batch, world_.store.invitations().remove(ask.invitation),
        audit_line(world_, who, "invitation.revoke", ask.invitation.text, ask.reason));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<std::optional<ports::StoredInvitation>> TeamDesk::open_invitation(std::string_view token) {
    auto stored = world_.store.invitations().find_by_token(machine::invitation_hash(token));
    if (stored && *stored && (*stored)->invitation.expires_at <= world_.clock.now())
        return std::nullopt;
    return stored;
}

// The account that joins: the one signed in, or one made from name and password (`fresh`, not
// stored yet). The address that was invited decides, never the one somebody types.
Result<contract::User> TeamDesk::joining_user(const Caller& who,
                                              const contract::Invitation& invitation,
                                              const contract::AcceptInvitation::Request& ask,
                                              std::optional<ports::Account>& fresh) {
    const auto known = world_.store.accounts().find_by_email(invitation.email);
    if (!known) return refused(known.error());
    const bool signed_in = !who.user.id.text.empty();
    if (*known && signed_in && who.user.id == (*known)->user.id) return (*known)->user;
    if (signed_in)
        return refused(Problem::conflict("other_account",
                                         "The invitation is for another account than this one."));
    if (*known)
        return refused(Problem::of(ProblemKind::unauthenticated, "sign_in_first",
                                   "There is an account with this address.",
                                   "Sign in, then accept the invitation."));
    std::vector<base::FieldProblem> missing;
    if (!ask.name) missing.push_back({"name", "missing", "this field is required"});
    if (!ask.password) missing.push_back({"password", "missing", "this field is required"});
    if (!missing.empty()) return refused(contract::invalid_fields(std::move(missing)));
    auto made = make_account(
        world_, {invitation.email, *ask.name, *ask.password, contract::StoreRole::none});
    if (!made) return refused(made.error());
    fresh = std::move(*made);
    return fresh->user;
}

Result<contract::Joined> TeamDesk::accept(const Caller& who,
                                          const contract::AcceptInvitation::Request& ask) {
    const auto seen = open_invitation(ask.token);
    if (!seen) return refused(seen.error());
    if (!*seen) return refused(invitation_void());
    std::optional<ports::Account> fresh;
    const auto user = joining_user(who, (*seen)->invitation, ask, fresh);
    if (!user) return refused(user.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto still = open_invitation(ask.token);  // somebody else may have been faster
    if (!still) return refused(still.error());
    if (!*still) return refused(invitation_void());
    auto joined = join(*user, **still, fresh);
    if (!joined) return joined;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return joined;
}

// Whoever became a member on another way keeps the role they have.
Result<contract::Joined> TeamDesk::join(const contract::User& user,
                                        const ports::StoredInvitation& stored,
                                        const std::optional<ports::Account>& fresh) {
    ports::Accounts& accounts = world_.store.accounts();
    const auto team = accounts.find_team(stored.team);
    if (!team) return refused(team.error());
    if (!*team) return refused(invitation_void());
    if (fresh)
        if (auto done = accounts.create(*fresh); !done) return refused(done.error());
    const auto members = accounts.members(stored.team);
    if (!members) return refused(members.error());
    const auto at = std::ranges::find(*members, user.id, &ports::Membership::user);
    const Role role = at == members->end() ? stored.invitation.role : at->role;
    Result<void> done;
    if (at == members->end())
        done = accounts.put_member(
            {stored.team, user.id, role, stored.invitation.apps, world_.clock.now()});
    if (done) done = world_.store.invitations().remove(stored.invitation.id);
    if (!done) return refused(done.error());
    Caller joined;
    joined.user = user;
    joined.team = **team;
    done = world_.store.submissions().append_audit(
        audit_line(world_, joined, "invitation.accept", stored.invitation.id.text, {}));
    if (!done) return refused(done.error());
    return contract::Joined{**team, user, role};
}

}  // namespace vitrine::service::desks
