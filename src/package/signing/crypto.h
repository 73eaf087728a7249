// Certificates, digests and signatures by OpenSSL; nothing of OpenSSL leaves this header's .cpp.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/packages.h"

namespace vitrine::package {

enum class Hash : std::uint8_t { md5, sha1, sha224, sha256, sha384, sha512 };
enum class KeyKind : std::uint8_t { rsa, rsa_pss, dsa, ec };  // what a signature is made with

class Digester {
public:
    explicit Digester(Hash hash);
    void add(std::string_view bytes);
    std::string finish();  // raw bytes; the digester is then as new

private:
    struct Drop {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, Drop> context_;
    Hash hash_;
};
std::string digest_of(Hash hash, std::string_view bytes);

std::string hex(std::string_view bytes);  // lower case

// An X.509 certificate, with its bytes as they were. Copies share.
class Certificate {
public:
    static std::optional<Certificate> parse(std::string_view der);

    const std::string& bytes() const { return *bytes_; }
    // Whether this SubjectPublicKeyInfo (DER) is the certificate's key. By value: some old
    // certificates write their modulus as a negative number.
    bool has_key(std::string_view public_key) const;
    contract::PackageSigner facts() const;
    // Whether a signer named by these two DER values (Name, INTEGER) means this certificate.
    bool is_named(std::string_view issuer, std::string_view serial) const;
    // Android refuses signers with critical extensions it does not know, or whose key usage allows
    // no signatures.
    bool may_sign() const;
    bool verifies(KeyKind kind, Hash hash, std::string_view data, std::string_view signature) const;

    bool operator==(const Certificate& other) const { return *bytes_ == *other.bytes_; }

private:
    std::shared_ptr<const std::string> bytes_;
    std::shared_ptr<void> x509_;
};

// False also for a key that cannot be read or is of another kind.
bool verifies_with_key(std::string_view public_key, KeyKind kind, Hash hash, std::string_view data,
                       std::string_view signature);

}  // namespace vitrine::package
