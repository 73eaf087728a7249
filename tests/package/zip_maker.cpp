#include "tests/package/zip_maker.h"

#include <zlib.h>

#include "package/bytes.h"

namespace test {

std::string little_endian(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}

std::string deflated(std::string_view bytes) {
    z_stream stream = {};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string MadeZip::bytes() const {
    std::string out = prefix, directory;
    for (const MadeEntry& one : entries) {
        const std::string packed = one.deflated ? deflated(one.bytes) : one.bytes;
        const auto* raw = reinterpret_cast<const Bytef*>(one.bytes.data());
        const auto crc = static_cast<std::uint32_t>(
                             crc32(0, raw, static_cast<uInt>(one.bytes.size()))) + one.crc_error;
        const std::uint64_t size = one.promised_size >= 0
                                       ? static_cast<std::uint64_t>(one.promised_size)
                                       : one.bytes.size();
        const std::string& local = one.local_name.empty() ? one.name : one.local_name;
        const std::string facts = little_endian(one.flags, 2) +
                                  little_endian(one.deflated ? 8 : 0, 2) + std::string(4, '\0') +
                                  little_endian(crc, 4) + little_endian(packed.size(), 4) +
                                  little_endian(size, 4);
        const std::uint64_t offset =
            one.header_offset >= 0 ? static_cast<std::uint64_t>(one.header_offset) : out.size();
        directory += "PK\x01\x02" + little_endian(0x14, 2) + little_endian(0x14, 2) + facts +
                     little_endian(one.name.size(), 2) + std::string(12, '\0') +
                     little_endian(offset, 4) + one.name;
        if (one.header_offset >= 0) continue;
        out += "PK\x03\x04" + little_endian(0x14, 2) + facts + little_endian(local.size(), 2) +
               std::string(2, '\0') + local + packed;
    }
    const std::size_t at = out.size();
    const auto count = static_cast<std::uint64_t>(static_cast<int>(entries.size()) + count_error);
    return out + directory + "PK\x05\x06" + std::string(4, '\0') + little_endian(count, 2) +
           little_endian(count, 2) + little_endian(directory.size(), 4) + little_endian(at, 4) +
           little_endian(comment.size(), 2) + comment;
}

void XmlMaker::start(std::uint32_t name, std::uint32_t attribute, std::uint32_t value) {
    const bool with = attribute != 0xffffffff;
    std::string attributes;
    if (with)
        attributes = little_endian(0xffffffff, 4) + little_endian(attribute, 4) +
                     little_endian(value, 4) + little_endian(0x03000008, 4) +
                     little_endian(value, 4);
    nodes += little_endian(0x0102, 2) + little_endian(16, 2) +
             little_endian(36 + attributes.size(), 4) + little_endian(1, 4) +
             little_endian(0xffffffff, 4) + little_endian(0xffffffff, 4) + little_endian(name, 4) +
             little_endian(20, 2) + little_endian(20, 2) + little_endian(with ? 1 : 0, 2) +
             std::string(6, '\0') + attributes;
}

void XmlMaker::end(std::uint32_t name) {
    nodes += little_endian(0x0103, 2) + little_endian(16, 2) + little_endian(24, 4) +
             little_endian(1, 4) + little_endian(0xffffffff, 4) + little_endian(0xffffffff, 4) +
             little_endian(name, 4);
}

std::string XmlMaker::bytes() const {
    std::string offsets, texts;
    for (const std::string& one : strings) {
        offsets += little_endian(texts.size(), 4);
        const auto length = [](std::size_t size) {
            if (size < 0x80) return little_endian(size, 1);
            return little_endian(0x80 | size >> 8, 1) + little_endian(size & 0xff, 1);
        };
        texts += length(one.size()) + length(one.size()) + one + '\0';
    }
    texts.resize((texts.size() + 3) / 4 * 4);
    const std::string pool =
        little_endian(0x0001, 2) + little_endian(28, 2) +
        little_endian(28 + offsets.size() + texts.size(), 4) + little_endian(strings.size(), 4) +
        little_endian(0, 4) + little_endian(0x100, 4) + little_endian(28 + offsets.size(), 4) +
        little_endian(0, 4) + offsets + texts;
    return little_endian(0x0003, 2) + little_endian(8, 2) +
           little_endian(8 + pool.size() + nodes.size(), 4) + pool + nodes;
}

std::string smallest_manifest() {
    XmlMaker out;
    out.strings = {"manifest", "package", "org.example.made"};
    out.start(0, 1, 2);
    out.end(0);
    return out.bytes();
}

std::pair<std::size_t, std::size_t> signing_block_of(const std::string& apk) {
    const std::size_t end = apk.rfind("PK\x05\x06");
    const std::size_t directory = vitrine::package::u32(apk, end + 16);
    if (directory < 32 || apk.substr(directory - 16, 16) != "APK Sig Block 42") return {0, 0};
    const auto size = static_cast<std::size_t>(vitrine::package::u64(apk, directory - 24));
    return {directory - 8 - size, directory};
}

std::string without_signing_block(const std::string& apk) {
    const auto [from, to] = signing_block_of(apk);
    std::string out = apk.substr(0, from) + apk.substr(to);
    return out.replace(out.rfind("PK\x05\x06") + 16, 4, little_endian(from, 4));
}

}  // namespace test
