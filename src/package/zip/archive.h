// A zip archive as Android reads it, for packages that are signed byte by byte.
//
//   local header, data   ...   local header, data | APK Signing Block | central directory | end
//
// One reader serves facts and signatures alike: what is verified is what is read. It follows
// Android where that differs from other readers (any method but "stored" is deflate, no zip64,
// offsets count from the first byte of the file), and it never writes: an entry's name is a key.
// Source: PKWARE's APPNOTE 6.3 and Android's libziparchive.
#pragma once
#include <functional>
#include <unordered_map>
#include <vector>

#include "package/limits.h"
#include "package/source.h"

namespace vitrine::package {

struct Entry {
    std::string_view name;
    std::uint16_t flags = 0, method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed = 0, unpacked = 0, header_offset = 0;
    bool is_folder() const { return name.ends_with('/'); }
};

using Sink = std::function<void(std::string_view)>;

class Archive {
public:
    // Reads end record and central directory. Refuses: not_an_archive, archive_damaged,
    // archive_zip64, too_large, too_many_entries. The source must outlive the archive.
    static Read<Archive> open(const ByteSource& source, const Limits& limits);

    const std::vector<Entry>& entries() const { return entries_; }  // in directory order
    const Entry* find(std::string_view name) const;                 // nullptr: not there

    // Holds every entry's name, sizes and local header against the rest. Refuses:
    // unpacks_too_large, unsafe_entry_name, duplicate_entry, entry_encrypted, data_before_archive,
    // local_header_mismatch, entries_overlap.
    Read<void> check() const;

    // Hands out an entry's unpacked bytes in pieces. Refuses: local_header_mismatch,
    // entry_encrypted, entry_damaged, unreadable.
    Read<void> stream(const Entry& entry, const Sink& sink) const;
    // The whole entry. Refuses besides: too_large, for more than `most` bytes.
    Read<std::string> read(const Entry& entry, std::uint64_t most) const;

    const ByteSource& source() const { return *source_; }
    const Limits& limits() const { return *limits_; }
    std::uint64_t directory_offset() const { return directory_offset_; }
    std::uint64_t directory_end() const { return directory_offset_ + directory_size_; }
    std::uint64_t end_offset() const { return end_offset_; }
    const std::string& end_record() const { return end_record_; }  // with its comment

private:
    Read<void> find_end();
    Read<void> read_directory();
    Read<std::uint64_t> data_offset(const Entry& entry) const;
    Read<void> check_sizes() const;
    Read<void> check_overlaps() const;
    Read<void> copy(const Entry& entry, std::uint64_t at, const Sink& sink) const;
    Read<void> inflate_at(const Entry& entry, std::uint64_t at, const Sink& sink) const;

    const ByteSource* source_ = nullptr;
    const Limits* limits_ = nullptr;
    std::unique_ptr<const std::string> directory_;  // the entries' names point into it
    std::vector<Entry> entries_;
    std::unordered_map<std::string_view, std::size_t> by_name_;
    std::uint64_t directory_offset_ = 0, directory_size_ = 0, end_offset_ = 0;
    std::uint32_t promised_entries_ = 0;
    std::string end_record_;
};

// True when a folder that unpacked under this name could not be left: no absolute path, no "..",
// no NUL, valid UTF-8.
bool is_safe_entry_name(std::string_view name);

}  // namespace vitrine::package
