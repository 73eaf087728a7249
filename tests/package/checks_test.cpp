// Pre-flight: each rule by itself, then over real releases of real apps.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "package/checks/checks.h"
#include "tests/package/truth.h"

namespace {

using namespace vitrine::contract;
using vitrine::package::all_checks;
using vitrine::package::check_package;
using vitrine::package::CheckOptions;
using vitrine::package::may_update;
using truth::File;

PackageFacts a_good_package() {
    PackageFacts out;
    out.package_name = "org.example.notes";
    out.version_code = "7";
    out.min_sdk = 24;
    out.target_sdk = 35;
    out.native_abis = {"arm64-v8a", "armeabi-v7a"};
    out.permissions = {{"android.permission.INTERNET", {}, {}, false}};
    out.signature.verified = true;
    out.signature.signers = {{"aa", "CN=notes", "RSA-2048", {}}};
    return out;
}

PackageFacts the_next_version() {
    PackageFacts out = a_good_package();
    out.version_code = "8";
    return out;
}

const CheckOptions options;

// The policies that object to `fresh` over a good live package.
std::vector<std::string> objections(const PackageFacts& fresh) {
    const PackageFacts live = a_good_package();
    std::vector<std::string> out;
    for (const Finding& one : check_package({fresh, &live, options})) out.push_back(one.policy);
    return out;
}
using Policies = std::vector<std::string>;

const PackageFacts& real(std::string_view name) {
    const auto& files = truth::files();
    const auto at = std::find_if(files.begin(), files.end(),
                                 [&](const File& one) { return one.name == name; });
    REQUIRE(at != files.end());
    const auto& facts = truth::facts_of(*at);
    REQUIRE(facts);
    return *facts;
}

}  // namespace

TEST_CASE("a good next version, and a good first one, pass every check") {
    CHECK(objections(the_next_version()).empty());
    const PackageFacts first = a_good_package();
    CHECK(check_package({first, nullptr, options}).empty());
    const CheckOptions named{33, "org.example.notes"};
    CHECK(check_package({first, nullptr, named}).empty());
}

TEST_CASE("each policy stands for one check, and a finding says all that a person needs") {
    std::set<std::string_view> policies;
    for (const auto& check : all_checks()) CHECK(policies.insert(check.policy).second);
    PackageFacts bad = the_next_version();
    bad.package_name = "org.example.other";
    bad.version_code.reset();
    bad.debuggable = bad.test_only = true;
    bad.target_sdk = 28;
    bad.native_abis = {"armeabi-v7a"};
    bad.permissions.push_back({"android.permission.CAMERA", {}, {}, false});
    bad.signature = {};
    const PackageFacts live = a_good_package();
    const auto findings = check_package({bad, &live, options});
    CHECK(findings.size() == 8);
    std::set<std::string> ids;
    for (const Finding& one : findings) {
        CHECK(ids.insert(one.id.text).second);
        CHECK_FALSE(one.title.empty());
        CHECK_FALSE(one.detail.empty());
        CHECK(policies.contains(one.policy));
    }
    CHECK(findings.back().severity == Severity::advice);
    CHECK(check_package({bad, &live, options}) == findings);
}

TEST_CASE("an update needs the same package name and a higher version code") {
    PackageFacts fresh = the_next_version();
    fresh.package_name = "org.example.Notes";
    CHECK(objections(fresh) == Policies{"VP-1.2.1"});
    fresh = the_next_version();
    for (const char* code : {"7", "6", "0"}) {
        fresh.version_code = code;
        CHECK(objections(fresh) == Policies{"VP-1.2.2"});
    }
    fresh.version_code = "4294967303";  // versionCodeMajor 1
    CHECK(objections(fresh).empty());
    fresh.version_code.reset();
    CHECK(objections(fresh) == Policies{"VP-1.2.2"});
    PackageFacts nameless = a_good_package();
    nameless.package_name = "notes";
    CHECK(check_package({nameless, nullptr, options}).front().policy == "VP-1.2.1");
}

TEST_CASE("an update needs the live signer's key, or its word for a new one") {
    PackageFacts fresh = the_next_version();
    fresh.signature.signers[0].sha256 = "bb";
    CHECK(objections(fresh) == Policies{"VP-1.3.2"});
    fresh.signature.lineage = {"aa", "bb"};
    CHECK(objections(fresh).empty());
    fresh.signature.lineage = {"cc", "bb"};
    CHECK(objections(fresh) == Policies{"VP-1.3.2"});
    PackageSignature two = fresh.signature;
    two.lineage.clear();
    two.signers.push_back(two.signers[0]);
    two.signers[1].sha256 = "cc";
    CHECK(may_update(two, two));
    CHECK_FALSE(may_update(fresh.signature, two));
    CHECK_FALSE(may_update(two, fresh.signature));
    CHECK_FALSE(may_update(PackageSignature{}, PackageSignature{}));
}

