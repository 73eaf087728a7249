// Kiosks: pairing displays with a team, and who is behind a display's token (contract/kiosks.h).
#pragma once
#include "contract/kiosks.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Every token begins so: scanners find one that leaked.
inline constexpr std::string_view kiosk_prefix = "vtd_";

class KioskDesk {
public:
    explicit KioskDesk(World world) : world_(world) {}

    base::Result<contract::KioskPage> list(const Caller& who, const contract::OnePage& ask);
    base::Result<contract::KioskCode> pair(const Caller& who,
                                           const contract::PairKiosk::Request& ask);
    // Nobody is signed in yet. Refuses (invalid) "wrong_code".
    base::Result<contract::PairedKiosk> claim(const contract::ClaimKiosk::Request& ask);
    base::Result<contract::Nothing> revoke(const Caller& who,
                                           const contract::RevokeKiosk::Request& ask);

    // Refuses (unauthenticated) "key_unknown": never was, revoked, or unseen for too long.
    base::Result<Caller> caller_of(std::string_view token,
                                   const std::optional<contract::TeamId>& team = {});
    base::Result<std::int64_t> sweep();  // codes that are over, displays that are gone

private:
    World world_;
};

}  // namespace vitrine::service::desks
