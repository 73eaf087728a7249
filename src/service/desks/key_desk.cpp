#include "service/desks/key_desk.h"

#include <algorithm>

#include "service/desks/device_desk.h"
#include "service/desks/own_apps.h"
#include "service/desks/page.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Right;

constexpr std::ptrdiff_t keys_max = 100;  // those of persons have a bound of their own
constexpr std::size_t secret_bytes_max = 200;
constexpr std::int32_t valid_days_usual = 365;
// The last use is written at most once a minute: reading must not cost a write each time.
constexpr std::int64_t touch_every_ms = base::minute_ms;

template <class T>
std::vector<T> without_doubles(std::vector<T> all) {
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

Problem key_unknown() {
    return Problem::of(ProblemKind::unauthenticated, "key_unknown", "This API key does not hold.",
                       "It was revoked, is over, or never was.");
}

}  // namespace

Result<contract::KeyPage> KeyDesk::list(const Caller& who, const contract::OnePage& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto all = world_.store.keys().of_team(*team);
    if (!all) return refused(all.error());
    return newest_page<contract::KeyPage>(std::move(*all), ask, "keys",
                                          &ports::StoredKey::key);
}

Result<void> KeyDesk::refuse_fields(const contract::TeamId& team,
                                    const contract::IssueKey::Request& ask) {
    if (base::trimmed(ask.name).empty())
        return refused(contract::invalid_fields({{"name", "too_short", "say what it is for"}}));
    if (ask.scopes.empty())
        return refused(contract::invalid_fields({{"scopes", "too_short", "name at least one"}}));
    return refuse_foreign_apps(world_, team, ask.apps.value_or(std::vector<contract::AppId>()));
}

Result<contract::IssuedKey> KeyDesk::issue(const Caller& who,
                                           const contract::IssueKey::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (auto wrong = refuse_fields(*team, ask); !wrong) return refused(wrong.error());
    const auto all = world_.store.keys().of_team(*team);
    if (!all) return refused(all.error());
    const auto of_the_team = [](const ports::StoredKey& one) { return !one.person; };
    if (std::ranges::count_if(*all, of_the_team) >= keys_max)
        return refused(Problem::conflict("too_many_keys", "The team has too many keys: revoke "
                                                          "those that nobody uses."));
    contract::IssuedKey issued;
    issued.secret = std::string(key_prefix) + ports::random_hex(world_.random, 32);
    const base::Instant now = world_.clock.now();
    const std::int64_t days = ask.valid_days.value_or(valid_days_usual);
    issued.key = {{ports::random_id(world_.random, "key_")},
                  std::string(base::trimmed(ask.name)),
                  without_doubles(ask.scopes),
                  without_doubles(ask.apps.value_or(std::vector<contract::AppId>())),
                  who.user.name,
                  now,
                  {now.ms + days * base::day_ms},
                  std::nullopt};
    const auto done = commit_with_line(
        world_, **batch,
        world_.store.keys().create({machine::key_hash(issued.secret), *team, issued.key, {}}),
        audit_line(world_, who, "key.issue", issued.key.id.text, ask.reason));
    if (!done) return refused(done.error());
    return issued;
}

Result<contract::Nothing> KeyDesk::revoke(const Caller& who,
                                          const contract::RevokeKey::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto stored = world_.store.keys().find(ask.key);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team)) return refused(Problem::not_found("key"));
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    const auto done =
        commit_with_line(world_, **batch, world_.store.keys().remove(ask.key),
                         audit_line(world_, who, "key.revoke", ask.key.text, ask.reason));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

contract::KeyId key_named(std::string_view client_email) {
    const std::size_t at = client_email.find('@');
    if (at == std::string_view::npos || client_email.substr(at + 1) != account_domain) return {};
    return {std::string(client_email.substr(0, at))};
}

