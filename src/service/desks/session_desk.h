// Signing in and out, and who is behind a session's token.
//
// A token is 256 random bits, known to its owner alone; the store keeps its hash. A session ends
// 30 days after sign-in, or 7 days after it was last used. Signing in always makes a new one and
// ends the one that came along. An unknown e-mail costs the same time as a wrong password.
//
// Who has a second factor goes two steps: the right password gives a step, known by a token of its
// own for ten minutes, and the right code turns the step into a session. A step is no session: the
// two lie in different tables, so that no slip can take one for the other.
#pragma once
#include "service/desks/world.h"

namespace vitrine::service::desks {

inline constexpr std::int64_t session_age_max_ms = 30 * base::day_ms;
inline constexpr std::int64_t session_idle_max_ms = 7 * base::day_ms;
inline constexpr std::int64_t step_max_ms = 10 * base::minute_ms;

// Where a sign-in comes from, as its owner will see it in the list of sessions.
struct Visitor {
    std::string address, agent;
    std::string old_token;  // the session that the visitor already had, or ""
};

struct SignedIn {
    contract::Me me;
    std::string token;
    std::string step;  // not "": a code is still wanted; this is the step's token, all else empty
};

class SessionDesk {
public:
    explicit SessionDesk(World world);

    // Refuses (unauthenticated) "wrong_credentials".
    base::Result<SignedIn> sign_in(const Visitor& visitor, const contract::SignIn::Request& ask);
    // Refuses (unauthenticated) "wrong_code", "step_over".
    base::Result<SignedIn> sign_in_with_code(const Visitor& visitor, std::string_view step,
                                             std::string_view code);
    // Whose step it is, for the limits; none when it is over.
    std::optional<contract::UserId> user_of_step(std::string_view step);
    // Whether the account with this e-mail has a session from this address.
    bool is_at_home(std::string_view email, std::string_view address);
    // `team`: the one the request names; else the one joined first. Refuses (unauthenticated)
    // "not_signed_in" or "session_over", (not_found) a team that the person is not in.
    base::Result<Caller> caller_of(std::string_view token,
                                   const std::optional<contract::TeamId>& team = {});
    base::Result<contract::Nothing> sign_out(const Caller& who);
    base::Result<contract::SessionPage> sessions(const Caller& who);
    contract::Me me(const Caller& who) const;
    // Removes sessions, steps and invitations that are over; called now and then.
    base::Result<std::int64_t> sweep();

private:
    static void choose_team(Caller& who, const std::vector<ports::OwnedSession::Place>& places,
                            const std::optional<contract::TeamId>& wanted);
    base::Result<SignedIn> open_step(const contract::UserId& user);
    // Ends the visitor's old session and opens one, with its line in the audit log.
    base::Result<SignedIn> open_session(const Visitor& visitor, const contract::UserId& user);
    base::Result<std::optional<ports::SignInStep>> living_step(std::string_view step);
    base::Result<void> touch(const ports::Session& session);

    World world_;
    std::string nobodys_hash_;  // checked for unknown e-mails
};

}  // namespace vitrine::service::desks
