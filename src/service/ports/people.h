// Invitations, API keys, and second factors. What opens a door comes here hashed.
//
// Tokens and keys are 256 random bits, recovery codes 80: nobody guesses one from its hash, so a
// fast keyed hash is enough. A slow one (argon2id) is for passwords, which people choose; here it
// would only make every request of a key cost 60 ms.
#pragma once
#include "base/result.h"
#include "contract/keys.h"

namespace vitrine::service::ports {

struct StoredInvitation {
    std::string token_hash;  // unique
    contract::TeamId team;
    contract::Invitation invitation;
    bool operator==(const StoredInvitation&) const = default;
};

struct Invitations {
    virtual ~Invitations() = default;

    // Replaces what the team has open for the same e-mail (without regard to ASCII case).
    // Refuses: unknown team (not_found), "id_taken".
    virtual base::Result<void> put(const StoredInvitation& invitation) = 0;
    // Over or not: what that means is the desk's business.
    virtual base::Result<std::optional<StoredInvitation>> find(
        const contract::InvitationId& id) = 0;
    virtual base::Result<std::optional<StoredInvitation>> find_by_token(
        std::string_view token_hash) = 0;
    virtual base::Result<std::vector<StoredInvitation>> of_team(
        const contract::TeamId& team) = 0;  // newest first
    virtual base::Result<void> remove(const contract::InvitationId& id) = 0;  // unknown is fine
    virtual base::Result<std::int64_t> remove_expired(base::Instant now) = 0;
};

struct StoredKey {
    std::string key_hash;  // unique
    contract::TeamId team;
    contract::ApiKey key;
    std::optional<contract::UserId> person{};  // whose it is; none: the team's own
    bool operator==(const StoredKey&) const = default;
};

// The public half of a key pair whose private half was given away once.
struct KeySigner {
    std::string key_id;      // what a token's header may name
    std::string public_key;  // PEM, SubjectPublicKeyInfo
    bool operator==(const KeySigner&) const = default;
};

struct Keys {
    virtual ~Keys() = default;

    // Refuses: unknown team (not_found), "id_taken".
    virtual base::Result<void> create(const StoredKey& key) = 0;
    virtual base::Result<std::optional<StoredKey>> find(const contract::KeyId& id) = 0;
    virtual base::Result<std::optional<StoredKey>> find_by_hash(std::string_view key_hash) = 0;
    virtual base::Result<std::vector<StoredKey>> of_team(
        const contract::TeamId& team) = 0;  // newest first
    virtual base::Result<void> touch(const contract::KeyId& id, base::Instant used_at) = 0;
    virtual base::Result<void> remove(const contract::KeyId& id) = 0;  // unknown is fine

    // Gone with the key. Refuses (not_found) an unknown key.
    virtual base::Result<void> put_signer(const contract::KeyId& id, const KeySigner& signer) = 0;
    virtual base::Result<std::optional<KeySigner>> signer(const contract::KeyId& id) = 0;
};

// A user's second factor. The secret must be read again, codes are made from it: on disk it is
// sealed.
struct StoredFactor {
    contract::UserId user;
    std::string secret;                       // raw bytes in lower-case hex
    base::Instant created_at;
    std::optional<base::Instant> confirmed_at;  // none: begun, does not count yet
    std::int64_t last_step = 0;               // of the last code taken; never again up to here
    std::vector<std::string> recovery_hashes;
    bool operator==(const StoredFactor&) const = default;
};

// Signing in, between the password and the code.
struct SignInStep {
    std::string token_hash;  // unique
    contract::UserId user;
    base::Instant expires_at;
    std::int32_t wrong_codes = 0;
    bool operator==(const SignInStep&) const = default;
};

struct Factors {
    virtual ~Factors() = default;

    virtual base::Result<std::optional<StoredFactor>> find(const contract::UserId& user) = 0;
    // Creates or replaces. Refuses (not_found): unknown user.
    virtual base::Result<void> put(const StoredFactor& factor) = 0;
    virtual base::Result<void> remove(const contract::UserId& user) = 0;  // without is fine

    // Creates or replaces. Refuses (not_found): unknown user.
    virtual base::Result<void> put_step(const SignInStep& step) = 0;
    virtual base::Result<std::optional<SignInStep>> find_step(std::string_view token_hash) = 0;
    virtual base::Result<void> remove_step(std::string_view token_hash) = 0;  // unknown is fine
    virtual base::Result<void> remove_steps_of(const contract::UserId& user) = 0;
    virtual base::Result<std::int64_t> remove_expired_steps(base::Instant now) = 0;
};

}  // namespace vitrine::service::ports
