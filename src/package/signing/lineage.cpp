// Proof of rotation: each certificate, signed by the key before it.
//
//   u32 version (1) | nodes: u32 size { signed: u32 size { cert: u32 size, u32 algorithm },
//                                       u32 flags, u32 algorithm, signature: u32 size }
// A node's `algorithm` is what the next node's signature is made with. The first has no signature.
#include <array>

#include "package/bytes.h"
#include "package/signing/signers.h"

namespace vitrine::package {
namespace {

constexpr std::uint32_t lineage_version = 1;
constexpr std::size_t nodes_most = 100;

constexpr std::array<BlockAlgorithm, 10> algorithms = {{
    {0x0101, KeyKind::rsa_pss, Hash::sha256, ContentDigest::chunked_sha256, 24},
    {0x0102, KeyKind::rsa_pss, Hash::sha512, ContentDigest::chunked_sha512, 24},
    {0x0103, KeyKind::rsa, Hash::sha256, ContentDigest::chunked_sha256, 24},
    {0x0104, KeyKind::rsa, Hash::sha512, ContentDigest::chunked_sha512, 24},
    {0x0201, KeyKind::ec, Hash::sha256, ContentDigest::chunked_sha256, 24},
    {0x0202, KeyKind::ec, Hash::sha512, ContentDigest::chunked_sha512, 24},
    {0x0301, KeyKind::dsa, Hash::sha256, ContentDigest::chunked_sha256, 24},
    {0x0421, KeyKind::rsa, Hash::sha256, ContentDigest::verity_sha256, 28},
    {0x0423, KeyKind::ec, Hash::sha256, ContentDigest::verity_sha256, 28},
    {0x0425, KeyKind::dsa, Hash::sha256, ContentDigest::verity_sha256, 28},
}};

}  // namespace

const BlockAlgorithm* find_block_algorithm(std::uint32_t id) {
    for (const BlockAlgorithm& one : algorithms)
        if (one.id == id) return &one;
    return nullptr;
}

std::optional<std::vector<Certificate>> read_lineage(std::string_view attribute,
                                                     PackageRefusal& fault) {
    Bytes rest(attribute);
    std::vector<Certificate> out;
    std::uint32_t next_algorithm = 0;
    fault = PackageRefusal::lineage_malformed;
    if (rest.take_u32() != lineage_version) return std::nullopt;
    while (rest.more()) {
        Bytes node(rest.take_sized());
        const std::string_view signed_bytes = node.take_sized();
        node.take_u32();  // flags: what the old certificate may still do
        const std::uint32_t own_algorithm = node.take_u32();
        const std::string_view signature = node.take_sized();
        Bytes data(signed_bytes);
        const auto certificate = Certificate::parse(data.take_sized());
        const std::uint32_t signed_with = data.take_u32();
        if (rest.failed() || node.failed() || data.failed() || !certificate ||
            out.size() >= nodes_most)
            return std::nullopt;
        if (!out.empty()) {
            const BlockAlgorithm* algorithm = find_block_algorithm(next_algorithm);
            if (!algorithm) return std::nullopt;
            const bool good = signed_with == next_algorithm &&
                              out.back().verifies(algorithm->key, algorithm->hash, signed_bytes,
                                                  signature);
            for (const Certificate& before : out)  // A key that comes back would be a circle.
                if (before == *certificate) return std::nullopt;
            fault = PackageRefusal::lineage_wrong;
            if (!good) return std::nullopt;
            fault = PackageRefusal::lineage_malformed;
        }
        next_algorithm = own_algorithm;
        out.push_back(*certificate);
    }
    if (rest.failed() || out.empty()) return std::nullopt;
    return out;
}

}  // namespace vitrine::package
