// Texts that come again and again, as small numbers: each text once, numbered in order of arrival.
// Number 0 is the empty text. The hash is keyed anew in every list, so that no sender can choose
// texts that meet in one place.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service {

class WordList {
public:
    WordList();
    std::uint32_t number_of(std::string_view text);
    // Stays where it is as long as the list does.
    std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
    std::size_t size() const { return texts_.size(); }

private:
    struct Slot {
        std::uint32_t hash = 0, number = 0;  // 0: free
    };
    std::uint64_t hash_of(std::string_view text) const;
    void grow();

    std::uint64_t key_;
    std::deque<std::string> texts_;
    std::vector<Slot> slots_;  // a power of two, half of them free
};

}  // namespace vitrine::service
