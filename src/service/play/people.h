// A team's people as Play's users and grants.
//
//   a member                     a user whose access is granted
//   an open invitation           a user who is invited
//   a role in the team           developerAccountPermissions      (roles_in_play())
//   a role on one app            a grant with appLevelPermissions
//
// A set of permissions is a role when the role gives all of them and, beyond them, only reading:
// nobody gets to do more than was asked. Any other set is refused with the sets that there are.
#pragma once
#include <optional>

#include "service/play/bench.h"

namespace vitrine::service::play {

// The names of what a role gives, for the whole team ("..._GLOBAL") or for one app.
Json permissions_of(contract::Role role, bool of_app);
base::Result<contract::Role> role_of(const Json& permissions, std::string_view field, bool of_app);

}  // namespace vitrine::service::play
