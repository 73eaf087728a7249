// API keys: making and revoking them, and who is behind one.
#pragma once
#include "contract/service_accounts.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Every secret begins so: scanners find one that leaked into a repository.
inline constexpr std::string_view key_prefix = "vtk_";

// A service account's client_email is its key's id at this domain, which nobody has.
inline constexpr std::string_view account_domain = "service-accounts.vitrine.invalid";
// The key that such an address names, "" when it is none.
contract::KeyId key_named(std::string_view client_email);

class KeyDesk {
public:
    explicit KeyDesk(World world) : world_(world) {}

    base::Result<contract::KeyPage> list(const Caller& who, const contract::OnePage& ask);
    base::Result<contract::IssuedKey> issue(const Caller& who,
                                            const contract::IssueKey::Request& ask);
    // A key with a key pair beside its secret.
    base::Result<contract::IssuedServiceAccount> issue(
        const Caller& who, const contract::IssueServiceAccount::Request& ask);
    base::Result<contract::Nothing> revoke(const Caller& who,
                                           const contract::RevokeKey::Request& ask);

    // Whoever holds a person's key may end it (RFC 7009). A team's key stays, and what is none is
    // as good as revoked.
    base::Result<contract::Nothing> give_up(std::string_view secret);

    // `team`: what the request names; a key has only its own. Refuses (unauthenticated)
    // "key_unknown": never was, revoked or over.
    base::Result<Caller> caller_of(std::string_view secret,
                                   const std::optional<contract::TeamId>& team = {});
    // Who is behind a key that somebody has shown to have otherwise. Refuses as caller_of().
    base::Result<Caller> caller_with(const contract::KeyId& key);
    // The public key of a service account by its client_email; "key_unknown" as above.
    base::Result<ports::KeySigner> signer_of(std::string_view client_email);

private:
    bool is_held(const ports::StoredKey& stored) const;
    base::Result<Caller> caller_from(const std::optional<ports::StoredKey>& stored);
    base::Result<contract::ScopeSet> scopes_held(const ports::StoredKey& stored,
                                                 std::vector<contract::AppId>& apps);
    base::Result<void> refuse_fields(const contract::TeamId& team,
                                     const contract::IssueKey::Request& ask);

    World world_;
};

}  // namespace vitrine::service::desks
