// What the service asks of the machine it runs on, besides the time (base/clock.h).
#pragma once
#include <cstdint>
#include <span>

#include "base/result.h"
#include "contract/reviews.h"

namespace vitrine::service::ports {

struct Random {
    virtual ~Random() = default;
    // Fills with bytes nobody can guess (tests: with bytes that come from a seed).
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// "s_" + 26 letters and digits: 128 bits in lower-case base 32 (RFC 4648 alphabet).
std::string random_id(Random& random, std::string_view prefix);
std::string random_hex(Random& random, std::size_t bytes);

// The same bytes for the same seed (SplitMix64, Steele, Lea and Flood 2014). For tests and seeds.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> bytes) override;
    std::uint64_t next();

private:
    std::uint64_t state_;
};

struct PasswordHasher {
    virtual ~PasswordHasher() = default;
    virtual base::Result<std::string> hash(std::string_view password) = 0;
    virtual bool matches(std::string_view hash, std::string_view password) = 0;
};

struct Translator {
    virtual ~Translator() = default;
    // `from` may be empty: to be found out. Refuses (unavailable): "translator_off", or trouble.
    virtual base::Result<contract::Translation> translate(std::string_view text,
                                                          std::string_view from,
                                                          std::string_view to) = 0;
    // It will refuse everything with "translator_off" as long as it lives.
    virtual bool is_off() const { return false; }
};

}  // namespace vitrine::service::ports
