#include "service/desks/second_factor.h"

#include <algorithm>

#include "base/text.h"
#include "service/machine/one_time_code.h"
#include "service/machine/secrets.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;

constexpr int recovery_codes = 10;
constexpr std::size_t recovery_bytes = 10;  // 80 bits: nobody guesses one from its hash

// As a person may type it: capitals, blanks and dashes do not matter.
std::string plain(std::string_view code) {
    std::string out;
    for (const char c : base::lower_ascii(code))
        if (c != ' ' && c != '-') out += c;
    return out;
}

std::string raw_bytes(std::string_view hex) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(value(hex[i]) * 16 + value(hex[i + 1]));
    return out;
}

}  // namespace

Result<bool> asks_for_code(World& world, const contract::UserId& user) {
    const auto factor = world.store.factors().find(user);
    if (!factor) return refused(factor.error());
    return *factor && (*factor)->confirmed_at;
}

Result<bool> take_code(World& world, const contract::UserId& user, std::string_view code) {
    auto found = world.store.factors().find(user);
    if (!found) return refused(found.error());
    if (!*found) return false;
    ports::StoredFactor& factor = **found;
    const std::string typed = plain(code);
    const auto step = machine::step_of_code(raw_bytes(factor.secret), typed, world.clock.now(),
                                            factor.last_step);
    const auto recovery = std::ranges::find(factor.recovery_hashes, machine::recovery_hash(typed));
    if (step) factor.last_step = *step;
    else if (recovery != factor.recovery_hashes.end()) factor.recovery_hashes.erase(recovery);
    else return false;
    if (auto done = world.store.factors().put(factor); !done) return refused(done.error());
    return true;
}

NewRecoveryCodes new_recovery_codes(ports::Random& random) {
    NewRecoveryCodes codes;
    for (int i = 0; i < recovery_codes; ++i) {
        std::uint8_t bytes[recovery_bytes];
        random.fill(bytes);
        const std::string code = base::lower_ascii(machine::base32(bytes));
        codes.hashes.push_back(machine::recovery_hash(code));
        codes.shown.push_back(code.substr(0, 4) + "-" + code.substr(4, 4) + "-" +
                              code.substr(8, 4) + "-" + code.substr(12));
    }
    return codes;
}

}  // namespace vitrine::service::desks
