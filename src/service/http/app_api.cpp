// The part of App that serves the endpoints under /v1.
#include "base/text.h"
#include "service/http/routed.h"
#include "service/http/routes.h"
#include "service/http/security.h"
#include "service/http/status.h"
#include "service/machine/secrets.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;
using contract::Access;
using contract::Verb;

bool has_body(Verb verb) {
    return verb == Verb::post || verb == Verb::put || verb == Verb::patch;
}

std::string allowed_at(const Found& found) {
    std::string out;
    for (const Route* route : found.at) {
        if (!out.empty()) out += ", ";
        out += contract::name_of(route->call->verb);
        if (route->call->verb == Verb::get) out += ", HEAD";
    }
    return out;
}

bool is_wrong_guess(const Problem& problem) {
    return problem.code == "wrong_password" || problem.code == "wrong_code" ||
           problem.code == "invitation_void";
}

bool is_bearer_token(std::string_view token) {
    return token.starts_with(desks::key_prefix) || token.starts_with(desks::kiosk_prefix);
}

std::string hash_of(const Request& request) {
    return machine::hash_hex(request.method + " " + request.target + "\n" + request.body);
}

}  // namespace

Response App::serve_api(Routed& at, const std::string& path) {
    if (path == contract::stream_path) return open_stream(at);
    const auto found = find_routes(path);
    if (!found)
        return refusal(at, Problem::of(ProblemKind::malformed, "target_malformed",
                                       "The address of the request is not well-formed."));
    if (found->at.empty()) return refusal(at, Problem::not_found("address"));
    at.route = found->at.front()->call->path;
    for (const Route* route : found->at)
        if (contract::name_of(route->call->verb) == at.verb())
            return serve_route(at, *route, found->values);
    return refusal(at, wrong_method(allowed_at(*found), at.allow));
}

// A key or a display's token comes as Authorization: Bearer and never as a cookie, a session the
// other way round.
base::Result<desks::Caller> App::caller_of(const std::string& token, const std::string& team) {
    const auto named = team.empty() ? std::nullopt : std::optional(contract::TeamId{team});
    if (token.starts_with(desks::kiosk_prefix)) return desks_.kiosks.caller_of(token, named);
    return token.starts_with(desks::key_prefix) ? desks_.keys.caller_of(token, named)
                                                : desks_.sessions.caller_of(token, named);
}

base::Result<desks::Caller> App::find_caller(Routed& at) {
    if (at.by_key != is_bearer_token(at.token))
        at.token = at.by_key ? std::string(desks::key_prefix) : std::string();
    const std::string* team = base::find_value(at.query, contract::team_parameter);
    if (team && team->empty()) return base::refused(Problem::not_found("team"));
    if (team) at.team = *team;
    auto who = kept_caller(at);
    if (!who) {
        const bool wrong_key = at.by_key && who.error().kind == ProblemKind::unauthenticated;
        const int wait = wrong_key ? wait_s(wrong_keys_by_address_, at.address) : 0;
        return wait > 0 ? base::refused(too_many_attempts(wait)) : who;
    }
    if (const int wait = wait_s(requests_by_account_, who->user.id.text); wait > 0)
        return base::refused(too_many(wait));
    std::erase_if(at.query, [](const auto& one) { return one.first == contract::team_parameter; });
    return who;
}

// Finds out who asks and whether they may; the answer is a refusal.
std::optional<Response> App::admit(Routed& at, const Route& route) {
    const contract::Call& call = *route.call;
    if (call.access != Access::anyone || !at.token.empty()) {
        auto who = find_caller(at);
        if (who) at.who = std::move(*who);
        else if (call.access != Access::anyone || at.by_key) return refusal(at, who.error());
    }
    if (at.who && call.access == Access::reviewer && !at.who->of_store())
        return refusal(at, Problem::forbidden());
    const bool writes = call.verb != Verb::get;
    if (at.who && (!at.who->may_somewhere(call.right) || (at.who->reads_only && writes)))
        return refusal(at, Problem::forbidden());
    if (writes)
        if (auto problem = refuse_write(at)) return refusal(at, std::move(*problem));
    return std::nullopt;
}

// One of the guesses of this address and, when there is one, of this account.
std::optional<Problem> App::refuse_guess(const Routed& at, const std::string& account) {
    int wait = wait_s(guesses_by_address_, at.address);
    if (wait == 0 && !account.empty()) {
        wait = wait_s(guesses_by_account_, account);
        const std::lock_guard lock(guard_);
        if (wait > 0) guesses_by_address_.give_back(at.address, world_.clock.now());
    }
    return wait > 0 ? std::optional(too_many_attempts(wait)) : std::nullopt;
}

void App::forgive_guess(const Routed& at, const std::string& account) {
    const std::lock_guard lock(guard_);
    guesses_by_address_.give_back(at.address, world_.clock.now());
    if (!account.empty()) guesses_by_account_.give_back(account, world_.clock.now());
}

