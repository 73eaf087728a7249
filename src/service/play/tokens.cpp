#include "service/play/tokens.h"

#include <algorithm>

#include "base/text.h"
#include "service/http/security.h"
#include "service/machine/rsa.h"
#include "service/machine/signatures.h"
#include "service/play/errors.h"
#include "service/play/front.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Json;
using contract::Scope;

constexpr std::size_t assertion_bytes_max = 8000;
constexpr std::string_view secret_setting = "play.token_secret";
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr int bad_request_code = 400, wrong_client = 401;

// What publishing needs; nothing of it reaches people, keys or figures.
constexpr contract::ScopeSet publishing =
    contract::bit(Scope::apps_read) | contract::bit(Scope::apps_write) |
    contract::bit(Scope::releases_read) | contract::bit(Scope::releases_write) |
    contract::bit(Scope::releases_publish) | contract::bit(Scope::reviews_read) |
    contract::bit(Scope::reviews_reply) | contract::bit(Scope::team_read);

http::Response oauth_error(std::string_view error, const std::string& says,
                           int code = bad_request_code) {
    http::Response out = json_reply({{"error", error}, {"error_description", says}});
    out.status = code;
    return out;
}

std::string value_in(const base::Query& form, std::string_view name) {
    const std::string* value = base::find_value(form, name);
    return value ? *value : std::string();
}

std::string text_in(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// Whole seconds; a fraction, which some libraries write, is dropped.
std::optional<std::int64_t> seconds_in(const Json& object, const char* name) {
    const auto at = object.find(name);
    if (at == object.end() || !at->is_number()) return std::nullopt;
    const double value = at->get<double>();
    if (!(value >= 0 && value < 1e11)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

bool asks_to_publish(std::string_view scope) {
    const auto parts = base::split(scope, ' ');
    return std::ranges::find(parts, publisher_scope) != parts.end();
}

Result<std::string> token_secret(desks::World& world) {
    auto batch = world.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto known = world.store.settings().find(secret_setting);
    if (!known) return refused(known.error());
    if (*known) return std::move(**known);
    std::string fresh = ports::random_hex(world.random, 32);
    auto done = world.store.settings().put(secret_setting, fresh);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return fresh;
}

// The secret never changes once it is there, so a read is enough as a rule.
Result<std::string> known_secret(desks::World& world) {
    auto known = world.store.settings().find(secret_setting);
    if (!known) return refused(known.error());
    if (*known) return std::move(**known);
    return token_secret(world);
}

Json granted(const std::string& token) {
    return {{"access_token", token},
            {"token_type", "Bearer"},
            {"expires_in", token_lasts_s},
            {"scope", publisher_scope}};
}

Result<std::string> make_token(desks::World& world, const desks::Caller& who) {
    const auto secret = known_secret(world);
    if (!secret) return refused(secret.error());
    const std::int64_t until = world.clock.now().ms / 1000 + token_lasts_s;
    const std::string said = who.user.id.text + "." + base::decimal(until) + "." +
                             base::decimal(who.scopes.value_or(0) & publishing);
    return std::string(token_prefix) + said + "." + machine::hmac_sha256_hex(*secret, said);
}

http::Response store_trouble(const Problem& problem) {
    return error_reply(problem);
}

Problem token_void() {
    return Problem::of(ProblemKind::unauthenticated, "token_void",
                       "Request had invalid authentication credentials.",
                       "The access token is over, was revoked, or never was.");
}

std::optional<std::string> refuse_times(const Claims& claims, base::Instant now) {
    const std::int64_t s = now.ms / 1000;
    if (claims.expires_at <= claims.issued_at ||
        claims.expires_at - claims.issued_at > token_lasts_s + clock_leeway_s)
        return "Invalid grant: exp must be at most one hour after iat.";
    if (claims.issued_at > s + clock_leeway_s || claims.expires_at <= s - clock_leeway_s)
        return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
               "timeframe.";
    return std::nullopt;
}

std::optional<std::string> refuse_claims(const Claims& claims, const ports::KeySigner& signer,
                                         const std::string& token_url, base::Instant now) {
    if (!claims.key_id.empty() && claims.key_id != signer.key_id)
        return "Invalid grant: the key id is not this account's.";
    if (claims.audience != token_url) return "Invalid grant: aud must be " + token_url + ".";
    return refuse_times(claims, now);
}

// In place of a token: nobody stands for somebody else, and it is for this store.
bool holds_as_token(const Claims& claims, const ports::KeySigner& signer, std::string_view store,
                    base::Instant now) {
    const bool known = claims.key_id.empty() || claims.key_id == signer.key_id;
    const bool own = claims.subject.empty() || claims.subject == claims.issuer;
    const bool here = claims.audience.starts_with(std::string(store) + "/");
    const bool meant = here || (claims.audience.empty() && asks_to_publish(claims.scope));
    return known && own && meant && !refuse_times(claims, now);
}

}  // namespace

std::optional<std::string> from_base64url(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>((bits >> count) & 0xff);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    return out;
}

std::string to_base64url(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += alphabet[(bits >> count) & 63];
        }
    }
    if (count > 0) out += alphabet[(bits << (6 - count)) & 63];
    return out;
}

