#include "package/signing/cms.h"

#include <algorithm>
#include <array>
#include <string>

#include "package/signing/ber.h"

namespace vitrine::package {
namespace {

using namespace std::string_view_literals;

constexpr std::int32_t sdk_signed_attributes = 19, sdk_all_signers = 24, sdk_most = 0x7fffffff;
constexpr std::size_t values_most = 100;

constexpr auto oid_signed_data = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
constexpr auto oid_content_type = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"sv;
constexpr auto oid_message_digest = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"sv;

struct DigestOid {
    std::string_view oid;
    Hash hash;
};
constexpr std::array<DigestOid, 6> digest_oids = {{
    {"\x2a\x86\x48\x86\xf7\x0d\x02\x05"sv, Hash::md5},
    {"\x2b\x0e\x03\x02\x1a"sv, Hash::sha1},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x04"sv, Hash::sha224},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, Hash::sha256},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, Hash::sha384},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, Hash::sha512},
}};

// Without a hash, the digest algorithm's is used.
struct SignatureOid {
    std::string_view oid;
    KeyKind key;
    std::optional<Hash> hash;
};
constexpr std::array<SignatureOid, 17> signature_oids = {{
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv, KeyKind::rsa, std::nullopt},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"sv, KeyKind::rsa, Hash::md5},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"sv, KeyKind::rsa, Hash::sha1},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"sv, KeyKind::rsa, Hash::sha224},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv, KeyKind::rsa, Hash::sha256},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv, KeyKind::rsa, Hash::sha384},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv, KeyKind::rsa, Hash::sha512},
    {"\x2a\x86\x48\xce\x38\x04\x01"sv, KeyKind::dsa, std::nullopt},
    {"\x2a\x86\x48\xce\x38\x04\x03"sv, KeyKind::dsa, Hash::sha1},
    {"\x60\x86\x48\x01\x65\x03\x04\x03\x01"sv, KeyKind::dsa, Hash::sha224},
    {"\x60\x86\x48\x01\x65\x03\x04\x03\x02"sv, KeyKind::dsa, Hash::sha256},
    {"\x2a\x86\x48\xce\x3d\x02\x01"sv, KeyKind::ec, std::nullopt},
    {"\x2a\x86\x48\xce\x3d\x04\x01"sv, KeyKind::ec, Hash::sha1},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x01"sv, KeyKind::ec, Hash::sha224},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x02"sv, KeyKind::ec, Hash::sha256},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x03"sv, KeyKind::ec, Hash::sha384},
    {"\x2a\x86\x48\xce\x3d\x04\x03\x04"sv, KeyKind::ec, Hash::sha512},
}};

// From which platform on Android verifies this pair, and, with a gap, up to which before. The
// platforms differ in what their providers register, hence the odd numbers.
struct Support {
    std::int32_t until = -1;       // 0..until
    std::int32_t from = sdk_most;  // from..newest
};

Support support_of_plain(KeyKind key, Hash digest) {
    const bool wide = digest == Hash::sha384 || digest == Hash::sha512;
    if (key == KeyKind::rsa) {
        if (digest == Hash::md5 || digest == Hash::sha1) return {-1, 0};
        if (digest == Hash::sha224) return {8, 21};
        return wide ? Support{-1, 18} : Support{8, 18};
    }
    if (key == KeyKind::dsa) {
        if (digest == Hash::md5 || wide) return {};
        return {-1, digest == Hash::sha1 ? 0 : 22};
    }
    if (digest == Hash::md5) return {};
    return {-1, digest == Hash::sha224 ? 21 : 18};
}

Support support_of_combined(KeyKind key, Hash digest, Hash hash) {
    if (digest != hash) return {};  // Only some versions between 21 and 23.
    if (key == KeyKind::rsa) {
        if (hash == Hash::sha1) return {-1, 0};
        if (hash == Hash::md5 || hash == Hash::sha224) return {8, 21};
        return hash == Hash::sha256 ? Support{8, 18} : Support{-1, 21};
    }
    if (hash == Hash::sha1) return {-1, key == KeyKind::dsa ? 9 : 18};
    return {-1, 21};
}

bool is_supported(const Support& support, SdkRange range) {
    return range.min >= support.from || range.max <= support.until ||
           (support.until + 1 >= support.from && range.min <= support.until);
}

