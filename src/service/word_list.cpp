#include "service/word_list.h"

#include <cstring>

#include "service/machine/secrets.h"

namespace vitrine::service {
namespace {

constexpr std::size_t slots_at_first = 64;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t eight_at(const char* from, std::size_t count) {
    std::uint64_t out = 0;
    std::memcpy(&out, from, count);
    return out;
}

std::uint64_t a_key() {
    std::uint8_t bytes[8];
    machine::SystemRandom().fill(bytes);
    return eight_at(reinterpret_cast<const char*>(bytes), sizeof bytes) | 1;
}

}  // namespace

WordList::WordList() : key_(a_key()), texts_(1), slots_(slots_at_first) {}

std::uint64_t WordList::hash_of(std::string_view text) const {
    std::uint64_t out = key_ ^ text.size();
    while (text.size() > 8) {
        out = mixed(out ^ eight_at(text.data(), 8), 0x9e3779b97f4a7c15ull ^ key_);
        text.remove_prefix(8);
    }
    return mixed(out ^ eight_at(text.data(), text.size()), 0xbf58476d1ce4e5b9ull ^ key_);
}

std::uint32_t WordList::number_of(std::string_view text) {
    if (text.empty()) return 0;
    const std::uint64_t hash = hash_of(text);
    const auto mark = static_cast<std::uint32_t>(hash >> 32);
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].number != 0; at = (at + 1) & (slots_.size() - 1))
        if (slots_[at].hash == mark && texts_[slots_[at].number] == text) return slots_[at].number;
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    slots_[at] = {mark, number};
    if (2 * texts_.size() > slots_.size()) grow();
    return number;
}

void WordList::grow() {
    slots_.assign(2 * slots_.size(), {});
    for (std::uint32_t number = 1; number < texts_.size(); ++number) {
        const std::uint64_t hash = hash_of(texts_[number]);
        std::size_t at = hash & (slots_.size() - 1);
        while (slots_[at].number != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {static_cast<std::uint32_t>(hash >> 32), number};
    }
}

}  // namespace vitrine::service
