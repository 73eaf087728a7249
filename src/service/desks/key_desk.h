// API keys: making and revoking them, and who is behind one.
#pragma once
#include "contract/keys.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Every secret begins so: scanners find one that leaked into a repository.
inline constexpr std::string_view key_prefix = "vtk_";

class KeyDesk {
public:
    explicit KeyDesk(World world) : world_(world) {}

    base::Result<contract::KeyPage> list(const Caller& who, const contract::OnePage& ask);
    base::Result<contract::IssuedKey> issue(const Caller& who,
                                            const contract::IssueKey::Request& ask);
    base::Result<contract::Nothing> revoke(const Caller& who,
                                           const contract::RevokeKey::Request& ask);

    // `team`: what the request names; a key has only its own. Refuses (unauthenticated)
    // "key_unknown": never was, revoked or over.
    base::Result<Caller> caller_of(std::string_view secret,
                                   const std::optional<contract::TeamId>& team = {});
    // Who is behind a key that somebody has shown to have otherwise. Refuses as caller_of().
    base::Result<Caller> caller_with(const contract::KeyId& key);

private:
    bool is_held(const ports::StoredKey& stored) const;
    base::Result<Caller> caller_from(const std::optional<ports::StoredKey>& stored);
    base::Result<void> refuse_fields(const contract::TeamId& team,
                                     const contract::IssueKey::Request& ask);

    World world_;
};

}  // namespace vitrine::service::desks