// The content of the OBJECT IDENTIFIER that starts an AlgorithmIdentifier.
std::optional<std::string_view> algorithm_oid(const std::optional<BerValue>& identifier) {
    if (!identifier) return std::nullopt;
    const auto oid = BerReader(identifier->content).next(ber_tag::oid);
    if (!oid) return std::nullopt;
    return oid->content;
}

struct CmsSigner {
    std::string_view issuer, serial;  // DER; empty when the signer is named otherwise
    std::string_view digest_oid, signature_oid;
    std::optional<BerValue> attributes;
    std::string_view signature;
};

struct CmsContent {
    std::string_view content_type;
    std::vector<std::string_view> certificates;  // DER
    std::vector<CmsSigner> signers;
};

std::optional<CmsSigner> read_signer(std::string_view content) {
    BerReader in(content);
    CmsSigner out;
    if (!in.next(ber_tag::integer)) return std::nullopt;
    const auto sid = in.next();
    if (!sid) return std::nullopt;
    if (sid->tag == ber_tag::sequence) {
        BerReader name(sid->content);
        const auto issuer = name.next(ber_tag::sequence);
        const auto serial = name.next(ber_tag::integer);
        if (!issuer || !serial) return std::nullopt;
        out.issuer = issuer->whole;
        out.serial = serial->whole;
    }
    const auto digest = algorithm_oid(in.next(ber_tag::sequence));
    out.attributes = in.next(ber_tag::context_0);
    const auto algorithm = algorithm_oid(in.next(ber_tag::sequence));
    const auto signature = in.next(ber_tag::octets);
    if (!digest || !algorithm || !signature) return std::nullopt;
    out.digest_oid = *digest;
    out.signature_oid = *algorithm;
    out.signature = signature->content;
    return out;
}

std::optional<CmsContent> read_signed_data(std::string_view block) {
    const auto info = BerReader(block).next(ber_tag::sequence);
    if (!info) return std::nullopt;
    BerReader outer(info->content);
    const auto type = outer.next(ber_tag::oid);
    const auto explicit_content = outer.next(ber_tag::context_0);
    if (!type || type->content != oid_signed_data || !explicit_content) return std::nullopt;
    const auto data = BerReader(explicit_content->content).next(ber_tag::sequence);
    if (!data) return std::nullopt;
    BerReader in(data->content);
    CmsContent out;
    if (!in.next(ber_tag::integer) || !in.next(ber_tag::set)) return std::nullopt;
    const auto content_type = algorithm_oid(in.next(ber_tag::sequence));
    if (!content_type) return std::nullopt;
    out.content_type = *content_type;
    const auto certificates = in.next(ber_tag::context_0);
    in.next(ber_tag::context_1);  // Revocation lists: Android does not look at them.
    const auto signers = in.next(ber_tag::set);
    if (!signers) return std::nullopt;
    for (BerReader each(certificates ? certificates->content : std::string_view());
         !each.at_end();) {
        const auto one = each.next();
        if (!one || out.certificates.size() >= values_most) return std::nullopt;
        out.certificates.push_back(one->whole);
    }
    for (BerReader each(signers->content); !each.at_end();) {
        const auto one = each.next(ber_tag::sequence);
        auto signer = one ? read_signer(one->content) : std::nullopt;
        if (!signer || out.signers.size() >= values_most) return std::nullopt;
        out.signers.push_back(std::move(*signer));
    }
    return out;
}

// The one value of an attribute. Outer: nothing when the attributes are malformed, or this one is
// there twice or with two values. Inner: nothing when it is not there.
using OneValue = std::optional<std::optional<BerValue>>;
OneValue attribute_value(std::string_view attributes, std::string_view oid) {
    std::optional<BerValue> found;
    for (BerReader each(attributes); !each.at_end();) {
        const auto one = each.next(ber_tag::sequence);
        if (!one) return std::nullopt;
        BerReader in(one->content);
        const auto type = in.next(ber_tag::oid);
        const auto values = in.next(ber_tag::set);
        if (!type || !values) return std::nullopt;
        if (type->content != oid) continue;
        BerReader list(values->content);
        const auto value = list.next();
        if (found || (value && !list.at_end())) return std::nullopt;
        found = value;
    }
    return OneValue(std::in_place, found);
}

enum class Outcome : std::uint8_t { good, not_this_one, malformed, unusable, unsupported };

