// Reading numbers from bytes that may end anywhere: nothing is read behind the end, and one bad
// step leaves the reader failed for good, so that a caller may check once.
#pragma once
#include <cstdint>
#include <string_view>

namespace vitrine::package {

inline std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t out = 0;
    if (at > bytes.size() || count > bytes.size() - at) return 0;
    for (std::size_t i = count; i-- > 0;)
        out = (out << 8) | static_cast<unsigned char>(bytes[at + i]);
    return out;
}
inline std::uint16_t u16(std::string_view bytes, std::size_t at) {
    return static_cast<std::uint16_t>(little(bytes, at, 2));
}
inline std::uint32_t u32(std::string_view bytes, std::size_t at) { return little(bytes, at, 4); }
inline std::uint64_t u64(std::string_view bytes, std::size_t at) {
    return u32(bytes, at) | (std::uint64_t{u32(bytes, at + 4)} << 32);
}

class Bytes {
public:
    explicit Bytes(std::string_view rest) : rest_(rest) {}
    bool failed() const { return failed_; }
    bool more() const { return !failed_ && !rest_.empty(); }
    std::string_view rest() const { return rest_; }

    std::string_view take(std::uint64_t count) {
        if (failed_ || count > rest_.size()) {
            failed_ = true;
            return {};
        }
        const auto out = rest_.substr(0, static_cast<std::size_t>(count));
        rest_.remove_prefix(static_cast<std::size_t>(count));
        return out;
    }
    std::uint32_t take_u32() { return u32(take(4), 0); }
    // A u32 length and as many bytes: the building stone of the APK Signing Block.
    std::string_view take_sized() { return take(take_u32()); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace vitrine::package