TEST_CASE("a package with a bad signature is objected to once, by its own reason") {
    PackageFacts fresh = the_next_version();
    fresh.signature = {};
    fresh.signature.faults = {{PackageRefusal::content_changed, SignatureScheme::v2, "signer 1"}};
    CHECK(objections(fresh) == Policies{"VP-1.3.1"});
    const PackageFacts live = a_good_package();
    const auto findings = check_package({fresh, &live, options});
    CHECK(findings[0].detail.starts_with(sentence_of(PackageRefusal::content_changed)));
}

TEST_CASE("an old target is refused, a falling one advised against, a preview refused") {
    PackageFacts fresh = the_next_version();
    fresh.target_sdk = 32;
    CHECK(objections(fresh) == Policies{"VP-1.4.1"});
    fresh.target_sdk = 34;  // The live one has 35.
    CHECK(objections(fresh) == Policies{"VP-1.4.1"});
    const PackageFacts live = a_good_package();
    CHECK(check_package({fresh, &live, options})[0].severity == Severity::advice);
    fresh.target_sdk.reset();
    CHECK(check_package({fresh, &live, options})[0].severity == Severity::blocking);
    fresh.target_sdk_codename = "VanillaIceCream";
    CHECK(check_package({fresh, &live, options})[0].severity == Severity::blocking);
}

TEST_CASE("debuggable, test-only and 32-bit packages stay outside") {
    PackageFacts fresh = the_next_version();
    fresh.debuggable = true;
    CHECK(objections(fresh) == Policies{"VP-1.5.1"});
    fresh = the_next_version();
    fresh.test_only = true;
    CHECK(objections(fresh) == Policies{"VP-1.5.2"});
    fresh = the_next_version();
    for (const Policies& abis : {Policies{"armeabi-v7a"}, Policies{"arm64-v8a", "x86"}}) {
        fresh.native_abis = abis;
        CHECK(objections(fresh) == Policies{"VP-1.7.1"});
    }
    for (const Policies& abis : {Policies{}, Policies{"arm64-v8a"}, Policies{"x86", "x86_64"}}) {
        fresh.native_abis = abis;
        CHECK(objections(fresh).empty());
    }
}

TEST_CASE("a permission that the live version does not have is named") {
    PackageFacts fresh = the_next_version();
    fresh.permissions.push_back({"android.permission.CAMERA", {}, {}, false});
    const PackageFacts live = a_good_package();
    const auto findings = check_package({fresh, &live, options});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == Severity::advice);
    REQUIRE(findings[0].evidence.size() == 1);
    REQUIRE(findings[0].evidence[0].lines.size() == 1);
    CHECK(findings[0].evidence[0].lines[0].label == "android.permission.CAMERA");
}

TEST_CASE("real releases with one key update each other in order, and other keys do not") {
    if (!truth::is_here()) return;
    const auto objects = [](const PackageFacts& fresh, const PackageFacts& live,
                            std::string_view policy) {
        const auto findings = check_package({fresh, &live, options});
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& one) { return one.policy == policy; });
    };
    const std::vector<std::string> chain = {
        "apk/npm/ime-helper-0.20.1.apk", "apk/npm/ime-helper-0.20.5.apk",
        "apk/npm/ime-helper-0.21.3.apk", "apk/npm/ime-helper-0.21.5.apk"};
    for (std::size_t i = 0; i < chain.size(); ++i)
        for (std::size_t live = 0; live < chain.size(); ++live) {
            CHECK(objects(real(chain[i]), real(chain[live]), "VP-1.2.2") == (i <= live));
            CHECK_FALSE(objects(real(chain[i]), real(chain[live]), "VP-1.3.2"));
        }
    CHECK(objects(real("apk/npm/io.appium.settings-4.0.0.apk"),
                  real("apk/npm/io.appium.settings-3.2.0.apk"), "VP-1.3.2"));
    const PackageFacts& rotated =
        real("apk/apksig/v1v2v3-with-rsa-2048-lineage-3-signers.apk");
    const PackageFacts& original = real("apk/apksig/valid-stamp.apk");
    CHECK_FALSE(objects(rotated, original, "VP-1.3.2"));
    CHECK(objects(original, rotated, "VP-1.3.2"));
}
