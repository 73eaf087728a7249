// Checking a code of the second factor. Shared by signing in and by confirming a new one.
#pragma once
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Whether signing in as this user asks for a code.
base::Result<bool> asks_for_code(World& world, const contract::UserId& user);

// Takes the code of the moment or a recovery code, so that it is never taken again. False: it was
// not right. Call it in a batch: two requests with the same code must not both have it.
base::Result<bool> take_code(World& world, const contract::UserId& user, std::string_view code);

// What is shown and what is kept, one for one.
struct NewRecoveryCodes {
    std::vector<std::string> shown, hashes;
};
NewRecoveryCodes new_recovery_codes(ports::Random& random);

}  // namespace vitrine::service::desks
