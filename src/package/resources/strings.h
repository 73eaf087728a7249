// A string pool of Android's binary resources (ResStringPool_header in AOSP's ResourceTypes.h).
//
//   u16 type, u16 header size, u32 size | u32 strings, styles, flags, strings from, styles from
//   u32 offset of each string, counted from "strings from"; then the strings
//   UTF-8:  length in UTF-16 units and in bytes, one or two bytes each, then bytes, NUL
//   UTF-16: length in units, one or two of them, then units, NUL
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::package {

class StringPool {
public:
    StringPool() = default;
    // `chunk` is the whole chunk; it must outlive the pool. A pool that makes no sense is empty.
    explicit StringPool(std::string_view chunk);

    std::uint32_t count() const { return count_; }
    // As UTF-8, wrong units replaced; nothing when there is no such string, or its bytes are not
    // there, or it is longer than 64 Ki units: no name or label is.
    std::optional<std::string> at(std::uint32_t index) const;

private:
    std::optional<std::string> utf8_at(std::size_t at) const;
    std::optional<std::string> utf16_at(std::size_t at) const;

    std::string_view chunk_;
    std::uint32_t count_ = 0, flags_ = 0;
    std::size_t offsets_ = 0, strings_ = 0;
};

}  // namespace vitrine::package
