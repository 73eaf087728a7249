// Manifest, resources and content of every readable package, field by field, against aapt2.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/package/truth.h"

namespace {

using truth::Disagreements;
using truth::File;
using truth::Json;
using vitrine::contract::PackageFacts;

Json number_or_null(const std::optional<std::int32_t>& number) {
    return number ? Json(*number) : Json(nullptr);
}
Json text_or_null(const std::optional<std::string>& text) {
    return text && !text->empty() ? Json(*text) : Json(nullptr);
}
Json expected(const Json& badging, const char* field) {
    return badging.contains(field) ? badging[field] : Json(nullptr);
}
Json names(const std::vector<std::string>& all) {
    Json out = Json::array();
    for (const std::string& one : all) out.push_back(one);
    return out;
}

Json sorted(Json list) {
    std::sort(list.begin(), list.end());
    return list;
}

// Where we differ from the reference on purpose.
struct Exception {
    std::string_view file, fields, reason;
};
constexpr Exception exceptions[] = {
    {"apk/apktool/issue1589.apk", "everything",
     "an entry is named META-INF/../../../../CERT.RSA; we refuse what could leave its folder"},
    {"apk/apktool/client.apk", "label locales",
     "its table has compact entries (Android 15), which the reference's aapt2 cannot read"},
    {"apk/apktool/issue3366.apk", "label locales", "the same"},
};
bool is_exception(const File& file, std::string_view field) {
    return std::any_of(std::begin(exceptions), std::end(exceptions), [&](const Exception& one) {
        return one.file == file.name && (one.fields == "everything" ||
                                         one.fields.find(field) != one.fields.npos);
    });
}

// Calls `visit` with each APK that aapt2 reads, or our reading of it is a disagreement.
template <class Visit> void each_readable(Disagreements& found, Visit visit) {
    for (const File& file : truth::files()) {
        if (file.kind != "apk" || file.expected["badging"].is_null()) continue;
        if (is_exception(file, "everything")) continue;
        const auto& facts = truth::facts_of(file);
        if (facts) visit(file, *facts, file.expected["badging"]);
        else found.add(file, "read", facts.error().code + " " + facts.error().detail, "readable");
    }
}

}  // namespace

TEST_CASE("every package says its name, version and split as aapt2 reads them") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_readable(found, [&](const File& file, const PackageFacts& facts, const Json& badging) {
        found.compare(file, "package", text_or_null(facts.package_name),
                      expected(badging, "package"));
        const Json code = expected(badging, "version_code");
        found.compare(file, "version_code", text_or_null(facts.version_code),
                      code.is_null() ? code : Json(code.dump()));
        found.compare(file, "version_name", text_or_null(facts.version_name),
                      expected(badging, "version_name"));
        found.compare(file, "split", text_or_null(facts.split), expected(badging, "split"));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 1500);
}

TEST_CASE("every package names the platforms it is for as aapt2 reads them") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_readable(found, [&](const File& file, const PackageFacts& facts, const Json& badging) {
        const auto sdk = [&](const char* field, const auto& number, const auto& codename) {
            found.compare(file, field, codename ? Json(*codename) : number_or_null(number),
                          expected(badging, field));
        };
        sdk("min_sdk", facts.min_sdk, facts.min_sdk_codename);
        sdk("target_sdk", facts.target_sdk, facts.target_sdk_codename);
        found.compare(file, "max_sdk", number_or_null(facts.max_sdk),
                      expected(badging, "max_sdk"));
        found.compare(file, "compile_sdk", number_or_null(facts.compile_sdk),
                      expected(badging, "compile_sdk"));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 1500);
}

TEST_CASE("every package shows its label, start screen and locales through its resources") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_readable(found, [&](const File& file, const PackageFacts& facts, const Json& badging) {
        // The reference took labels by locale: it has none where there is no default locale.
        if (!badging["locales"].empty() && !is_exception(file, "label"))
            found.compare(file, "label", text_or_null(facts.label), expected(badging, "label"));
        found.compare(file, "launchable_activity", text_or_null(facts.launchable_activity),
                      expected(badging, "launchable_activity"));
        std::vector<std::string> locales = facts.locales;
        for (std::string& one : locales)
            if (one.empty()) one = "--_--";
        if (!is_exception(file, "locales"))
            found.compare(file, "locales", names(locales), expected(badging, "locales"));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 1000);
}

TEST_CASE("every package asks for its permissions and features, implied ones included") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_readable(found, [&](const File& file, const PackageFacts& facts, const Json& badging) {
        Json permissions = Json::array();
        for (const auto& one : facts.permissions) {
            Json row = {{"name", one.name}};
            if (one.max_sdk) row["max_sdk"] = Json(*one.max_sdk).dump();
            if (one.from_sdk) row["sdk23"] = true;
            permissions.push_back(std::move(row));
        }
        found.compare(file, "permissions", permissions, expected(badging, "permissions"));
        std::vector<std::string> features;
        for (const auto& one : facts.features)
            if (one.required) features.push_back(one.name);
        if (badging.contains("features"))
            found.compare(file, "features", names(features), sorted(badging["features"]));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 700);
}

TEST_CASE("every package admits to be debuggable, for tests only, or native") {
    if (!truth::is_here()) return;
    Disagreements found;
    each_readable(found, [&](const File& file, const PackageFacts& facts, const Json& badging) {
        found.compare(file, "debuggable", facts.debuggable, badging.contains("debuggable"));
        found.compare(file, "test_only", facts.test_only, badging.contains("test_only"));
        found.compare(file, "native_code", names(facts.native_abis),
                      badging.contains("native_code") ? badging["native_code"] : Json::array());
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 1000);
}

TEST_CASE("every app bundle says what its base module's manifest says") {
    if (!truth::is_here()) return;
    Disagreements found;
    for (const File& file : truth::files()) {
        if (file.kind != "aab") continue;
        const auto& facts = truth::facts_of(file);
        REQUIRE_MESSAGE(facts, file.name);
        const Json& bundle = file.expected["bundle"];
        found.compare(file, "package", facts->package_name, bundle["package"]);
        found.compare(file, "version_code", text_or_null(facts->version_code),
                      bundle["version_code"].dump());
        found.compare(file, "version_name", facts->version_name, bundle["version_name"]);
        found.compare(file, "min_sdk", number_or_null(facts->min_sdk), bundle["min_sdk"]);
        found.compare(file, "target_sdk", number_or_null(facts->target_sdk),
                      bundle["target_sdk"]);
        found.compare(file, "modules", names(facts->modules), bundle["modules"]);
        Json permissions = Json::array();
        for (const auto& one : facts->permissions)
            if (!one.implied) permissions.push_back({{"name", one.name}});
        found.compare(file, "permissions", permissions, bundle["permissions"]);
        Json signers = Json::array();
        for (const auto& one : facts->signature.signers) signers.push_back(one.sha256);
        found.compare(file, "signers", signers, bundle["signer_sha256"]);
    }
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() == 16);
}
