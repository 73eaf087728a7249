// Who calls: a key's id and secret for an access token, and the passes that other answers hand out.
//
// Passes are settings of the store, as the numbers of apps are: "agc.pass.HASH" says whose key it
// is, until when and for what; "agc.passes.KEY" lists those of a key, so that what is over goes
// when the next one is made.
#include "base/text.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/machine/secrets.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;

constexpr std::string_view pass_prefix = "vta_", access_purpose = "agc";
constexpr std::size_t pass_bytes_max = 200;
constexpr std::int64_t access_lives_ms = 172'800 * base::second_ms;
constexpr std::size_t passes_of_key_max = 1000;
constexpr std::int32_t pass_wait_s = 60;

Problem not_known() {
    return Problem::of(base::ProblemKind::unauthenticated, "token_unknown",
                       "This token does not hold.");
}

// Of random tokens a fast hash is enough (ports/people.h).
std::string pass_key(std::string_view token) {
    return "agc.pass." + machine::hash_hex("vitrine pass\n" + std::string(token));
}

struct Pass {
    contract::KeyId key;
    base::Instant expires_at;
    std::string purpose;
};

// "1780000000000 key_7 put upl_9 0 100 -"
std::optional<Pass> pass_in(const std::string& text) {
    const std::size_t first = text.find(' ');
    const std::size_t second = first == text.npos ? first : text.find(' ', first + 1);
    if (second == text.npos) return std::nullopt;
    return Pass{{text.substr(first + 1, second - first - 1)},
                {base::parse_decimal(text.substr(0, first)).value_or(0)},
                text.substr(second + 1)};
}

// What is left of a key's passes; the settings of those that are over are gone.
Result<Json> living_passes(ports::Settings& settings, const std::string& list_key,
                           base::Instant now) {
    const auto kept = settings.find(list_key);
    if (!kept) return refused(kept.error());
    Json out = Json::array();
    const auto all = base::parse_json(kept->value_or("[]"));
    if (!all || !all->is_array()) return out;
    for (const Json& one : *all) {
        if (one.at("until").get<std::int64_t>() > now.ms) {
            out.push_back(one);
            continue;
        }
        if (auto done = settings.remove(one.at("pass").get<std::string>()); !done)
            return refused(done.error());
    }
    return out;
}

}  // namespace

Result<std::string> Gallery::grant(const contract::KeyId& key, const std::string& purpose,
                                   std::int64_t lives_ms) {
    ports::Settings& settings = world_.store.settings();
    const base::Instant now = world_.clock.now();
    const std::string list_key = "agc.passes." + key.text;
    const std::string token = std::string(pass_prefix) + ports::random_hex(world_.random, 32);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = living_passes(settings, list_key, now);
    if (!all) return refused(all.error());
    if (all->size() >= passes_of_key_max) {
        auto problem = Problem::of(base::ProblemKind::too_many, "too_many_requests",
                                   "The key has asked for too many tokens that still hold.");
        problem.retry_after_s = pass_wait_s;
        return refused(std::move(problem));
    }
    const std::string until = base::decimal(now.ms + lives_ms);
    all->push_back({{"pass", pass_key(token)}, {"until", now.ms + lives_ms}});
    auto done = settings.put(pass_key(token), until + " " + key.text + " " + purpose);
    if (done) done = settings.put(list_key, base::dump_json(*all));
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return token;
}

// `purpose` is the first of the words that were granted.
Result<Gallery::Granted> Gallery::granted(std::string_view token, std::string_view purpose) {
    if (!token.starts_with(pass_prefix) || token.size() > pass_bytes_max)
        return refused(not_known());
    const auto kept = world_.store.settings().find(pass_key(token));
    if (!kept) return refused(kept.error());
    const auto pass = *kept ? pass_in(**kept) : std::nullopt;
    if (!pass || pass->expires_at <= world_.clock.now()) return refused(not_known());
    Granted out;
    for (const std::string_view word : base::split(pass->purpose, ' '))
        out.words.emplace_back(word);
    if (out.words.empty() || out.words.front() != purpose) return refused(not_known());
    auto who = desks_.keys.caller_with(pass->key);
    if (!who) return refused(who.error());
    out.known = {std::move(*who), pass->key};
    return out;
}

Result<Gallery::Known> Gallery::caller_of(std::string_view token, std::string_view client_id) {
    auto pass = granted(token, access_purpose);
    if (!pass) return refused(pass.error());
    if (pass->known.key.text != client_id) return refused(not_known());
    return std::move(pass->known);
}

Answer Gallery::token(const Ask& ask) {
    Fields body(ask.body);
    const std::string type = body.required("grant_type", 100);
    const std::string id = body.required("client_id", 100);
    const std::string secret = body.required("client_secret", 200);
    if (!type.empty() && type != "client_credentials")
        body.add("grant_type", "not_allowed", "client_credentials was expected");
    if (auto done = body.done(); !done) return refused(done.error());
    const auto who = desks_.keys.caller_of(secret);
    if (!who) return refused(who.error());
    if (who->user.id.text != id) return refused(not_known());
    const auto token = grant({id}, std::string(access_purpose), access_lives_ms);
    if (!token) return refused(token.error());
    return Reply{{{"access_token", *token}, {"expires_in", access_lives_ms / base::second_ms}}};
}

}  // namespace vitrine::service::agc
