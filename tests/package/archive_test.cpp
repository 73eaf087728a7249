// Archives made by hand to do harm, and a second opinion about the harmless ones.
#include <doctest/doctest.h>
#include <zip.h>

#include "package/zip/archive.h"
#include "tests/package/truth.h"
#include "tests/package/zip_maker.h"

namespace {

using test::MadeEntry;
using test::MadeZip;
using truth::File;
namespace package = vitrine::package;

MadeZip with_manifest(std::vector<MadeEntry> more) {
    MadeZip out;
    out.entries.push_back({"AndroidManifest.xml", test::smallest_manifest()});
    for (MadeEntry& one : more) out.entries.push_back(std::move(one));
    return out;
}

std::string code_of(const std::string& bytes, package::Limits limits = {}) {
    const auto facts = package::read_package(package::MemorySource(bytes), limits);
    return facts ? std::string("read") : facts.error().code;
}

package::Read<void> checked(const std::string& bytes) {
    const package::Limits limits;
    const package::MemorySource source(bytes);
    const auto archive = package::Archive::open(source, limits);
    if (!archive) return std::unexpected(archive.error());
    return archive->check();
}

}  // namespace

TEST_CASE("a package made by hand is read, so that what follows breaks only what it says") {
    const auto bytes = with_manifest({{"assets/a.txt", "aaa", true}}).bytes();
    const auto facts = package::read_package(package::MemorySource(bytes), package::Limits{});
    REQUIRE(facts);
    CHECK(facts->package_name == "org.example.made");
    CHECK(facts->sizes.assets > 0);
    CHECK(vitrine::contract::refuse_package(*facts) ==
          vitrine::contract::PackageRefusal::jar_manifest_missing);
}

TEST_CASE("an entry may not leave the folder it would be unpacked into") {
    for (const char* name : {"../evil", "a/../../evil", "/etc/evil", "C:/evil", "..\\evil",
                             "a/..", "\\evil", "bad\xff"})
        CHECK_MESSAGE(code_of(with_manifest({{name, "x"}}).bytes()) == "unsafe_entry_name", name);
    CHECK(code_of(with_manifest({{std::string("nul\0x", 5), "x"}}).bytes()) ==
          "unsafe_entry_name");
    for (const char* name : {"a..b/c", "...", "res/Ünicode.png", "a/b/"})
        CHECK_MESSAGE(code_of(with_manifest({{name, ""}}).bytes()) == "read", name);
}

TEST_CASE("a bomb is refused before it is unpacked") {
    const std::string zeros(32 << 20, '\0');
    CHECK(code_of(with_manifest({{"assets/zeros", zeros, true}}).bytes()) == "unpacks_too_large");
    // Many small ones: no single entry is remarkable.
    MadeZip many = with_manifest({});
    for (int i = 0; i < 12; ++i)
        many.entries.push_back({"assets/" + std::to_string(i), zeros.substr(0, 15 << 20), true});
    CHECK(code_of(many.bytes()) == "unpacks_too_large");
    // One that does not admit its size.
    MadeEntry shy{"classes.dex", zeros.substr(0, 1 << 20), true};
    shy.promised_size = 1000;
    CHECK(code_of(with_manifest({shy}).bytes()) == "entry_damaged");
    MadeEntry boaster{"AndroidManifest.xml", "short", true};
    boaster.promised_size = 0xfffffff0;
    MadeZip alone;
    alone.entries.push_back(boaster);
    CHECK(code_of(alone.bytes()) == "unpacks_too_large");
}

TEST_CASE("entries may not overlap, repeat, or be told in two ways") {
    MadeEntry again{"assets/again", test::smallest_manifest()};
    again.header_offset = 0;
    CHECK(code_of(with_manifest({again}).bytes()) == "entries_overlap");
    again.name = "AndroidManifest.xml";
    CHECK(code_of(with_manifest({again}).bytes()) == "duplicate_entry");
    MadeEntry masked{"assets/harmless", "x"};
    masked.local_name = "classes.dex";
    CHECK(code_of(with_manifest({masked}).bytes()) == "local_header_mismatch");
    MadeEntry far{"assets/far", "x"};
    far.header_offset = 1 << 30;
    CHECK(code_of(with_manifest({far}).bytes()) == "local_header_mismatch");
    MadeEntry secret{"assets/secret", "x"};
    secret.flags = 1;
    CHECK(code_of(with_manifest({secret}).bytes()) == "entry_encrypted");
    MadeEntry wrong{"classes.dex", "dex\n"};
    wrong.crc_error = 1;
    CHECK(code_of(with_manifest({wrong}).bytes()) == "entry_damaged");
}

