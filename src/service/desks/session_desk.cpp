#include "service/desks/session_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Instant;
using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

// The last use is written at most once a minute: reading must not cost a write each time.
constexpr std::int64_t touch_every_ms = base::minute_ms;
constexpr std::size_t agent_bytes_max = 200;

Problem wrong_credentials() {
    return Problem::of(ProblemKind::unauthenticated, "wrong_credentials",
                       "E-mail or password is not right.");
}

Instant expiry(Instant created, Instant seen) {
    return {std::min(created.ms + session_age_max_ms, seen.ms + session_idle_max_ms)};
}

}  // namespace

SessionDesk::SessionDesk(World world) : world_(world) {
    nobodys_hash_ = world_.hasher.hash(ports::random_hex(world_.random, 16)).value_or("");
}

Result<SignedIn> SessionDesk::sign_in(const Visitor& visitor,
                                      const contract::SignIn::Request& ask) {
    auto account = world_.store.accounts().find_by_email(ask.email);
    if (!account) return refused(account.error());
    const bool known = account->has_value();
    const std::string& hash = known ? (*account)->password_hash : nobodys_hash_;
    const bool right = world_.hasher.matches(hash, ask.password);
    if (!known || !right) return refused(wrong_credentials());
    if (!visitor.old_token.empty()) {
        const auto old = machine::token_hash(visitor.old_token);
        if (auto done = world_.store.accounts().remove_session(old); !done)
            return refused(done.error());
    }
    auto token = open_session(visitor, (*account)->user.id);
    if (!token) return refused(token.error());
    auto who = caller_for((*account)->user.id, *token);
    if (!who) return refused(who.error());
    return SignedIn{me(*who), *token};
}

Result<std::string> SessionDesk::open_session(const Visitor& visitor,
                                              const contract::UserId& user) {
    const std::string token = ports::random_hex(world_.random, 32);
    const Instant now = world_.clock.now();
    ports::Session session;
    session.token_hash = machine::token_hash(token);
    session.id = {ports::random_id(world_.random, "ses_")};
    session.user = user;
    session.created_at = session.last_seen_at = now;
    session.expires_at = expiry(now, now);
    session.address = visitor.address;
    session.agent = base::to_valid_utf8(visitor.agent.substr(0, agent_bytes_max));
    if (auto done = world_.store.accounts().create_session(session); !done)
        return refused(done.error());
    return token;
}

Result<Caller> SessionDesk::caller_of(std::string_view token) {
    if (token.empty() || token.size() > 200)
        return refused(Problem::of(ProblemKind::unauthenticated, "not_signed_in",
                                   "Nobody is signed in.", "Sign in first."));
    auto session = world_.store.accounts().find_session(machine::token_hash(token));
    if (!session) return refused(session.error());
    if (!*session || (*session)->expires_at <= world_.clock.now())
        return refused(Problem::of(ProblemKind::unauthenticated, "session_over",
                                   "The session is over.", "Sign in again."));
    if (auto done = touch(**session); !done) return refused(done.error());
    return caller_for((*session)->user, token);
}

Result<void> SessionDesk::touch(const ports::Session& session) {
    const Instant now = world_.clock.now();
    if (now.ms - session.last_seen_at.ms < touch_every_ms) return {};
    auto done = world_.store.accounts().touch_session(session.token_hash, now,
                                                      expiry(session.created_at, now));
    // A full disk must not sign people out: reading goes on, only the last use is not noted.
    if (!done && done.error().kind != ProblemKind::unavailable) return done;
    return {};
}

Result<Caller> SessionDesk::caller_for(const contract::UserId& user, std::string_view token) {
    auto account = world_.store.accounts().find(user);
    if (!account) return refused(account.error());
    if (!*account) return refused(wrong_credentials());
    Caller who;
    who.user = (*account)->user;
    who.store_role = (*account)->store_role;
    who.token_hash = machine::token_hash(token);
    who.csrf_token = machine::csrf_token(token);
    auto memberships = world_.store.accounts().memberships(user);
    if (!memberships) return refused(memberships.error());
    if (memberships->empty()) return who;
    who.role = memberships->front().role;
    auto team = world_.store.accounts().find_team(memberships->front().team);
    if (!team) return refused(team.error());
    who.team = *team;
    return who;
}

Result<contract::Nothing> SessionDesk::sign_out(const Caller& who) {
    if (auto done = world_.store.accounts().remove_session(who.token_hash); !done)
        return refused(done.error());
    return contract::Nothing{};
}

Result<contract::SessionPage> SessionDesk::sessions(const Caller& who) {
    auto all = world_.store.accounts().sessions(who.user.id);
    if (!all) return refused(all.error());
    contract::SessionPage page;
    for (const ports::Session& one : *all)
        if (one.expires_at > world_.clock.now())
            page.items.push_back({one.id, one.created_at, one.last_seen_at, one.expires_at,
                                  one.address, one.agent, one.token_hash == who.token_hash});
    return page;
}

contract::Me SessionDesk::me(const Caller& who) const {
    return {who.user, who.team, who.role, who.store_role, who.csrf_token};
}

Result<std::int64_t> SessionDesk::sweep() {
    return world_.store.accounts().remove_expired_sessions(world_.clock.now());
}

}  // namespace vitrine::service::desks
