#include "service/http/security.h"

#include <sodium.h>

#include "base/text.h"

namespace vitrine::service::http {
namespace {

std::string set_cookie(std::string_view name, std::string_view token, std::int64_t max_age_s,
                       bool secure) {
    std::string out = std::string(name) + "=" + std::string(token) +
                      "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + base::decimal(max_age_s);
    if (secure) out += "; Secure";
    return out;
}

// A host as a client may name it; what else stands there is not repeated in an address.
bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 260 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  ".-:[]_") == text.npos;
}

}  // namespace

std::string cookie_of(const Request& request, std::string_view name) {
    for (const Header& header : request.headers) {
        if (header.name != "cookie") continue;
        for (const auto part : base::split(header.value, ';')) {
            const auto pair = base::trimmed(part);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

std::string bearer_of(const Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const std::string* header = request.find("authorization");
    if (!header || !base::starts_with_ignoring_case(*header, scheme)) return {};
    return std::string(base::trimmed(std::string_view(*header).substr(scheme.size())));
}

std::string set_session_cookie(std::string_view token, std::int64_t max_age_s, bool secure) {
    return set_cookie(session_cookie, token, max_age_s, secure);
}
std::string set_step_cookie(std::string_view token, std::int64_t max_age_s, bool secure) {
    return set_cookie(step_cookie, token, max_age_s, secure);
}

bool same_origin(const Request& request) {
    const std::string* origin = request.find("origin");
    if (!origin) return true;
    const std::string* host = request.find("host");
    const std::size_t slashes = origin->find("://");
    if (!host || slashes == std::string::npos) return false;
    return base::lower_ascii(origin->substr(slashes + 3)) == base::lower_ascii(*host);
}

std::string safe_next(std::string_view path) {
    const bool local = path.starts_with('/') && !path.starts_with("//") && path.size() <= 2000;
    if (!local || path.find('\\') != std::string_view::npos) return "/";
    for (const char c : path)
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) return "/";
    return std::string(path);
}

std::string origin_of(const Request& request, bool behind_tls) {
    const std::string* host = request.find("host");
    return std::string(behind_tls ? "https" : "http") + "://" +
           (host && is_host(*host) ? *host : "localhost");
}

bool equal_secrets(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void add_security_headers(Response& response, const std::string& style_hashes, bool secure) {
    response.set("Content-Security-Policy",
                 "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'" +
                     style_hashes +
                     "; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
                     "object-src 'none'; base-uri 'none'; form-action 'self'; "
                     "frame-ancestors 'none'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "same-origin");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    if (secure)
        response.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

}  // namespace vitrine::service::http
