// Access tokens: how they are asked for, made and read.
//
//   POST /oauth2/token  grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer, assertion=a JWT
//       (RFC 7523) signed RS256 by a service account: iss its client_email, aud this address,
//       scope, iat and exp at most one hour apart. The same assertion may be traded again as long
//       as it holds: all it gives is another token of the same rights and end.
//   POST /sts/token     grant_type=urn:ietf:params:oauth:grant-type:token-exchange (RFC 8693),
//       subject_token=the secret of an API key
//
// A token says which key it stands for, until when, and which of the key's scopes it has, and is
// signed (HMAC-SHA-256) with a secret of the store: nothing is kept of it, and it is void at once
// when its key is. It opens Play's addresses only.
#pragma once
#include "service/desks/desks.h"
#include "service/http/message.h"

namespace vitrine::service::play {

inline constexpr std::int64_t token_lasts_s = 3600, clock_leeway_s = 60;
inline constexpr std::string_view publisher_scope =
    "https://www.googleapis.com/auth/androidpublisher";

// Answers of the two addresses above: RFC 6749's {access_token, token_type, expires_in}, or
// {error, error_description} with 400 or 401.
http::Response trade_assertion(desks::World world, desks::Desks& desks, const base::Query& form,
                               const std::string& token_url);
http::Response trade_subject(desks::World world, desks::Desks& desks, const base::Query& form);

// A service account's assertion in place of a token, as Google's libraries send it where they ask
// no token host: for an hour at most, with the scope of publishing or with an address of this
// `store` as its audience.
base::Result<desks::Caller> caller_of_assertion(desks::World world, desks::Desks& desks,
                                                std::string_view token, std::string_view store);
bool is_assertion(std::string_view token);

base::Result<desks::Caller> caller_of_token(desks::World world, desks::Desks& desks,
                                            std::string_view token);

// A JSON Web Token's claims, of a signature that `public_key` does not fit: none. For tests and
// the fuzzer, too.
struct Claims {
    std::string key_id, issuer, subject, audience, scope;
    std::int64_t issued_at = 0, expires_at = 0;
};
struct Assertion {
    Claims claims;
    std::string signed_part, signature;
};
// Refuses (malformed) what is no JWT with these claims.
base::Result<Assertion> read_assertion(std::string_view text);

std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

}  // namespace vitrine::service::play
