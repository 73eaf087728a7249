// People, their teams, and their sessions.
//
// Passwords come here hashed (machine.h, PasswordHasher) and a session's token only as its hash,
// so that a copied database signs nobody in. Sign-in attempts are not kept here: the limiter lives
// in memory.
#pragma once
#include "base/result.h"
#include "contract/team.h"

namespace vitrine::service::ports {

struct Account {
    contract::User user;  // its e-mail is unique without regard to ASCII case
    std::string password_hash;
    contract::StoreRole store_role = contract::StoreRole::none;
    base::Instant created_at;
    bool operator==(const Account&) const = default;
};

// Role::none with roles on apps: a member of these apps only.
struct Membership {
    contract::TeamId team;
    contract::UserId user;
    contract::Role role = contract::Role::developer;
    std::vector<contract::AppRole> apps{};
    base::Instant joined_at{};
    std::int64_t revision = 1;
    bool operator==(const Membership&) const = default;
};

struct Session {
    std::string token_hash;  // lower-case hex, unique; the token itself is never stored
    contract::SessionId id;  // what its owner sees in the list of sessions
    contract::UserId user;
    base::Instant created_at, last_seen_at, expires_at;
    std::string address, agent;
    bool operator==(const Session&) const = default;
};

// A session, whose it is, and where they are a member, by (joined_at, team).
struct OwnedSession {
    struct Place {
        Membership membership;
        std::string team_name;
        bool operator==(const Place&) const = default;
    };
    Session session;
    Account account;
    std::vector<Place> places{};
    bool operator==(const OwnedSession&) const = default;
};

struct Accounts {
    virtual ~Accounts() = default;

    // Refuses (conflict): "email_taken", "id_taken".
    virtual base::Result<void> create(const Account& account) = 0;
    // Replaces name, e-mail, password hash and store role of an existing account.
    virtual base::Result<void> update(const Account& account) = 0;
    virtual base::Result<std::optional<Account>> find(const contract::UserId& user) = 0;
    virtual base::Result<std::optional<Account>> find_by_email(std::string_view email) = 0;
    virtual base::Result<std::int64_t> count() = 0;

    // Creates or renames.
    virtual base::Result<void> put_team(const contract::Team& team) = 0;
    virtual base::Result<std::optional<contract::Team>> find_team(const contract::TeamId& id) = 0;
    virtual base::Result<std::vector<contract::Team>> teams() = 0;  // by name, then id
    // Adds the member, at revision 1, or changes the roles: joined_at stays, the revision grows by
    // one. Role::none without roles on apps takes the member out.
    virtual base::Result<void> put_member(const Membership& membership) = 0;
    // Both by (joined_at, the other side's id).
    virtual base::Result<std::vector<Membership>> memberships(const contract::UserId& user) = 0;
    virtual base::Result<std::vector<Membership>> members(const contract::TeamId& team) = 0;

    virtual base::Result<void> create_session(const Session& session) = 0;
    // The session, expired or not: what an expired one means is the desk's business.
    virtual base::Result<std::optional<Session>> find_session(std::string_view token_hash) = 0;
    virtual base::Result<void> touch_session(std::string_view token_hash, base::Instant seen_at,
                                             base::Instant expires_at) = 0;
    // Newest first.
    virtual base::Result<std::vector<Session>> sessions(const contract::UserId& user) = 0;
    virtual base::Result<void> remove_session(std::string_view token_hash) = 0;  // unknown is fine
    // How many were over at `now` and are gone.
    virtual base::Result<std::int64_t> remove_expired_sessions(base::Instant now) = 0;

    // All that a request must know of who asks, in one look.
    virtual base::Result<std::optional<OwnedSession>> owned_session(
        std::string_view token_hash) = 0;
    // Teams whose id comes after, by id: a walk through all of them, some at a time.
    virtual base::Result<std::vector<contract::Team>> teams_after(const contract::TeamId& id,
                                                                  std::int32_t limit) = 0;
};

}  // namespace vitrine::service::ports
