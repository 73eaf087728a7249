#include "service/desks/account_desk.h"

#include <algorithm>

#include "base/text.h"
#include "base/url.h"
#include "service/desks/second_factor.h"
#include "service/machine/one_time_code.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::size_t secret_bytes = 20;  // as RFC 4226 recommends for SHA-1

Problem wrong(std::string_view code, std::string_view field, std::string_view title) {
    auto problem = Problem::of(ProblemKind::invalid, code, title);
    problem.fields.push_back({std::string(field), "not_allowed", std::string(title)});
    return problem;
}

Problem not_enabled() {
    return Problem::conflict("factor_not_enabled", "There is no second factor.");
}

Result<void> refuse_short(std::string_view field, const std::string& password) {
    if (base::count_code_points(password) >= contract::password_length_min) return {};
    return refused(contract::invalid_fields(
        {{std::string(field), "too_short",
          "at least " + base::decimal(contract::password_length_min) + " characters"}}));
}

}  // namespace

Result<std::string> checked_email(std::string_view email) {
    const std::string_view text = base::trimmed(email);
    const std::size_t at = text.rfind('@');
    const auto odd = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
    if (at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 254 &&
        base::is_utf8(text) && std::ranges::none_of(text, odd))
        return std::string(text);
    return refused(contract::invalid_fields(
        {{"email", "not_allowed", "an e-mail address was expected"}}));
}

Result<void> AccountDesk::note(const Caller& who, std::string_view action,
                               std::string_view thing) {
    return world_.store.submissions().append_audit(audit_line(world_, who, action, thing, {}));
}

Result<contract::EndedSessions> AccountDesk::end_all_but(const contract::UserId& user,
                                                         std::string_view kept_hash) {
    auto all = world_.store.accounts().sessions(user);
    if (!all) return refused(all.error());
    contract::EndedSessions out;
    for (const ports::Session& one : *all) {
        if (one.token_hash == kept_hash) continue;
        if (auto done = world_.store.accounts().remove_session(one.token_hash); !done)
            return refused(done.error());
        out.ended += one.expires_at > world_.clock.now();
    }
    if (auto done = world_.store.factors().remove_steps_of(user); !done)
        return refused(done.error());
    return out;
}

Result<contract::EndedSessions> AccountDesk::end_others(const Caller& who) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto ended = end_all_but(who.user.id, who.token_hash);
    if (!ended) return ended;
    auto done = note(who, "session.end_others", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return ended;
}

Result<contract::Nothing> AccountDesk::end_session(const Caller& who,
                                                   const contract::EndSession::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto mine = world_.store.accounts().sessions(who.user.id);
    if (!mine) return refused(mine.error());
    const auto at = std::ranges::find(*mine, ask.session, &ports::Session::id);
    if (at == mine->end()) return refused(Problem::not_found("session"));
    const auto done = commit_with_line(
        world_, **batch, world_.store.accounts().remove_session(at->token_hash),
        audit_line(world_, who, "session.end", ask.session.text, {}));
    if (!done) return refused(done.error());
    return contract::Nothing{};
}

Result<void> AccountDesk::refuse_wrong_password(const Caller& who, const std::string& password) {
    const auto account = world_.store.accounts().find(who.user.id);
    if (!account) return refused(account.error());
    if (*account && world_.hasher.matches((*account)->password_hash, password)) return {};
    return refused(wrong("wrong_password", "password", "The password is not right."));
}

