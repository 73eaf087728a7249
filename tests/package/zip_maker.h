// Builds zip archives byte by byte, right or wrong on purpose.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct MadeEntry {
    std::string name, bytes;
    bool deflated = false;
    // What to lie about; nothing of it by default.
    std::string local_name = {};        // "": the same
    std::int64_t promised_size = -1;    // unpacked
    std::int64_t header_offset = -1;    // in the directory: another entry's, to overlap
    std::uint32_t crc_error = 0;        // added to the checksum
    std::uint16_t flags = 0;
};

struct MadeZip {
    std::vector<MadeEntry> entries;
    std::string prefix, comment;
    int count_error = 0;  // added to the number of entries in the end record
    std::string bytes() const;
};

std::string deflated(std::string_view bytes);
std::string little_endian(std::uint64_t value, int bytes);

// A binary manifest of one element: <manifest package="org.example.made">.
std::string smallest_manifest();
// The same chunk after chunk, for tests that break it.
struct XmlMaker {
    std::vector<std::string> strings;
    std::string nodes;
    void start(std::uint32_t name, std::uint32_t attribute = 0xffffffff, std::uint32_t value = 0);
    void end(std::uint32_t name);
    std::string bytes() const;
};

// `apk` with its APK Signing Block cut out, and the end record set right.
std::string without_signing_block(const std::string& apk);
// From where to where the signing block lies; both 0 when there is none.
std::pair<std::size_t, std::size_t> signing_block_of(const std::string& apk);

}  // namespace test