class CmsVerifier {
public:
    CmsVerifier(const CmsContent& data, std::string_view file, SdkRange range)
        : data_(data), file_(file), range_(range) {}

    std::expected<Certificate, PackageRefusal> verify() {
        std::vector<Certificate> certificates;
        for (const std::string_view der : data_.certificates) {
            auto one = Certificate::parse(der);
            if (!one) return std::unexpected(PackageRefusal::jar_signature_malformed);
            certificates.push_back(std::move(*one));
        }
        std::optional<Certificate> first;
        // Before Android 7 only the first signer counts, whatever the others are worth.
        const std::size_t tries = range_.min < sdk_all_signers ? 1 : data_.signers.size();
        for (std::size_t i = 0; i < std::min(tries, data_.signers.size()); ++i) {
            const Certificate* certificate = nullptr;
            switch (check(data_.signers[i], certificates, certificate)) {
                case Outcome::good:
                    if (!first) first = *certificate;
                    break;
                case Outcome::not_this_one: break;
                case Outcome::malformed:
                    return std::unexpected(PackageRefusal::jar_signature_malformed);
                case Outcome::unusable:
                    return std::unexpected(PackageRefusal::jar_signature_unusable);
                case Outcome::unsupported:
                    return std::unexpected(PackageRefusal::jar_algorithm_unsupported);
            }
        }
        if (!first) return std::unexpected(PackageRefusal::jar_signature_wrong);
        return *first;
    }

private:
    Outcome check(const CmsSigner& signer, const std::vector<Certificate>& certificates,
                  const Certificate*& certificate) const {
        const auto digest =
            std::find_if(digest_oids.begin(), digest_oids.end(),
                         [&](const DigestOid& one) { return one.oid == signer.digest_oid; });
        const auto algorithm =
            std::find_if(signature_oids.begin(), signature_oids.end(),
                         [&](const SignatureOid& one) { return one.oid == signer.signature_oid; });
        if (digest == digest_oids.end() || algorithm == signature_oids.end())
            return Outcome::unsupported;
        const Support support =
            algorithm->hash ? support_of_combined(algorithm->key, digest->hash, *algorithm->hash)
                            : support_of_plain(algorithm->key, digest->hash);
        if (!is_supported(support, range_)) return Outcome::unsupported;
        for (const Certificate& one : certificates)
            if (!certificate && one.is_named(signer.issuer, signer.serial)) certificate = &one;
        if (!certificate || !certificate->may_sign()) return Outcome::unusable;
        std::string signed_bytes(file_);
        if (signer.attributes) {
            const Outcome attributes = check_attributes(*signer.attributes, digest->hash);
            if (attributes != Outcome::good) return attributes;
            // Signed as a SET, stored with the tag [0].
            signed_bytes = std::string(signer.attributes->whole);
            signed_bytes[0] = static_cast<char>(ber_tag::set);
        }
        return certificate->verifies(algorithm->key, algorithm->hash.value_or(digest->hash),
                                     signed_bytes, signer.signature)
                   ? Outcome::good : Outcome::not_this_one;
    }

    Outcome check_attributes(const BerValue& attributes, Hash hash) const {
        // Older platforms did not compare the digest: such a signature protects nothing there.
        if (range_.min < sdk_signed_attributes) return Outcome::unusable;
        const auto type = attribute_value(attributes.content, oid_content_type);
        if (!type) return Outcome::malformed;
        if (!*type || (*type)->tag != ber_tag::oid) return Outcome::unusable;
        if ((*type)->content != data_.content_type) return Outcome::not_this_one;
        const auto digest = attribute_value(attributes.content, oid_message_digest);
        if (!digest) return Outcome::malformed;
        if (!*digest || (*digest)->tag != ber_tag::octets) return Outcome::unusable;
        return (*digest)->content == digest_of(hash, file_) ? Outcome::good
                                                            : Outcome::not_this_one;
    }

    const CmsContent& data_;
    std::string_view file_;
    SdkRange range_;
};

}  // namespace

std::expected<Certificate, PackageRefusal> verify_cms(std::string_view block,
                                                      std::string_view signed_file,
                                                      SdkRange range) {
    const auto data = read_signed_data(block);
    if (!data || data->signers.empty())
        return std::unexpected(PackageRefusal::jar_signature_malformed);
    return CmsVerifier(*data, signed_file, range).verify();
}

}  // namespace vitrine::package
