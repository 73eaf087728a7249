// Reading protocol buffers without a schema compiler: a message is a list of fields, each a number
// with a varint, eight bytes, four bytes, or a span. Source: protobuf.dev, "Encoding".
#pragma once
#include <cstdint>
#include <string_view>

#include "package/bytes.h"

namespace vitrine::package {

struct ProtoField {
    std::uint32_t number = 0;
    std::uint64_t value = 0;  // of a varint or fixed field
    std::string_view bytes;   // of a span
};

class ProtoReader {
public:
    explicit ProtoReader(std::string_view message) : rest_(message) {}

    // The next field; false at the end and at the first wrong byte (then failed() is true).
    bool next(ProtoField& out) {
        if (!rest_.more()) return false;
        const std::uint64_t tag = varint();
        out = ProtoField{};
        out.number = static_cast<std::uint32_t>(tag >> 3);
        switch (tag & 7) {
            case 0: out.value = varint(); break;
            case 1: out.value = u64(rest_.take(8), 0); break;
            case 2: out.bytes = rest_.take(varint()); break;
            case 5: out.value = rest_.take_u32(); break;
            default: wrong_ = true;
        }
        if (out.number == 0) wrong_ = true;
        return !failed();
    }
    bool failed() const { return wrong_ || rest_.failed(); }

private:
    std::uint64_t varint() {
        std::uint64_t out = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            const auto byte = rest_.take(1);
            if (rest_.failed()) return 0;
            const auto bits = static_cast<unsigned char>(byte[0]);
            if (shift < 64) out |= std::uint64_t{bits & 0x7fu} << shift;
            if (!(bits & 0x80)) return out;
        }
        wrong_ = true;
        return 0;
    }

    Bytes rest_;
    bool wrong_ = false;
};

// The last field of this number in `message`; a missing one has value 0 and no bytes.
inline ProtoField proto_field(std::string_view message, std::uint32_t number) {
    ProtoField found, one;
    for (ProtoReader reader(message); reader.next(one);)
        if (one.number == number) found = one;
    return found;
}

}  // namespace vitrine::package
