// A team's members and invitations.
//
// Every write reads, decides and writes in one batch with its line in the audit log, so that two
// owners who demote each other at the same moment cannot leave a team without one.
#pragma once
#include "service/desks/world.h"

namespace vitrine::service::desks {

inline constexpr std::int64_t invitation_max_ms = 7 * base::day_ms;

class TeamDesk {
public:
    explicit TeamDesk(World world) : world_(world) {}

    base::Result<contract::MemberPage> members(const Caller& who, const contract::OnePage& ask);
    // For a stale write: the member as it is now.
    base::Result<contract::Member> member(const Caller& who, const contract::UserId& user);
    base::Result<contract::Member> change(const Caller& who,
                                          const contract::ChangeMember::Request& ask);
    base::Result<contract::Nothing> remove(const Caller& who,
                                           const contract::RemoveMember::Request& ask);

    base::Result<contract::InvitationPage> invitations(const Caller& who,
                                                       const contract::OnePage& ask);
    base::Result<contract::InvitationMade> invite(const Caller& who,
                                                  const contract::Invite::Request& ask);
    base::Result<contract::Nothing> revoke(const Caller& who,
                                           const contract::RevokeInvitation::Request& ask);
    // `who`: the person signed in, or an empty Caller.
    base::Result<contract::Joined> accept(const Caller& who,
                                          const contract::AcceptInvitation::Request& ask);

    // For `operator_of`: puts an account that exists into the team.
    base::Result<void> add(const Caller& who, const contract::UserId& user, contract::Role role);

private:
    base::Result<contract::Member> shown(const ports::Membership& membership);
    base::Result<std::vector<ports::Membership>> everybody(const Caller& who);
    base::Result<void> refuse_roles(const contract::TeamId& team, contract::Role role,
                                    const std::vector<contract::AppRole>& apps);
    base::Result<contract::User> joining_user(const Caller& who,
                                              const contract::Invitation& invitation,
                                              const contract::AcceptInvitation::Request& ask,
                                              std::optional<ports::Account>& fresh);
    base::Result<contract::Joined> join(const contract::User& user,
                                        const ports::StoredInvitation& stored,
                                        const std::optional<ports::Account>& fresh);
    base::Result<std::optional<ports::StoredInvitation>> open_invitation(std::string_view token);

    World world_;
};

}  // namespace vitrine::service::desks
