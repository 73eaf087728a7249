// The verdict over every signature, against apksig: by the package's own platforms, as if the
// oldest were 24, 28 and 33, and as apksig's own tests demand.
#include <doctest/doctest.h>

#include <algorithm>

#include "package/signing/verify.h"
#include "package/xml/binary_xml.h"
#include "tests/package/truth.h"

namespace {

using truth::Disagreements;
using truth::File;
using truth::Json;
using vitrine::contract::PackageRefusal;
using vitrine::contract::PackageSignature;
using vitrine::contract::SignatureScheme;
namespace package = vitrine::package;

// apksig's names for faults, and ours.
struct Issue {
    std::string_view theirs;
    PackageRefusal ours;
};
constexpr Issue issues[] = {
    {"JAR_SIG_NO_MANIFEST", PackageRefusal::jar_manifest_missing},
    {"JAR_SIG_NO_SIGNATURES", PackageRefusal::jar_signature_missing},
    {"JAR_SIG_UNSUPPORTED_SIG_ALG", PackageRefusal::jar_algorithm_unsupported},
    {"JAR_SIG_DID_NOT_VERIFY", PackageRefusal::jar_signature_wrong},
    {"JAR_SIG_VERIFY_EXCEPTION", PackageRefusal::jar_signature_unusable},
    {"JAR_SIG_PARSE_EXCEPTION", PackageRefusal::jar_signature_malformed},
    {"JAR_SIG_MISSING_APK_SIG_REFERENCED", PackageRefusal::signature_stripped},
    {"JAR_SIG_MANIFEST_SECTION_DIGEST_DID_NOT_VERIFY", PackageRefusal::jar_digest_wrong},
    {"JAR_SIG_ZIP_ENTRY_DIGEST_DID_NOT_VERIFY", PackageRefusal::jar_entry_changed},
    {"JAR_SIG_NO_ZIP_ENTRY_DIGEST_IN_MANIFEST", PackageRefusal::jar_entry_unlisted},
    {"JAR_SIG_MAX_SIGNATURES_EXCEEDED", PackageRefusal::too_many_signers},
    {"JAR_SIG_MISSING_ZIP_ENTRY_REFERENCED_IN_MANIFEST", PackageRefusal::jar_entry_missing},
    {"JAR_SIG_UNNNAMED_MANIFEST_SECTION", PackageRefusal::jar_manifest_malformed},
    {"V2_SIG_DID_NOT_VERIFY", PackageRefusal::block_signature_wrong},
    {"V2_SIG_VERIFY_EXCEPTION", PackageRefusal::block_signature_wrong},
    {"V2_SIG_APK_DIGEST_DID_NOT_VERIFY", PackageRefusal::content_changed},
    {"V2_SIG_MAX_SIGNATURES_EXCEEDED", PackageRefusal::too_many_signers},
    {"V2_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
     PackageRefusal::block_key_mismatch},
    {"V2_SIG_NO_CERTIFICATES", PackageRefusal::block_certificates_missing},
    {"V2_SIG_NO_SUPPORTED_SIGNATURES", PackageRefusal::block_algorithm_unsupported},
    {"V2_SIG_MISSING_APK_SIG_REFERENCED", PackageRefusal::signature_stripped},
    {"V2_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
     PackageRefusal::block_algorithms_mismatch},
    {"V3_SIG_DID_NOT_VERIFY", PackageRefusal::block_signature_wrong},
    {"V3_SIG_APK_DIGEST_DID_NOT_VERIFY", PackageRefusal::content_changed},
    {"V3_SIG_PUBLIC_KEY_MISMATCH_BETWEEN_CERTIFICATE_AND_SIGNATURES_RECORD",
     PackageRefusal::block_key_mismatch},
    {"V3_SIG_NO_CERTIFICATES", PackageRefusal::block_certificates_missing},
    {"V3_SIG_NO_SUPPORTED_SIGNATURES", PackageRefusal::block_algorithm_unsupported},
    {"V3_SIG_SIG_ALG_MISMATCH_BETWEEN_SIGNATURES_AND_DIGESTS_RECORDS",
     PackageRefusal::block_algorithms_mismatch},
    {"V31_BLOCK_MISSING", PackageRefusal::signature_stripped},
    {"V31_BLOCK_FOUND_WITHOUT_V3_BLOCK", PackageRefusal::rotation_without_v3},
    {"V31_ROTATION_MIN_SDK_MISMATCH", PackageRefusal::rotation_sdk_mismatch},
};

std::string ours_for(const std::string& theirs) {
    for (const Issue& one : issues)
        if (one.theirs == theirs) return std::string(name_of(one.ours));
    return "no word for " + theirs;
}

// What apksig throws where we refuse to read: the sentence begins so, and any of our reasons fits.
struct Refusal {
    std::string_view theirs;
    std::vector<PackageRefusal> ours;
};
const std::vector<Refusal>& refusals() {
    static const std::vector<Refusal> all = {
        {"ApkFormatException: Missing AndroidManifest.xml", {PackageRefusal::manifest_missing}},
        {"ApkFormatException: Malformed APK: not a ZIP archive", {PackageRefusal::not_an_archive}},
        {"ApkFormatException: Malformed ZIP Central Directory",
         {PackageRefusal::archive_damaged}},
        {"ApkFormatException: Malformed ZIP entry",
         {PackageRefusal::local_header_mismatch, PackageRefusal::entry_damaged,
          PackageRefusal::unpacks_too_large, PackageRefusal::too_large}},
    };
    return all;
}

// Where the reference cannot be right, and what is.
bool lacks_pss(const Json& verdict) {  // The reference's Java could not do RSA-PSS.
    return verdict.contains("refused") && verdict["refused"].get<std::string>().starts_with(
                                              "NoSuchAlgorithmException: SHA");
}
// Its manifest ends a namespace in a chunk of no size: Android and aapt2 read it, apksig does not.
constexpr std::string_view unread_manifest = "apk/apkinspector/minimal_zero_sized_end_ns.apk";

package::Read<PackageSignature> verdict_of(const std::string& bytes, std::int32_t min_sdk) {
    const package::Limits limits;
    const package::MemorySource source(bytes);
    const auto archive = package::Archive::open(source, limits);
    if (!archive) return std::unexpected(archive.error());
    const package::Entry* entry = archive->find("AndroidManifest.xml");
    if (!entry) return package::refuse(PackageRefusal::manifest_missing);
    const auto manifest_bytes = archive->read(*entry, limits.manifest_bytes);
    if (!manifest_bytes) return std::unexpected(manifest_bytes.error());
    const auto document = package::read_binary_xml(*manifest_bytes, limits);
    if (!document) return std::unexpected(document.error());
    const auto manifest = package::read_manifest((*document)->root, nullptr);
    if (!manifest) return std::unexpected(manifest.error());
    return package::verify_apk(*archive, manifest->range,
                               {min_sdk ? min_sdk : manifest->range.min_sdk});
}

Json scheme_names(const PackageSignature& verdict) {
    Json out = Json::array();
    for (const SignatureScheme one : verdict.schemes) out.push_back(std::string(name_of(one)));
    return out;
}
Json fault_names(const PackageSignature& verdict) {
    std::vector<std::string> out;
    for (const auto& one : verdict.faults) out.emplace_back(name_of(one.reason));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}
Json expected_faults(const Json& verdict) {
    std::vector<std::string> out;
    if (verdict.contains("errors"))
        for (const Json& one : verdict["errors"]) out.push_back(ours_for(one.get<std::string>()));
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}
Json signer_digests(const PackageSignature& verdict) {
    Json out = Json::array();
    for (const auto& one : verdict.signers) out.push_back(one.sha256);
    return out;
}
Json expected_digests(const Json& verdict) {
    Json out = Json::array();
    if (verdict.contains("signers"))
        for (const Json& one : verdict["signers"])
            out.push_back(one.is_object() ? one["sha256"] : one);
    return out;
}
Json without_v4(const Json& verdict) {  // v4 lies in a file of its own; nobody uploads it.
    Json out = Json::array();
    if (verdict.contains("schemes"))
        for (const Json& one : verdict["schemes"])
            if (one != "v4") out.push_back(one);
    return out;
}

bool fits_refusal(const std::string& theirs, PackageRefusal ours) {
    return std::any_of(refusals().begin(), refusals().end(), [&](const Refusal& one) {
        return theirs.starts_with(one.theirs) &&
               std::find(one.ours.begin(), one.ours.end(), ours) != one.ours.end();
    });
}

void compare_verdict(Disagreements& found, const File& file, const std::string& at,
                     const package::Read<PackageSignature>& ours, const Json& theirs) {
    if (lacks_pss(theirs) || (file.name == unread_manifest && theirs.contains("refused"))) return;
    if (!ours) {
        const std::string said = theirs.value("refused", "a verdict");
        if (!fits_refusal(said, ours.error().reason))
            found.add(file, "refused " + at,
                      std::string(name_of(ours.error().reason)) + " " + ours.error().where, said);
        return;
    }
    if (theirs.contains("refused"))
        return found.add(file, "refused " + at, "a verdict", theirs["refused"].dump());
    found.compare(file, "verified " + at, ours->verified, theirs["verifies"]);
    found.compare(file, "faults " + at, fault_names(*ours), expected_faults(theirs));
    found.compare(file, "signers " + at, signer_digests(*ours), expected_digests(theirs));
    // apksig lists a scheme it has seen in a refused package here and there; only verified ones
    // are compared.
    if (ours->verified)
        found.compare(file, "schemes " + at, scheme_names(*ours), without_v4(theirs));
}

// Java knows no name for the e-mail attribute: it writes the number and the encoded text in hex.
std::string in_java(std::string subject) {
    constexpr std::string_view name = "emailAddress=";
    const std::size_t at = subject.find(name);
    if (at == subject.npos) return subject;
    const std::size_t from = at + name.size();
    const std::string mail = subject.substr(from, subject.find(',', from) - from);
    const std::string encoded = std::string("\x16") + static_cast<char>(mail.size()) + mail;
    return subject.replace(at, name.size() + mail.size(),
                           "1.2.840.113549.1.9.1=#" + package::hex(encoded));
}

template <class Visit> void each_apk(Visit visit) {
    for (const File& file : truth::files())
        if (file.kind == "apk") visit(file, file.bytes());
}

}  // namespace

