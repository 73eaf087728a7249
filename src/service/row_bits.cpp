#include "service/row_bits.h"

#include <algorithm>

// The same loops for processors that count bits by an instruction and for those that do not; which
// is run is decided once, as the program starts. Sanitizers do not like what decides it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
#define VT_COUNTING
#elif defined(__x86_64__)
#define VT_COUNTING [[gnu::target_clones("popcnt", "default")]]
#else
#define VT_COUNTING
#endif

namespace vitrine::service {
namespace {

// A list of so many slots costs half of what bits do.
constexpr std::uint32_t listed_max = 128;
// Values below this are counted in a table, others are sorted.
constexpr std::uint32_t table_max = 65536;

VT_COUNTING std::int64_t ones(const std::uint64_t* words) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < slots_max / 64; ++i) sum += __builtin_popcountll(words[i]);
    return sum;
}

VT_COUNTING std::int64_t ones_of_both(const std::uint64_t* a, const std::uint64_t* b) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < slots_max / 64; ++i) sum += __builtin_popcountll(a[i] & b[i]);
    return sum;
}

std::vector<ValueIndex::Entry> by_value(std::span<const ValueIndex::Entry> entries) {
    std::uint32_t most = 0;
    for (const auto& entry : entries) most = std::max(most, entry.value);
    std::vector<ValueIndex::Entry> sorted(entries.begin(), entries.end());
    if (most >= table_max) {
        std::ranges::stable_sort(sorted, {}, &ValueIndex::Entry::value);
        return sorted;
    }
    std::vector<std::uint32_t> places(most + 2);
    for (const auto& entry : entries) ++places[entry.value + 1];
    for (std::size_t i = 1; i < places.size(); ++i) places[i] += places[i - 1];
    for (const auto& entry : entries) sorted[places[entry.value]++] = entry;
    return sorted;
}

}  // namespace

SlotBits SlotBits::range(std::size_t begin, std::size_t end) {
    SlotBits out;
    for (std::size_t i = begin / 64; i * 64 < end; ++i) {
        std::uint64_t word = ~std::uint64_t{0};
        if (begin > i * 64) word &= ~std::uint64_t{0} << (begin - i * 64);
        if (end < (i + 1) * 64) word &= ~(~std::uint64_t{0} << (end - i * 64));
        out.words[i] = begin < end ? word : 0;
    }
    return out;
}

void SlotBits::keep(const SlotBits& also) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= also.words[i];
}

void SlotBits::drop(const SlotBits& those) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] &= ~those.words[i];
}

void SlotBits::join(const SlotBits& more) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= more.words[i];
}

std::int32_t count(const SlotBits& slots) {
    return static_cast<std::int32_t>(ones(slots.words.data()));
}

std::int32_t count_both(const SlotBits& a, const SlotBits& b) {
    return static_cast<std::int32_t>(ones_of_both(a.words.data(), b.words.data()));
}

ValueIndex::ValueIndex(std::span<const Entry> entries) {
    const std::vector<Entry> sorted = by_value(entries);
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
        while (end < sorted.size() && sorted[end].value == sorted[begin].value) ++end;
        const bool as_bits = end - begin > listed_max;
        kept_.push_back({sorted[begin].value,
                         static_cast<std::uint32_t>(as_bits ? bits_.size() : slots_.size()),
                         static_cast<std::uint16_t>(end - begin), as_bits});
        if (as_bits) bits_.emplace_back();
        for (std::size_t i = begin; i < end; ++i) {
            if (as_bits) bits_.back().add(sorted[i].slot);
            else slots_.push_back(sorted[i].slot);
        }
    }
    kept_.shrink_to_fit();
    slots_.shrink_to_fit();
    bits_.shrink_to_fit();
}

std::int32_t ValueIndex::count(std::size_t at, const SlotBits& under) const {
    if (kept_[at].as_bits) return count_both(bits_[kept_[at].place], under);
    std::int32_t sum = 0;
    for (const Slot slot : listed(at)) sum += under.has(slot);
    return sum;
}

void ValueIndex::join_to(SlotBits& slots, std::size_t at) const {
    if (kept_[at].as_bits) slots.join(bits_[kept_[at].place]);
    else for (const Slot slot : listed(at)) slots.add(slot);
}

std::optional<std::size_t> ValueIndex::find(std::uint32_t value) const {
    const auto at = std::ranges::lower_bound(kept_, value, {}, &Kept::value);
    if (at == kept_.end() || at->value != value) return std::nullopt;
    return static_cast<std::size_t>(at - kept_.begin());
}

void NumberBits::set(std::size_t slot, std::uint32_t number) {
    const auto width = static_cast<std::size_t>(std::bit_width(number));
    if (bits.size() < width) bits.resize(width);
    for (std::size_t i = 0; i < width; ++i)
        if ((number >> i & 1) != 0) bits[i].add(slot);
}

NumberBits::Split NumberBits::split(const SlotBits& among, std::uint32_t than) const {
    Split out{{}, among};
    if (static_cast<std::size_t>(std::bit_width(than)) > bits.size()) {
        out.equal = {};
        return out;
    }
    for (std::size_t i = bits.size(); i-- > 0;) {
        if ((than >> i & 1) != 0) {
            out.equal.keep(bits[i]);
            continue;
        }
        SlotBits above = out.equal;
        above.keep(bits[i]);
        out.greater.join(above);
        out.equal.drop(bits[i]);
    }
    return out;
}

}  // namespace vitrine::service
