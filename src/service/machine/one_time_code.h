// One-time codes of authenticator programs: TOTP (RFC 6238) over HMAC-SHA-1, 30 seconds, six digits
// — what every such program can do. libsodium has no SHA-1, so OpenSSL's libcrypto does the HMAC.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace vitrine::service::machine {

inline constexpr std::int64_t code_period_s = 30;

std::string base32(std::span<const std::uint8_t> bytes);  // RFC 4648, upper case, no padding

// The six digits of one step; `secret` is raw bytes.
std::string code_at(std::string_view secret, std::int64_t step);

// The step whose code this is: the present one or a neighbour, for clocks that differ. Only steps
// after `last_step` count, so that a code that was taken is never taken again.
std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code,
                                         base::Instant now, std::int64_t last_step);

}  // namespace vitrine::service::machine
