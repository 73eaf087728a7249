// Letting a program in by a code that a person approves (contract/device_sign_ins.h).
#pragma once
#include <span>

#include "contract/device_sign_ins.h"
#include "contract/keys.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// What the program keeps to itself while it waits.
inline constexpr std::string_view device_code_prefix = "vtg_";

class DeviceDesk {
public:
    explicit DeviceDesk(World world) : world_(world) {}

    struct Ask {
        std::string program, address;
        std::vector<contract::Scope> scopes;
    };
    struct Begun {
        std::string device_code;  // secret
        std::string user_code;    // "WDJB-MJHT"
    };
    // Nobody is signed in yet: whoever calls limits how often.
    base::Result<Begun> begin(const Ask& ask);

    // Refuse (invalid) "wrong_code". A key is for a team: of the caller's, as in Caller::team.
    base::Result<contract::DeviceSignIn> look(const Caller& who, std::string_view code);
    base::Result<contract::DeviceSignIn> approve(
        const Caller& who, const contract::ApproveDeviceSignIn::Request& ask);
    base::Result<contract::Nothing> deny(const Caller& who, std::string_view code);

    // The key, once. Refuses with RFC 8628's words: "authorization_pending", "access_denied",
    // "expired_token", and "invalid_grant" for a code that never was or was used.
    base::Result<contract::IssuedKey> redeem(std::string_view device_code);
    base::Result<std::int64_t> sweep();

private:
    base::Result<ports::StoredDeviceSignIn> waiting(std::string_view code);
    base::Result<ports::StoredKey> key_for(const Caller& who, const contract::DeviceSignIn& asked,
                                           const contract::ApproveDeviceSignIn::Request& ask);
    base::Result<void> make_room(const contract::TeamId& team, const contract::UserId& person);

    World world_;
};

// A code as a person may have typed it, as it is shown.
std::string shown_user_code(std::string_view typed);

// The scopes that this member's key may have on these apps (empty: on all of the team's); of
// `apps` those stay that the member has a role on.
contract::ScopeSet scopes_of_member(contract::Role role, std::span<const contract::AppRole> roles,
                                    std::vector<contract::AppId>& apps);

}  // namespace vitrine::service::desks
