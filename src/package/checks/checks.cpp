#include "package/checks/checks.h"

#include <algorithm>
#include <array>
#include <set>

namespace vitrine::package {
namespace {

using contract::Evidence;
using contract::EvidenceKind;
using contract::EvidenceLine;
using contract::Finding;
using contract::PackageFacts;
using contract::Severity;
using Findings = std::vector<Finding>;

constexpr std::string_view manifest = "AndroidManifest.xml";
constexpr std::size_t lines_most = 50;

Findings one(Severity severity, std::string title, std::string detail, std::string where,
             std::vector<EvidenceLine> facts) {
    Finding out;
    out.severity = severity;
    out.title = std::move(title);
    out.detail = std::move(detail);
    out.where = std::move(where);
    if (facts.size() > lines_most) facts.resize(lines_most);
    out.evidence.push_back({EvidenceKind::facts, "What the package says", "", std::move(facts)});
    return {std::move(out)};
}
Findings blocking(std::string title, std::string detail, std::string_view where,
                  std::vector<EvidenceLine> facts) {
    return one(Severity::blocking, std::move(title), std::move(detail), std::string(where),
               std::move(facts));
}

std::optional<std::int64_t> version_code(const PackageFacts& facts) {
    return facts.version_code ? base::parse_decimal(*facts.version_code) : std::nullopt;
}
std::string said(const std::optional<std::int32_t>& number) {
    return number ? base::decimal(*number) : "not said";
}

Findings find_other_name(const CheckInput& in) {
    const std::string& wanted = in.live ? in.live->package_name : in.options.package_name;
    if (wanted.empty() ? contract::is_package_name(in.fresh.package_name)
                       : in.fresh.package_name == wanted)
        return {};
    if (wanted.empty())
        return blocking("The package name is not a valid one",
                        "Use two or more segments of letters, digits and underscores.", manifest,
                        {{"package", in.fresh.package_name, true}});
    return blocking("The package name is another app's",
                    "Upload the package under the app it belongs to, or rename it.", manifest,
                    {{"package", in.fresh.package_name, true}, {"expected", wanted}});
}

Findings find_old_version(const CheckInput& in) {
    const auto fresh = version_code(in.fresh);
    if (!fresh)
        return blocking("The package has no version code", "Set versionCode, and raise it with "
                        "every upload.", manifest, {{"versionCode", "not said", true}});
    const auto live = in.live ? version_code(*in.live) : std::nullopt;
    if (!live || *fresh > *live) return {};
    return blocking("The version code does not grow",
                    "Devices take an update only with a higher version code than the live one.",
                    manifest,
                    {{"versionCode", *in.fresh.version_code, true},
                     {"live versionCode", *in.live->version_code}});
}

Findings find_bad_signature(const CheckInput& in) {
    const auto reason = contract::refuse_package(in.fresh);
    if (!reason) return {};
    std::vector<EvidenceLine> lines;
    for (const auto& fault : in.fresh.signature.faults)
        lines.push_back({std::string(name_of(fault.scheme)),
                         std::string(sentence_of(fault.reason)) +
                             (fault.where.empty() ? "" : " (" + fault.where + ")"),
                         lines.empty()});
    return blocking("The signature does not verify", std::string(sentence_of(*reason)) +
                    " Sign the package again and upload it unchanged.", "", std::move(lines));
}

Findings find_other_signer(const CheckInput& in) {
    if (!in.live || !in.fresh.signature.verified || !in.live->signature.verified ||
        may_update(in.fresh.signature, in.live->signature))
        return {};
    std::vector<EvidenceLine> lines;
    for (const auto& signer : in.fresh.signature.signers)
        lines.push_back({"signer", signer.sha256, true});
    for (const auto& signer : in.live->signature.signers)
        lines.push_back({"live signer", signer.sha256});
    return blocking("The package is signed with another key",
                    "Sign with the key of the live version, or prove its rotation.", "",
                    std::move(lines));
}

Findings find_old_target(const CheckInput& in) {
    const auto target = in.fresh.target_sdk ? in.fresh.target_sdk : in.fresh.min_sdk;
    if (in.fresh.target_sdk_codename)
        return blocking("The target SDK is a preview", "Build against a released platform.",
                        manifest, {{"targetSdkVersion", *in.fresh.target_sdk_codename, true}});
    if (target.value_or(1) < in.options.target_sdk_floor)
        return blocking("The target SDK is too old",
                        "Raise targetSdkVersion to " +
                            base::decimal(in.options.target_sdk_floor) + " or higher.", manifest,
                        {{"targetSdkVersion", said(in.fresh.target_sdk), true}});
    if (!in.live || !in.live->target_sdk || *target >= *in.live->target_sdk) return {};
    return one(Severity::advice, "The target SDK falls",
               "Devices run newer behaviour for the live version than for this one.",
               std::string(manifest),
               {{"targetSdkVersion", said(in.fresh.target_sdk), true},
                {"live targetSdkVersion", said(in.live->target_sdk)}});
}

Findings find_debuggable(const CheckInput& in) {
    if (!in.fresh.debuggable) return {};
    return blocking("The package is debuggable",
                    "Anybody with a cable could read its data. Build a release.", manifest,
                    {{"android:debuggable", "true", true}});
}

Findings find_test_only(const CheckInput& in) {
    if (!in.fresh.test_only) return {};
    return blocking("The package is for tests only", "Devices do not install it. Build a release.",
                    manifest, {{"android:testOnly", "true", true}});
}

Findings find_new_permissions(const CheckInput& in) {
    if (!in.live) return {};
    std::set<std::string> known;
    for (const auto& permission : in.live->permissions) known.insert(permission.name);
    std::vector<EvidenceLine> lines;
    for (const auto& permission : in.fresh.permissions)
        if (known.insert(permission.name).second)
            lines.push_back({permission.name, permission.implied ? "implied" : "new", true});
    if (lines.empty()) return {};
    return one(Severity::advice, "The package asks for more permissions than the live version",
               "Say in the notes for the reviewer what each is for.", std::string(manifest),
               std::move(lines));
}

Findings find_missing_64_bit(const CheckInput& in) {
    constexpr std::array<std::array<std::string_view, 2>, 3> pairs = {
        {{"armeabi", "arm64-v8a"}, {"armeabi-v7a", "arm64-v8a"}, {"x86", "x86_64"}}};
    const auto& abis = in.fresh.native_abis;
    const auto has = [&](std::string_view abi) {
        return std::find(abis.begin(), abis.end(), abi) != abis.end();
    };
    std::vector<EvidenceLine> lines;
    for (const auto& [narrow, wide] : pairs)
        if (has(narrow) && !has(wide))
            lines.push_back({std::string(narrow), "no " + std::string(wide), true});
    if (lines.empty()) return {};
    return blocking("Native code is 32-bit only",
                    "Newer devices run 64-bit code only: add the missing libraries.", "lib/",
                    std::move(lines));
}

constexpr std::array<Check, 9> checks = {{
    {"VP-1.2.1", "package name", find_other_name},
    {"VP-1.2.2", "version code", find_old_version},
    {"VP-1.3.1", "signature", find_bad_signature},
    {"VP-1.3.2", "signer", find_other_signer},
    {"VP-1.4.1", "target SDK", find_old_target},
    {"VP-1.5.1", "debuggable", find_debuggable},
    {"VP-1.5.2", "test only", find_test_only},
    {"VP-1.6.1", "permissions", find_new_permissions},
    {"VP-1.7.1", "64-bit native code", find_missing_64_bit},
}};

}  // namespace

std::span<const Check> all_checks() { return checks; }

std::vector<Finding> check_package(const CheckInput& input) {
    std::vector<Finding> out;
    for (const Check& check : checks)
        for (Finding& finding : check.find(input)) {
            finding.policy = check.policy;
            finding.id.text = "check-" + std::string(check.policy.substr(3));
            out.push_back(std::move(finding));
        }
    std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        return a.severity < b.severity;
    });
    return out;
}

bool may_update(const contract::PackageSignature& fresh, const contract::PackageSignature& live) {
    const auto digests = [](const contract::PackageSignature& one) {
        std::set<std::string> out;
        for (const auto& signer : one.signers) out.insert(signer.sha256);
        return out;
    };
    const auto old_ones = digests(live);
    if (old_ones == digests(fresh)) return !old_ones.empty();
    return old_ones.size() == 1 && std::find(fresh.lineage.begin(), fresh.lineage.end(),
                                             *old_ones.begin()) != fresh.lineage.end();
}

}  // namespace vitrine::package
