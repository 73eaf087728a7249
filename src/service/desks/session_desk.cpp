#include "service/desks/session_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/desks/second_factor.h"
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
constexpr std::size_t agent_bytes_max = 200, token_bytes_max = 200;
constexpr std::int32_t wrong_codes_max = 5;

Problem wrong_credentials() {
    return Problem::of(ProblemKind::unauthenticated, "wrong_credentials",
                       "E-mail or password is not right.");
}

Problem wrong_code() {
    return Problem::of(ProblemKind::unauthenticated, "wrong_code", "The code is not right.",
                       "Wait for the next one, or use a recovery code.");
}

Problem step_over() {
    return Problem::of(ProblemKind::unauthenticated, "step_over",
                       "The password must be given again.", "Begin to sign in again.");
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
    const auto& user = (*account)->user.id;
    const auto two_steps = asks_for_code(world_, user);
    if (!two_steps) return refused(two_steps.error());
    if (*two_steps) return open_step(user);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto signed_in = open_session(visitor, user);
    if (!signed_in) return signed_in;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return signed_in;
}

Result<SignedIn> SessionDesk::open_step(const contract::UserId& user) {
    SignedIn out;
    out.step = ports::random_hex(world_.random, 32);
    const ports::SignInStep step{machine::step_hash(out.step), user,
                                 {world_.clock.now().ms + step_max_ms}};
    if (auto done = world_.store.factors().put_step(step); !done) return refused(done.error());
    return out;
}

Result<std::optional<ports::SignInStep>> SessionDesk::living_step(std::string_view step) {
    if (step.empty() || step.size() > token_bytes_max) return std::nullopt;
    auto found = world_.store.factors().find_step(machine::step_hash(step));
    if (found && *found && (*found)->expires_at <= world_.clock.now()) return std::nullopt;
    return found;
}

std::optional<contract::UserId> SessionDesk::user_of_step(std::string_view step) {
    const auto found = living_step(step);
    if (!found || !*found) return std::nullopt;
    return (*found)->user;
}

Result<SignedIn> SessionDesk::sign_in_with_code(const Visitor& visitor, std::string_view token,
                                                std::string_view code) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto step = living_step(token);
    if (!step) return refused(step.error());
    if (!*step) return refused(step_over());
    const auto right = take_code(world_, (*step)->user, code);
    if (!right) return refused(right.error());
    ports::Factors& factors = world_.store.factors();
    const bool last = ++(*step)->wrong_codes >= wrong_codes_max;
    auto noted = *right || last ? factors.remove_step((*step)->token_hash)
                                : factors.put_step(**step);
    if (!noted) return refused(noted.error());
    Result<SignedIn> out = refused(wrong_code());
    if (*right) out = open_session(visitor, (*step)->user);
    if (*right && !out) return out;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return out;
}

bool SessionDesk::is_at_home(std::string_view email, std::string_view address) {
    const auto account = world_.store.accounts().find_by_email(email);
    if (!account || !*account) return false;
    const auto sessions = world_.store.accounts().sessions((*account)->user.id);
    return sessions && std::ranges::find(*sessions, address, &ports::Session::address) !=
                           sessions->end();
}

Result<SignedIn> SessionDesk::open_session(const Visitor& visitor, const contract::UserId& user) {
    if (!visitor.old_token.empty()) {
        const auto old = machine::token_hash(visitor.old_token);
        if (auto done = world_.store.accounts().remove_session(old); !done)
            return refused(done.error());
    }
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
    const auto who = caller_of(token);
    if (!who) return refused(who.error());
    const auto line = audit_line(world_, *who, "session.open", session.id.text, {});
    if (auto done = world_.store.submissions().append_audit(line); !done)
        return refused(done.error());
    return SignedIn{me(*who), token, ""};
}

Result<Caller> SessionDesk::caller_of(std::string_view token,
                                      const std::optional<contract::TeamId>& team) {
    if (token.empty() || token.size() > token_bytes_max)
        return refused(Problem::of(ProblemKind::unauthenticated, "not_signed_in",
                                   "Nobody is signed in.", "Sign in first."));
    const std::string hash = machine::token_hash(token);
    const auto found = world_.store.accounts().owned_session(hash);
    if (!found) return refused(found.error());
    if (!*found || (*found)->session.expires_at <= world_.clock.now())
        return refused(Problem::of(ProblemKind::unauthenticated, "session_over",
                                   "The session is over.", "Sign in again."));
    const ports::OwnedSession& owned = **found;
    if (auto done = touch(owned.session); !done) return refused(done.error());
    Caller who;
    who.user = owned.account.user;
    who.store_role = owned.account.store_role;
    who.token_hash = hash;
    who.csrf_token = machine::csrf_token(token);
    choose_team(who, owned.places, team);
    if (team && !who.team) return refused(Problem::not_found("team"));
    who.holds_until = std::min(owned.session.expires_at,
                               Instant{owned.session.last_seen_at.ms + touch_every_ms});
    return who;
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

void SessionDesk::choose_team(Caller& who, const std::vector<ports::OwnedSession::Place>& places,
                              const std::optional<contract::TeamId>& wanted) {
    for (const auto& [one, team_name] : places) {
        who.teams.push_back({one.team, team_name, one.role});
        if (who.team || (wanted && *wanted != one.team)) continue;
        who.team = contract::Team{one.team, team_name};
        who.role = one.role;
        who.app_roles = one.apps;
    }
}

Result<contract::Nothing> SessionDesk::sign_out(const Caller& who) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto session = world_.store.accounts().find_session(who.token_hash);
    if (!session) return refused(session.error());
    if (auto done = world_.store.accounts().remove_session(who.token_hash); !done)
        return refused(done.error());
    const auto id = *session ? (*session)->id.text : std::string();
    const auto done = commit_with_line(world_, **batch, {},
                                       audit_line(world_, who, "session.end", id, {}));
    if (!done) return refused(done.error());
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
    return {who.user, who.team, who.role, who.store_role, who.csrf_token, who.teams};
}

Result<std::int64_t> SessionDesk::sweep() {
    const Instant now = world_.clock.now();
    if (auto done = world_.store.factors().remove_expired_steps(now); !done) return done;
    if (auto done = world_.store.invitations().remove_expired(now); !done) return done;
    return world_.store.accounts().remove_expired_sessions(now);
}

}  // namespace vitrine::service::desks
