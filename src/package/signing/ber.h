// ASN.1 values in BER, as far as a PKCS #7 signature needs them: short tags, definite and
// indefinite lengths. Source: ITU-T X.690.
#pragma once
#include <optional>
#include <string_view>

namespace vitrine::package {

struct BerValue {
    unsigned char tag = 0;     // class, constructed bit and number
    std::string_view whole;    // with tag and length
    std::string_view content;
};

namespace ber_tag {
inline constexpr unsigned char integer = 0x02, octets = 0x04, oid = 0x06, sequence = 0x30,
                               set = 0x31, context_0 = 0xa0, context_1 = 0xa1;
}

class BerReader {
public:
    explicit BerReader(std::string_view bytes) : rest_(bytes) {}
    bool at_end() const { return rest_.empty(); }
    // The next value; nothing at the end or where the bytes make no sense.
    std::optional<BerValue> next() { return take(0); }
    // The next value if it has this tag; else it stays.
    std::optional<BerValue> next(unsigned char tag) {
        if (rest_.empty() || static_cast<unsigned char>(rest_[0]) != tag) return std::nullopt;
        return take(0);
    }

private:
    std::optional<BerValue> take(int depth) {
        constexpr int depth_most = 16;
        if (rest_.size() < 2 || depth > depth_most) return std::nullopt;
        BerValue out;
        out.tag = byte(0);
        if ((out.tag & 0x1f) == 0x1f) return std::nullopt;  // A long tag: none is used here.
        std::size_t header = 2, length = byte(1);
        if (length == 0x80) return take_indefinite(out, depth);
        if (length > 0x80) {
            const std::size_t count = length & 0x7f;
            if (count > 4 || rest_.size() < 2 + count) return std::nullopt;
            length = 0;
            for (std::size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
            header += count;
        }
        if (length > rest_.size() - header) return std::nullopt;
        out.whole = rest_.substr(0, header + length);
        out.content = rest_.substr(header, length);
        rest_.remove_prefix(header + length);
        return out;
    }
    // Values until two zero bytes.
    std::optional<BerValue> take_indefinite(BerValue out, int depth) {
        BerReader inside(rest_.substr(2));
        while (!inside.rest_.starts_with(std::string_view("\0\0", 2)))
            if (!inside.take(depth + 1)) return std::nullopt;
        const std::size_t length = rest_.size() - 2 - inside.rest_.size();
        out.whole = rest_.substr(0, 2 + length + 2);
        out.content = rest_.substr(2, length);
        rest_.remove_prefix(2 + length + 2);
        return out;
    }
    unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(rest_[at]); }

    std::string_view rest_;
};

}  // namespace vitrine::package
