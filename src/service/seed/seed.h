// The demonstration (`--seed demo`): a small publisher with six apps, its reviews, figures and
// submissions, made by our own generator. Everything follows from one number and the moment of
// planting: the same moment gives the same store, byte for byte in what people can see.
#pragma once
#include <span>

#include "service/ports.h"

namespace vitrine::service::seed {

// Of every demo account. Printed at start; no secret, and never planted into a store with accounts
// of its own.
inline constexpr std::string_view demo_password = "vitrine-demo";

struct SignInHint {
    std::string_view email, name, role;
};
std::span<const SignInHint> sign_in_hints();  // the owner first

enum class Planted : std::uint8_t { now, before };

// Plants once: a stamp in the settings says so. Refuses (conflict) "store_not_empty" when there are
// accounts but no stamp. Reviews go in last; what broke off is taken up again.
base::Result<Planted> plant(ports::Store& store, ports::PasswordHasher& hasher, base::Instant now);

// Keeps a planted store alive: the hours, days and reviews that came since the last call, also
// after days of pause. Call it about once a minute, from one thread; most calls do nothing. Does
// nothing at all in a store without the stamp.
base::Result<void> tick(ports::Store& store, base::Instant now);

}  // namespace vitrine::service::seed
