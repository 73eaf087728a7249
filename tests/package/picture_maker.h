// Small images made by hand: sound ones, and pieces to make unsound ones from.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>

namespace vitrine::tests {

inline std::string big_endian(std::uint32_t value, int bytes) {
    std::string out;
    for (int i = bytes; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}

inline std::string png_chunk(const std::string& name, const std::string& body) {
    const std::string checked = name + body;
    const auto* bytes = reinterpret_cast<const Bytef*>(checked.data());
    const auto sum = crc32(0, bytes, static_cast<uInt>(checked.size()));
    return big_endian(static_cast<std::uint32_t>(body.size()), 4) + checked +
           big_endian(static_cast<std::uint32_t>(sum), 4);
}

inline std::string png_head(std::uint32_t width, std::uint32_t height, int colour_type = 2,
                            int depth = 8) {
    return png_chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) +
                                 static_cast<char>(depth) + static_cast<char>(colour_type) +
                                 std::string(3, '\0'));
}

inline const std::string png_sign = "\x89PNG\r\n\x1a\n";

// `mark` makes images of the same size different.
inline std::string a_png(std::uint32_t width, std::uint32_t height, int colour_type = 2,
                         const std::string& mark = "pixels") {
    return png_sign + png_head(width, height, colour_type) + png_chunk("IDAT", mark) +
           png_chunk("IEND", "");
}

inline std::string jpeg_segment(int marker, const std::string& body) {
    return std::string("\xff") + static_cast<char>(marker) +
           big_endian(static_cast<std::uint32_t>(body.size() + 2), 2) + body;
}

inline std::string jpeg_frame(std::uint32_t width, std::uint32_t height, int marker = 0xc0,
                              int colours = 3) {
    std::string body = "\x08" + big_endian(height, 2) + big_endian(width, 2);
    body += static_cast<char>(colours);
    for (int i = 0; i < colours; ++i) body += std::string("\x01\x11", 2) + '\0';
    return jpeg_segment(marker, body);
}

inline const std::string jpeg_begin = "\xff\xd8", jpeg_end = "\xff\xd9";
// Coded bytes with a stuffed zero and a restart marker among them.
inline const std::string jpeg_scan =
    jpeg_segment(0xda, std::string("\x01\x01\x00\x00\x3f\x00", 6)) +
    std::string("ab\xff\x00" "cd\xff\xd0" "ef", 10);

inline std::string a_jpeg(std::uint32_t width, std::uint32_t height) {
    return jpeg_begin + jpeg_segment(0xe0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) +
           jpeg_frame(width, height) + jpeg_scan + jpeg_end;
}

}  // namespace vitrine::tests
