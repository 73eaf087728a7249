// Paired displays. Their codes and tokens come here hashed (people.h says why a fast hash is
// enough).
#pragma once
#include "base/result.h"
#include "contract/kiosks.h"

namespace vitrine::service::ports {

struct StoredKiosk {
    contract::TeamId team;
    std::string code_hash;   // unique; "" once it was used
    std::string token_hash;  // unique; "" before
    contract::Kiosk kiosk;
    bool operator==(const StoredKiosk&) const = default;
};

struct Kiosks {
    virtual ~Kiosks() = default;

    // Refuses: unknown team (not_found), "id_taken".
    virtual base::Result<void> create(const StoredKiosk& kiosk) = 0;
    virtual base::Result<std::optional<StoredKiosk>> find(const contract::KioskId& id) = 0;
    virtual base::Result<std::optional<StoredKiosk>> find_by_code(std::string_view code_hash) = 0;
    virtual base::Result<std::optional<StoredKiosk>> find_by_token(
        std::string_view token_hash) = 0;
    virtual base::Result<std::vector<StoredKiosk>> of_team(
        const contract::TeamId& team) = 0;  // newest first
    // The code is used up and the token counts. Refuses (not_found) when no kiosk waits with this
    // code: of two who hand it in, one has it.
    virtual base::Result<void> claim(std::string_view code_hash, std::string_view token_hash,
                                     base::Instant at) = 0;
    virtual base::Result<void> touch(const contract::KioskId& id, base::Instant seen_at) = 0;
    virtual base::Result<void> remove(const contract::KioskId& id) = 0;  // unknown is fine
    // Those that wait with a code that is over, and those last seen before `unseen`.
    virtual base::Result<std::int64_t> remove_expired(base::Instant now, base::Instant unseen) = 0;
};

}  // namespace vitrine::service::ports