Result<ports::KeySigner> KeyDesk::signer_of(std::string_view client_email) {
    const contract::KeyId id = key_named(client_email);
    if (id.text.empty() || id.text.size() > secret_bytes_max) return refused(key_unknown());
    const auto who = caller_with(id);
    if (!who) return refused(who.error());
    auto signer = world_.store.keys().signer(id);
    if (!signer) return refused(signer.error());
    if (!*signer) return refused(key_unknown());
    return std::move(**signer);
}

Result<Caller> KeyDesk::caller_of(std::string_view secret,
                                  const std::optional<contract::TeamId>& wanted) {
    if (!secret.starts_with(key_prefix) || secret.size() > secret_bytes_max)
        return refused(key_unknown());
    const auto stored = world_.store.keys().find_by_hash(machine::key_hash(secret));
    if (!stored) return refused(stored.error());
    if (*stored && wanted && *wanted != (*stored)->team && is_held(**stored))
        return refused(Problem::not_found("team"));
    return caller_from(*stored);
}

Result<Caller> KeyDesk::caller_with(const contract::KeyId& id) {
    const auto stored = world_.store.keys().find(id);
    if (!stored) return refused(stored.error());
    return caller_from(*stored);
}

bool KeyDesk::is_held(const ports::StoredKey& stored) const {
    return stored.key.expires_at > world_.clock.now();
}

// What the person whose key it is may now: roles change, and people leave.
Result<contract::ScopeSet> KeyDesk::scopes_held(const ports::StoredKey& stored,
                                                std::vector<contract::AppId>& apps) {
    const auto all = world_.store.accounts().memberships(*stored.person);
    if (!all) return refused(all.error());
    const auto mine = std::ranges::find(*all, stored.team, &ports::Membership::team);
    if (mine == all->end()) return contract::ScopeSet{0};
    return scopes_of_member(mine->role, mine->apps, apps);
}

Result<contract::Nothing> KeyDesk::give_up(std::string_view secret) {
    if (!secret.starts_with(key_prefix) || secret.size() > secret_bytes_max)
        return contract::Nothing{};
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto stored = world_.store.keys().find_by_hash(machine::key_hash(secret));
    if (!stored) return refused(stored.error());
    if (!*stored || !(*stored)->person) return contract::Nothing{};
    ports::AuditEntry line;
    line.at = world_.clock.now();
    line.actor = (*stored)->person->text;
    line.action = "key.revoke";
    line.thing = (*stored)->key.id.text;
    line.team = (*stored)->team;
    const auto done = commit_with_line(world_, **batch,
                                       world_.store.keys().remove((*stored)->key.id), line);
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<Caller> KeyDesk::caller_from(const std::optional<ports::StoredKey>& stored) {
    if (!stored || !is_held(*stored)) return refused(key_unknown());
    const base::Instant now = world_.clock.now();
    const contract::ApiKey& key = stored->key;
    if (!key.last_used_at || now.ms - key.last_used_at->ms >= touch_every_ms) {
        const auto done = world_.store.keys().touch(key.id, now);
        // A full disk must not lock programs out: reading goes on, only the use is not noted.
        if (!done && done.error().kind != ProblemKind::unavailable) return refused(key_unknown());
    }
    const auto team = world_.store.accounts().find_team(stored->team);
    if (!team) return refused(team.error());
    Caller who;
    who.user = {{key.id.text}, key.name, ""};
    who.team = *team;
    who.key_apps = key.apps;
    contract::ScopeSet scopes = 0;
    for (const contract::Scope scope : key.scopes) scopes |= contract::bit(scope);
    if (stored->person) {
        const auto held = scopes_held(*stored, who.key_apps);
        if (!held) return refused(held.error());
        scopes &= *held;
        if (scopes == 0) return refused(key_unknown());
    }
    who.scopes = scopes;
    if (key.last_used_at)
        who.holds_until = std::min(key.expires_at,
                                   base::Instant{key.last_used_at->ms + touch_every_ms});
    if (*team) who.teams.push_back({(*team)->id, (*team)->name, contract::Role::none});
    return who;
}

}  // namespace vitrine::service::desks
