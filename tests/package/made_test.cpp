// What no reference tool of ours shows: long version codes, exported components, kits, sizes, and
// that facts travel as JSON.
#include <doctest/doctest.h>

#include <algorithm>

#include "package/kits/kits.h"
#include "tests/package/truth.h"
#include "tests/package/zip_maker.h"

namespace {

using namespace vitrine::contract;
using test::little_endian;
using test::XmlMaker;
namespace package = vitrine::package;

// Strings by place; those up to `provider` are attributes with an id.
enum Word : std::uint32_t {
    version_code, version_code_major, exported, name, permission, target_sdk,
    tag_manifest, tag_application, tag_activity, tag_service, tag_provider, tag_filter, tag_sdk,
    word_package, text_package, text_relative, text_guard,
};
XmlMaker words() {
    XmlMaker out;
    out.strings = {"versionCode", "versionCodeMajor", "exported", "name", "permission",
                   "targetSdkVersion", "manifest", "application", "activity", "service",
                   "provider", "intent-filter", "uses-sdk", "package", "org.example.made",
                   ".Part", "org.example.GUARD"};
    out.ids = {0x0101021b, 0x01010577, 0x01010010, 0x01010003, 0x01010006, 0x01010270};
    return out;
}
constexpr std::uint8_t type_decimal = 0x10, type_boolean = 0x12;

PackageFacts facts_of(const XmlMaker& xml, std::vector<test::MadeEntry> more = {}) {
    test::MadeZip zip;
    zip.entries.push_back({"AndroidManifest.xml", xml.bytes()});
    for (auto& one : more) zip.entries.push_back(std::move(one));
    const std::string bytes = zip.bytes();
    auto facts = package::read_package(package::MemorySource(bytes), package::Limits{});
    REQUIRE(facts);
    return std::move(*facts);
}

std::string dex_of(const std::vector<std::string>& types) {
    std::string strings, ids, type_ids;
    const std::size_t ids_at = 0x70, types_at = ids_at + types.size() * 4;
    const std::size_t texts_at = types_at + types.size() * 4;
    for (std::size_t i = 0; i < types.size(); ++i) {
        ids += little_endian(texts_at + strings.size(), 4);
        type_ids += little_endian(i, 4);
        strings += static_cast<char>(types[i].size()) + types[i] + '\0';
    }
    return "dex\n035" + std::string(0x38 - 7, '\0') + little_endian(types.size(), 4) +
           little_endian(ids_at, 4) + little_endian(types.size(), 4) +
           little_endian(types_at, 4) + std::string(0x70 - 0x48, '\0') + ids + type_ids + strings;
}

std::vector<std::string> kits_in(const std::vector<std::string>& types) {
    package::KitFinder finder;
    REQUIRE(finder.see_dex(dex_of(types)));
    std::vector<std::string> out;
    for (const PackageKit& one : finder.finish()) out.push_back(one.id);
    return out;
}
using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a version code has 64 bits") {
    const auto code = [](std::uint32_t high, std::uint32_t low) {
        XmlMaker xml = words();
        xml.start(tag_manifest, {{word_package, text_package},
                                 {version_code, low, type_decimal},
                                 {version_code_major, high, type_decimal}});
        xml.end(tag_manifest);
        return facts_of(xml).version_code;
    };
    CHECK(code(0, 7) == "7");
    CHECK(code(1, 7) == "4294967303");
    CHECK(code(0, 0xffffffff) == "4294967295");
    CHECK(code(0x7fffffff, 0xffffffff) == "9223372036854775807");
    CHECK_FALSE(code(0, 0));
    CHECK_FALSE(code(0x80000000, 0));
}

TEST_CASE("a component is exported when it says so, or by a filter, or as an old provider") {
    const auto exported_by = [](std::uint32_t tag, int says, bool filter, std::uint32_t target) {
        XmlMaker xml = words();
        xml.start(tag_manifest, {{word_package, text_package}});
        xml.start(tag_sdk, {{target_sdk, target, type_decimal}});
        xml.end(tag_sdk);
        xml.start(tag_application);
        std::vector<test::MadeAttribute> said = {{name, text_relative}, {permission, text_guard}};
        if (says >= 0)
            said.push_back({exported, says ? 0xffffffffu : 0u, type_boolean});
        xml.start(tag, said);
        if (filter) xml.start(tag_filter);
        if (filter) xml.end(tag_filter);
        xml.end(tag);
        xml.end(tag_application);
        xml.end(tag_manifest);
        return facts_of(xml).exported;
    };
    CHECK(exported_by(tag_activity, -1, false, 30).empty());
    CHECK(exported_by(tag_activity, 0, true, 30).empty());
    CHECK(exported_by(tag_provider, -1, false, 17).empty());
    const auto one = [](ComponentKind kind) {
        return std::vector<PackageComponent>{
            {kind, "org.example.made.Part", "org.example.GUARD"}};
    };
    CHECK(exported_by(tag_activity, -1, true, 30) == one(ComponentKind::activity));
    CHECK(exported_by(tag_service, 1, false, 30) == one(ComponentKind::service));
    CHECK(exported_by(tag_provider, -1, false, 16) == one(ComponentKind::provider));
}