// Hashing takes its time, so it is over before the batch begins.
Result<contract::EndedSessions> AccountDesk::change_password(
    const Caller& who, const contract::ChangePassword::Request& ask) {
    if (auto right = refuse_wrong_password(who, ask.password); !right)
        return refused(right.error());
    if (auto long_enough = refuse_short("next", ask.next); !long_enough)
        return refused(long_enough.error());
    if (ask.next == ask.password)
        return refused(contract::invalid_fields({{"next", "not_allowed", "choose another one"}}));
    const auto hash = world_.hasher.hash(ask.next);
    if (!hash) return refused(hash.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto account = world_.store.accounts().find(who.user.id);
    if (!account || !*account)
        return refused(account ? Problem::not_found("account") : account.error());
    (*account)->password_hash = *hash;
    if (auto done = world_.store.accounts().update(**account); !done) return refused(done.error());
    auto ended = end_all_but(who.user.id, who.token_hash);
    if (!ended) return ended;
    auto done = note(who, "password.change", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return ended;
}

Result<contract::SecondFactor> AccountDesk::second_factor(const Caller& who) {
    const auto found = world_.store.factors().find(who.user.id);
    if (!found) return refused(found.error());
    contract::SecondFactor out;
    if (!*found || !(*found)->confirmed_at) return out;
    out.enabled = true;
    out.since = (*found)->confirmed_at;
    out.recovery_codes_left = static_cast<std::int32_t>((*found)->recovery_hashes.size());
    return out;
}

Result<contract::Enrolment> AccountDesk::enrol(const Caller& who,
                                               const contract::WithPassword& ask) {
    if (auto right = refuse_wrong_password(who, ask.password); !right)
        return refused(right.error());
    std::uint8_t bytes[secret_bytes];
    world_.random.fill(bytes);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto enabled = asks_for_code(world_, who.user.id);
    if (!enabled) return refused(enabled.error());
    if (*enabled)
        return refused(Problem::conflict("factor_enabled", "There is a second factor already."));
    ports::StoredFactor factor;
    factor.user = who.user.id;
    factor.created_at = world_.clock.now();
    static constexpr char hex[] = "0123456789abcdef";
    for (const std::uint8_t byte : bytes) {
        factor.secret += hex[byte >> 4];
        factor.secret += hex[byte & 15];
    }
    auto done = world_.store.factors().put(factor);
    if (done) done = note(who, "second_factor.begin", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    const std::string secret = machine::base32(bytes);
    return contract::Enrolment{secret, "otpauth://totp/Vitrine:" +
                                           base::percent_encode(who.user.email) + "?secret=" +
                                           secret + "&issuer=Vitrine&algorithm=SHA1&digits=6"
                                                    "&period=30"};
}

Result<contract::RecoveryCodes> AccountDesk::confirm(
    const Caller& who, const contract::ConfirmSecondFactor::Request& ask) {
    const NewRecoveryCodes codes = new_recovery_codes(world_.random);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto factor = world_.store.factors().find(who.user.id);
    if (!factor) return refused(factor.error());
    if (!*factor)
        return refused(Problem::conflict("factor_not_begun", "No second factor was begun."));
    if ((*factor)->confirmed_at)
        return refused(Problem::conflict("factor_enabled", "There is a second factor already."));
    const auto right = take_code(world_, who.user.id, ask.code);
    if (!right) return refused(right.error());
    if (!*right) return refused(wrong("wrong_code", "code", "The code is not right."));
    factor = world_.store.factors().find(who.user.id);  // with the code's step taken
    if (!factor || !*factor) return refused(factor ? not_enabled() : factor.error());
    (*factor)->confirmed_at = world_.clock.now();
    (*factor)->recovery_hashes = codes.hashes;
    auto done = world_.store.factors().put(**factor);
    if (done) done = note(who, "second_factor.confirm", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return contract::RecoveryCodes{codes.shown};
}

Result<contract::RecoveryCodes> AccountDesk::renew_recovery_codes(
    const Caller& who, const contract::WithPassword& ask) {
    if (auto right = refuse_wrong_password(who, ask.password); !right)
        return refused(right.error());
    const NewRecoveryCodes codes = new_recovery_codes(world_.random);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto factor = world_.store.factors().find(who.user.id);
    if (!factor) return refused(factor.error());
    if (!*factor || !(*factor)->confirmed_at) return refused(not_enabled());
    (*factor)->recovery_hashes = codes.hashes;
    auto done = world_.store.factors().put(**factor);
    if (done) done = note(who, "second_factor.renew_codes", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return contract::RecoveryCodes{codes.shown};
}

Result<contract::SecondFactor> AccountDesk::disable(const Caller& who,
                                                    const contract::WithPassword& ask) {
    if (auto right = refuse_wrong_password(who, ask.password); !right)
        return refused(right.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto factor = world_.store.factors().find(who.user.id);
    if (!factor) return refused(factor.error());
    if (!*factor) return refused(not_enabled());
    auto done = world_.store.factors().remove(who.user.id);
    if (done) done = world_.store.factors().remove_steps_of(who.user.id);
    if (done) done = note(who, "second_factor.disable", who.user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return contract::SecondFactor{};
}

Result<ports::Account> make_account(World& world, const NewAccount& wanted) {
    const auto email = checked_email(wanted.email);
    if (!email) return refused(email.error());
    const std::string name(base::trimmed(wanted.name));
    if (name.empty() || !base::is_utf8(name))
        return refused(contract::invalid_fields({{"name", "too_short", "say a name"}}));
    if (auto long_enough = refuse_short("password", wanted.password); !long_enough)
        return refused(long_enough.error());
    const auto hash = world.hasher.hash(wanted.password);
    if (!hash) return refused(hash.error());
    ports::Account account;
    account.user = {{ports::random_id(world.random, "usr_")}, name, *email};
    account.password_hash = *hash;
    account.store_role = wanted.store_role;
    account.created_at = world.clock.now();
    return account;
}

Result<contract::User> AccountDesk::create(const Caller& who, const NewAccount& wanted) {
    const auto account = make_account(world_, wanted);
    if (!account) return refused(account.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto done = world_.store.accounts().create(*account);
    if (done) done = note(who, "account.create", account->user.id.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return account->user;
}

Result<void> AccountDesk::set_password(const Caller& who, std::string_view email,
                                       const std::string& password) {
    if (auto long_enough = refuse_short("password", password); !long_enough) return long_enough;
    const auto hash = world_.hasher.hash(password);
    if (!hash) return refused(hash.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto account = world_.store.accounts().find_by_email(email);
    if (!account) return refused(account.error());
    if (!*account) return refused(Problem::not_found("account"));
    (*account)->password_hash = *hash;
    const auto& user = (*account)->user.id;
    if (auto done = world_.store.accounts().update(**account); !done) return done;
    if (auto ended = end_all_but(user, ""); !ended) return refused(ended.error());
    if (auto done = note(who, "password.set", user.text); !done) return done;
    return (*batch)->commit();
}

Result<void> AccountDesk::take_factor_off(const Caller& who, std::string_view email) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto account = world_.store.accounts().find_by_email(email);
    if (!account) return refused(account.error());
    if (!*account) return refused(Problem::not_found("account"));
    const auto& user = (*account)->user.id;
    if (auto done = world_.store.factors().remove(user); !done) return done;
    if (auto done = world_.store.factors().remove_steps_of(user); !done) return done;
    if (auto done = note(who, "second_factor.take_off", user.text); !done) return done;
    return (*batch)->commit();
}

}  // namespace vitrine::service::desks
