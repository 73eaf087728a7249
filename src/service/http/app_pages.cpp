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

std::string sign_in_page(std::string_view next, std::string_view error) {
    base::Query query;
    if (!error.empty()) query.emplace_back("error", error);
    if (next != "/") query.emplace_back("next", next);
    return query.empty() ? "/sign-in" : "/sign-in?" + base::write_query(query);
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

base::Result<desks::SignedIn> App::try_sign_in(Routed& at, const contract::SignIn::Request& ask) {
    const std::string account = base::lower_ascii(ask.email);
    const std::string& address = at.address;
    const int by_address = wait_s(sign_ins_by_address_, address);
    const int wait = by_address > 0 ? by_address : wait_s(sign_ins_by_account_, account);
    if (wait > 0) {
        auto problem = too_many(wait);
        problem.code = "too_many_attempts";
        problem.title = "Too many attempts to sign in.";
        return base::refused(std::move(problem));
    }
    auto signed_in = desks_.sessions.sign_in({address, agent_of(at.request), at.token}, ask);
    if (!signed_in) return signed_in;
    const std::lock_guard lock(guard_);  // only failures count
    sign_ins_by_address_.give_back(address, world_.clock.now());
    sign_ins_by_account_.give_back(account, world_.clock.now());
    return signed_in;
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
    Response out = json_reply(contract::encode(signed_in->me));
    out.set("Set-Cookie",
            set_session_cookie(signed_in->token, desks::session_age_max_ms / base::second_ms,
                               options_.behind_tls));
    return out;
}

// The same for a browser whose scripts do not run: a plain form, answered by going somewhere.
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
    contract::SignIn::Request ask{value_in(*form, "email"), value_in(*form, "password")};
    if (ask.email.size() > 1000 || ask.password.size() > 5000 || !base::is_utf8(ask.email))
        return see_other(sign_in_page(next, "wrong_credentials"));
    const auto signed_in = try_sign_in(at, ask);
    if (!signed_in) return see_other(sign_in_page(next, signed_in.error().code));
    Response out = see_other(next);
    out.set("Set-Cookie",
            set_session_cookie(signed_in->token, desks::session_age_max_ms / base::second_ms,
                               options_.behind_tls));
    return out;
}

}  // namespace vitrine::service::http