Result<Assertion> read_assertion(std::string_view text) {
    const auto wrong = [](std::string_view why) {
        return refused(Problem::of(ProblemKind::malformed, "assertion_malformed", why));
    };
    const auto parts = base::split(text, '.');
    if (text.size() > assertion_bytes_max || parts.size() != 3)
        return wrong("Invalid JWT: three parts were expected.");
    const auto head = from_base64url(parts[0]), body = from_base64url(parts[1]),
               signature = from_base64url(parts[2]);
    if (!head || !body || !signature) return wrong("Invalid JWT: not base64url.");
    const auto header = base::parse_json(*head), claims = base::parse_json(*body);
    if (!header || !claims || !header->is_object() || !claims->is_object())
        return wrong("Invalid JWT: not JSON.");
    if (text_in(*header, "alg") != "RS256") return wrong("Invalid JWT: alg must be RS256.");
    Assertion out;
    out.claims = {text_in(*header, "kid"), text_in(*claims, "iss"), text_in(*claims, "sub"),
                  text_in(*claims, "aud"), text_in(*claims, "scope")};
    const auto from = seconds_in(*claims, "iat"), to = seconds_in(*claims, "exp");
    if (!from || !to) return wrong("Invalid JWT: iat and exp are missing.");
    out.claims.issued_at = *from;
    out.claims.expires_at = *to;
    out.signed_part = std::string(parts[0]) + "." + std::string(parts[1]);
    out.signature = *signature;
    return out;
}

http::Response trade_assertion(desks::World world, desks::Desks& desks, const base::Query& form,
                               const std::string& token_url) {
    const std::string grant = value_in(form, "grant_type");
    if (grant != "urn:ietf:params:oauth:grant-type:jwt-bearer")
        return oauth_error("unsupported_grant_type", "Invalid grant_type: " + grant);
    const auto assertion = read_assertion(value_in(form, "assertion"));
    if (!assertion) return oauth_error("invalid_grant", assertion.error().title);
    const Claims& claims = assertion->claims;
    const auto signer = desks.keys.signer_of(claims.issuer);
    if (!signer && signer.error().kind != ProblemKind::unauthenticated)
        return store_trouble(signer.error());
    if (!signer) return oauth_error("invalid_grant", "Invalid grant: account not found");
    if (!machine::verifies_rs256(signer->public_key, assertion->signed_part,
                                 assertion->signature))
        return oauth_error("invalid_grant", "Invalid JWT Signature.");
    if (const auto why = refuse_claims(claims, *signer, token_url, world.clock.now()))
        return oauth_error("invalid_grant", *why);
    if (!asks_to_publish(claims.scope))
        return oauth_error("invalid_scope", "Ask for " + std::string(publisher_scope) + ".");
    const auto who = desks.keys.caller_with(desks::key_named(claims.issuer));
    if (!who) return oauth_error("invalid_grant", "Invalid grant: account not found");
    const auto token = make_token(world, *who);
    return token ? json_reply(granted(*token)) : store_trouble(token.error());
}

