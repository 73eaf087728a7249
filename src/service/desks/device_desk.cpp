#include "service/desks/device_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/desks/key_desk.h"
#include "service/desks/own_apps.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Scope;
using ports::DeviceAnswer;

constexpr std::size_t code_letters = 8, device_code_bytes_max = 200;
constexpr int tries = 3;

// Consonants, so that no code is a word, and none of them looks like a digit (RFC 8628, 6.1).
constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";

std::string new_code(ports::Random& random) {
    std::uint8_t bytes[8];
    random.fill(bytes);
    std::uint64_t dice = 0;  // 64 bits for 34.6: what is uneven about it cannot be seen
    for (const std::uint8_t byte : bytes) dice = dice << 8 | byte;
    std::string code;
    for (std::size_t i = 0; i < code_letters; ++i, dice /= letters.size())
        code += letters[dice % letters.size()];
    return code;
}

// As a person may type it.
std::string plain(std::string_view code) {
    std::string out;
    for (const char c : code) {
        if (c == ' ' || c == '-') continue;
        out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

Problem wrong_code() {
    Problem problem = contract::invalid_fields({{"code", "not_allowed", "The code is not right."}});
    problem.code = "wrong_code";
    problem.title = "The code is wrong, over or answered.";
    problem.detail = "Look at it again, or start the program's log-in anew.";
    return problem;
}

Problem no_grant(std::string_view code, std::string_view title) {
    return Problem::of(ProblemKind::invalid, code, title);
}

contract::ScopeSet set_of(std::span<const Scope> scopes) {
    contract::ScopeSet out = 0;
    for (const Scope one : scopes) out |= contract::bit(one);
    return out;
}

std::vector<Scope> list_of(contract::ScopeSet scopes) {
    std::vector<Scope> out;
    constexpr auto all = contract::names(static_cast<const Scope*>(nullptr)).size();
    for (std::size_t i = 0; i < all; ++i)
        if (scopes & contract::bit(static_cast<Scope>(i))) out.push_back(static_cast<Scope>(i));
    return out;
}

}  // namespace

std::string shown_user_code(std::string_view typed) {
    const std::string code = plain(typed);
    if (code.size() != code_letters) return std::string(typed);
    return code.substr(0, code_letters / 2) + "-" + code.substr(code_letters / 2);
}

contract::ScopeSet scopes_of_member(contract::Role role, std::span<const contract::AppRole> roles,
                                    std::vector<contract::AppId>& apps) {
    const contract::ScopeSet in_team = contract::scopes_of(role);
    if (apps.empty()) return in_team;
    const auto on_app = [&](const contract::AppId& app) {
        contract::ScopeSet out = in_team;
        for (const contract::AppRole& one : roles)
            if (one.app == app) out |= contract::scopes_of(one.role);
        return out;
    };
    std::erase_if(apps, [&](const contract::AppId& app) { return on_app(app) == 0; });
    contract::ScopeSet both = apps.empty() ? contract::ScopeSet{0} : on_app(apps.front());
    for (const contract::AppId& app : apps) both &= on_app(app);
    return both;
}

Result<DeviceDesk::Begun> DeviceDesk::begin(const Ask& ask) {
    const base::Instant now = world_.clock.now();
    Begun begun{std::string(device_code_prefix) + ports::random_hex(world_.random, 32), {}};
    if (auto swept = sweep(); !swept) return refused(swept.error());
    Result<void> done;
    for (int i = 0; i < tries; ++i) {
        const std::string code = new_code(world_.random);
        begun.user_code = shown_user_code(code);
        done = world_.store.device_sign_ins().create(
            {machine::device_code_hash(begun.device_code),
             machine::user_code_hash(code),
             {ask.program, ask.address, list_of(set_of(ask.scopes)), now,
              {now.ms + contract::device_sign_in_ms}}});
        if (done) return begun;
        if (done.error().code != "id_taken") break;
    }
    return refused(done.error());
}

Result<ports::StoredDeviceSignIn> DeviceDesk::waiting(std::string_view code) {
    const std::string typed = plain(code);
    if (typed.size() != code_letters) return refused(wrong_code());
    auto stored = world_.store.device_sign_ins().find_by_code(machine::user_code_hash(typed));
    if (!stored) return refused(stored.error());
    if (!*stored || (*stored)->answer != DeviceAnswer::none ||
        (*stored)->asked.expires_at <= world_.clock.now())
        return refused(wrong_code());
    return std::move(**stored);
}

Result<contract::DeviceSignIn> DeviceDesk::look(const Caller& who, std::string_view code) {
    if (const auto team = team_of(who); !team) return refused(team.error());
    auto stored = waiting(code);
    if (!stored) return refused(stored.error());
    return std::move(stored->asked);
}

// What the person may give, and of that, what they want to.
Result<ports::StoredKey> DeviceDesk::key_for(const Caller& who,
                                             const contract::DeviceSignIn& asked,
                                             const contract::ApproveDeviceSignIn::Request& ask) {
    const auto team = team_of(who);
    if (!team) return refused(team.error());
    ports::StoredKey key{"", *team, {}, {}};
    if (ask.apps) key.key.apps = *ask.apps;
    if (auto foreign = refuse_foreign_apps(world_, *team, key.key.apps); !foreign)
        return refused(foreign.error());
    if (key.key.apps.empty() && who.role == contract::Role::none)
        for (const contract::AppRole& one : who.app_roles) key.key.apps.push_back(one.app);
    const contract::ScopeSet mine = scopes_of_member(who.role, who.app_roles, key.key.apps);
    contract::ScopeSet given = static_cast<contract::ScopeSet>(set_of(asked.scopes) & mine);
    if (ask.scopes) given &= set_of(*ask.scopes);
    if (given == 0)
        return refused(Problem::conflict("nothing_to_give",
                                         "Your role has none of the rights that it asks for."));
    const base::Instant now = world_.clock.now();
    const std::int64_t days = ask.valid_days.value_or(contract::device_key_days);
    key.key.id = {ports::random_id(world_.random, "key_")};
    key.key.name = asked.program;
    key.key.scopes = list_of(given);
    key.key.issued_by = who.user.name;
    key.key.created_at = now;
    key.key.expires_at = {now.ms + days * base::day_ms};
    // The operator at the machine has no session and is nobody's member: a key of the team's own.
    if (!who.token_hash.empty()) key.person = who.user.id;
    return key;
}

Result<contract::DeviceSignIn> DeviceDesk::approve(
    const Caller& who, const contract::ApproveDeviceSignIn::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = waiting(ask.code);
    if (!stored) return refused(stored.error());
    const auto key = key_for(who, stored->asked, ask);
    if (!key) return refused(key.error());
    const auto done = commit_with_line(
        world_, **batch,
        world_.store.device_sign_ins().settle(stored->code_hash, DeviceAnswer::approved, *key),
        audit_line(world_, who, "device.approve", key->key.id.text, ask.reason));
    if (!done) return refused(done.error());
    stored->asked.scopes = key->key.scopes;
    return std::move(stored->asked);
}

Result<contract::Nothing> DeviceDesk::deny(const Caller& who, std::string_view code) {
    if (const auto team = team_of(who); !team) return refused(team.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto stored = waiting(code);
    if (!stored) return refused(stored.error());
    const auto done = commit_with_line(
        world_, **batch,
        world_.store.device_sign_ins().settle(stored->code_hash, DeviceAnswer::denied, {}),
        audit_line(world_, who, "device.deny", stored->asked.program, {}));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

// Of the keys that a person was given so, the oldest go: nobody takes them back by hand.
Result<void> DeviceDesk::make_room(const contract::TeamId& team, const contract::UserId& person) {
    const auto all = world_.store.keys().of_team(team);  // newest first
    if (!all) return refused(all.error());
    std::size_t kept = 1;  // the new one
    for (const ports::StoredKey& one : *all) {
        if (one.person != person) continue;
        const bool over = one.key.expires_at <= world_.clock.now();
        if (!over && ++kept <= contract::device_keys_per_person_max) continue;
        if (auto done = world_.store.keys().remove(one.key.id); !done) return done;
    }
    return {};
}

Result<contract::IssuedKey> DeviceDesk::redeem(std::string_view device_code) {
    if (!device_code.starts_with(device_code_prefix) || device_code.size() > device_code_bytes_max)
        return refused(no_grant("invalid_grant", "This device code does not hold."));
    const std::string hash = machine::device_code_hash(device_code);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto found = world_.store.device_sign_ins().find_by_device(hash);
    if (!found) return refused(found.error());
    if (!*found) return refused(no_grant("invalid_grant", "This device code does not hold."));
    const ports::StoredDeviceSignIn& stored = **found;
    if (stored.asked.expires_at <= world_.clock.now())
        return refused(no_grant("expired_token", "Nobody approved it in time."));
    if (stored.answer == DeviceAnswer::denied)
        return refused(no_grant("access_denied", "It was denied."));
    if (!stored.key) return refused(no_grant("authorization_pending", "Nobody has answered yet."));
    ports::StoredKey key = *stored.key;
    contract::IssuedKey issued{key.key, std::string(key_prefix) +
                                            ports::random_hex(world_.random, 32)};
    key.key_hash = machine::key_hash(issued.secret);
    if (key.person)
        if (auto room = make_room(key.team, *key.person); !room) return refused(room.error());
    auto done = world_.store.device_sign_ins().take(hash);
    if (done) done = world_.store.keys().create(key);
    ports::AuditEntry line;
    line.at = world_.clock.now();
    line.actor = key.person ? key.person->text : "operator";
    line.action = "key.issue";
    line.thing = key.key.id.text;
    line.team = key.team;
    if (done = commit_with_line(world_, **batch, done, line); !done) return refused(done.error());
    return issued;
}

Result<std::int64_t> DeviceDesk::sweep() {
    return world_.store.device_sign_ins().remove_expired(
        {world_.clock.now().ms - contract::device_sign_in_ms});
}

}  // namespace vitrine::service::desks
