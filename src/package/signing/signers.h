// The signers of schemes v2, v3 and v3.1: one format in two shapes.
//
//   signers: u32 size { signer: u32 size {
//     signed data: u32 size | v3: u32 min sdk, max sdk | signatures: u32 size | key: u32 size }}
//   signed data: digests, certificates, v3: u32 min sdk, u32 max sdk, attributes; each u32 size
//   a signature, a digest: u32 size { u32 algorithm, u32 size { bytes } }
//   an attribute: u32 size { u32 id, bytes }
//
// Source: source.android.com and the behaviour of AOSP's apksig, whose order of checks decides
// which fault is named first.
#pragma once
#include "package/signing/block.h"

namespace vitrine::package {

using contract::SignatureFault;
using contract::SignatureScheme;

struct SdkRange {
    std::int32_t min = 1, max = 0x7fffffff;
};

struct Signer {
    std::int32_t min_sdk = 0, max_sdk = 0x7fffffff;
    std::vector<Certificate> certificates;  // the signer's own first
    std::vector<Certificate> lineage;       // oldest first; empty: no rotation
    bool for_development_release = false;   // of the platform that still has the previous number
};

struct SchemeVerdict {
    bool found = false;  // the block has this scheme
    std::vector<Signer> signers;
    std::vector<SignatureFault> faults;
    bool verified() const { return found && faults.empty(); }
};

// What other schemes of the same file said, as far as this one must know.
struct Known {
    std::vector<std::int32_t> schemes;  // by number (2, 3, 31) that were found
    std::int32_t rotation_min_sdk = 0;  // of v3.1; 0: there is none
};

// Verifies one scheme over the platforms of `range`. Refuses: unreadable.
Read<SchemeVerdict> verify_scheme(const Archive& archive, const SigningBlock& block,
                                  SignatureScheme scheme, SdkRange range, const Known& known);

// Reads and verifies a proof of rotation; nothing: `fault` says why.
std::optional<std::vector<Certificate>> read_lineage(std::string_view attribute,
                                                     PackageRefusal& fault);

// A signature algorithm of the block by its id, nullptr for an unknown one.
struct BlockAlgorithm {
    std::uint32_t id;
    KeyKind key;
    Hash hash;
    ContentDigest content;
    std::int32_t min_sdk;
};
const BlockAlgorithm* find_block_algorithm(std::uint32_t id);

}  // namespace vitrine::package