http::Response trade_subject(desks::World world, desks::Desks& desks, const base::Query& form) {
    if (value_in(form, "grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange")
        return oauth_error("unsupported_grant_type", "A token exchange was expected.");
    const std::string wanted = value_in(form, "requested_token_type");
    constexpr std::string_view access = "urn:ietf:params:oauth:token-type:access_token";
    if (!wanted.empty() && wanted != access)
        return oauth_error("invalid_request", "Only access tokens are given.");
    if (!asks_to_publish(value_in(form, "scope")))
        return oauth_error("invalid_scope", "Ask for " + std::string(publisher_scope) + ".");
    const std::string subject = value_in(form, "subject_token");
    const auto who = desks.keys.caller_of(base::trimmed(subject));
    if (!who && who.error().kind != ProblemKind::unauthenticated)
        return store_trouble(who.error());
    if (!who)
        return oauth_error("invalid_grant", "The subject token does not hold.", wrong_client);
    const auto token = make_token(world, *who);
    if (!token) return store_trouble(token.error());
    Json out = granted(*token);
    out["issued_token_type"] = access;
    return json_reply(out);
}

bool is_assertion(std::string_view token) {
    return token.starts_with("eyJ") && std::ranges::count(token, '.') == 2;
}

Result<desks::Caller> caller_of_assertion(desks::World world, desks::Desks& desks,
                                          std::string_view token, std::string_view store) {
    const auto assertion = read_assertion(token);
    if (!assertion) return refused(token_void());
    const Claims& claims = assertion->claims;
    const auto signer = desks.keys.signer_of(claims.issuer);
    if (!signer && signer.error().kind != ProblemKind::unauthenticated)
        return refused(signer.error());
    if (!signer || !holds_as_token(claims, *signer, store, world.clock.now()) ||
        !machine::verifies_rs256(signer->public_key, assertion->signed_part,
                                 assertion->signature))
        return refused(token_void());
    auto who = desks.keys.caller_with(desks::key_named(claims.issuer));
    if (!who && who.error().kind == ProblemKind::unauthenticated) return refused(token_void());
    if (who)
        who->scopes = static_cast<contract::ScopeSet>(who->scopes.value_or(0) & publishing);
    return who;
}

Result<desks::Caller> caller_of_token(desks::World world, desks::Desks& desks,
                                      std::string_view token) {
    if (!token.starts_with(token_prefix) || token.size() > 400) return refused(token_void());
    token.remove_prefix(token_prefix.size());
    const std::size_t end = token.rfind('.');
    if (end == std::string_view::npos) return refused(token_void());
    const std::string_view said = token.substr(0, end);
    const auto secret = known_secret(world);
    if (!secret) return refused(secret.error());
    if (!http::equal_secrets(machine::hmac_sha256_hex(*secret, said), token.substr(end + 1)))
        return refused(token_void());
    const auto parts = base::split(said, '.');
    if (parts.size() != 3) return refused(token_void());
    const auto until = base::parse_decimal(parts[1]), scopes = base::parse_decimal(parts[2]);
    if (!until || !scopes || *until <= world.clock.now().ms / 1000)
        return refused(token_void());
    auto who = desks.keys.caller_with({std::string(parts[0])});
    if (!who && who.error().kind == ProblemKind::unauthenticated) return refused(token_void());
    if (who)
        who->scopes = static_cast<contract::ScopeSet>(who->scopes.value_or(0) &
                                                      static_cast<std::uint64_t>(*scopes));
    return who;
}

}  // namespace vitrine::service::play
