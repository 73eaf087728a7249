// What an uploaded package says of itself, and every reason for which one is refused.
//
// PackageFacts is what package/ reads from an APK or an app bundle; REST, console and command line
// show the same fields. Facts are claims of the file: only `signature` has been proven.
#pragma once
#include "contract/codec.h"

namespace vitrine::contract {

enum class PackageKind : std::uint8_t { apk, aab };
constexpr auto names(const PackageKind*) {
    return std::array<std::string_view, 2>{"apk", "aab"};
}

enum class SignatureScheme : std::uint8_t { v1, v2, v3, v3_1 };
constexpr auto names(const SignatureScheme*) {
    return std::array<std::string_view, 4>{"v1", "v2", "v3", "v3.1"};
}

// The closed list of reasons. Its names are Problem codes and the keys of their words.
enum class PackageRefusal : std::uint8_t {
    // The file as an archive.
    unreadable,             // the bytes could not be read from the disk
    not_an_archive,         // no end record, or it points outside the file
    archive_damaged,        // a record of the central directory is cut or out of range
    archive_zip64,          // Android refuses it too
    too_large,              // a part is larger than what is read of it
    too_many_entries,
    unpacks_too_large,      // an archive bomb: by total, or by ratio
    unsafe_entry_name,      // absolute, upwards, NUL, backslash, not UTF-8
    duplicate_entry,
    entries_overlap,
    data_before_archive,    // something executable may stand in front (CVE-2017-13156)
    local_header_mismatch,  // local header and central directory disagree
    entry_damaged,          // does not unpack to the promised bytes
    entry_encrypted,
    // The package in it.
    manifest_missing,
    manifest_malformed,
    resources_malformed,
    dex_malformed,
    // Scheme v1, the JAR signature.
    jar_manifest_missing,
    jar_manifest_malformed,  // a section without name, or named twice
    jar_signature_missing,
    jar_signature_malformed,
    jar_signature_unusable,  // certificate or attributes that Android does not accept
    jar_signature_wrong,
    jar_algorithm_unsupported,
    jar_digest_wrong,        // a section of MANIFEST.MF is not what the .SF file signed
    jar_entry_missing,       // MANIFEST.MF names an entry that is not there
    jar_entry_unlisted,      // an entry that MANIFEST.MF does not name
    jar_entry_unsigned,      // an entry or section that no .SF file covers
    jar_entry_changed,
    jar_nothing_signed,
    // Schemes v2, v3 and v3.1, the APK Signing Block.
    block_malformed,
    block_signers_missing,
    block_signatures_missing,
    block_algorithm_unsupported,
    block_signature_wrong,
    block_certificates_missing,
    block_key_mismatch,         // certificate and signer name different keys
    block_algorithms_mismatch,  // signatures and digests name different algorithms
    content_changed,            // the digest over the whole file does not match
    sdk_range_wrong,            // signers leave platform versions out, or claim them twice
    lineage_malformed,
    lineage_wrong,              // a link of the proof of rotation does not verify
    lineage_mismatch,           // the signer is not the end of its lineage
    // Between schemes.
    too_many_signers,
    signature_stripped,         // one scheme says that another one was there
    rotation_without_v3,
    rotation_sdk_mismatch,
    signers_differ,
    scheme_too_old,             // the target SDK demands a newer scheme
};
constexpr auto names(const PackageRefusal*) {
    return std::array<std::string_view, 50>{
        "unreadable", "not_an_archive", "archive_damaged", "archive_zip64", "too_large",
        "too_many_entries", "unpacks_too_large", "unsafe_entry_name", "duplicate_entry",
        "entries_overlap", "data_before_archive", "local_header_mismatch", "entry_damaged",
        "entry_encrypted", "manifest_missing", "manifest_malformed", "resources_malformed",
        "dex_malformed", "jar_manifest_missing", "jar_manifest_malformed",
        "jar_signature_missing", "jar_signature_malformed", "jar_signature_unusable",
        "jar_signature_wrong", "jar_algorithm_unsupported", "jar_digest_wrong",
        "jar_entry_missing", "jar_entry_unlisted", "jar_entry_unsigned", "jar_entry_changed",
        "jar_nothing_signed", "block_malformed", "block_signers_missing",
        "block_signatures_missing", "block_algorithm_unsupported", "block_signature_wrong",
        "block_certificates_missing", "block_key_mismatch", "block_algorithms_mismatch",
        "content_changed", "sdk_range_wrong", "lineage_malformed", "lineage_wrong",
        "lineage_mismatch", "too_many_signers", "signature_stripped", "rotation_without_v3",
        "rotation_sdk_mismatch", "signers_differ", "scheme_too_old"};
}

// One short sentence for a person, in English like every Problem's title.
std::string_view sentence_of(PackageRefusal reason);
// The Problem that carries a reason; `where` is a name inside the file, or "".
base::Problem problem_of(PackageRefusal reason, std::string_view where);

struct PackagePermission {
    std::string name;
    std::optional<std::int32_t> max_sdk, from_sdk;  // asked for up to, from this platform on
    bool implied = false;  // not written in the manifest: what Android grants old apps besides
    bool operator==(const PackagePermission&) const = default;
};
constexpr auto fields(const PackagePermission*) {
    using R = PackagePermission;
    return field_list(field("name", &R::name), field("max_sdk", &R::max_sdk),
                      field("from_sdk", &R::from_sdk), field("implied", &R::implied));
}

struct PackageFeature {
    std::string name;
    bool required = true;
    bool implied = false;  // by a permission, an orientation, or the lack of a touch screen
    bool operator==(const PackageFeature&) const = default;
};
constexpr auto fields(const PackageFeature*) {
    using R = PackageFeature;
    return field_list(field("name", &R::name), field("required", &R::required),
                      field("implied", &R::implied));
}

enum class ComponentKind : std::uint8_t { activity, activity_alias, service, receiver, provider };
constexpr auto names(const ComponentKind*) {
    return std::array<std::string_view, 5>{"activity", "activity_alias", "service", "receiver",
                                           "provider"};
}
// A component that other apps reach.
struct PackageComponent {
    ComponentKind kind = ComponentKind::activity;
    std::string name;
    std::string permission;  // that a caller needs, "" for none
    bool operator==(const PackageComponent&) const = default;
};
constexpr auto fields(const PackageComponent*) {
    using R = PackageComponent;
    return field_list(field("kind", &R::kind), field("name", &R::name),
                      field("permission", &R::permission));
}

struct PackageIcon {
    std::int32_t density = 0;  // dots per inch; 65534: any
    std::string path;          // of the entry in the archive
    bool operator==(const PackageIcon&) const = default;
};
constexpr auto fields(const PackageIcon*) {
    return field_list(field("density", &PackageIcon::density), field("path", &PackageIcon::path));
}

enum class KitKind : std::uint8_t {
    platform, ads, analytics, crashes, sign_in, payment, framework
};
constexpr auto names(const KitKind*) {
    return std::array<std::string_view, 7>{"platform", "ads",     "analytics", "crashes",
                                           "sign_in",  "payment", "framework"};
}
// Somebody else's code in the package.
struct PackageKit {
    std::string id, name;  // "firebase_messaging", "Firebase Cloud Messaging"
    KitKind kind = KitKind::platform;
    std::string evidence;  // the first class or manifest name that told
    bool operator==(const PackageKit&) const = default;
};
constexpr auto fields(const PackageKit*) {
    using R = PackageKit;
    return field_list(field("id", &R::id), field("name", &R::name), field("kind", &R::kind),
                      field("evidence", &R::evidence));
}

// Bytes as they lie in the file; their sum is smaller than `file` by the archive's own records.
struct PackageSizes {
    std::int64_t file = 0, dex = 0, resources = 0, assets = 0, native = 0, other = 0;
    std::int64_t unpacked = 0;  // of all entries
    bool operator==(const PackageSizes&) const = default;
};
constexpr auto fields(const PackageSizes*) {
    using R = PackageSizes;
    return field_list(field("file", &R::file),     field("dex", &R::dex),
                      field("resources", &R::resources), field("assets", &R::assets),
                      field("native", &R::native), field("other", &R::other),
                      field("unpacked", &R::unpacked));
}

struct PackageSigner {
    std::string sha256;   // of the certificate, lower case hexadecimal
    std::string subject;  // RFC 2253
    std::string key;      // "RSA-2048", "EC-256", "DSA-1024"
    base::Instant not_after;
    bool operator==(const PackageSigner&) const = default;
};
constexpr auto fields(const PackageSigner*) {
    using R = PackageSigner;
    return field_list(field("sha256", &R::sha256), field("subject", &R::subject),
                      field("key", &R::key), field("not_after", &R::not_after));
}

struct SignatureFault {
    PackageRefusal reason = PackageRefusal::unreadable;
    SignatureScheme scheme = SignatureScheme::v1;
    std::string where;  // the entry or signer it is about, may be empty
    bool operator==(const SignatureFault&) const = default;
};
constexpr auto fields(const SignatureFault*) {
    using R = SignatureFault;
    return field_list(field("reason", &R::reason), field("scheme", &R::scheme),
                      field("where", &R::where));
}

// What every platform from `min_sdk` on would decide. `verified` is true exactly when `faults` is
// empty; only then are there signers.
struct PackageSignature {
    bool verified = false;
    std::int32_t min_sdk = 1;
    std::vector<SignatureScheme> schemes;  // that verified
    std::vector<PackageSigner> signers;    // the newest of a rotated lineage
    std::vector<std::string> lineage;      // certificate digests, oldest first; empty: no rotation
    std::vector<SignatureFault> faults;
    bool operator==(const PackageSignature&) const = default;
};
constexpr auto fields(const PackageSignature*) {
    using R = PackageSignature;
    return field_list(field("verified", &R::verified), field("min_sdk", &R::min_sdk),
                      field("schemes", &R::schemes),   field("signers", &R::signers),
                      field("lineage", &R::lineage),   field("faults", &R::faults));
}

struct PackageFacts {
    PackageKind kind = PackageKind::apk;
    std::string package_name;
    std::optional<std::string> version_code;  // decimal, 64 bits with versionCodeMajor
    std::string version_name;
    std::optional<std::string> split;  // the name of a split package
    std::vector<std::string> modules;  // of a bundle
    std::optional<std::int32_t> min_sdk, target_sdk, max_sdk, compile_sdk;
    std::optional<std::string> min_sdk_codename, target_sdk_codename;  // instead of a number
    std::string label, icon;           // in the default configuration
    std::vector<PackageIcon> icons;    // by density
    std::optional<std::string> launchable_activity;
    bool debuggable = false, test_only = false;
    std::vector<PackagePermission> permissions;  // as written, then the implied ones
    std::vector<PackageFeature> features;        // by name
    std::vector<std::string> native_abis, locales;  // by name; locale "" is the default
    std::vector<PackageComponent> exported;
    std::vector<PackageKit> kits;
    PackageSizes sizes;
    PackageSignature signature;
    bool operator==(const PackageFacts&) const = default;
};
constexpr auto fields(const PackageFacts*) {
    using R = PackageFacts;
    return field_list(
        field("kind", &R::kind), field("package_name", &R::package_name),
        field("version_code", &R::version_code), field("version_name", &R::version_name),
        field("split", &R::split), field("modules", &R::modules), field("min_sdk", &R::min_sdk),
        field("target_sdk", &R::target_sdk), field("max_sdk", &R::max_sdk),
        field("compile_sdk", &R::compile_sdk), field("min_sdk_codename", &R::min_sdk_codename),
        field("target_sdk_codename", &R::target_sdk_codename), field("label", &R::label),
        field("icon", &R::icon), field("icons", &R::icons),
        field("launchable_activity", &R::launchable_activity),
        field("debuggable", &R::debuggable), field("test_only", &R::test_only),
        field("permissions", &R::permissions), field("features", &R::features),
        field("native_abis", &R::native_abis), field("locales", &R::locales),
        field("exported", &R::exported), field("kits", &R::kits), field("sizes", &R::sizes),
        field("signature", &R::signature));
}

// Why a store may not publish what it could read: the first fault of its signature, or nothing.
std::optional<PackageRefusal> refuse_package(const PackageFacts& facts);

}  // namespace vitrine::contract
