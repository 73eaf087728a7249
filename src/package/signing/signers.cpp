#include "package/signing/signers.h"

#include <algorithm>
#include <map>

#include "package/bytes.h"

namespace vitrine::package {
namespace {

constexpr std::uint32_t attribute_lineage = 0x3ba06f8c, attribute_stripping = 0xbeeff00d,
                        attribute_rotation_min_sdk = 0x559f8b02,
                        attribute_development_release = 0xc2a6b3ba;
constexpr std::size_t signers_most = 10, certificates_most = 100, records_most = 100;
constexpr std::int32_t sdk_v2 = 24, sdk_v3 = 28, sdk_v3_1 = 33;

struct Signed {
    std::uint32_t algorithm = 0;
    std::string_view bytes;
};

std::uint32_t block_id(SignatureScheme scheme) {
    switch (scheme) {
        case SignatureScheme::v3: return block_v3;
        case SignatureScheme::v3_1: return block_v3_1;
        default: return block_v2;
    }
}

// Digests or signatures: both are pairs of algorithm and bytes.
bool read_records(std::string_view bytes, std::vector<Signed>& out) {
    Bytes rest(bytes);
    while (rest.more()) {
        Bytes record(rest.take_sized());
        Signed one;
        one.algorithm = record.take_u32();
        one.bytes = record.take_sized();
        if (rest.failed() || record.failed() || out.size() >= records_most) return false;
        out.push_back(one);
    }
    return !rest.failed();
}

class SchemeVerifier {
public:
    SchemeVerifier(const Archive& archive, const SigningBlock& block, SignatureScheme scheme,
                   SdkRange range, const Known& known)
        : archive_(archive), block_(block), scheme_(scheme), range_(range), known_(known) {}

    Read<SchemeVerdict> verify() {
        const auto value = block_.find(block_id(scheme_));
        if (!value) return std::move(out_);
        out_.found = true;
        read_signers(*value);
        if (!out_.faults.empty()) return std::move(out_);
        if (auto compared = compare_content(); !compared) return std::unexpected(compared.error());
        if (is_v3()) check_ranges();
        return std::move(out_);
    }

private:
    bool is_v3() const { return scheme_ != SignatureScheme::v2; }
    void fault(PackageRefusal reason) {
        out_.faults.push_back({reason, scheme_, "signer " + base::decimal(static_cast<std::int64_t>(
                                                               out_.signers.size()))});
    }

    void read_signers(std::string_view value) {
        Bytes outer(value);
        Bytes rest(outer.take_sized());
        if (outer.failed()) return fault(PackageRefusal::block_malformed);
        if (!rest.more()) return fault(PackageRefusal::block_signers_missing);
        while (rest.more()) {
            const std::string_view signer = rest.take_sized();
            if (out_.signers.size() >= signers_most)
                return fault(PackageRefusal::too_many_signers);
            out_.signers.emplace_back();
            digests_.emplace_back();
            if (rest.failed()) return fault(PackageRefusal::block_malformed);
            read_signer(signer);
        }
    }

    void read_signer(std::string_view bytes) {
        Bytes rest(bytes);
        Signer& signer = out_.signers.back();
        const std::string_view data = rest.take_sized();
        if (is_v3()) {
            signer.min_sdk = static_cast<std::int32_t>(rest.take_u32());
            signer.max_sdk = static_cast<std::int32_t>(rest.take_u32());
        } else {
            signer.min_sdk = std::max(range_.min, sdk_v2);
            signer.max_sdk = range_.max;
        }
        const std::string_view records = rest.take_sized();
        const std::string_view key = rest.take_sized();
        std::vector<Signed> signatures;
        if (rest.failed() || !read_records(records, signatures))
            return fault(PackageRefusal::block_malformed);
        if (signer.min_sdk < 0 || signer.min_sdk > signer.max_sdk)
            fault(PackageRefusal::sdk_range_wrong);
        if (signatures.empty()) return fault(PackageRefusal::block_signatures_missing);
        if (verify_signatures(signer, signatures, key, data)) read_data(data, signatures, key);
    }

