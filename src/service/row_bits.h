// Sets of up to 4,096 slots as bits, and the two ways in which a chunk of reviews is indexed by
// them (review_chunk.h): by value, and by size of a number.
//
// Half a kilobyte a set, so that all of a query's sets of one chunk lie in the processor's nearest
// cache; on x86-64 they are counted by its own instruction where it has one.
#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace vitrine::service {

using Slot = std::uint16_t;
inline constexpr std::size_t slots_max = 4096;

struct SlotBits {
    std::array<std::uint64_t, slots_max / 64> words{};

    static SlotBits range(std::size_t begin, std::size_t end);  // [begin, end)
    bool has(std::size_t slot) const { return (words[slot / 64] >> (slot % 64) & 1) != 0; }
    void add(std::size_t slot) { words[slot / 64] |= std::uint64_t{1} << (slot % 64); }
    void keep(const SlotBits& also);   // what is in both
    void drop(const SlotBits& those);  // what is not in `those`
    void join(const SlotBits& more);   // what is in either
};
std::int32_t count(const SlotBits& slots);
std::int32_t count_both(const SlotBits& a, const SlotBits& b);

template <class Work>
void each_slot(const SlotBits& slots, Work work) {  // rising
    for (std::size_t i = 0; i < slots.words.size(); ++i)
        for (std::uint64_t left = slots.words[i]; left != 0; left &= left - 1)
            work(static_cast<Slot>(i * 64 + static_cast<std::size_t>(std::countr_zero(left))));
}

// Which slots have which value. A value of many slots keeps them as bits, one of few as a list, so
// that an index costs at most four bytes for each entry.
class ValueIndex {
public:
    struct Entry {
        std::uint32_t value;
        Slot slot;
    };
    ValueIndex() = default;
    // `entries`: slots rising, each pair once.
    explicit ValueIndex(std::span<const Entry> entries);

    // Values by their place here, 0 to size(), rising.
    std::size_t size() const { return kept_.size(); }
    std::uint32_t value(std::size_t at) const { return kept_[at].value; }
    std::int32_t count(std::size_t at) const { return kept_[at].count; }
    std::int32_t count(std::size_t at, const SlotBits& under) const;
    void join_to(SlotBits& slots, std::size_t at) const;
    std::optional<std::size_t> find(std::uint32_t value) const;

    template <class Work>
    void each_entry(Work work) const {  // work(value, slot): values rising, then slots
        for (std::size_t at = 0; at < kept_.size(); ++at) {
            const auto take = [&](Slot slot) { work(kept_[at].value, slot); };
            if (kept_[at].as_bits) each_slot(bits_[kept_[at].place], take);
            else for (const Slot slot : listed(at)) take(slot);
        }
    }

private:
    struct Kept {
        std::uint32_t value, place;  // place: in bits_ or slots_
        std::uint16_t count;
        bool as_bits;
    };
    std::span<const Slot> listed(std::size_t at) const {
        return {slots_.data() + kept_[at].place, kept_[at].count};
    }

    std::vector<Kept> kept_;
    std::vector<Slot> slots_;
    std::vector<SlotBits> bits_;
};

// A number for each slot, bit by bit: bits[0] has the slots whose number is odd. Bits that are 0
// for every slot at the upper end are left out.
struct NumberBits {
    std::vector<SlotBits> bits;

    void set(std::size_t slot, std::uint32_t number);  // once for each slot
    // Which of `among` have a greater number than `than`, and which have it.
    struct Split {
        SlotBits greater, equal;
    };
    Split split(const SlotBits& among, std::uint32_t than) const;
};

}  // namespace vitrine::service
