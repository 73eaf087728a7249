// The part of App that serves pages: the console's files, its routes, and signing in.
#include "base/text.h"
#include "service/http/routed.h"
#include "service/http/security.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr int status_see_other = 303;

bool is_page(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    return name.find('.') == std::string_view::npos || name.ends_with(".html");
}

Response see_other(const std::string& place) {
    Response out;
    out.status = status_see_other;
    out.set("Location", place);
    out.set("Cache-Control", "no-store");
    return out;
}

// The page shows its form for the code when the address ends in #code, also without scripts.
std::string sign_in_page(std::string_view next, std::string_view error) {
    const bool wants_code = error == "code_needed" || error == "wrong_code";
    base::Query query;
    if (!error.empty() && error != "code_needed") query.emplace_back("error", error);
    if (next != "/") query.emplace_back("next", next);
    return (query.empty() ? "/sign-in" : "/sign-in?" + base::write_query(query)) +
           (wants_code ? "#code" : "");
}

// A browser carries the #code of the page it left over to where it is sent, unless that has its own
// fragment: an empty one will do.
std::string left_code_page(std::string place) {
    if (place.find('#') == std::string::npos) place += '#';
    return place;
}

Problem code_needed() {
    return Problem::of(ProblemKind::unauthenticated, "code_needed",
                       "The password is right; now the code of the second factor.");
}

std::string value_in(const base::Query& query, std::string_view name) {
    const std::string* value = base::find_value(query, name);
    return value ? *value : "";
}

std::string agent_of(const Request& request) {
    const std::string* agent = request.find("user-agent");
    return agent ? *agent : "";
}

}  // namespace

Response App::serve_page(Routed& at, const std::string& path) {
    const bool console = is_page(path);
    at.route = console ? path == "/sign-in" ? "/sign-in" : "console" : "file";
    if (path == "/sign-in" && at.verb() == "POST") return sign_in_by_form(at);
    if (at.verb() != "GET")
        return refusal(at, wrong_method(path == "/sign-in" ? "GET, HEAD, POST" : "GET, HEAD",
                                        at.allow));
    if (!console) {
        auto file = site_.find(path, at.request);
        return file ? std::move(*file) : refusal(at, Problem::not_found("file"));
    }
    const bool signing_in = path == "/sign-in" || path == "/sign-in.html";
    if (!signing_in) {
        if (auto who = desks_.sessions.caller_of(at.token); !who) {
            if (who.error().kind != ProblemKind::unauthenticated) return refusal(at, who.error());
            return see_other(sign_in_page(safe_next(at.request.target), ""));
        }
    }
    auto page = site_.find(signing_in ? "/sign-in.html" : "/index.html", at.request);
    if (page) return std::move(*page);
    return refusal(at, Problem::of(ProblemKind::not_found, "no_console",
                                   "This store was started without the console's files.",
                                   "Start it with --web DIR."));
}

// Where the account is at home, its own allowance counts instead of that for strangers (app.h).
base::Result<desks::SignedIn> App::try_sign_in(Routed& at, const contract::SignIn::Request& ask) {
    std::string account = base::lower_ascii(ask.email);
    const std::string& address = at.address;
    if (desks_.sessions.is_at_home(account, address)) account += "\n" + address;
    const int by_address = wait_s(sign_ins_by_address_, address);
    const int wait = by_address > 0 ? by_address : wait_s(sign_ins_by_account_, account);
    if (wait > 0) return base::refused(too_many_attempts(wait));
    auto signed_in = desks_.sessions.sign_in({address, agent_of(at.request), at.token}, ask);
    if (!signed_in) return signed_in;
    const std::lock_guard lock(guard_);  // only failures count
    sign_ins_by_address_.give_back(address, world_.clock.now());
    sign_ins_by_account_.give_back(account, world_.clock.now());
    return signed_in;
}

