#include "service/machine/vault.h"

#include <sodium.h>

#include "base/text.h"

namespace vitrine::service::machine {
namespace {

constexpr std::string_view ring_head = "vitrine secrets 1", sealed_prefix = "sealed:";
constexpr unsigned char format_version = 1;
constexpr std::size_t head_bytes = 2;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::int64_t key_number_max = 255;
constexpr int base64_kind = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
static_assert(Vault::key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), base64_kind), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), base64_kind);
    out.pop_back();  // its terminating zero
    return out;
}

std::optional<std::string> raw_of(std::string_view sealed) {
    if (!Vault::is_sealed(sealed)) return std::nullopt;
    sealed.remove_prefix(sealed_prefix.size());
    std::string out(sealed.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed =
        sodium_base642bin(bytes_of(out), out.size(), sealed.data(), sealed.size(), nullptr, &size,
                          &end, base64_kind);
    if (failed != 0 || end != sealed.data() + sealed.size()) return std::nullopt;
    out.resize(size);
    if (size < head_bytes + nonce_bytes + tag_bytes) return std::nullopt;
    if (static_cast<unsigned char>(out[0]) != format_version) return std::nullopt;
    return out;
}

// What is authenticated besides the value: the two bytes in front, and the place.
std::string bound_to(std::string_view head, std::string_view place) {
    return std::string(head) + std::string(place);
}

}  // namespace

Vault::~Vault() {
    for (auto& [number, key] : keys_) sodium_memzero(key.data(), key.size());
}

std::optional<Vault> Vault::parse(std::string_view ring) {
    Vault vault;
    bool headed = false;
    for (const auto part : base::split(ring, '\n')) {
        const std::string_view line = base::trimmed(part);
        if (line.empty()) continue;
        if (!headed) {
            if (line != ring_head) return std::nullopt;
            headed = true;
            continue;
        }
        const std::size_t blank = line.find(' ');
        if (blank == line.npos) return std::nullopt;
        const auto number = base::parse_decimal(line.substr(0, blank));
        const std::string_view hex = line.substr(blank + 1);
        if (!number || *number <= vault.sealing_key() || *number > key_number_max)
            return std::nullopt;
        Key key{};
        std::size_t size = 0;
        const char* end = nullptr;
        if (hex.size() != 2 * key_bytes ||
            sodium_hex2bin(key.data(), key.size(), hex.data(), hex.size(), nullptr, &size, &end) !=
                0 ||
            size != key_bytes || end != hex.data() + hex.size())
            return std::nullopt;
        vault.keys_[static_cast<int>(*number)] = key;
        sodium_memzero(key.data(), key.size());
    }
    return vault.empty() ? std::nullopt : std::optional(std::move(vault));
}

std::string Vault::text() const {
    std::string out(ring_head);
    out += '\n';
    for (const auto& [number, key] : keys_) {
        char hex[2 * key_bytes + 1];
        sodium_bin2hex(hex, sizeof hex, key.data(), key.size());
        out += base::decimal(number) + " " + hex + "\n";
    }
    return out;
}

bool Vault::add_key() {
    const int number = sealing_key() + 1;
    if (number > key_number_max) return false;
    randombytes_buf(keys_[number].data(), key_bytes);
    return true;
}

std::optional<std::string> Vault::seal(std::string_view place, std::string_view value) const {
    if (empty()) return std::nullopt;
    std::string raw(head_bytes + nonce_bytes + value.size() + tag_bytes, '\0');
    raw[0] = static_cast<char>(format_version);
    raw[1] = static_cast<char>(sealing_key());
    randombytes_buf(raw.data() + head_bytes, nonce_bytes);
    const std::string bound = bound_to(std::string_view(raw).substr(0, head_bytes), place);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytes_of(raw) + head_bytes + nonce_bytes, nullptr, bytes_of(value), value.size(),
        bytes_of(std::string_view(bound)), bound.size(), nullptr, bytes_of(raw) + head_bytes,
        keys_.rbegin()->second.data());
    return std::string(sealed_prefix) + base64(raw);
}

std::optional<std::string> Vault::open(std::string_view place, std::string_view sealed) const {
    const auto raw = raw_of(sealed);
    if (!raw) return std::nullopt;
    const auto key = keys_.find(static_cast<unsigned char>((*raw)[1]));
    if (key == keys_.end()) return std::nullopt;
    const std::string_view all(*raw);
    const std::string_view nonce = all.substr(head_bytes, nonce_bytes);
    const std::string_view closed = all.substr(head_bytes + nonce_bytes);
    const std::string bound = bound_to(all.substr(0, head_bytes), place);
    std::string value(closed.size() - tag_bytes, '\0');
    const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        bytes_of(value), nullptr, nullptr, bytes_of(closed), closed.size(),
        bytes_of(std::string_view(bound)), bound.size(), bytes_of(nonce), key->second.data());
    if (failed != 0) return std::nullopt;
    return value;
}

bool Vault::is_sealed(std::string_view text) {
    return text.starts_with(sealed_prefix);
}

int Vault::key_of(std::string_view sealed) {
    const auto raw = raw_of(sealed);
    return raw ? static_cast<unsigned char>((*raw)[1]) : 0;
}

}  // namespace vitrine::service::machine