    // Each platform takes the strongest signature it knows; all that are taken must verify.
    bool verify_signatures(const Signer& signer, const std::vector<Signed>& signatures,
                           std::string_view key, std::string_view data) {
        std::map<std::int32_t, std::pair<const BlockAlgorithm*, std::string_view>> chosen;
        for (const Signed& one : signatures) {
            const BlockAlgorithm* algorithm = find_block_algorithm(one.algorithm);
            if (!algorithm || algorithm->min_sdk > signer.max_sdk) continue;
            auto& place = chosen[algorithm->min_sdk];
            if (!place.first || strength(*algorithm) > strength(*place.first))
                place = {algorithm, one.bytes};
        }
        if (chosen.empty() || chosen.begin()->first > signer.min_sdk) {
            fault(PackageRefusal::block_algorithm_unsupported);
            return false;
        }
        for (const auto& [sdk, one] : chosen) {
            if (!verifies_with_key(key, one.first->key, one.first->hash, data, one.second)) {
                fault(PackageRefusal::block_signature_wrong);
                return false;
            }
            contents_[one.first->content];
        }
        return true;
    }
    static int strength(const BlockAlgorithm& one) {
        return one.content == ContentDigest::chunked_sha512 ? 2
               : one.content == ContentDigest::verity_sha256 ? 1 : 0;
    }

    void read_data(std::string_view data, const std::vector<Signed>& signatures,
                   std::string_view key) {
        Signer& signer = out_.signers.back();
        Bytes rest(data);
        const std::string_view digests = rest.take_sized();
        const std::string_view certificates = rest.take_sized();
        if (is_v3()) {
            const auto least = static_cast<std::int32_t>(rest.take_u32());
            const auto most = static_cast<std::int32_t>(rest.take_u32());
            if (!rest.failed() && (least != signer.min_sdk || most != signer.max_sdk))
                fault(PackageRefusal::sdk_range_wrong);
        }
        const std::string_view attributes = rest.take_sized();
        if (rest.failed() || !read_certificates(certificates, signer))
            return fault(PackageRefusal::block_malformed);
        if (signer.certificates.empty()) return fault(PackageRefusal::block_certificates_missing);
        if (!signer.certificates.front().has_key(key))
            return fault(PackageRefusal::block_key_mismatch);
        if (!read_records(digests, digests_.back())) return fault(PackageRefusal::block_malformed);
        const auto same = [](const Signed& a, const Signed& b) {
            return a.algorithm == b.algorithm;
        };
        if (!std::equal(signatures.begin(), signatures.end(), digests_.back().begin(),
                        digests_.back().end(), same))
            return fault(PackageRefusal::block_algorithms_mismatch);
        read_attributes(attributes, signer);
    }

    static bool read_certificates(std::string_view bytes, Signer& signer) {
        Bytes rest(bytes);
        while (rest.more()) {
            auto one = Certificate::parse(rest.take_sized());
            if (rest.failed() || !one || signer.certificates.size() >= certificates_most)
                return false;
            signer.certificates.push_back(std::move(*one));
        }
        return !rest.failed();
    }

    void read_attributes(std::string_view bytes, Signer& signer) {
        Bytes rest(bytes);
        while (rest.more()) {
            Bytes attribute(rest.take_sized());
            const std::uint32_t id = attribute.take_u32();
            if (rest.failed() || attribute.failed()) return fault(PackageRefusal::block_malformed);
            const std::string_view value = attribute.rest();
            if (!is_v3() && id == attribute_stripping) check_stripping(value);
            if (is_v3() && id == attribute_lineage) check_lineage(value, signer);
            if (is_v3() && id == attribute_rotation_min_sdk) check_rotation(value);
            if (is_v3() && id == attribute_development_release)
                signer.for_development_release = true;
        }
    }

