// RSA key pairs of which one half is given away (RFC 8017; PEM as in RFC 7468). OpenSSL does the
// work.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::service::machine {

struct RsaPair {
    std::string private_key;  // PKCS#8, PEM
    std::string public_key;   // SubjectPublicKeyInfo, PEM
};
// Of 2048 bits. None: the machine cannot.
std::optional<RsaPair> make_rsa_pair();

// RSASSA-PKCS1-v1_5 with SHA-256 ("RS256"). False also for a key that cannot be read.
bool verifies_rs256(std::string_view public_key, std::string_view bytes,
                    std::string_view signature);
// For whoever signs, which in the store nobody but a test does; "" when it cannot.
std::string sign_rs256(std::string_view private_key, std::string_view bytes);

}  // namespace vitrine::service::machine