Response App::serve_route(Routed& at, const Route& route, const base::Query& values) {
    const contract::Call& call = *route.call;
    if (route.special == Special::sign_in) return sign_in(at);
    if (route.special == Special::sign_in_with_code) return sign_in_with_code(at);
    if (auto refused = admit(at, route)) return std::move(*refused);
    if (route.special == Special::part || route.special == Special::lines ||
        route.special == Special::image)
        return serve_part(at, route, values);
    if (has_body(call.verb) && !at.request.body.empty() && !at.request.is_json())
        return refusal(at, Problem::of(ProblemKind::unsupported_media, "not_json",
                                       "The body must be application/json."));
    if (route.special == Special::file) name_format(at);
    const std::string guesser = at.who ? at.who->user.id.text : "";
    if (route.guarded) {
        if (auto wait = refuse_guess(at, guesser)) return refusal(at, std::move(*wait));
    } else {
        auto before = given_before(at);
        if (!before) return refusal(at, before.error());
        if (*before) return std::move(**before);
    }
    contract::Incoming raw{values, at.query, at.request.body, ""};
    if (const std::string* match = at.request.find("if-match"); match && route.has_if_match)
        raw.if_match = *match;
    auto whole = begin_write(at, route);
    if (!whole) return refusal(at, whole.error());
    auto served = route.serve(desks_, at.who.value_or(desks::Caller()), raw);
    if (route.guarded && (served || !is_wrong_guess(served.error().problem)))
        forgive_guess(at, guesser);
    if (!served) {
        Problem& problem = served.error().problem;
        problem.request_id = at.request_id;
        (void)end_write(at, whole->get(), nullptr);
        return to_http(problem, served.error().beside);
    }
    if (auto done = end_write(at, whole->get(), &*served); !done)
        return refusal(at, done.error());
    if (route.special == Special::sign_out)
        served->set("Set-Cookie", set_session_cookie("", 0, options_.behind_tls));
    if (served->download) return open_download(at, std::move(*served));
    return std::move(*served);
}

// Cookies travel by themselves, so a write must show that a page of ours wrote it. A key does not.
std::optional<Problem> App::refuse_write(const Routed& at) {
    if (at.who && at.who->scopes) return std::nullopt;
    if (!same_origin(at.request))
        return Problem::of(ProblemKind::forbidden, "foreign_origin",
                           "The request comes from another site.");
    if (!at.who) return std::nullopt;
    const std::string* token = at.request.find("x-csrf-token");
    if (token && equal_secrets(*token, at.who->csrf_token)) return std::nullopt;
    return Problem::of(ProblemKind::forbidden, "csrf_token_wrong",
                       "The header X-CSRF-Token does not match the session.",
                       "Ask GET /v1/me for the token.");
}

// The answer that was given to the same write before, if its key is known.
base::Result<std::optional<Response>> App::given_before(Routed& at) {
    const std::string* key = at.request.find("idempotency-key");
    if (!key || !at.who || at.verb() == "GET" || at.verb() == "DELETE") return std::nullopt;
    if (key->empty() || key->size() > 200 || !base::is_utf8(*key))
        return base::refused(contract::invalid_fields(
            {{"Idempotency-Key", "out_of_range", "1 to 200 characters"}}));
    auto given = world_.store.answers().find(*key, at.who->user.id);
    if (!given) return base::refused(given.error());
    const bool fresh = *given && world_.clock.now().ms - (*given)->at.ms < base::day_ms;
    if (fresh && (*given)->request_hash != hash_of(at.request))
        return base::refused(Problem::conflict("idempotency_key_reused",
                                               "This Idempotency-Key came with another request."));
    if (fresh) {
        Response out;
        out.status = (*given)->status;
        out.set("Content-Type", "application/json");
        out.set("Cache-Control", "no-store");
        out.set("Idempotency-Replayed", "true");
        out.body = (*given)->body;
        return std::optional(std::move(out));
    }
    const std::lock_guard lock(guard_);
    if (!writes_in_flight_.insert(at.who->user.id.text + "\n" + *key).second) {
        auto problem = Problem::conflict("request_in_flight",
                                         "The same request is being worked on just now.");
        problem.retry_after_s = 1;
        return base::refused(std::move(problem));
    }
    at.idempotency_key = *key;
    return std::nullopt;
}

// A write under a key and the answer kept for it are one batch: were the store killed between the
// two, a repeat would do it again. Committing an upload reads a whole package, which is too long
// for a batch; doing it twice changes nothing.
base::Result<std::unique_ptr<Batch>> App::begin_write(const Routed& at, const Route& route) {
    if (at.idempotency_key.empty() || route.special != Special::none) return nullptr;
    auto whole = world_.store.begin_batch();
    if (!whole) forget_in_flight(at);
    return whole;
}

// Only what changed something is kept (`answer`, null when refused): a refused write may be tried
// again under its key.
base::Result<void> App::end_write(const Routed& at, Batch* whole, const Response* answer) {
    if (at.idempotency_key.empty()) return {};
    base::Result<void> done;
    if (answer) {
        const auto kept = world_.store.answers().keep(
            {at.idempotency_key, at.who->user.id, hash_of(at.request), answer->status,
             answer->kept_body.value_or(answer->body), world_.clock.now()});
        if (!kept && whole) done = base::refused(kept.error());
    }
    if (done && whole) done = whole->commit();
    forget_in_flight(at);
    return done;
}

void App::forget_in_flight(const Routed& at) {
    const std::lock_guard lock(guard_);
    writes_in_flight_.erase(at.who->user.id.text + "\n" + at.idempotency_key);
}

}  // namespace vitrine::service::http
