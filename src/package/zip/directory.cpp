// The end record and the central directory.
#include <algorithm>

#include "base/text.h"
#include "package/bytes.h"
#include "package/zip/archive.h"

namespace vitrine::package {
namespace {

constexpr std::uint32_t end_mark = 0x06054b50, record_mark = 0x02014b50;
constexpr std::uint32_t zip64_locator_mark = 0x07064b50;
constexpr std::size_t end_bytes = 22, record_bytes = 46, locator_bytes = 20, comment_most = 0xffff;

}  // namespace

Read<Archive> Archive::open(const ByteSource& source, const Limits& limits) {
    Archive out;
    out.source_ = &source;
    out.limits_ = &limits;
    if (source.size() > limits.file_bytes) return refuse(PackageRefusal::too_large);
    if (auto found = out.find_end(); !found) return std::unexpected(found.error());
    if (auto listed = out.read_directory(); !listed) return std::unexpected(listed.error());
    return out;
}

// The end record is the last one whose comment reaches exactly to the end of the file: a mark
// inside a comment does not count.
Read<void> Archive::find_end() {
    const std::uint64_t size = source_->size();
    if (size < end_bytes) return refuse(PackageRefusal::not_an_archive);
    const auto tail_size =
        static_cast<std::size_t>(std::min<std::uint64_t>(size, end_bytes + comment_most));
    const auto tail = source_->text_at(size - tail_size, tail_size);
    if (!tail) return std::unexpected(tail.error());
    std::size_t at = tail_size - end_bytes;
    while (u32(*tail, at) != end_mark || u16(*tail, at + 20) != tail_size - end_bytes - at)
        if (at-- == 0) return refuse(PackageRefusal::not_an_archive);
    end_offset_ = size - tail_size + at;
    end_record_ = tail->substr(at);
    if (at >= locator_bytes && u32(*tail, at - locator_bytes) == zip64_locator_mark)
        return refuse(PackageRefusal::archive_zip64);
    promised_entries_ = u16(end_record_, 10);
    directory_size_ = u32(end_record_, 12);
    directory_offset_ = u32(end_record_, 16);
    if (directory_offset_ > end_offset_ || directory_size_ > end_offset_ - directory_offset_)
        return refuse(PackageRefusal::not_an_archive);
    if (directory_size_ > limits_->directory_bytes) return refuse(PackageRefusal::too_large);
    if (promised_entries_ > limits_->entries) return refuse(PackageRefusal::too_many_entries);
    return {};
}

Read<void> Archive::read_directory() {
    auto bytes = source_->text_at(directory_offset_, static_cast<std::size_t>(directory_size_));
    if (!bytes) return std::unexpected(bytes.error());
    directory_ = std::make_unique<const std::string>(std::move(*bytes));
    Bytes rest(*directory_);
    // No more than fit: the promised number may be a lie.
    entries_.reserve(std::min<std::size_t>(promised_entries_, directory_->size() / record_bytes));
    for (std::uint32_t i = 0; i < promised_entries_; ++i) {
        const auto record = rest.take(record_bytes);
        if (rest.failed() || u32(record, 0) != record_mark)
            return refuse(PackageRefusal::archive_damaged);
        Entry entry;
        entry.flags = u16(record, 8);
        entry.method = u16(record, 10);
        entry.crc = u32(record, 16);
        entry.packed = u32(record, 20);
        entry.unpacked = u32(record, 24);
        entry.header_offset = u32(record, 42);
        entry.name = rest.take(u16(record, 28));
        rest.take(u16(record, 30));
        rest.take(u16(record, 32));
        if (rest.failed()) return refuse(PackageRefusal::archive_damaged);
        by_name_.try_emplace(entry.name, entries_.size());
        entries_.push_back(entry);
    }
    return {};
}

const Entry* Archive::find(std::string_view name) const {
    const auto at = by_name_.find(name);
    return at == by_name_.end() ? nullptr : &entries_[at->second];
}

bool is_safe_entry_name(std::string_view name) {
    if (name.empty() || name.find('\0') != name.npos || !base::is_utf8(name)) return false;
    if (name[0] == '/' || name[0] == '\\' || (name.size() > 1 && name[1] == ':')) return false;
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t end = std::min(name.find_first_of("/\\", at), name.size());
        if (name.substr(at, end - at) == "..") return false;
        at = end + 1;
    }
    return true;
}

}  // namespace vitrine::package
