// Debian's aapt2 and apksigner themselves, on every tenth package: that the kept record of their
// answers (truth.h) is what they say. Where they are not installed, the sentences say so loudly.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "tests/package/truth.h"

namespace {

using truth::Disagreements;
using truth::File;
using truth::Json;
using vitrine::contract::PackageFacts;

constexpr std::size_t every = 10;

struct Ran {
    bool good = false;
    std::string printed;
};

// `command` ends with the file's path, quoted.
Ran run(const std::string& command, const File& file) {
    const std::string path = std::string(VT_SHARED_DIR "/data/packages/") + file.name;
    FILE* pipe = popen((command + " '" + path + "' 2>/dev/null").c_str(), "r");
    REQUIRE(pipe != nullptr);
    Ran out;
    std::array<char, 4096> piece;
    while (const std::size_t count = fread(piece.data(), 1, piece.size(), pipe))
        out.printed.append(piece.data(), count);
    const int status = pclose(pipe);
    out.good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return out;
}

bool is_installed(const char* tool) {
    if (system((std::string("command -v ") + tool + " > /dev/null").c_str()) == 0) return true;
    std::fprintf(stderr, "SKIPPED: %s is not installed\n", tool);
    return false;
}

// What stands in quotes behind `key`, of the first line that has it.
std::optional<std::string> quoted(const std::string& text, const std::string& key) {
    const auto at = text.find(key + "'");
    if (at == text.npos) return std::nullopt;
    const auto begin = at + key.size() + 1, end = text.find('\'', begin);
    return text.substr(begin, end - begin);
}

std::vector<std::string> all_behind(const std::string& text, const std::string& key, char end) {
    std::vector<std::string> out;
    for (auto at = text.find(key); at != text.npos; at = text.find(key, at + 1))
        out.push_back(text.substr(at + key.size(), text.find(end, at + key.size()) - at -
                                                       key.size()));
    std::sort(out.begin(), out.end());
    return out;
}

std::string number_text(const std::optional<std::int32_t>& number) {
    return number ? std::to_string(*number) : "none";
}

template <class Visit> void each_tenth(Visit visit) {
    std::size_t number = 0;
    for (const File& file : truth::files())
        if (file.kind == "apk" && ++number % every == 0) visit(file, truth::facts_of(file));
}

void compare_facts(Disagreements& found, const File& file, const PackageFacts& facts,
                   const std::string& said) {
    found.compare(file, "package", facts.package_name, *quoted(said, "package: name="));
    found.compare(file, "version_code", facts.version_code.value_or(""),
                  quoted(said, " versionCode=").value_or(""));
    found.compare(file, "version_name", facts.version_name,
                  quoted(said, " versionName=").value_or(""));
    if (!facts.min_sdk_codename)
        found.compare(file, "min_sdk", number_text(facts.min_sdk),
                      quoted(said, "\nsdkVersion:").value_or("none"));
    if (!facts.target_sdk_codename)
        found.compare(file, "target_sdk", number_text(facts.target_sdk),
                      quoted(said, "\ntargetSdkVersion:").value_or("none"));
    std::vector<std::string> ours;
    for (const auto& one : facts.permissions) ours.push_back(one.name);
    for (const std::string& name : all_behind(said, "\nuses-permission: name='", '\''))
        found.compare(file, "permission " + name,
                      std::find(ours.begin(), ours.end(), name) != ours.end(), true);
}

// The Debian release of apksigner knows no v3.1: there the record has two answers.
bool is_beyond_apksigner(const File& file) {
    const Json& newer = file.expected["signature"];
    if (!newer.is_object() || !newer.contains("verifies")) return true;
    if (!file.expected.contains("apksigner")) return true;
    const Json& older = file.expected["apksigner"];
    if (older["verifies"] != newer["verifies"]) return true;
    if (!newer["verifies"].get<bool>()) return false;
    std::vector<std::string> signers;
    for (const Json& one : newer["signers"]) signers.push_back(one["sha256"]);
    return Json(signers) != older["signer_sha256"];
}

}  // namespace

TEST_CASE("aapt2 says of a package what we read from it") {
    if (!truth::is_here() || !is_installed("aapt2")) return;
    Disagreements found;
    each_tenth([&](const File& file, const auto& facts) {
        const Ran said = run("aapt2 dump badging", file);
        if (facts && said.good) compare_facts(found, file, *facts, said.printed);
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 100);
}

TEST_CASE("apksigner gives the verdict and the signers that we give") {
    if (!truth::is_here() || !is_installed("apksigner")) return;
    Disagreements found;
    each_tenth([&](const File& file, const auto& facts) {
        if (!facts || is_beyond_apksigner(file)) return;
        const Ran said = run("apksigner verify --print-certs", file);
        found.compare(file, "verified", facts->signature.verified, said.good);
        if (!said.good || !facts->signature.verified) return;
        std::vector<std::string> ours;
        for (const auto& signer : facts->signature.signers) ours.push_back(signer.sha256);
        std::sort(ours.begin(), ours.end());
        const std::string lines = "\n" + said.printed;
        found.compare(file, "signers", Json(ours),
                      Json(all_behind(lines, "\nSigner #1 certificate SHA-256 digest: ", '\n')));
    });
    CHECK_MESSAGE(found.none(), found.text());
    CHECK(found.compared() > 40);
}
