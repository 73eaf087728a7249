// Chance that repeats itself: the same key always throws the same numbers, on every machine.
// SplitMix64 (Steele, Lea, Flood 2014) from a hash of the key; not for secrets.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "base/text.h"

namespace vitrine::service::seed {

inline constexpr std::uint64_t seed_number = 20481;

class Dice {
public:
    Dice(std::string_view what, std::initializer_list<std::int64_t> which = {});

    std::uint64_t next();
    double unit();                       // [0, 1)
    double spread() { return 2 * unit() - 1; }  // [-1, 1)
    double bell();                       // about normal: mean 0, standard deviation 1
    std::size_t below(std::size_t count);
    bool chance(double share) { return unit() < share; }
    std::size_t weighted(std::span<const double> weights);  // an index; weights need not sum to 1

private:
    std::uint64_t state_;
};

}  // namespace vitrine::service::seed
