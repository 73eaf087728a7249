// Packages made to take all memory: each is read by a process of its own (main.cpp) that may have
// 256 MiB more than it starts with, from a file, so that the package itself counts for nothing.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tests/package/zip_maker.h"

namespace {

using test::little_endian;
using test::MadeZip;

constexpr std::size_t memory_most = 256u << 20;

// 1: it was read, 2: refused; anything else: it ran out of memory or crashed.
int outcome_of(const std::string& bytes, std::size_t memory = memory_most) {
    std::FILE* file = std::tmpfile();
    REQUIRE(file);
    REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
    REQUIRE(std::fflush(file) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const std::string words[] = {std::to_string(fileno(file)), std::to_string(memory)};
        execl("/proc/self/exe", "test_memory", "read-within", words[0].c_str(),
              words[1].c_str(), nullptr);
        _exit(5);
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_answer(int outcome) { return outcome == 1 || outcome == 2; }

MadeZip with(std::string_view name, std::string bytes) {
    MadeZip out;
    if (name != "AndroidManifest.xml")
        out.entries.push_back({"AndroidManifest.xml", test::smallest_manifest()});
    out.entries.push_back({std::string(name), std::move(bytes), true});
    return out;
}

std::string padded_to(std::string bytes, std::size_t size, std::string_view filling) {
    while (bytes.size() + filling.size() <= size) bytes += filling;
    return bytes;
}

}  // namespace

TEST_CASE("a manifest that repeats one long text a hundred thousand times stays in memory") {
    test::XmlMaker xml;
    xml.strings = {"manifest", "name", std::string(30'000, 'n')};
    xml.start(0);
    for (int i = 0; i < 90'000; ++i) {
        xml.start(0, {{1, 2}});
        xml.end(0);
    }
    CHECK(is_answer(outcome_of(with("AndroidManifest.xml", xml.bytes()).bytes())));
}

TEST_CASE("a manifest of nothing but depth, or of nothing but strings, stays in memory") {
    test::XmlMaker deep;
    deep.strings = {"manifest"};
    for (int i = 0; i < 200'000; ++i) deep.start(0);
    CHECK(outcome_of(with("AndroidManifest.xml", deep.bytes()).bytes()) == 2);
    test::XmlMaker wide;
    wide.strings.assign(1'000'000, "");
    wide.strings[0] = "manifest";
    wide.start(0);
    CHECK(outcome_of(with("AndroidManifest.xml", wide.bytes()).bytes()) == 1);
}

TEST_CASE("a resource table of a million configurations stays in memory") {
    std::string type = little_endian(0x0201, 2) + little_endian(52, 2) + little_endian(56, 4) +
                       little_endian(1, 4) + little_endian(1, 4) + little_endian(56, 4) +
                       little_endian(28, 4) + std::string(24, '\0') + std::string(8, '\0');
    type.resize(56);
    std::string types;
    for (int i = 0; i < 250'000; ++i) types += type;
    const std::string inside = little_endian(0x0200, 2) + little_endian(288, 2) +
                               little_endian(288 + types.size(), 4) + little_endian(0x7f, 4) +
                               std::string(276, '\0') + types;
    const std::string table = little_endian(2, 2) + little_endian(12, 2) +
                              little_endian(12 + inside.size(), 4) + little_endian(1, 4) + inside;
    CHECK(is_answer(outcome_of(with("resources.arsc", table).bytes())));
}

TEST_CASE("a JAR manifest of millions of lines stays in memory") {
    CHECK(is_answer(outcome_of(
        with("META-INF/MANIFEST.MF", padded_to("Manifest-Version: 1.0\r\n\r\n", 11 << 20, "a\n"))
            .bytes())));
    CHECK(is_answer(outcome_of(
        with("META-INF/MANIFEST.MF", padded_to("Manifest-Version: 1.0\r\n\r\n", 11 << 20,
                                               "Name: a\n\n")).bytes())));
}

TEST_CASE("sixty-five thousand entries with long names stay in memory") {
    MadeZip zip = with("assets/a", "x");
    for (int i = 0; i < 60'000; ++i)
        zip.entries.push_back({"assets/" + std::string(150, 'n') + std::to_string(i), ""});
    CHECK(outcome_of(zip.bytes()) == 1);
}

TEST_CASE("the largest parts that are read at all fit into memory") {
    std::string noise(79 << 20, '\0');
    std::uint32_t state = 1;
    for (char& byte : noise)
        byte = static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
    MadeZip zip = with("assets/a", "x");
    zip.entries.push_back({"classes.dex", "dex\n" + noise});
    zip.entries.push_back({"resources.arsc", std::move(noise)});
    const std::string bytes = zip.bytes();
    CHECK(outcome_of(bytes) == 2);
    CHECK_FALSE(is_answer(outcome_of(bytes, memory_most / 4)));  // It is a limit.
}