TEST_CASE("every signature is judged as apksig judges it on the package's own platforms") {
    if (!truth::is_here()) return;
    Disagreements found;
    std::size_t verified = 0;
    each_apk([&](const File& file, const std::string& bytes) {
        const auto verdict = verdict_of(bytes, 0);
        verified += verdict && verdict->verified;
        compare_verdict(found, file, "", verdict, file.expected["signature"]);
        if (!verdict || !verdict->verified) return;
        const Json& theirs = file.expected["signature"];
        Json lineage = Json::array();
        for (const std::string& one : verdict->lineage) lineage.push_back(one);
        if (!lacks_pss(theirs) && file.name != unread_manifest)
            found.compare(file, "lineage", lineage, theirs.value("lineage_sha256", Json::array()));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(verified >= 246);
}

TEST_CASE("every signature is judged as apksig judges it for platforms from 24, 28 and 33 on") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_apk([&](const File& file, const std::string& bytes) {
        for (const auto& [sdk, theirs] : file.expected["signature"]["at_min_sdk"].items())
            compare_verdict(found, file, "from " + sdk, verdict_of(bytes, std::stoi(sdk)), theirs);
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 3000);
}

TEST_CASE("every signer is named by certificate, subject, key and expiry") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_apk([&](const File& file, const std::string& bytes) {
        const auto verdict = verdict_of(bytes, 0);
        if (!verdict || !verdict->verified || !file.expected["signature"].value("verifies", false))
            return;
        Json signers = Json::array();
        for (const auto& one : verdict->signers)
            signers.push_back({{"sha256", one.sha256},
                               {"subject", in_java(one.subject)},
                               {"key", one.key},
                               {"not_after", vitrine::base::rfc3339(one.not_after)}});
        found.compare(file, "signers", signers, file.expected["signature"]["signers"]);
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() >= 246);
}

TEST_CASE("every package of apksig's own tests is verified or refused as those tests demand") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_apk([&](const File& file, const std::string& bytes) {
        if (!file.expected.contains("upstream_test_expects")) return;
        for (const Json& wish : file.expected["upstream_test_expects"]) {
            if (wish.contains("max_sdk")) continue;  // We judge up to the newest platform only.
            const auto verdict = verdict_of(bytes, wish.value("min_sdk", 0));
            if (!verdict) {
                found.add(file, "demanded", name_of(verdict.error().reason), wish.dump());
                continue;
            }
            found.compare(file, "demanded", verdict->verified, wish["result"] == "verified");
            if (verdict->verified || !wish.contains("issue")) continue;
            const Json wanted = ours_for(wish["issue"].get<std::string>());
            const Json faults = fault_names(*verdict);
            if (std::find(faults.begin(), faults.end(), wanted) == faults.end())
                found.add(file, "demanded", faults.dump(), wanted.dump());
        }
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 150);
}
