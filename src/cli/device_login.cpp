#include "cli/device_login.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/text.h"
#include "base/url.h"
#include "cli/interrupt.h"
#include "contract/http_status.h"

namespace vitrine::cli {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::string_view client_name = "vitrine", form_type = "application/x-www-form-urlencoded";
constexpr std::string_view usual_scopes =
    "apps:read apps:write releases:read releases:write releases:publish reviews:read "
    "reviews:reply metrics:read";
constexpr std::size_t name_bytes_max = 60;
constexpr std::int64_t first_pause_ms = 1000, slower_ms = 5000, pause_most_ms = 60'000;

struct DeviceCodes {
    std::string device_code, user_code, verification_uri;
    std::optional<std::string> verification_uri_complete;
    std::int64_t expires_in = 0;
    std::optional<std::int64_t> interval;
    bool operator==(const DeviceCodes&) const = default;
};
constexpr auto fields(const DeviceCodes*) {
    using R = DeviceCodes;
    return contract::field_list(
        contract::field("device_code", &R::device_code),
        contract::field("user_code", &R::user_code),
        contract::field("verification_uri", &R::verification_uri),
        contract::field("verification_uri_complete", &R::verification_uri_complete),
        contract::field("expires_in", &R::expires_in), contract::field("interval", &R::interval));
}

// The machine's name, so that its owner knows it again; what is not plain in it is left out.
std::string machine_name() {
    char name[256] = "";
    if (::gethostname(name, sizeof name - 1) != 0) return {};
    std::string out(name);
    std::erase_if(out, [](char c) { return c <= ' ' || c > '~'; });
    return out.substr(0, name_bytes_max);
}

HttpAsk form_to(const std::string& path, const base::Query& form) {
    HttpAsk ask;
    ask.method = "POST";
    ask.path = path;
    ask.body = base::write_query(form);
    ask.content_type = form_type;
    return ask;
}

std::string text_in(const Json& json, const char* name) {
    const auto at = json.find(name);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// What the store says beside RFC 6749's code, or that it has none of this.
Problem refusal_of(const Json& said, const Problem& otherwise) {
    if (otherwise.kind == ProblemKind::not_found || otherwise.code == "method_not_allowed")
        return Problem::of(ProblemKind::not_found, "no_device_flow",
                           "This store lets no program in by a code.",
                           "Make a key in the console, and log in with that.");
    const std::string code = said.is_object() ? text_in(said, "error") : std::string();
    if (code.empty()) return otherwise;
    return Problem::of(ProblemKind::invalid, code, text_in(said, "error_description"));
}

Result<DeviceCodes> ask_for_codes(Session& at, Http& http) {
    std::string scopes = at.words.text("scopes", std::string(usual_scopes));
    std::ranges::replace(scopes, ',', ' ');
    HttpAsk ask = form_to("/oauth2/device", {{"client_id", std::string(client_name)},
                                             {"device_name", machine_name()},
                                             {"scope", scopes}});
    ask.repeatable = true;  // nobody has seen a code that did not arrive
    const auto body = http.ask(ask);
    if (!body) return refused(refusal_of(http.beside(), body.error()));
    const auto json = base::parse_json(*body);
    if (!json) return refused(json.error());
    return contract::decode<DeviceCodes>(*json, contract::Unknown::ignore);
}

void show(const DeviceCodes& codes) {
    std::string text = "Open " + plain(codes.verification_uri) +
                       " in a browser, sign in, and enter the code\n\n    " +
                       plain(codes.user_code) + "\n\n";
    if (codes.verification_uri_complete)
        text += "or open " + plain(*codes.verification_uri_complete) +
                "\nand see that it shows the same code.\n\n";
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

Problem ended(const std::string& code) {
    if (code == "access_denied")
        return Problem::of(ProblemKind::forbidden, code, "The log-in was denied.");
    if (code == "expired_token")
        return Problem::of(ProblemKind::timeout, code, "Nobody approved the log-in in time.",
                           "Run the command again.");
    return Problem::of(ProblemKind::invalid, code, "The log-in was broken off.",
                       "Run the command again.");
}

// Until it is answered; what does not arrive is asked again, as long as the code holds.
Result<std::string> poll(Http& http, const DeviceCodes& codes) {
    const HttpAsk ask =
        form_to("/oauth2/token", {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                                  {"device_code", codes.device_code},
                                  {"client_id", std::string(client_name)}});
    const std::int64_t end = steady_ms() + codes.expires_in * 1000;
    std::int64_t pause = std::clamp<std::int64_t>(codes.interval.value_or(5), 1, 60) * 1000;
    bool first = true;  // soon: a program may have approved it
    while (steady_ms() < end) {
        if (!wait_ms(std::exchange(first, false) ? first_pause_ms : pause))
            return refused(interrupted_problem(""));
        const HttpAnswer answer = http.once(ask);
        if (interrupted()) return refused(interrupted_problem(""));
        const auto said = base::parse_json(answer.body);
        const bool readable = said && said->is_object();
        const auto kind = contract::problem_kind_of(answer.status);
        if (!kind && readable) {
            const std::string key = text_in(*said, "access_token");
            return key.empty() ? Result<std::string>(refused(ended("no_key"))) : key;
        }
        const std::string code = readable ? text_in(*said, "error") : std::string();
        if (code == "slow_down") pause = std::min(pause + slower_ms, pause_most_ms);
        else if (kind == ProblemKind::malformed && code != "authorization_pending")
            return refused(ended(code.empty() ? "refused" : code));
        else if (kind != ProblemKind::malformed)  // no answer, or one that says "later"
            pause = std::min(std::max<std::int64_t>(pause * 2, answer.retry_after_s * 1000),
                             pause_most_ms);
    }
    return refused(ended("expired_token"));
}

}  // namespace

Result<std::string> key_by_device(Session& at) {
    const auto options = at.http_options("");
    if (!options) return refused(options.error());
    Http http(*options);
    const auto codes = ask_for_codes(at, http);
    if (!codes) return refused(codes.error());
    show(*codes);
    return poll(http, *codes);
}

bool end_key(Session& at, const StoredKey& key) {
    const auto options = at.http_options(key.store, "");
    if (!options) return false;
    Http http(*options);
    HttpAsk ask = form_to("/oauth2/revoke", {{"token", key.key}});
    ask.repeatable = true;
    return http.ask(ask).has_value();
}

}  // namespace vitrine::cli
