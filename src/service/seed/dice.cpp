#include "service/seed/dice.h"

namespace vitrine::service::seed {

Dice::Dice(std::string_view what, std::initializer_list<std::int64_t> which)
    : state_(base::fnv1a(what, seed_number * 0x9e3779b97f4a7c15ull)) {
    for (const std::int64_t one : which) {
        state_ ^= static_cast<std::uint64_t>(one);
        next();
        state_ = next();
    }
}

std::uint64_t Dice::next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

double Dice::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Dice::bell() {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += unit();
    return (sum - 3) * 1.4142135623730951;  // six uniforms: variance one half
}

std::size_t Dice::below(std::size_t count) {
    return static_cast<std::size_t>(unit() * static_cast<double>(count));
}

std::size_t Dice::weighted(std::span<const double> weights) {
    double whole = 0;
    for (const double weight : weights) whole += weight;
    double at = unit() * whole;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        at -= weights[i];
        if (at < 0) return i;
    }
    return weights.size() - 1;
}

}  // namespace vitrine::service::seed
