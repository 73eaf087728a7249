#include "service/desks/kiosk_desk.h"

#include <algorithm>

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

constexpr std::size_t token_bytes_max = 200, code_letters = 10;
constexpr std::int64_t touch_every_ms = base::minute_ms;

// Without those that are taken for one another: 32 of them, five bits each.
constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
static_assert(letters.size() == 32);

std::string new_code(ports::Random& random) {
    std::uint8_t bytes[code_letters];
    random.fill(bytes);
    std::string code;
    for (const std::uint8_t byte : bytes) code += letters[byte % 32];
    return code;
}

std::string as_shown(const std::string& code) {
    return code.substr(0, code_letters / 2) + "-" + code.substr(code_letters / 2);
}

// As a person may type it.
std::string plain(std::string_view code) {
    std::string out;
    for (const char c : base::lower_ascii(code))
        if (c != ' ' && c != '-') out += c;
    return out;
}

Problem wrong_code() {
    Problem problem = contract::invalid_fields({{"code", "not_allowed", "The code is not right."}});
    problem.code = "wrong_code";
    problem.title = "The code is wrong, over or used.";
    problem.detail = "Ask an administrator of the team for a new one.";
    return problem;
}

Problem unknown_kiosk() {
    return Problem::of(ProblemKind::unauthenticated, "key_unknown",
                       "This display is not paired any more.",
                       "Pair it again with a code that an administrator makes.");
}

}  // namespace

Result<contract::KioskPage> KioskDesk::list(const Caller& who, const contract::OnePage& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    auto all = world_.store.kiosks().of_team(*team);
    if (!all) return refused(all.error());
    return newest_page<contract::KioskPage>(std::move(*all), ask, "kiosks",
                                            &ports::StoredKiosk::kiosk);
}

Result<contract::KioskCode> KioskDesk::pair(const Caller& who,
                                            const contract::PairKiosk::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    if (base::trimmed(ask.name).empty())
        return refused(contract::invalid_fields({{"name", "too_short", "say where it hangs"}}));
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto apps = ask.apps.value_or(std::vector<contract::AppId>());
    if (auto foreign = refuse_foreign_apps(world_, *team, apps); !foreign)
        return refused(foreign.error());
    const base::Instant now = world_.clock.now();
    if (auto swept = sweep(); !swept) return refused(swept.error());
    const auto all = world_.store.kiosks().of_team(*team);
    if (!all) return refused(all.error());
    if (all->size() >= static_cast<std::size_t>(contract::kiosks_per_team_max))
        return refused(Problem::conflict("too_many_kiosks", "The team has too many kiosks: revoke "
                                                            "those that are gone."));
    const std::string code = new_code(world_.random);
    contract::KioskCode made{{}, as_shown(code)};
    made.kiosk.id = {ports::random_id(world_.random, "kiosk_")};
    made.kiosk.name = base::trimmed(ask.name);
    made.kiosk.apps = apps;
    made.kiosk.reads_reviews = ask.reads_reviews.value_or(false);
    made.kiosk.paired_by = who.user.name;
    made.kiosk.created_at = now;
    made.kiosk.code_expires_at = {now.ms + contract::kiosk_code_ms};
    const auto done = commit_with_line(
        world_, **batch,
        world_.store.kiosks().create({*team, machine::kiosk_code_hash(code), "", made.kiosk}),
        audit_line(world_, who, "kiosk.pair", made.kiosk.id.text, ask.reason));
    if (!done) return refused(done.error());
    return made;
}

Result<contract::PairedKiosk> KioskDesk::claim(const contract::ClaimKiosk::Request& ask) {
    const std::string code = plain(ask.code), hash = machine::kiosk_code_hash(code);
    if (code.size() != code_letters) return refused(wrong_code());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = world_.store.kiosks().find_by_code(hash);
    if (!stored) return refused(stored.error());
    const base::Instant now = world_.clock.now();
    if (!*stored || (*stored)->kiosk.code_expires_at <= now) return refused(wrong_code());
    contract::PairedKiosk paired{std::move((*stored)->kiosk),
                                 std::string(kiosk_prefix) +
                                     ports::random_hex(world_.random, 32)};
    paired.kiosk.paired_at = paired.kiosk.last_seen_at = now;
    ports::AuditEntry line;
    line.at = now;
    line.actor = line.thing = paired.kiosk.id.text;
    line.action = "kiosk.claim";
    line.team = (*stored)->team;
    const auto done = commit_with_line(
        world_, **batch,
        world_.store.kiosks().claim(hash, machine::kiosk_token_hash(paired.token), now), line);
    if (!done) return refused(done.error());
    return paired;
}

Result<contract::Nothing> KioskDesk::revoke(const Caller& who,
                                            const contract::RevokeKiosk::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto stored = world_.store.kiosks().find(ask.kiosk);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team)) return refused(Problem::not_found("kiosk"));
    if (!who.may(Right::manage_team)) return refused(Problem::forbidden());
    const auto done =
        commit_with_line(world_, **batch, world_.store.kiosks().remove(ask.kiosk),
                         audit_line(world_, who, "kiosk.revoke", ask.kiosk.text, ask.reason));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<Caller> KioskDesk::caller_of(std::string_view token,
                                    const std::optional<contract::TeamId>& wanted) {
    if (!token.starts_with(kiosk_prefix) || token.size() > token_bytes_max)
        return refused(unknown_kiosk());
    const auto stored = world_.store.kiosks().find_by_token(machine::kiosk_token_hash(token));
    if (!stored) return refused(stored.error());
    const base::Instant now = world_.clock.now();
    if (!*stored) return refused(unknown_kiosk());
    const contract::Kiosk& kiosk = (*stored)->kiosk;
    const base::Instant seen = kiosk.last_seen_at.value_or(kiosk.created_at);
    if (now.ms - seen.ms >= contract::kiosk_unseen_ms) return refused(unknown_kiosk());
    if (wanted && *wanted != (*stored)->team) return refused(Problem::not_found("team"));
    if (now.ms - seen.ms >= touch_every_ms) {
        const auto done = world_.store.kiosks().touch(kiosk.id, now);
        // A full disk must not darken the display: only that it was seen is not noted.
        if (!done && done.error().kind != ProblemKind::unavailable)
            return refused(unknown_kiosk());
    }
    const auto team = world_.store.accounts().find_team((*stored)->team);
    if (!team) return refused(team.error());
    Caller who;
    who.user = {{kiosk.id.text}, kiosk.name, ""};
    who.team = *team;
    who.key_apps = kiosk.apps;
    who.scopes = contract::kiosk_scopes(kiosk.reads_reviews);
    who.reads_only = true;
    who.holds_until = {seen.ms + std::min(touch_every_ms, contract::kiosk_unseen_ms)};
    if (*team) who.teams.push_back({(*team)->id, (*team)->name, contract::Role::none});
    return who;
}

Result<std::int64_t> KioskDesk::sweep() {
    const base::Instant now = world_.clock.now();
    return world_.store.kiosks().remove_expired(now, {now.ms - contract::kiosk_unseen_ms});
}

}  // namespace vitrine::service::desks
