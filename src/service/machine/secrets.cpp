#include "service/machine/secrets.h"

#include <sodium.h>

#include <chrono>
#include <cstring>

namespace vitrine::service::machine {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string keyed_hash(std::string_view text, std::string_view key) {
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, bytes_of(text), text.size(), bytes_of(key), key.size());
    char hex[2 * sizeof hash + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return hex;
}

}  // namespace

bool start_crypto() {
    return sodium_init() >= 0;
}

base::Instant SystemClock::now() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    randombytes_buf(bytes.data(), bytes.size());
}

base::Result<std::string> Argon2Hasher::hash(std::string_view password) {
    const bool least = cost_ == Cost::least;
    char out[crypto_pwhash_STRBYTES];
    const int failed = crypto_pwhash_str_alg(
        out, password.data(), password.size(),
        least ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
        least ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE,
        crypto_pwhash_ALG_ARGON2ID13);
    if (failed == 0) return std::string(out);
    return base::refused(base::Problem::unavailable("out_of_memory",
                                                    "There is too little memory to sign in now.",
                                                    "Try again in a moment."));
}

bool Argon2Hasher::matches(std::string_view hash, std::string_view password) {
    const std::string terminated(hash);
    return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

std::string token_hash(std::string_view token) {
    return keyed_hash(token, "vitrine session token");
}
std::string csrf_token(std::string_view token) {
    return keyed_hash(token, "vitrine csrf token v1");
}
std::string hash_hex(std::string_view bytes) {
    return keyed_hash(bytes, "vitrine body hash v1.");
}
std::string key_hash(std::string_view secret) {
    return keyed_hash(secret, "vitrine api key v1");
}
std::string invitation_hash(std::string_view token) {
    return keyed_hash(token, "vitrine invitation v1");
}
std::string step_hash(std::string_view token) {
    return keyed_hash(token, "vitrine sign-in step v1");
}
std::string recovery_hash(std::string_view code) {
    return keyed_hash(code, "vitrine recovery code v1");
}

std::string kiosk_code_hash(std::string_view code) {
    return keyed_hash(code, "vitrine kiosk code v1");
}
std::string kiosk_token_hash(std::string_view token) {
    return keyed_hash(token, "vitrine kiosk token v1");
}
std::string device_code_hash(std::string_view code) {
    return keyed_hash(code, "vitrine device code v1");
}
std::string user_code_hash(std::string_view code) {
    return keyed_hash(code, "vitrine user code v1");
}

std::array<std::uint64_t, 4> secret_name(const std::array<std::uint8_t, 32>& secret,
                                         std::span<const std::string_view> parts) {
    std::array<std::uint64_t, 4> out{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, secret.data(), secret.size(), sizeof out);
    for (const std::string_view part : parts)
        crypto_generichash_update(&state, bytes_of(part), part.size());
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), sizeof out);
    return out;
}

struct RunningHash::Inside {
    crypto_generichash_state state{};
};

RunningHash::RunningHash() : inside_(std::make_unique<Inside>()) {
    constexpr std::string_view key = "vitrine running hash v1";
    crypto_generichash_init(&inside_->state, bytes_of(key), key.size(), crypto_generichash_BYTES);
}
RunningHash::~RunningHash() = default;

void RunningHash::add(std::string_view bytes) {
    crypto_generichash_update(&inside_->state, bytes_of(bytes), bytes.size());
}

std::string RunningHash::hex() {
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash_final(&inside_->state, hash, sizeof hash);
    char hex[2 * sizeof hash + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return hex;
}

DeviceHash::DeviceHash(std::string_view secret, std::string_view app) {
    static_assert(std::tuple_size_v<decltype(key_)> == crypto_shorthash_KEYBYTES);
    crypto_generichash(key_.data(), key_.size(), bytes_of(app), app.size(), bytes_of(secret),
                       secret.size());
}

std::int64_t DeviceHash::of(std::string_view device) const {
    unsigned char hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, bytes_of(device), device.size(), key_.data());
    std::int64_t out = 0;
    std::memcpy(&out, hash, sizeof out);
    return out;
}

}  // namespace vitrine::service::machine
