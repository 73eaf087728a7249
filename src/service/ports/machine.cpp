#include "service/ports/machine.h"

namespace vitrine::service::ports {

std::string random_id(Random& random, std::string_view prefix) {
    static constexpr char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    std::uint8_t bytes[16];
    random.fill(bytes);
    std::string out(prefix);
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

std::string random_hex(Random& random, std::size_t bytes) {
    static constexpr char hex[] = "0123456789abcdef";
    std::vector<std::uint8_t> raw(bytes);
    random.fill(raw);
    std::string out;
    for (const std::uint8_t byte : raw) {
        out += hex[byte >> 4];
        out += hex[byte & 15];
    }
    return out;
}

std::uint64_t SeededRandom::next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        std::uint64_t word = next();
        for (std::size_t j = i; j < i + 8 && j < bytes.size(); ++j, word >>= 8)
            bytes[j] = static_cast<std::uint8_t>(word);
    }
}

}  // namespace vitrine::service::ports
