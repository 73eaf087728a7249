// Images as anybody may send them: never a crash, and what is read makes sense. The first byte
// chooses what stands in front: nothing, the signature of a PNG, whose checksums are then made
// right, without which little is reached, or the beginning of a JPEG.
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "package/image/image.h"

namespace {

std::uint32_t u32_at(const std::string& bytes, std::size_t at) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < 4; ++i)
        out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

void mend_checksums(std::string& bytes) {
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t size = u32_at(bytes, at);
        if (size > bytes.size() - at - 12) return;
        const auto* checked = reinterpret_cast<const Bytef*>(bytes.data() + at + 4);
        const auto sum = crc32(0, checked, static_cast<uInt>(size + 4));
        for (std::size_t i = 0; i < 4; ++i)
            bytes[at + 8 + size + i] = static_cast<char>(sum >> (24 - 8 * i) & 0xff);
        at += 12 + size;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vitrine;
    if (size == 0) return 0;
    static constexpr const char* beginnings[] = {"", "\x89PNG\r\n\x1a\n", "\xff\xd8"};
    std::string bytes = beginnings[data[0] % 3];
    bytes.append(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 3 == 1) mend_checksums(bytes);
    const auto image = package::read_image(bytes);
    if (!image) return image.error().code.empty() ? std::abort(), 0 : 0;
    const bool sized = image->width > 0 && image->height > 0 && image->width <= 65535 &&
                       image->height <= 65535;
    if (!sized || image->bytes != static_cast<std::int64_t>(bytes.size())) std::abort();
    if (image->kind == contract::ImageKind::jpeg && image->alpha) std::abort();
    if (package::read_image(bytes.substr(0, bytes.size() - 1))) std::abort();  // it has one end
    for (const auto& rule : contract::graphic_rules())
        (void)contract::refuse_image(rule.type, *image);
    return 0;
}
