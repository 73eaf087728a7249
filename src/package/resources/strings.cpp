#include "package/resources/strings.h"

#include <algorithm>

#include "base/text.h"
#include "package/bytes.h"

namespace vitrine::package {
namespace {

constexpr std::uint32_t flag_utf8 = 1 << 8;
constexpr std::uint32_t length_most = 0x10000;

}  // namespace

StringPool::StringPool(std::string_view chunk) : chunk_(chunk) {
    if (chunk.size() < 28) return;
    offsets_ = u16(chunk, 2);
    flags_ = u32(chunk, 16);
    strings_ = u32(chunk, 20);
    if (offsets_ > chunk.size() || strings_ > chunk.size()) return;
    count_ = static_cast<std::uint32_t>(
        std::min<std::size_t>(u32(chunk, 8), (chunk.size() - offsets_) / 4));
}

std::optional<std::string> StringPool::at(std::uint32_t index) const {
    if (index >= count_) return std::nullopt;
    const std::uint32_t offset = u32(chunk_, offsets_ + std::size_t{index} * 4);
    if (offset >= chunk_.size() - strings_) return std::nullopt;
    return flags_ & flag_utf8 ? utf8_at(strings_ + offset) : utf16_at(strings_ + offset);
}

std::optional<std::string> StringPool::utf8_at(std::size_t at) const {
    const auto length = [&] {
        std::uint32_t out = little(chunk_, at++, 1);
        if (out & 0x80) out = (out & 0x7f) << 8 | little(chunk_, at++, 1);
        return out;
    };
    length();  // in UTF-16 units
    const std::uint32_t bytes = length();
    if (at > chunk_.size() || bytes > chunk_.size() - at) return std::nullopt;
    return base::to_valid_utf8(chunk_.substr(at, bytes));
}

std::optional<std::string> StringPool::utf16_at(std::size_t at) const {
    std::uint32_t units = u16(chunk_, at);
    at += 2;
    if (units & 0x8000) {
        units = (units & 0x7fff) << 16 | u16(chunk_, at);
        at += 2;
    }
    if (units > length_most || at > chunk_.size() || std::size_t{units} * 2 > chunk_.size() - at)
        return std::nullopt;
    std::string out;
    for (std::uint32_t i = 0; i < units; ++i) {
        const char32_t unit = u16(chunk_, at + i * 2);
        const char32_t next = i + 1 < units ? u16(chunk_, at + i * 2 + 2) : 0;
        if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            base::append_utf8(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            ++i;
        } else {
            base::append_utf8(out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
        }
    }
    return out;
}

}  // namespace vitrine::package
