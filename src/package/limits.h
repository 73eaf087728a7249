// How much of a package is read before it is refused. The defaults keep reading below 256 MiB of
// memory: parts are held one at a time, everything else is streamed.
#pragma once
#include <cstdint>

namespace vitrine::package {

struct Limits {
    std::uint64_t file_bytes = 4'000'000'000;       // a zip archive without zip64 ends there
    std::uint32_t entries = 65'535;
    std::uint64_t directory_bytes = 16ull << 20;    // the central directory
    std::uint64_t unpacked_bytes = 8ull << 30;      // of all entries
    std::uint64_t unpacked_ratio = 100;             // of all entries to the file, from 64 MiB on
    std::uint64_t entry_ratio = 200;                // of one entry, from 16 MiB on
    std::uint64_t manifest_bytes = 8ull << 20;
    std::uint64_t resources_bytes = 80ull << 20;
    std::uint64_t dex_bytes = 80ull << 20;          // of one dex file
    std::uint32_t dex_files = 500;
    std::uint64_t signature_bytes = 12ull << 20;    // MANIFEST.MF, an .SF file, a signing block
    std::uint32_t xml_elements = 100'000;
    std::uint32_t xml_depth = 100;
};

}  // namespace vitrine::package
