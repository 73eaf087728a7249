// Signing in and out, and who is behind a session's token.
//
// A token is 256 random bits, known to its owner alone; the store keeps its hash. A session ends
// 30 days after sign-in, or 7 days after it was last used. Signing in always makes a new one and
// ends the one that came along. An unknown e-mail costs the same time as a wrong password.
#pragma once
#include "service/desks/world.h"

namespace vitrine::service::desks {

inline constexpr std::int64_t session_age_max_ms = 30 * base::day_ms;
inline constexpr std::int64_t session_idle_max_ms = 7 * base::day_ms;

// Where a sign-in comes from, as its owner will see it in the list of sessions.
struct Visitor {
    std::string address, agent;
    std::string old_token;  // the session that the visitor already had, or ""
};

struct SignedIn {
    contract::Me me;
    std::string token;
};

class SessionDesk {
public:
    explicit SessionDesk(World world);

    // Refuses (unauthenticated) "wrong_credentials".
    base::Result<SignedIn> sign_in(const Visitor& visitor, const contract::SignIn::Request& ask);
    // Refuses (unauthenticated) "not_signed_in" or "session_over".
    base::Result<Caller> caller_of(std::string_view token);
    base::Result<contract::Nothing> sign_out(const Caller& who);
    base::Result<contract::SessionPage> sessions(const Caller& who);
    contract::Me me(const Caller& who) const;
    // Removes sessions that are over; called now and then.
    base::Result<std::int64_t> sweep();

private:
    base::Result<Caller> caller_for(const contract::UserId& user, std::string_view token);
    base::Result<std::string> open_session(const Visitor& visitor, const contract::UserId& user);
    base::Result<void> touch(const ports::Session& session);

    World world_;
    std::string nobodys_hash_;  // checked for unknown e-mails
};

}  // namespace vitrine::service::desks