base::Result<desks::SignedIn> App::try_code(Routed& at, const std::string& code) {
    const std::string step = cookie_of(at.request, step_cookie);
    const auto user = desks_.sessions.user_of_step(step);
    const std::string account = user ? user->text : "";
    if (auto wait = refuse_guess(at, account)) return base::refused(std::move(*wait));
    auto signed_in = desks_.sessions.sign_in_with_code(
        {at.address, agent_of(at.request), at.token}, step, code);
    if (signed_in || signed_in.error().code != "wrong_code") forgive_guess(at, account);
    return signed_in;
}

void App::set_cookies(Response& answer, const desks::SignedIn& signed_in) const {
    const bool step = !signed_in.step.empty();
    answer.set("Set-Cookie",
               step ? set_step_cookie(signed_in.step, desks::step_max_ms / base::second_ms,
                                      options_.behind_tls)
                    : set_session_cookie(signed_in.token,
                                         desks::session_age_max_ms / base::second_ms,
                                         options_.behind_tls));
}

Response App::sign_in(Routed& at) {
    if (auto problem = refuse_write(at)) return refusal(at, std::move(*problem));
    if (!at.request.is_json())
        return refusal(at, Problem::of(ProblemKind::unsupported_media, "not_json",
                                       "The body must be application/json."));
    const contract::Incoming raw{{}, at.query, at.request.body, ""};
    const auto ask = contract::from_incoming<contract::SignIn>(raw);
    if (!ask) return refusal(at, ask.error());
    const auto signed_in = try_sign_in(at, *ask);
    if (!signed_in) return refusal(at, signed_in.error());
    Response out = signed_in->step.empty() ? json_reply(contract::encode(signed_in->me))
                                           : refusal(at, code_needed());
    set_cookies(out, *signed_in);
    return out;
}

Response App::sign_in_with_code(Routed& at) {
    if (auto problem = refuse_write(at)) return refusal(at, std::move(*problem));
    if (!at.request.is_json())
        return refusal(at, Problem::of(ProblemKind::unsupported_media, "not_json",
                                       "The body must be application/json."));
    const contract::Incoming raw{{}, at.query, at.request.body, ""};
    const auto ask = contract::from_incoming<contract::SignInWithCode>(raw);
    if (!ask) return refusal(at, ask.error());
    const auto signed_in = try_code(at, ask->code);
    if (!signed_in) return refusal(at, signed_in.error());
    Response out = json_reply(contract::encode(signed_in->me));
    set_cookies(out, *signed_in);
    return out;
}

// The same for a browser whose scripts do not run: plain forms, answered by going somewhere.
Response App::sign_in_by_form(Routed& at) {
    if (auto problem = refuse_write(at)) return refusal(at, std::move(*problem));
    const std::string* type = at.request.find("content-type");
    if (!type || !base::starts_with_ignoring_case(*type, "application/x-www-form-urlencoded"))
        return refusal(at, Problem::of(ProblemKind::unsupported_media, "not_a_form",
                                       "The body must be a form."));
    const auto form = base::parse_query(at.request.body);
    if (!form)
        return refusal(at, Problem::of(ProblemKind::malformed, "form_malformed",
                                       "The form is not well-formed."));
    std::string next = value_in(*form, "next");
    if (next.empty()) next = value_in(at.query, "next");
    next = safe_next(next);
    const std::string* code = base::find_value(*form, "code");
    contract::SignIn::Request ask{value_in(*form, "email"), value_in(*form, "password")};
    if (ask.email.size() > 1000 || ask.password.size() > 5000 || !base::is_utf8(ask.email))
        return see_other(sign_in_page(next, "wrong_credentials"));
    if (code && code->size() > 200) return see_other(sign_in_page(next, "wrong_code"));
    const auto signed_in = code ? try_code(at, *code) : try_sign_in(at, ask);
    std::string place = next;
    if (!signed_in) place = sign_in_page(next, signed_in.error().code);
    else if (!signed_in->step.empty()) place = sign_in_page(next, "code_needed");
    Response out = see_other(code ? left_code_page(place) : place);
    if (!signed_in) return out;
    set_cookies(out, *signed_in);
    return out;
}

}  // namespace vitrine::service::http
