// Numbers 0, 1, 2, … for 64-bit keys in the order in which they are first met: a hash table in one
// piece, for sums over many events. Keys are made by the program, not by senders.
#pragma once
#include <cstdint>
#include <vector>

namespace vitrine::service {

class FlatIndex {
public:
    // The key's number; size() - 1 when it is new.
    std::uint32_t number_of(std::uint64_t key) {
        for (std::size_t at = place_of(key);; at = (at + 1) & (slots_.size() - 1)) {
            if (slots_[at] == 0) return put(at, key);
            if (keys_[slots_[at] - 1] == key) return slots_[at] - 1;
        }
    }
    std::size_t size() const { return keys_.size(); }
    std::uint64_t operator[](std::size_t number) const { return keys_[number]; }

private:
    std::size_t place_of(std::uint64_t key) const {
        key = (key ^ (key >> 32)) * 0x9e3779b97f4a7c15ull;
        return static_cast<std::size_t>(key ^ (key >> 29)) & (slots_.size() - 1);
    }

    std::uint32_t put(std::size_t at, std::uint64_t key) {
        keys_.push_back(key);
        const auto number = static_cast<std::uint32_t>(keys_.size());
        slots_[at] = number;
        if (2 * keys_.size() > slots_.size()) grow();
        return number - 1;
    }

    void grow() {
        slots_.assign(2 * slots_.size(), 0);
        for (std::uint32_t number = 1; number <= keys_.size(); ++number) {
            std::size_t at = place_of(keys_[number - 1]);
            while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = number;
        }
    }

    std::vector<std::uint64_t> keys_;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(64);  // number + 1; 0: free
};

}  // namespace vitrine::service
