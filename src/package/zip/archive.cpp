#include "package/zip/archive.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "package/bytes.h"

namespace vitrine::package {
namespace {

constexpr std::uint32_t header_mark = 0x04034b50;
constexpr std::size_t header_bytes = 30;
constexpr std::uint16_t flag_encrypted = 1, flag_descriptor = 8;
constexpr std::uint64_t entry_ratio_from = 16ull << 20, file_ratio_from = 64ull << 20;

using Piece = std::array<char, 64 * 1024>;

class Inflater {
public:
    Inflater() { ready_ = inflateInit2(&stream_, -MAX_WBITS) == Z_OK; }
    ~Inflater() {
        if (ready_) inflateEnd(&stream_);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    bool ready() const { return ready_; }
    z_stream& stream() { return stream_; }

private:
    z_stream stream_ = {};
    bool ready_ = false;
};

}  // namespace

Read<std::uint64_t> Archive::data_offset(const Entry& entry) const {
    const auto wrong = [&] {
        return refuse(PackageRefusal::local_header_mismatch, entry.name);
    };
    if (entry.header_offset > directory_offset_ ||
        header_bytes + entry.name.size() > directory_offset_ - entry.header_offset)
        return wrong();
    const auto header = source_->text_at(entry.header_offset, header_bytes + entry.name.size());
    if (!header) return std::unexpected(header.error());
    const bool described_behind = u16(*header, 6) & flag_descriptor;
    const bool same_sizes = u32(*header, 14) == entry.crc && u32(*header, 18) == entry.packed &&
                            u32(*header, 22) == entry.unpacked;
    if (u32(*header, 0) != header_mark || u16(*header, 26) != entry.name.size() ||
        std::string_view(*header).substr(header_bytes) != entry.name ||
        described_behind != ((entry.flags & flag_descriptor) != 0) ||
        (!described_behind && !same_sizes))
        return wrong();
    const std::uint64_t at = entry.header_offset + header->size() + u16(*header, 28);
    if (at > directory_offset_ || entry.packed > directory_offset_ - at) return wrong();
    return at;
}

Read<void> Archive::check() const {
    if (auto sizes = check_sizes(); !sizes) return sizes;
    if (entries_.size() != by_name_.size())
        for (std::size_t i = 0; i < entries_.size(); ++i)
            if (by_name_.at(entries_[i].name) != i)
                return refuse(PackageRefusal::duplicate_entry, entries_[i].name);
    for (const Entry& entry : entries_) {
        if (!is_safe_entry_name(entry.name))
            return refuse(PackageRefusal::unsafe_entry_name, entry.name);
        if (entry.flags & flag_encrypted)
            return refuse(PackageRefusal::entry_encrypted, entry.name);
    }
    if (entries_.empty()) return {};
    const auto start = source_->text_at(0, 4);
    if (!start) return std::unexpected(start.error());
    if (u32(*start, 0) != header_mark) return refuse(PackageRefusal::data_before_archive);
    return check_overlaps();
}

Read<void> Archive::check_sizes() const {
    std::uint64_t unpacked = 0;
    for (const Entry& entry : entries_) {
        unpacked += entry.unpacked;
        if (entry.unpacked > entry_ratio_from &&
            entry.unpacked / limits_->entry_ratio > entry.packed)
            return refuse(PackageRefusal::unpacks_too_large, entry.name);
    }
    if (unpacked > limits_->unpacked_bytes ||
        (unpacked > file_ratio_from && unpacked / limits_->unpacked_ratio > source_->size()))
        return refuse(PackageRefusal::unpacks_too_large);
    return {};
}

Read<void> Archive::check_overlaps() const {
    std::vector<const Entry*> order;
    order.reserve(entries_.size());
    for (const Entry& entry : entries_) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
        return a->header_offset < b->header_offset;
    });
    std::uint64_t free_from = 0;
    for (const Entry* entry : order) {
        if (entry->header_offset < free_from)
            return refuse(PackageRefusal::entries_overlap, entry->name);
        const auto at = data_offset(*entry);
        if (!at) return std::unexpected(at.error());
        free_from = *at + entry->packed;
    }
    return {};
}

Read<void> Archive::stream(const Entry& entry, const Sink& sink) const {
    if (entry.flags & flag_encrypted) return refuse(PackageRefusal::entry_encrypted, entry.name);
    const auto at = data_offset(entry);
    if (!at) return std::unexpected(at.error());
    return entry.method == 0 ? copy(entry, *at, sink) : inflate_at(entry, *at, sink);
}

Read<void> Archive::copy(const Entry& entry, std::uint64_t at, const Sink& sink) const {
    if (entry.packed != entry.unpacked) return refuse(PackageRefusal::entry_damaged, entry.name);
    Piece piece;
    uLong crc = crc32(0, nullptr, 0);
    for (std::uint64_t done = 0; done < entry.packed;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), entry.packed - done));
        if (!source_->read_at(at + done, std::span(piece.data(), count)))
            return refuse(PackageRefusal::unreadable, entry.name);
        crc = crc32(crc, reinterpret_cast<const Bytef*>(piece.data()), static_cast<uInt>(count));
        sink(std::string_view(piece.data(), count));
        done += count;
    }
    if (crc != entry.crc) return refuse(PackageRefusal::entry_damaged, entry.name);
    return {};
}

Read<void> Archive::inflate_at(const Entry& entry, std::uint64_t at, const Sink& sink) const {
    Inflater inflater;
    if (!inflater.ready()) return refuse(PackageRefusal::unreadable, entry.name);
    z_stream& stream = inflater.stream();
    Piece packed, plain;
    uLong crc = crc32(0, nullptr, 0);
    std::uint64_t taken = 0, given = 0;
    int state = Z_OK;
    while (state == Z_OK) {
        if (stream.avail_in == 0 && taken < entry.packed) {
            const auto count = static_cast<std::size_t>(
                std::min<std::uint64_t>(packed.size(), entry.packed - taken));
            if (!source_->read_at(at + taken, std::span(packed.data(), count)))
                return refuse(PackageRefusal::unreadable, entry.name);
            stream.next_in = reinterpret_cast<Bytef*>(packed.data());
            stream.avail_in = static_cast<uInt>(count);
            taken += count;
        }
        stream.next_out = reinterpret_cast<Bytef*>(plain.data());
        stream.avail_out = static_cast<uInt>(plain.size());
        state = inflate(&stream, Z_NO_FLUSH);
        const std::size_t count = plain.size() - stream.avail_out;
        given += count;
        if (given > entry.unpacked) break;
        crc = crc32(crc, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(count));
        sink(std::string_view(plain.data(), count));
    }
    if (state != Z_STREAM_END || given != entry.unpacked || crc != entry.crc)
        return refuse(PackageRefusal::entry_damaged, entry.name);
    return {};
}

Read<std::string> Archive::read(const Entry& entry, std::uint64_t most) const {
    if (entry.unpacked > most) return refuse(PackageRefusal::too_large, entry.name);
    std::string out;
    // What is promised may be a lie: deflate cannot give more than 1032 times its input.
    out.reserve(static_cast<std::size_t>(
        std::min<std::uint64_t>(entry.unpacked, source_->size() * 1032)));
    auto done = stream(entry, [&](std::string_view piece) { out += piece; });
    if (!done) return std::unexpected(done.error());
    return out;
}

}  // namespace vitrine::package
