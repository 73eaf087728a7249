// Signatures that others check: HMAC-SHA-256 (RFC 2104), by libsodium.
#pragma once
#include <string>
#include <string_view>

namespace vitrine::service::machine {

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);  // lower case

}  // namespace vitrine::service::machine
