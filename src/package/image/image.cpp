#include "package/image/image.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace vitrine::package {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::ImageFacts;
using contract::ImageKind;

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";
constexpr std::uint32_t side_most = 65535;  // JPEG's own bound, and more than any screen's

Problem damaged() {
    return Problem::of(ProblemKind::invalid, "image_damaged",
                       "The image is cut short or damaged.", "Save it again, then send it.");
}
Problem not_an_image() {
    return Problem::of(ProblemKind::invalid, "not_an_image", "This is neither a PNG nor a JPEG.");
}
Problem animated() {
    return Problem::of(ProblemKind::invalid, "image_animated", "The image is animated.",
                       "Send a still one.");
}
Problem strange_jpeg() {
    return Problem::of(ProblemKind::invalid, "wrong_image_kind",
                       "The JPEG is coded in a way that not every screen shows.",
                       "Save it as an ordinary RGB JPEG.");
}

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}
std::uint32_t u16_at(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1);
}
std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
    return u16_at(bytes, at) << 16 | u16_at(bytes, at + 2);
}

bool is_side(std::uint32_t side) {
    return side > 0 && side <= side_most;
}

// ---- PNG -----------------------------------------------------------------------------------

struct Chunk {
    std::string_view name, body;
};

// Takes the next chunk off `rest`; nullopt when it is cut short or its checksum is wrong.
std::optional<Chunk> take_chunk(std::string_view& rest) {
    if (rest.size() < 12) return std::nullopt;
    const std::size_t size = u32_at(rest, 0);
    if (size > rest.size() - 12) return std::nullopt;
    const Chunk out{rest.substr(4, 4), rest.substr(8, size)};
    const auto* checked = reinterpret_cast<const Bytef*>(rest.data() + 4);
    if (crc32(0, checked, static_cast<uInt>(size + 4)) != u32_at(rest, 8 + size))
        return std::nullopt;
    rest.remove_prefix(12 + size);
    return out;
}

// The bit depths that a colour type may have, as bits; 0: there is no such type.
std::uint32_t depths_of(std::uint32_t colour_type) {
    switch (colour_type) {
        case 0: return 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 | 1u << 16;
        case 3: return 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8;
        case 2:
        case 4:
        case 6: return 1u << 8 | 1u << 16;
        default: return 0;
    }
}

bool read_png_header(const Chunk& chunk, ImageFacts& out) {
    if (chunk.name != "IHDR" || chunk.body.size() != 13) return false;
    const std::uint32_t width = u32_at(chunk.body, 0), height = u32_at(chunk.body, 4);
    const std::uint32_t depth = byte_at(chunk.body, 8), colours = byte_at(chunk.body, 9);
    if (!is_side(width) || !is_side(height) || depth > 16) return false;
    if ((depths_of(colours) >> depth & 1) == 0) return false;
    if (byte_at(chunk.body, 10) != 0 || byte_at(chunk.body, 11) != 0) return false;
    if (byte_at(chunk.body, 12) > 1) return false;
    out.kind = ImageKind::png;
    out.width = static_cast<std::int32_t>(width);
    out.height = static_cast<std::int32_t>(height);
    out.alpha = colours == 4 || colours == 6;
    return true;
}

Result<ImageFacts> read_png(std::string_view bytes) {
    ImageFacts out;
    std::string_view rest = bytes.substr(png_signature.size());
    auto chunk = take_chunk(rest);
    if (!chunk || !read_png_header(*chunk, out)) return refused(damaged());
    bool has_pixels = false;
    while ((chunk = take_chunk(rest))) {
        if (chunk->name == "IHDR") break;
        if (chunk->name == "acTL") return refused(animated());
        if (chunk->name == "tRNS") out.alpha = true;
        has_pixels = has_pixels || (chunk->name == "IDAT" && !chunk->body.empty());
        if (chunk->name != "IEND") continue;
        if (!rest.empty() || !chunk->body.empty() || !has_pixels) break;
        return out;
    }
    return refused(damaged());
}