    void check_stripping(std::string_view value) {
        if (value.size() < 4) return fault(PackageRefusal::block_malformed);
        const auto scheme = static_cast<std::int32_t>(u32(value, 0));
        const bool known_scheme = scheme == 2 || (scheme == 3 && range_.max >= sdk_v3);
        if (known_scheme && scheme != 2 && std::find(known_.schemes.begin(), known_.schemes.end(),
                                                     scheme) == known_.schemes.end())
            fault(PackageRefusal::signature_stripped);
    }

    void check_lineage(std::string_view value, Signer& signer) {
        auto reason = PackageRefusal::lineage_malformed;
        auto lineage = read_lineage(value, reason);
        if (!lineage) return fault(reason);
        if (!(lineage->back() == signer.certificates.front()))
            fault(PackageRefusal::lineage_mismatch);
        signer.lineage = std::move(*lineage);
    }

    void check_rotation(std::string_view value) {
        if (range_.max < sdk_v3_1) return;
        if (value.size() < 4) return fault(PackageRefusal::block_malformed);
        if (known_.rotation_min_sdk == 0) return fault(PackageRefusal::signature_stripped);
        if (static_cast<std::int32_t>(u32(value, 0)) != known_.rotation_min_sdk)
            fault(PackageRefusal::rotation_sdk_mismatch);
    }

    Read<void> compare_content() {
        for (auto& [kind, actual] : contents_) {
            auto digest = content_digest(archive_, block_, kind);
            if (!digest) return std::unexpected(digest.error());
            actual = std::move(*digest);
        }
        for (const auto& digests : digests_)
            for (const Signed& one : digests) {
                const BlockAlgorithm* algorithm = find_block_algorithm(one.algorithm);
                if (!algorithm) continue;
                const auto actual = contents_.find(algorithm->content);
                if (actual != contents_.end() && actual->second != one.bytes)
                    fault(PackageRefusal::content_changed);
            }
        return {};
    }

    // The signers of v3 share the platforms out among them, without a gap or an overlap, and a
    // newer platform never knows a shorter history than an older one.
    void check_ranges() {
        std::vector<const Signer*> order;
        for (const Signer& one : out_.signers) order.push_back(&one);
        std::stable_sort(order.begin(), order.end(), [](const Signer* a, const Signer* b) {
            return a->max_sdk < b->max_sdk;
        });
        std::int64_t first = 0, last = 0;
        std::size_t history = 0;
        const std::vector<Certificate>* longest = nullptr;
        for (const Signer* one : order) {
            const bool joins = one->min_sdk == last + 1 ||
                               (one->min_sdk == last && one->for_development_release);
            if (first != 0 && !joins) return fault(PackageRefusal::sdk_range_wrong);
            if (first == 0) first = one->min_sdk;
            last = one->max_sdk;
            if (one->lineage.empty()) continue;
            const bool extends =
                !longest || (one->lineage.size() >= history &&
                             std::equal(longest->begin(), longest->end(), one->lineage.begin()));
            if (!extends) return fault(PackageRefusal::lineage_mismatch);
            history = one->lineage.size();
            longest = &one->lineage;
        }
        // v3.1 may leave any platform to v3; v3 must cover all that v3.1 does not.
        const std::int64_t least = scheme_ == SignatureScheme::v3_1 ? range_.max
                                                                    : std::max(range_.min, sdk_v3);
        const std::int64_t most =
            known_.rotation_min_sdk > 0 ? std::int64_t{known_.rotation_min_sdk} - 1 : range_.max;
        if (first > least || last < most) fault(PackageRefusal::sdk_range_wrong);
    }

    const Archive& archive_;
    const SigningBlock& block_;
    SignatureScheme scheme_;
    SdkRange range_;
    const Known& known_;
    SchemeVerdict out_;
    std::vector<std::vector<Signed>> digests_;        // by signer
    std::map<ContentDigest, std::string> contents_;  // that some signer's signature relies on
};

}  // namespace

Read<SchemeVerdict> verify_scheme(const Archive& archive, const SigningBlock& block,
                                  SignatureScheme scheme, SdkRange range, const Known& known) {
    return SchemeVerifier(archive, block, scheme, range, known).verify();
}

}  // namespace vitrine::package
