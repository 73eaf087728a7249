// The machine's side of ports/machine.h: real time, real randomness, argon2id; and what is derived
// from a session's token. libsodium does the work.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "service/ports/machine.h"

namespace vitrine::service::machine {

// Must be called once before anything else here. False: the machine has no randomness to give.
bool start_crypto();

struct SystemClock final : base::Clock {
    base::Instant now() override;
};

struct SystemRandom final : ports::Random {
    void fill(std::span<std::uint8_t> bytes) override;
};

enum class Cost : std::uint8_t {
    interactive,  // argon2id, 64 MiB and two passes: about 60 ms a password
    least,        // the smallest libsodium allows; for tests only
};

class Argon2Hasher final : public ports::PasswordHasher {
public:
    explicit Argon2Hasher(Cost cost = Cost::interactive) : cost_(cost) {}
    base::Result<std::string> hash(std::string_view password) override;
    bool matches(std::string_view hash, std::string_view password) override;

private:
    Cost cost_;
};

// What the store keeps of a token (BLAKE2b, 256 bits, lower-case hex): tokens are random, so no
// slow hash is needed. The CSRF token is another hash of it, so it needs no place of its own.
std::string token_hash(std::string_view token);
std::string csrf_token(std::string_view token);
std::string hash_hex(std::string_view bytes);
// The same for what else is random and opens a door. Each kind is hashed under its own key, so that
// one can never pass for another.
std::string key_hash(std::string_view secret);
std::string invitation_hash(std::string_view token);
std::string step_hash(std::string_view token);
std::string recovery_hash(std::string_view code);
std::string kiosk_code_hash(std::string_view code);
std::string kiosk_token_hash(std::string_view token);
std::string device_code_hash(std::string_view code);
std::string user_code_hash(std::string_view code);

// A name for these parts, one after the other, that nobody without `secret` can foresee or make two
// alike of (BLAKE2b, 256 bits).
std::array<std::uint64_t, 4> secret_name(const std::array<std::uint8_t, 32>& secret,
                                         std::span<const std::string_view> parts);

// A hash of bytes that come in pieces.
class RunningHash {
public:
    RunningHash();
    ~RunningHash();
    RunningHash(const RunningHash&) = delete;
    RunningHash& operator=(const RunningHash&) = delete;
    void add(std::string_view bytes);
    std::string hex();  // once

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

// Hashes the devices of one app (SipHash-2-4, 64 bits) under a key that is made of the store's
// secret and the app: without the secret nobody can try ids, and one device has another number in
// every app. Two of ten million devices of an app share a number with a chance of 3 in a million.
class DeviceHash {
public:
    DeviceHash(std::string_view secret, std::string_view app);
    std::int64_t of(std::string_view device) const;

private:
    std::array<unsigned char, 16> key_{};
};

}  // namespace vitrine::service::machine