// ---- JPEG ----------------------------------------------------------------------------------

constexpr std::uint32_t soi = 0xd8, eoi = 0xd9, sos = 0xda, tem = 0x01, dnl = 0xdc;

bool is_restart(std::uint32_t marker) {
    return marker >= 0xd0 && marker <= 0xd7;
}
// Start of frame: C4, C8 and CC among them are tables and reserved.
bool is_frame(std::uint32_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}
// Baseline, extended, progressive; Huffman, not lossless.
bool is_usual_frame(std::uint32_t marker) {
    return marker <= 0xc2;
}

// Takes a marker and the fill bytes before it off `rest`; 0: there is none.
std::uint32_t take_marker(std::string_view& rest) {
    if (rest.size() < 2 || byte_at(rest, 0) != 0xff) return 0;
    const std::size_t at = rest.find_first_not_of('\xff');
    if (at == rest.npos) return 0;
    const std::uint32_t marker = byte_at(rest, at);
    rest.remove_prefix(at + 1);
    return marker;
}

// Takes the segment behind a marker; nullopt when it is cut short.
std::optional<std::string_view> take_segment(std::string_view& rest) {
    if (rest.size() < 2) return std::nullopt;
    const std::size_t size = u16_at(rest, 0);
    if (size < 2 || size > rest.size()) return std::nullopt;
    const auto out = rest.substr(2, size - 2);
    rest.remove_prefix(size);
    return out;
}

// Leaves `rest` at the marker that ends a scan's coded bytes.
bool skip_scan(std::string_view& rest) {
    for (std::size_t at = 0;;) {
        at = rest.find('\xff', at);
        if (at == rest.npos || at + 1 >= rest.size()) return false;
        const std::uint32_t next = byte_at(rest, at + 1);
        if (next != 0 && next != 0xff && !is_restart(next)) {
            rest.remove_prefix(at);
            return true;
        }
        at += next == 0xff ? 1 : 2;  // a stuffed zero, a fill byte, or a restart
    }
}

Result<void> read_frame(std::uint32_t marker, std::string_view body, ImageFacts& out) {
    if (out.width != 0) return refused(damaged());  // the second frame
    if (!is_usual_frame(marker)) return refused(strange_jpeg());
    if (body.size() < 6) return refused(damaged());
    const std::uint32_t height = u16_at(body, 1), width = u16_at(body, 3);
    const std::uint32_t colours = byte_at(body, 5);
    if (byte_at(body, 0) != 8 || (colours != 1 && colours != 3)) return refused(strange_jpeg());
    if (!is_side(height) || !is_side(width) || body.size() != 6 + colours * 3)
        return refused(damaged());
    out.kind = ImageKind::jpeg;
    out.width = static_cast<std::int32_t>(width);
    out.height = static_cast<std::int32_t>(height);
    return {};
}

Result<ImageFacts> read_jpeg(std::string_view bytes) {
    ImageFacts out;
    std::string_view rest = bytes.substr(2);
    bool has_scan = false;
    while (const std::uint32_t marker = take_marker(rest)) {
        if (marker == eoi) {
            if (!has_scan || !rest.empty()) break;
            return out;
        }
        if (marker == tem) continue;
        if (marker == soi || marker == dnl || is_restart(marker)) break;
        const auto segment = take_segment(rest);
        if (!segment) break;
        if (is_frame(marker))
            if (auto done = read_frame(marker, *segment, out); !done)
                return refused(done.error());
        if (marker != sos) continue;
        if (out.width == 0 || !skip_scan(rest)) break;
        has_scan = true;
    }
    return refused(damaged());
}

}  // namespace

Result<ImageFacts> read_image(std::string_view bytes) {
    auto out = bytes.starts_with(png_signature)    ? read_png(bytes)
               : bytes.starts_with("\xff\xd8\xff") ? read_jpeg(bytes)
                                                   : refused(not_an_image());
    if (out) out->bytes = static_cast<std::int64_t>(bytes.size());
    return out;
}

}  // namespace vitrine::package
