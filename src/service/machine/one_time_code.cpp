#include "service/machine/one_time_code.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/check.h"
#include "base/text.h"

namespace vitrine::service::machine {

std::string base32(std::span<const std::uint8_t> bytes) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

// RFC 4226, 5.3: four bytes from where the last half-byte says, without the sign.
std::string code_at(std::string_view secret, std::int64_t step) {
    std::uint8_t counter[8];
    for (int i = 7; i >= 0; --i, step >>= 8) counter[i] = static_cast<std::uint8_t>(step);
    std::uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    VT_CHECK(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter,
                  sizeof counter, mac, &size));
    const unsigned at = mac[size - 1] & 15u;
    const std::uint32_t number = (mac[at] & 127u) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                                 std::uint32_t{mac[at + 2]} << 8 | mac[at + 3];
    const std::string digits = base::decimal(number % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code,
                                         base::Instant now, std::int64_t last_step) {
    const std::int64_t present = now.ms / base::second_ms / code_period_s;
    std::optional<std::int64_t> found;
    for (std::int64_t step = present - 1; step <= present + 1; ++step) {
        const std::string right = code_at(secret, step);
        const bool same =
            code.size() == right.size() && sodium_memcmp(code.data(), right.data(), 6) == 0;
        if (same && step > last_step && !found) found = step;
    }
    return found;
}

}  // namespace vitrine::service::machine
