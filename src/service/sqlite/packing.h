// Numbers as bytes, for values that the store packs by itself.
//
// Whole numbers are in groups of seven bits, the lowest first; the highest bit says that more
// follow. Signed ones are folded (0, -1, 1, -2, ...), so that small ones are short.
#pragma once
#include <cstdint>
#include <string_view>

namespace vitrine::service::sqlite {

inline constexpr std::size_t packed_number_bytes_max = 10;

// a - b and a + b, without trouble where damaged or odd values would overflow.
inline std::int64_t apart(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
inline std::int64_t together(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

inline std::uint64_t folded(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unfolded(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

// These return where the next byte goes.
inline char* put_number(char* to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
    *to++ = static_cast<char>(value);
    return to;
}
// The lowest byte first, whatever the machine.
inline char* put_eight(char* to, std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) *to++ = static_cast<char>(value >> shift);
    return to;
}

// Reads them back. After damage it gives zeros and says so at the end; it never reads past it.
class PackedReader {
public:
    explicit PackedReader(std::string_view bytes)
        : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    std::uint64_t number() {
        std::uint64_t out = 0;
        for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            out |= std::uint64_t{byte & 0x7fu} << shift;
            if (byte < 0x80) return out;
        }
        return spoilt();
    }
    std::int64_t signed_number() { return unfolded(number()); }
    std::uint64_t number_below(std::uint64_t end) {
        const std::uint64_t out = number();
        return out < end ? out : spoilt();
    }
    std::uint64_t byte_below(std::uint64_t end) {
        if (at_ == end_) return spoilt();
        const auto out = static_cast<unsigned char>(*at_++);
        return out < end ? out : spoilt();
    }
    std::uint64_t eight() {
        if (left() < 8) return spoilt();
        std::uint64_t out = 0;
        for (int shift = 0; shift < 64; shift += 8)
            out |= std::uint64_t{static_cast<unsigned char>(*at_++)} << shift;
        return out;
    }
    std::string_view text() {
        const auto size = static_cast<std::size_t>(count());
        const std::string_view out(at_, size);
        at_ += size;
        return out;
    }
    // How many things of at least one byte follow.
    std::uint64_t count() {
        const std::uint64_t out = number();  // before what is left is asked
        return out <= left() ? out : spoilt();
    }

    bool good() const { return good_; }
    bool more() const { return good_ && at_ != end_; }
    bool ended() const { return good_ && at_ == end_; }

private:
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
    std::uint64_t spoilt() {
        good_ = false;
        at_ = end_;
        return 0;
    }

    const char *at_, *end_;
    bool good_ = true;
};

}  // namespace vitrine::service::sqlite
