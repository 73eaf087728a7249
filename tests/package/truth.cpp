#include "tests/package/truth.h"

#include <cstdio>
#include <fstream>
#include <iterator>

namespace truth {
namespace {

const std::string folder = std::string(VT_SHARED_DIR) + "/data/packages/";

std::string read_whole(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<File> read_list() {
    std::vector<File> out;
    const auto all = vitrine::base::parse_json(read_whole(folder + "ground-truth.json"));
    if (!all) return out;
    for (const Json& one : (*all)["files"])
        out.push_back({one["file"].get<std::string>(), one["kind"].get<std::string>(), one});
    return out;
}

}  // namespace

std::string File::bytes() const { return read_whole(folder + name); }

bool is_here() {
    if (!files().empty()) return true;
    std::fprintf(stderr, "SKIPPED: no %sground-truth.json, packages are not compared\n",
                 folder.c_str());
    return false;
}

const std::vector<File>& files() {
    static const std::vector<File> all = read_list();
    return all;
}

const vitrine::base::Result<vitrine::contract::PackageFacts>& facts_of(const File& file) {
    static std::map<std::string, vitrine::base::Result<vitrine::contract::PackageFacts>> known;
    const auto at = known.find(file.name);
    if (at != known.end()) return at->second;
    const std::string bytes = file.bytes();
    return known
        .emplace(file.name, vitrine::package::read_package(
                                vitrine::package::MemorySource(bytes), vitrine::package::Limits{}))
        .first->second;
}

void Disagreements::add(const File& file, std::string_view field, std::string_view ours,
                        std::string_view theirs) {
    std::string line = "\n  " + file.name + ": ";
    line.append(field).append(": ours ").append(ours).append(", reference ").append(theirs);
    lines_.push_back(std::move(line));
}

void Disagreements::compare(const File& file, std::string_view field, const Json& ours,
                            const Json& theirs) {
    ++compared_;
    if (ours != theirs) add(file, field, ours.dump().substr(0, 600), theirs.dump().substr(0, 600));
}

std::string Disagreements::text() const {
    std::string out;
    for (const std::string& line : lines_) out += line;
    return out;
}

}  // namespace truth
