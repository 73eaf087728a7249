// Who may write with a session cookie, and the headers that keep a page to itself.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "service/http/message.h"

namespace vitrine::service::http {

inline constexpr std::string_view session_cookie = "vt_session";
inline constexpr std::string_view step_cookie = "vt_step";  // between password and code

// The value of cookie `name` in the request, "" when there is none.
std::string cookie_of(const Request& request, std::string_view name);
// What follows "Bearer " in Authorization, "" without. Other schemes are a proxy's business.
std::string bearer_of(const Request& request);
// Set-Cookie values: HttpOnly, SameSite=Strict, Path=/, and Secure behind TLS.
std::string set_session_cookie(std::string_view token, std::int64_t max_age_s, bool secure);
std::string set_step_cookie(std::string_view token, std::int64_t max_age_s, bool secure);

// True when the request has no Origin, or one that names the host it was sent to.
bool same_origin(const Request& request);
// `path` when it is a path of this site ("/reviews?q=x"), else "/": no open redirect.
std::string safe_next(std::string_view path);
// Where the asker reaches this store, as they say themselves: "https://store.example".
std::string origin_of(const Request& request, bool behind_tls);
// Compares in time that does not depend on where the texts differ.
bool equal_secrets(std::string_view a, std::string_view b);

// The strict headers of every answer; `style_hashes` comes from Site.
void add_security_headers(Response& response, const std::string& style_hashes, bool secure);

}  // namespace vitrine::service::http
