// Secrets that must be read again (one-time codes and signatures are made from them), sealed so
// that a copied database gives them to nobody: XChaCha20-Poly1305 (libsodium, "ietf" variant, with
// a random nonce of 24 bytes).
//
// A sealed value is text: "sealed:" and, in base 64 (RFC 4648, section 5, no padding),
//
//     1 byte      the format's version, 1
//     1 byte      which key of the ring
//     24 bytes    nonce
//     n + 16      the value and its tag
//
// Version, key and the place where it lies ("webhooks/hook_7") are authenticated with it: a value
// that is moved to another row does not open there.
//
// The ring is a small text. The last key seals; those before it only open what they sealed, also
// in backups made before a rotation:
//
//     vitrine secrets 1
//     1 5f0c... (64 hexadecimal digits)
//     2 93ab...
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::service::machine {

class Vault {
public:
    static constexpr std::size_t key_bytes = 32;
    using Key = std::array<unsigned char, key_bytes>;

    // Without a key: nothing can be sealed or opened.
    Vault() = default;
    ~Vault();
    Vault(const Vault&) = default;
    Vault& operator=(const Vault&) = default;
    Vault(Vault&&) = default;
    Vault& operator=(Vault&&) = default;

    // nullopt: this is no ring.
    static std::optional<Vault> parse(std::string_view ring);
    std::string text() const;

    // A new key that seals from now on. False: 255 keys are enough.
    bool add_key();
    bool empty() const { return keys_.empty(); }
    int sealing_key() const { return empty() ? 0 : keys_.rbegin()->first; }

    // nullopt without a key.
    std::optional<std::string> seal(std::string_view place, std::string_view value) const;
    // nullopt: sealed for another place, changed, or under a key that is not in the ring.
    std::optional<std::string> open(std::string_view place, std::string_view sealed) const;

    static bool is_sealed(std::string_view text);
    // Which key sealed it; 0 when it is no sealed value.
    static int key_of(std::string_view sealed);

private:
    std::map<int, Key> keys_;  // by number, the last one seals
};

}  // namespace vitrine::service::machine
