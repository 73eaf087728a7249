#include "package/signing/block.h"

#include <algorithm>

#include "package/bytes.h"

namespace vitrine::package {
namespace {

constexpr std::string_view magic = "APK Sig Block 42";
constexpr std::size_t footer_bytes = 24, size_bytes = 8;
constexpr std::size_t chunk_most = 1 << 20, page_bytes = 4096;

void put_u32(std::string& out, std::uint64_t value) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// The end record as it was before the block went in: the directory began where the block begins.
std::string end_record_for(const Archive& archive, const SigningBlock& block) {
    std::string out = archive.end_record();
    std::string offset;
    put_u32(offset, block.offset);
    return out.replace(16, 4, offset);
}

// Gives `visit` the three parts of the file that are signed, in pieces of at most `most` bytes;
// a piece never spans two parts.
template <class Visit>
Read<void> each_piece(const Archive& archive, const SigningBlock& block, std::size_t most,
                      Visit visit) {
    std::string piece(most, '\0');
    const auto part = [&](std::uint64_t from, std::uint64_t to) {
        while (from < to) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, to - from));
            if (!archive.source().read_at(from, std::span(piece.data(), count))) return false;
            visit(std::string_view(piece).substr(0, count));
            from += count;
        }
        return true;
    };
    if (!part(0, block.offset) || !part(archive.directory_offset(), archive.end_offset()))
        return refuse(PackageRefusal::unreadable);
    const std::string end = end_record_for(archive, block);
    for (std::size_t at = 0; at < end.size(); at += most)
        visit(std::string_view(end).substr(at, most));
    return {};
}

Read<std::string> chunked(const Archive& archive, const SigningBlock& block, Hash hash) {
    std::string digests;
    std::uint32_t count = 0;
    Digester digester(hash);
    auto done = each_piece(archive, block, chunk_most, [&](std::string_view piece) {
        std::string prefix = "\xa5";
        put_u32(prefix, piece.size());
        digester.add(prefix);
        digester.add(piece);
        digests += digester.finish();
        ++count;
    });
    if (!done) return std::unexpected(done.error());
    std::string top = "\x5a";
    put_u32(top, count);
    return digest_of(hash, top + digests);
}

// fs-verity's tree with a salt of eight zeros, then the number of bytes. The parts are one stream.
Read<std::string> verity(const Archive& archive, const SigningBlock& block) {
    if (block.offset % page_bytes != 0) return std::string();  // Never a valid digest.
    const std::string salt(8, '\0');
    Digester digester(Hash::sha256);
    const auto page_digest = [&](std::string_view page) {
        digester.add(salt);
        digester.add(page);
        if (page.size() < page_bytes) digester.add(std::string(page_bytes - page.size(), '\0'));
        return digester.finish();
    };
    std::string level, open_page;
    std::uint64_t total = 0;
    auto done = each_piece(archive, block, page_bytes, [&](std::string_view piece) {
        total += piece.size();
        open_page += piece;
        if (open_page.size() < page_bytes) return;
        level += page_digest(std::string_view(open_page).substr(0, page_bytes));
        open_page.erase(0, page_bytes);
    });
    if (!done) return std::unexpected(done.error());
    if (!open_page.empty()) level += page_digest(open_page);
    while (level.size() > page_bytes) {
        std::string above;
        for (std::size_t at = 0; at < level.size(); at += page_bytes)
            above += page_digest(std::string_view(level).substr(at, page_bytes));
        level = std::move(above);
    }
    std::string out = page_digest(level);
    put_u32(out, total);
    put_u32(out, total >> 32);
    return out;
}

}  // namespace

std::optional<std::string_view> SigningBlock::find(std::uint32_t id) const {
    Bytes rest(bytes);
    while (rest.more()) {
        const std::uint64_t size = u64(rest.take(8), 0);
        const auto pair = rest.take(size);
        if (rest.failed() || pair.size() < 4) return std::nullopt;
        if (u32(pair, 0) == id) return pair.substr(4);
    }
    return std::nullopt;
}

Read<SigningBlock> read_signing_block(const Archive& archive) {
    SigningBlock out;
    const std::uint64_t end = archive.directory_offset();
    out.offset = end;
    // Nothing may hide between directory and end record: it would not be signed.
    if (end < footer_bytes + size_bytes || archive.directory_end() != archive.end_offset())
        return out;
    const auto footer = archive.source().text_at(end - footer_bytes, footer_bytes);
    if (!footer) return std::unexpected(footer.error());
    const std::uint64_t size = u64(*footer, 0);  // without its first eight bytes
    if (std::string_view(*footer).substr(size_bytes) != magic || size < footer_bytes ||
        size > end - size_bytes)
        return out;
    const std::uint64_t start = end - size_bytes - size;
    const auto header = archive.source().text_at(start, size_bytes);
    if (!header) return std::unexpected(header.error());
    if (u64(*header, 0) != size) return out;
    if (size > archive.limits().signature_bytes) return refuse(PackageRefusal::too_large);
    auto pairs = archive.source().text_at(start + size_bytes,
                                          static_cast<std::size_t>(size - footer_bytes));
    if (!pairs) return std::unexpected(pairs.error());
    out.offset = start;
    out.bytes = std::move(*pairs);
    return out;
}

Read<std::string> content_digest(const Archive& archive, const SigningBlock& block,
                                 ContentDigest kind) {
    switch (kind) {
        case ContentDigest::chunked_sha256: return chunked(archive, block, Hash::sha256);
        case ContentDigest::chunked_sha512: return chunked(archive, block, Hash::sha512);
        case ContentDigest::verity_sha256: return verity(archive, block);
    }
    return refuse(PackageRefusal::unreadable);
}

}  // namespace vitrine::package
