#include <algorithm>
#include <cmath>

#include "console/charts/line_chart.h"

namespace vitrine::console {

Ticks nice_ticks(double low, double high, int about) {
    if (!std::isfinite(low) || !std::isfinite(high)) return {0, 1, 2};
    if (high <= low) high = low + (low == 0 ? 1 : std::fabs(low) * 0.1);
    const double rough = (high - low) / std::max(1, about);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        step = factor * power;
        if (step >= rough * 0.999) break;
    }
    const double first = std::floor(low / step + 1e-9) * step;
    const double last = std::ceil(high / step - 1e-9) * step;
    return {first, step, static_cast<int>(std::lround((last - first) / step)) + 1};
}

Ticks value_ticks(double low, double high, contract::Unit unit) {
    const bool amount = unit == contract::Unit::count || unit == contract::Unit::money;
    if (amount) {
        Ticks ticks = nice_ticks(std::min(0.0, low), high);
        if (unit == contract::Unit::count && ticks.step < 1) {
            ticks.step = 1;
            ticks.count = std::max(2, static_cast<int>(std::ceil(high)) + 1);
        }
        return ticks;
    }
    const double spread = high - low;
    const bool flat = spread < 0.5 * std::fabs(high);
    if (!flat) return nice_ticks(std::min(0.0, low), high);
    Ticks ticks = nice_ticks(low - spread * 0.1, high + spread * 0.1);
    const double most = unit == contract::Unit::ratio ? 1 : 5;
    while (ticks.count > 2 && ticks.last() > most + 1e-9) --ticks.count;
    return ticks;
}

namespace {
// First, lowest, highest and last of [from, to), in order, without doubles.
void keep_of_column(std::span<const std::optional<double>> values, std::size_t from, std::size_t to,
                    std::vector<std::size_t>& out) {
    std::optional<std::size_t> first, last, low, high;
    for (std::size_t i = from; i < to; ++i) {
        if (!values[i]) continue;
        if (!first) first = i;
        last = i;
        if (!low || *values[i] < *values[*low]) low = i;
        if (!high || *values[i] > *values[*high]) high = i;
    }
    if (!first) {
        if (from < to) out.push_back(from);  // A gap stays a gap.
        return;
    }
    const std::size_t kept[] = {*first, std::min(*low, *high), std::max(*low, *high), *last};
    for (std::size_t i = 0; i < 4; ++i) {
        if (i == 0 || kept[i] != kept[i - 1]) out.push_back(kept[i]);
    }
}
}  // namespace

std::vector<std::size_t> decimated(std::span<const std::optional<double>> values,
                                   std::size_t columns) {
    std::vector<std::size_t> out;
    if (columns == 0) return out;
    if (values.size() <= columns * 4) {
        for (std::size_t i = 0; i < values.size(); ++i) out.push_back(i);
        return out;
    }
    for (std::size_t c = 0; c < columns; ++c) {
        keep_of_column(values, values.size() * c / columns, values.size() * (c + 1) / columns, out);
    }
    return out;
}

}  // namespace vitrine::console