TEST_CASE("nothing may stand in front of the archive, and its end must be its end") {
    MadeZip janus = with_manifest({});
    janus.prefix = "dex\n035";
    CHECK(code_of(janus.bytes()) == "data_before_archive");
    CHECK(code_of(with_manifest({}).bytes() + "x") == "not_an_archive");
    CHECK(code_of("") == "not_an_archive");
    CHECK(code_of(std::string(100'000, 'P')) == "not_an_archive");
    MadeZip commented = with_manifest({});
    commented.comment = std::string("PK\x05\x06", 4) + std::string(100, 'x');
    CHECK(code_of(commented.bytes()) == "read");
    MadeZip counted = with_manifest({});
    counted.count_error = 1;
    CHECK(code_of(counted.bytes()) == "archive_damaged");
    counted.count_error = 60'000;
    CHECK(code_of(counted.bytes()) == "archive_damaged");
}

TEST_CASE("limits are kept: size of the file, number of entries, size of a part") {
    const std::string bytes = with_manifest({{"resources.arsc", std::string(5000, 'r')}}).bytes();
    package::Limits limits;
    limits.file_bytes = 100;
    CHECK(code_of(bytes, limits) == "too_large");
    limits = {};
    limits.entries = 1;
    CHECK(code_of(bytes, limits) == "too_many_entries");
    limits = {};
    limits.resources_bytes = 4999;
    CHECK(code_of(bytes, limits) == "too_large");
    CHECK(code_of(bytes) == "resources_malformed");
}

TEST_CASE("archives that others collected to break readers are refused or read, never more") {
    if (!truth::is_here()) return;
    std::size_t seen = 0, refused = 0;
    for (const File& file : truth::files()) {
        if (file.kind != "zip" && file.kind != "epub" && file.kind != "pkpass") continue;
        const std::string bytes = file.bytes();
        const auto verdict = checked(bytes);
        ++seen;
        refused += !verdict;
        const auto flags = file.expected["zip"].value("flags", truth::Json::array());
        for (const truth::Json& flag : flags)
            if (flag == "parent-traversal" || flag == "absolute-name" ||
                flag == "duplicate-names" || flag == "nul-in-name" || flag == "encrypted")
                CHECK_MESSAGE(!verdict, file.name << " is " << flag.get<std::string>());
        CHECK_NOTHROW(code_of(bytes));
    }
    CHECK(seen > 140);
    CHECK(refused > 40);
}

TEST_CASE("libzip lists and unpacks every entry of a good package as we do") {
    if (!truth::is_here()) return;
    truth::Disagreements found;
    std::size_t entries = 0;
    for (const File& file : truth::files()) {
        if (file.kind != "apk" && file.kind != "aab") continue;
        const std::string bytes = file.bytes();
        if (bytes.size() > 400'000 || !checked(bytes)) continue;
        const package::Limits limits;
        const package::MemorySource source(bytes);
        const auto archive = package::Archive::open(source, limits);
        zip_error_t error;
        zip_error_init(&error);
        zip_source_t* from = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
        zip_t* theirs = zip_open_from_source(from, ZIP_RDONLY, &error);
        if (!theirs) {  // It is stricter about what stands between directory and end.
            CHECK_MESSAGE(file.expected["zip"]["opens"] == false, file.name);
            zip_source_free(from);
            continue;
        }
        for (std::size_t i = 0; i < archive->entries().size(); ++i) {
            const package::Entry& ours = archive->entries()[i];
            const char* name = zip_get_name(theirs, i, ZIP_FL_ENC_RAW);
            if (!name || ours.name != name) found.add(file, "name", ours.name, name ? name : "");
            if (ours.method != 0 && ours.method != 8) continue;  // Android: deflate all the same.
            const auto content = archive->read(ours, 1 << 26);
            std::string other(static_cast<std::size_t>(ours.unpacked), '\0');
            zip_file_t* open = zip_fopen_index(theirs, i, 0);
            const bool whole =
                open && zip_fread(open, other.data(), other.size()) ==
                            static_cast<zip_int64_t>(other.size());
            if (open) zip_fclose(open);
            if (!content || !whole || *content != other) found.add(file, ours.name, "", "other");
            ++entries;
        }
        zip_discard(theirs);
    }
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(entries > 2000);
}
