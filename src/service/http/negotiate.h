// What a client accepts, and which copy of a body it gets (RFC 9110, sections 12.5.3 and 13.1.2).
#pragma once
#include <string>
#include <string_view>

namespace vitrine::service::http {

// The q-value (0..1000, in thousandths) that an Accept-Encoding header gives to `coding`
// ("br", "gzip", "identity"). An absent header accepts identity only, which is always cautious.
int quality_of(std::string_view accept_encoding, std::string_view coding);

// True when an If-None-Match header names `etag` (weak comparison) or is "*".
bool matches_etag(std::string_view if_none_match, std::string_view etag);

// gzip (RFC 1952) of `text` at a level meant for answers made on the spot; "" when it failed.
std::string gzip(std::string_view text);

// A header's parts at `separator`, trimmed, without quotes considered: enough for the above.
bool has_token(std::string_view header, std::string_view token);

}  // namespace vitrine::service::http
