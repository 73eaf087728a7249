// What must be refused, and that nothing is worse than refused.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/package/truth.h"
#include "tests/package/zip_maker.h"

namespace {

using truth::Disagreements;
using truth::File;
using vitrine::contract::PackageFacts;
using vitrine::contract::PackageRefusal;
namespace package = vitrine::package;

vitrine::base::Result<PackageFacts> read(const std::string& bytes) {
    return package::read_package(package::MemorySource(bytes), package::Limits{});
}

// Why a store says no, "" when it says yes.
std::string refusal_of(const vitrine::base::Result<PackageFacts>& facts) {
    if (!facts) return facts.error().code;
    const auto reason = vitrine::contract::refuse_package(*facts);
    return reason ? std::string(name_of(*reason)) : std::string();
}

// The reference verifies these, we refuse them; or the other way round.
struct Exception {
    std::string_view file, ours, why;
};
constexpr Exception exceptions[] = {
    {"apk/fdroidserver/janus.apk", "data_before_archive", "a dex file stands in front"},
    {"apk/apksig/v1-only-with-nul-in-entry-name.apk", "unsafe_entry_name", "so does aapt2"},
    {"apk/apkinspector/minimal_zero_sized_end_ns.apk", "", "apksig cannot read the manifest"},
};

// Some real packages of every signature scheme, small enough to be broken in many ways.
std::vector<const File*> samples() {
    std::vector<const File*> out;
    for (const std::string_view name :
         {"apk/apksig/golden-rsa-verity-out.apk", "apk/bundletool/",
          "apk/apksig/golden-aligned-v1v2v3-lineage-out.apk",
          "apk/apksig/v3-only-with-ecdsa-sha256-p256.apk",
          "apk/apksig/v31-rsa-2048_2-tgt-34-1-tgt-28.apk",
          "apk/apksig/v1v2v3-with-rsa-2048-lineage-3-signers.apk",
          "apk/apksig/v2-only-with-ecdsa-sha256-p256.apk",
          "apk/fdroidserver/urzip-release.apk", "apk/apktool/issue2836.apk"})
        for (const File& file : truth::files())
            if (file.name.starts_with(name)) out.push_back(&file);
    return out;
}

}  // namespace

TEST_CASE("every package that apksig refuses is refused, and every one that it verifies is not") {
    if (!truth::is_here()) return;
    Disagreements found;
    std::size_t refused = 0, accepted = 0;
    for (const File& file : truth::files()) {
        if (file.kind != "apk") continue;
        const truth::Json& theirs = file.expected["signature"];
        const bool no_pss = theirs.contains("refused") && theirs["refused"].get<std::string>()
                                                              .starts_with("NoSuchAlgorithm");
        if (no_pss) continue;  // The reference's Java could not verify these at all.
        const std::string ours = refusal_of(truth::facts_of(file));
        ++(ours.empty() ? accepted : refused);
        const auto exception =
            std::find_if(std::begin(exceptions), std::end(exceptions),
                         [&](const Exception& one) { return one.file == file.name; });
        if (exception != std::end(exceptions)) {
            if (ours != exception->ours) found.add(file, "refusal", ours, exception->ours);
        } else if (ours.empty() != theirs["verifies"].get<bool>()) {
            found.add(file, "refusal", ours, theirs.dump());
        }
    }
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(accepted >= 240);
    CHECK(refused >= 140);
}

TEST_CASE("a package that was cut short anywhere is refused") {
    if (!truth::is_here()) return;
    CHECK(samples().size() >= 7);
    for (const File* file : samples()) {
        const std::string bytes = file->bytes();
        for (std::size_t i = 0; i < 200; ++i) {
            const std::size_t size = bytes.size() * i / 200;
            CHECK_MESSAGE(!read(bytes.substr(0, size)), file->name << " cut at " << size);
        }
        CHECK_FALSE(read(bytes.substr(0, bytes.size() - 1)));
    }
}

TEST_CASE("no bit outside the signing block of a whole-file signed package changes unnoticed") {
    if (!truth::is_here()) return;
    std::size_t flips = 0;
    for (const File* file : samples()) {
        const std::string bytes = file->bytes();
        const auto [from, to] = test::signing_block_of(bytes);
        if (to == 0 || !refusal_of(read(bytes)).empty()) continue;
        const std::size_t step = std::max<std::size_t>(1, bytes.size() / 400);
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            if (at >= from && at < to) continue;
            std::string broken = bytes;
            broken[at] = static_cast<char>(broken[at] ^ (1 << (at % 8)));
            CHECK_MESSAGE(!refusal_of(read(broken)).empty(), file->name << " at " << at);
            ++flips;
        }
    }
    CHECK(flips > 500);
}

TEST_CASE("a signature that was cut out of a package is missed") {
    if (!truth::is_here()) return;
    std::size_t stripped = 0;
    for (const File* file : samples()) {
        const std::string bytes = file->bytes();
        const auto facts = read(bytes);
        if (!facts || !facts->signature.verified || test::signing_block_of(bytes).second == 0)
            continue;
        const auto without = read(test::without_signing_block(bytes));
        REQUIRE_MESSAGE(without, file->name);
        CHECK_FALSE(without->signature.verified);
        const bool had_jar =
            facts->signature.schemes.front() == vitrine::contract::SignatureScheme::v1;
        if (had_jar) CHECK(refusal_of(without) == "signature_stripped");
        CHECK(without->package_name == facts->package_name);
        ++stripped;
    }
    CHECK(stripped >= 2);
}

TEST_CASE("noise in any part of a package is refused or read, never more") {
    if (!truth::is_here()) return;
    std::uint64_t state = 0x9e3779b97f4a7c15ull;
    const auto next = [&] {
        state ^= state << 13;
        state ^= state >> 7;
        return state ^= state << 17;
    };
    std::size_t read_all = 0;
    for (const File* file : samples()) {
        const std::string bytes = file->bytes();
        for (int round = 0; round < 150; ++round) {
            std::string broken = bytes;
            for (int i = 0; i < 8; ++i)
                broken[next() % broken.size()] = static_cast<char>(next() >> 32);
            read_all += read(broken).has_value();
        }
    }
    MESSAGE(read_all, " noisy packages could still be read");
    CHECK(read_all > 0);
}

TEST_CASE("binary manifests that were made to break readers are read or refused") {
    if (!truth::is_here()) return;
    std::size_t seen = 0, named = 0;
    for (const File& file : truth::files()) {
        if (file.kind != "binary-android-manifest") continue;
        test::MadeZip zip;
        zip.entries.push_back({"AndroidManifest.xml", file.bytes()});
        const auto facts = read(zip.bytes());
        ++seen;
        if (facts) named += !facts->package_name.empty();
        else CHECK_MESSAGE(facts.error().code == "manifest_malformed", file.name);
    }
    CHECK(seen == 17);
    CHECK(named >= 14);
}
