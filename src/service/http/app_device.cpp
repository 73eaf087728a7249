// The part of App by which programs sign in with a code that a person approves (RFC 8628), and by
// which they give their key back (RFC 7009):
//
//     POST /oauth2/device   client_id, scope, device_name (ours: which machine it runs on)
//     POST /oauth2/token    grant_type=urn:ietf:params:oauth:grant-type:device_code, device_code
//     POST /oauth2/revoke   token
//     GET, POST /device     the page for the person who approves
//
// What is refused is answered as RFC 6749 says: 400 and {error, error_description}. /oauth2/token
// also takes what Google's tools send; that is service/play.
#include <algorithm>

#include "base/text.h"
#include "service/http/device_page.h"
#include "service/http/routed.h"
#include "service/http/security.h"
#include "service/http/status.h"
#include "service/machine/secrets.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;
using contract::Scope;

constexpr int bad_request_code = 400, see_other_code = 303;
constexpr std::string_view device_path = "/oauth2/device", token_path = "/oauth2/token",
                           revoke_path = "/oauth2/revoke", page_path = "/device",
                           style_path = "/device.css";
constexpr std::string_view device_grant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::size_t client_bytes_max = 100, name_bytes_max = 60;
constexpr Scope usual_scopes[] = {Scope::apps_read, Scope::releases_read, Scope::reviews_read,
                                  Scope::metrics_read};

std::string value_in(const base::Query& form, std::string_view name) {
    const std::string* value = base::find_value(form, name);
    return value ? *value : std::string();
}

// The body as a form; nullopt when it is none, or names one thing twice.
std::optional<base::Query> form_in(const Request& request) {
    const std::string* type = request.find("content-type");
    if (!type || !base::starts_with_ignoring_case(*type, "application/x-www-form-urlencoded"))
        return std::nullopt;
    auto form = base::parse_query(request.body);
    if (!form) return std::nullopt;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : *form) names.push_back(name);
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end()) return std::nullopt;
    return form;
}

Response oauth_error(std::string_view error, std::string_view says, int wait_s = 0) {
    Response out = json_reply({{"error", error}, {"error_description", says}});
    out.status = bad_request_code;
    if (wait_s > 0) out.set("Retry-After", base::decimal(wait_s));
    return out;
}

// The store's own trouble is no matter of OAuth's.
Response oauth_refusal(const Problem& problem) {
    return problem.kind == ProblemKind::invalid ? oauth_error(problem.code, problem.title)
                                                : to_http(problem);
}

// What people are shown of a program must not play tricks: plain ASCII.
bool is_plain(std::string_view text, std::size_t bytes_max) {
    return text.size() <= bytes_max &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<std::vector<Scope>> scopes_in(const std::string& text) {
    std::vector<Scope> out;
    for (const auto name : base::split(text, ' ')) {
        if (name.empty()) continue;
        const auto scope = contract::value_of<Scope>(name);
        if (!scope) return std::nullopt;
        out.push_back(*scope);
    }
    if (out.empty()) out.assign(std::begin(usual_scopes), std::end(usual_scopes));
    return out;
}

std::string names_of(const std::vector<Scope>& scopes) {
    std::string out;
    for (const Scope one : scopes)
        out += (out.empty() ? "" : " ") + std::string(contract::name_of(one));
    return out;
}

Response page(std::string html) {
    Response out;
    out.set("Content-Type", "text/html; charset=utf-8");
    out.set("Cache-Control", "no-store");
    out.body = std::move(html);
    return out;
}

Response go_to(const std::string& place) {
    Response out;
    out.status = see_other_code;
    out.set("Location", place);
    out.set("Cache-Control", "no-store");
    return out;
}

}  // namespace

bool App::is_device_call(const Request& request, std::string_view path) {
    if (path == device_path || path == revoke_path || path == page_path || path == style_path)
        return true;
    if (path != token_path || request.body.find("device_code") == std::string::npos) return false;
    const auto form = base::parse_query(request.body);
    return form && value_in(*form, "grant_type") == device_grant;
}

Response App::serve_device(Routed& at, const std::string& path) {
    at.route = path;
    if (path == page_path) return serve_device_page(at);
    if (path == style_path) {
        if (at.verb() != "GET") return refusal(at, wrong_method("GET, HEAD", at.allow));
        Response out;
        out.set("Content-Type", "text/css; charset=utf-8");
        out.set("Cache-Control", "no-cache");
        out.body = device_style();
        return out;
    }
    if (at.verb() != "POST") return refusal(at, wrong_method("POST", at.allow));
    const auto form = form_in(at.request);
    if (!form) return oauth_error("invalid_request", "The body must be a form.");
    if (path == device_path) return begin_device(at, *form);
    if (path == token_path) return redeem_device(at, *form);
    const auto done = desks_.keys.give_up(value_in(*form, "token"));
    return done ? json_reply(contract::Json::object()) : to_http(done.error());
}