TEST_CASE("kits are told by whole parts of class names") {
    CHECK(kits_in({"Lcom/google/firebase/FirebaseApp;", "I", "[Lio/sentry/Sentry;"}) ==
          Ids{"firebase"});
    CHECK(kits_in({"Lcom/huawei/hms/push/HmsMessaging;", "Lio/sentry/Sentry;"}) ==
          Ids{"hms_core", "hms_push", "sentry"});
    CHECK(kits_in({"Lcom/google/android/gms/ads/AdView;"}) ==
          Ids{"google_ads", "google_play_services"});
    CHECK(kits_in({"Lcom/google/firebases/X;", "Lio/sentryx/Y;", "Lcom/google;"}).empty());
    CHECK(kits_in({}).empty());
    package::KitFinder by_manifest;
    by_manifest.see_manifest_name("com.google.firebase.messaging.default_notification_icon");
    const auto kits = by_manifest.finish();
    REQUIRE(kits.size() == 2);
    CHECK(kits[1].id == "firebase_messaging");
    CHECK(kits[1].evidence == "com.google.firebase.messaging.default_notification_icon");
}

TEST_CASE("a dex file that points outside itself is refused") {
    package::KitFinder finder;
    const std::string good = dex_of({"Lio/sentry/Sentry;"});
    CHECK(finder.see_dex(good));
    CHECK_FALSE(finder.see_dex("dex\n"));
    CHECK_FALSE(finder.see_dex("PK\x03\x04" + good.substr(4)));
    for (const std::size_t at : {0x38, 0x3c, 0x40, 0x44, 0x70, 0x74})
        CHECK_FALSE(finder.see_dex(std::string(good).replace(at, 4, "\xff\xff\xff\x7f")));
}

TEST_CASE("sizes add up by part") {
    XmlMaker xml = words();
    xml.start(tag_manifest, {{word_package, text_package}});
    const auto facts = facts_of(xml, {{"classes.dex", dex_of({})},
                                      {"res/a.png", std::string(10, 'a')},
                                      {"assets/b", std::string(20, 'b')},
                                      {"lib/arm64-v8a/libc.so", std::string(30, 'c')},
                                      {"lib/x86/libc.so", std::string(40, 'c')},
                                      {"kotlin/d", std::string(50, 'd')}});
    CHECK(facts.sizes.dex == 0x70);
    CHECK(facts.sizes.resources == 10);
    CHECK(facts.sizes.assets == 20);
    CHECK(facts.sizes.native == 70);
    CHECK(facts.sizes.other == 50 + static_cast<std::int64_t>(xml.bytes().size()));
    CHECK(facts.sizes.unpacked == facts.sizes.dex + 100 + facts.sizes.other);
    CHECK(facts.native_abis == std::vector<std::string>{"arm64-v8a", "x86"});
}

TEST_CASE("facts of every real package travel as JSON and come back the same") {
    if (!truth::is_here()) return;
    std::size_t seen = 0;
    for (const truth::File& file : truth::files()) {
        if (file.kind != "apk" && file.kind != "aab") continue;
        const auto& facts = truth::facts_of(file);
        if (!facts) continue;
        const auto text = vitrine::base::dump_json(encode(*facts));
        const auto back = decode<PackageFacts>(*vitrine::base::parse_json(text), Unknown::refuse);
        REQUIRE_MESSAGE(back, file.name);
        CHECK_MESSAGE(*back == *facts, file.name);
        CHECK(facts->sizes.dex + facts->sizes.resources + facts->sizes.assets +
                  facts->sizes.native + facts->sizes.other <= facts->sizes.file);
        ++seen;
    }
    CHECK(seen > 390);
}

TEST_CASE("a real app's icons, kits and open doors are found") {
    if (!truth::is_here()) return;
    for (const truth::File& file : truth::files()) {
        if (file.name == "apk/npm/io.appium.settings-7.0.0.apk") {
            const auto& facts = *truth::facts_of(file);
            CHECK(facts.icon == "res/drawable-mdpi-v4/ic_launcher.png");
            REQUIRE(facts.icons.size() == 6);
            CHECK(facts.icons.back() ==
                  PackageIcon{640, "res/drawable-xxxhdpi-v4/ic_launcher.png"});
            std::vector<std::string> kits;
            for (const PackageKit& one : facts.kits) kits.push_back(one.id);
            CHECK(kits == Ids{"firebase", "google_play_services", "google_sign_in", "kotlin"});
            CHECK(facts.exported.size() == 18);
        }
        if (file.name == "aab/cafebazaar-bundle.aab") {
            const auto& facts = *truth::facts_of(file);
            CHECK(facts.label == "SVGOMG");
            CHECK(facts.icon == "base/res/mipmap-anydpi-v26/ic_launcher.xml");
            CHECK(facts.locales.front().empty());
            CHECK(facts.signature.verified);
        }
    }
}
