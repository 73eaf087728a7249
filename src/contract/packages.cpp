#include "contract/packages.h"

namespace vitrine::contract {
namespace {

constexpr std::array<std::string_view, 50> sentences = {
    "The file could not be read.",
    "This is not an APK or app bundle: it is no zip archive.",
    "The archive is cut short or damaged.",
    "The archive is in zip64 format, which Android does not install.",
    "A part of the package is larger than any real one.",
    "The archive has too many entries.",
    "The archive unpacks to more than it may.",
    "An entry has a name that could leave the folder it is unpacked into.",
    "Two entries have the same name.",
    "Entries of the archive overlap.",
    "There is something in front of the archive.",
    "The archive describes an entry in two different ways.",
    "An entry is damaged.",
    "An entry is encrypted.",
    "There is no AndroidManifest.xml.",
    "AndroidManifest.xml cannot be read.",
    "The resource table cannot be read.",
    "A dex file cannot be read.",
    "The package is not signed.",
    "META-INF/MANIFEST.MF is malformed.",
    "The package has no JAR signature.",
    "The JAR signature is malformed.",
    "The JAR signature is not acceptable to Android.",
    "The JAR signature is wrong.",
    "The JAR signature uses an algorithm that a supported Android version does not know.",
    "META-INF/MANIFEST.MF was changed after signing.",
    "A signed entry is missing.",
    "An entry is not listed in META-INF/MANIFEST.MF.",
    "An entry is not covered by the JAR signature.",
    "An entry was changed after signing.",
    "The JAR signature covers nothing.",
    "The APK Signing Block is malformed.",
    "The APK Signing Block names no signer.",
    "A signer has no signature.",
    "A signer uses no signature algorithm that Android knows.",
    "A signature is wrong.",
    "A signer has no certificate.",
    "A signer's certificate is for another key.",
    "A signer's signatures and digests disagree.",
    "The package was changed after signing.",
    "The signers do not cover every supported Android version exactly once.",
    "The proof of key rotation is malformed.",
    "The proof of key rotation is wrong.",
    "The signer does not belong to the proof of key rotation.",
    "There are more than ten signers.",
    "A signature was stripped from the package.",
    "The rotated signature stands alone, without the original one.",
    "The rotated and the original signature disagree from which Android version on they count.",
    "The signature schemes name different signers.",
    "The target Android version demands a newer signature scheme.",
};

base::ProblemKind kind_of(PackageRefusal reason) {
    switch (reason) {
        case PackageRefusal::unreadable: return base::ProblemKind::unavailable;
        case PackageRefusal::too_large:
        case PackageRefusal::too_many_entries:
        case PackageRefusal::unpacks_too_large: return base::ProblemKind::too_large;
        default: return base::ProblemKind::invalid;
    }
}

}  // namespace

std::string_view sentence_of(PackageRefusal reason) {
    return sentences[static_cast<std::size_t>(reason)];
}

base::Problem problem_of(PackageRefusal reason, std::string_view where) {
    return base::Problem::of(kind_of(reason), name_of(reason), sentence_of(reason),
                             base::to_valid_utf8(where.substr(0, 200)));
}

std::optional<PackageRefusal> refuse_package(const PackageFacts& facts) {
    if (facts.signature.verified) return std::nullopt;
    return facts.signature.faults.empty() ? PackageRefusal::jar_signature_missing
                                          : facts.signature.faults.front().reason;
}

}  // namespace vitrine::contract
