// What every desk works with, and who is asking.
//
// Desks are the use-cases of the store: they decide, the ports keep. They know no HTTP, no SQL and
// no wall clock, and hold no state of their own besides caches that may be thrown away, so that
// any thread may ask them anything at any time.
#pragma once
#include "contract/rights.h"
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

// Who asks: made by SessionDesk from a session, by KeyDesk from an API key or by KioskDesk from a
// display's token, never from anything the request says. A key is its own `user`, by its id and
// name, and a display is a key whose scopes are contract::kiosk_scopes.
struct Caller {
    contract::User user;
    std::optional<contract::Team> team;
    contract::Role role = contract::Role::none;
    contract::StoreRole store_role = contract::StoreRole::none;
    std::string csrf_token, token_hash;
    std::vector<contract::TeamRole> teams{};     // a person's, the first joined in front
    std::vector<contract::AppRole> app_roles{};  // a person's on single apps of `team`
    std::optional<contract::ScopeSet> scopes{};  // a key's; a person has none
    std::vector<contract::AppId> key_apps{};     // a key's; empty: all of the team's
    bool reads_only = false;                     // a paired display: no write, whatever its rights
    // Until then, as long as nothing is written, the same token gives the same caller and nobody
    // need note that it was used.
    base::Instant holds_until{};

    bool of_store() const { return store_role != contract::StoreRole::none; }
    bool owns(const contract::TeamId& other) const { return team && team->id == other; }

    // In the whole team; on one app of it; on the team or any app.
    bool may(contract::Right right) const;
    bool may(contract::Right right, const contract::AppId& app) const;
    bool may_somewhere(contract::Right right) const;
    // Whether the app is in the caller's reach at all: outside of it, it is "not found".
    bool reaches(const contract::AppId& app) const;
    // Those where the caller has the right; nullopt: the whole team's, also later ones.
    std::optional<std::vector<contract::AppId>> apps_with(contract::Right right) const;
};

// Somebody at the machine itself: may in this team what its owner may.
Caller operator_of(const contract::Team& team);

// A line for the audit log, about `thing`, in the caller's team.
ports::AuditEntry audit_line(World& world, const Caller& who, std::string_view action,
                             std::string_view thing, const std::optional<std::string>& reason);

// The end of a write: unless it was refused (`done`), its line goes into the audit log and the
// batch is committed, both or neither.
base::Result<void> commit_with_line(World& world, ports::Batch& batch, base::Result<void> done,
                                    const ports::AuditEntry& line);

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
