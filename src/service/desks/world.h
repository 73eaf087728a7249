// What every desk works with, and who is asking.
//
// Desks are the use-cases of the store: they decide, the ports keep. They know no HTTP, no SQL and
// no wall clock, and hold no state of their own besides caches that may be thrown away, so that
// any thread may ask them anything at any time.
#pragma once
#include "contract/session.h"
#include "service/ports.h"

namespace vitrine::service::desks {

struct World {
    ports::Store& store;
    base::Clock& clock;
    ports::Random& random;
    ports::PasswordHasher& hasher;
    ports::Translator& translator;
    ports::Blobs& blobs;
};

// Who asks: made by SessionDesk from a session, never from anything the request says.
struct Caller {
    contract::User user;
    std::optional<contract::Team> team;
    contract::Role role = contract::Role::none;
    contract::StoreRole store_role = contract::StoreRole::none;
    std::string csrf_token, token_hash;

    bool of_store() const { return store_role != contract::StoreRole::none; }
    bool may(contract::Right right) const { return contract::may(role, store_role, right); }
    bool owns(const contract::TeamId& other) const { return team && team->id == other; }
};

// For reads and writes that only make sense inside a team: the team, or "forbidden" for the
// store's people, who have none.
base::Result<contract::TeamId> team_of(const Caller& who);

// A revision as an If-Match header has it: 7, "7" or W/"7". Refuses (stale) what names none of
// ours; nullopt when the header is absent or "*".
base::Result<std::optional<std::int64_t>> revision_in(const std::optional<std::string>& if_match);
base::Problem stale_revision();

// When this store was first served; noted at the first call. What was there before (the examples
// of the demo seed) is history: it stays at its stage until a person moves it.
base::Result<base::Instant> first_served_at(World world);

}  // namespace vitrine::service::desks