// Whoever asks leaves a row for a quarter of an hour, so all together may ask only so often.
Response App::begin_device(Routed& at, const base::Query& form) {
    int wait = wait_s(device_starts_by_address_, at.address);
    if (wait == 0) wait = wait_s(device_starts_, "");
    if (wait > 0) return refusal(at, too_many(wait));
    const std::string client = value_in(form, "client_id"), name = value_in(form, "device_name");
    if (client.empty() || !is_plain(client, client_bytes_max) || !is_plain(name, name_bytes_max))
        return oauth_error("invalid_request",
                           "client_id says which program asks, in 1 to 100 characters of ASCII; "
                           "device_name where it runs, in up to 60.");
    const auto scopes = scopes_in(value_in(form, "scope"));
    if (!scopes) return oauth_error("invalid_scope", "A scope is not known.");
    const auto begun = desks_.devices.begin(
        {name.empty() ? client : client + " on " + name, at.address, *scopes});
    if (!begun) return to_http(begun.error());
    const std::string place = origin_of(at.request, options_.behind_tls) + std::string(page_path);
    return json_reply({{"device_code", begun->device_code},
                       {"user_code", begun->user_code},
                       {"verification_uri", place},
                       {"verification_uri_complete", place + "?user_code=" + begun->user_code},
                       {"expires_in", contract::device_sign_in_ms / base::second_ms},
                       {"interval", contract::device_poll_s}});
}

Response App::redeem_device(Routed& at, const base::Query& form) {
    const std::string code = value_in(form, "device_code");
    int wait = 0;
    {
        const std::lock_guard lock(guard_);
        wait = wrong_keys_by_address_.wait_s(at.address, world_.clock.now());
    }
    if (wait > 0) return refusal(at, too_many_attempts(wait));
    if (const int pause = wait_s(device_polls_, machine::device_code_hash(code)); pause > 0)
        return oauth_error("slow_down", "Ask less often.", pause);
    const auto issued = desks_.devices.redeem(code);
    if (!issued) {
        if (issued.error().code == "invalid_grant")
            (void)wait_s(wrong_keys_by_address_, at.address);
        return oauth_refusal(issued.error());
    }
    const std::int64_t holds_ms = issued->key.expires_at.ms - world_.clock.now().ms;
    return json_reply({{"access_token", issued->secret},
                       {"token_type", "Bearer"},
                       {"expires_in", holds_ms / base::second_ms},
                       {"scope", names_of(issued->key.scopes)}});
}

// ---- the page ------------------------------------------------------------------------------

Response App::serve_device_page(Routed& at) {
    const bool posted = at.verb() == "POST";
    if (!posted && at.verb() != "GET")
        return refusal(at, wrong_method("GET, HEAD, POST", at.allow));
    if (posted)
        if (auto problem = refuse_write(at)) return refusal(at, std::move(*problem));
    base::Query form = at.query;
    if (posted) {
        auto sent = form_in(at.request);
        if (!sent)
            return refusal(at, Problem::of(ProblemKind::unsupported_media, "not_a_form",
                                           "The body must be a form."));
        form = std::move(*sent);
    }
    const std::string team = posted ? value_in(form, "team") : std::string();
    const auto named = team.empty() ? std::nullopt : std::optional(contract::TeamId{team});
    const auto who = desks_.sessions.caller_of(at.by_key ? "" : at.token, named);
    if (!who && who.error().kind == ProblemKind::unauthenticated)
        return go_to("/sign-in?" + base::write_query({{"next", posted ? std::string(page_path)
                                                       : safe_next(at.request.target)}}));
    if (!who) return refusal(at, who.error());
    if (const int wait = wait_s(requests_by_account_, who->user.id.text); wait > 0)
        return refusal(at, too_many(wait));
    const std::string code = desks::shown_user_code(value_in(form, "user_code"));
    if (posted) return answer_device(at, *who, form);
    if (const std::string done = value_in(form, "done"); !done.empty())
        return page(answered_page(done));
    if (code.empty()) return page(enter_code_page(""));
    const auto asked = look_at_device(at, *who, code);
    return page(asked ? answer_page(*who, code, *asked, "") : enter_code_page(asked.error().code));
}

// Looking is a guess as answering is.
base::Result<contract::DeviceSignIn> App::look_at_device(Routed& at, const desks::Caller& who,
                                                         const std::string& code) {
    const std::string& guesser = who.user.id.text;
    if (auto wait = refuse_guess(at, guesser)) return base::refused(std::move(*wait));
    auto asked = desks_.devices.look(who, code);
    if (asked || asked.error().code != "wrong_code") forgive_guess(at, guesser);
    return asked;
}

Response App::answer_device(Routed& at, const desks::Caller& who, const base::Query& form) {
    const std::string code = value_in(form, "user_code"), answer = value_in(form, "answer");
    const auto asked = look_at_device(at, who, code);
    if (!asked) return page(enter_code_page(asked.error().code));
    if (!equal_secrets(value_in(form, "csrf"), who.csrf_token))
        return page(answer_page(who, code, *asked, "form_over"));
    if (answer == "deny") {
        const auto done = desks_.devices.deny(who, code);
        return done ? go_to("/device?done=denied")
                    : page(answer_page(who, code, *asked, done.error().code));
    }
    if (answer != "approve") return page(answer_page(who, code, *asked, ""));
    const auto done = desks_.devices.approve(who, {code, {}, {}, {}, {}});
    return done ? go_to("/device?done=approved")
                : page(answer_page(who, code, *asked, done.error().code));
}

}  // namespace vitrine::service::http
