// The APK Signing Block: what stands between the last entry and the central directory.
//
//   u64 size | pairs: u64 length, u32 id, value | u64 size again | "APK Sig Block 42"
//
// Source: source.android.com, "APK Signature Scheme v2", and v3, v3.1.
#pragma once
#include <optional>
#include <vector>

#include "package/signing/crypto.h"
#include "package/zip/archive.h"

namespace vitrine::package {

inline constexpr std::uint32_t block_v2 = 0x7109871a, block_v3 = 0xf05368c0,
                               block_v3_1 = 0x1b93ad61;

struct SigningBlock {
    std::uint64_t offset = 0;  // where it starts; equals the directory's when there is none
    std::string bytes;         // the pairs
    std::optional<std::string_view> find(std::uint32_t id) const;
};

// A block that makes no sense is none: Android looks for other signatures then, and so do we.
// Refuses: unreadable, too_large.
Read<SigningBlock> read_signing_block(const Archive& archive);

// How the bytes of the whole file are digested.
enum class ContentDigest : std::uint8_t { chunked_sha256, chunked_sha512, verity_sha256 };

// Over everything but the block itself. Refuses: unreadable.
Read<std::string> content_digest(const Archive& archive, const SigningBlock& block,
                                 ContentDigest kind);

}  // namespace vitrine::package
