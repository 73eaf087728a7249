// The packages of ../shared/data and what reference tools say about them (ground-truth.json names
// the tools). Nothing of it is in this repository: where the folder is absent, sentences about it
// say so loudly and prove nothing.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "package/package.h"

namespace truth {

using vitrine::base::Json;

struct File {
    std::string name, kind;  // "apk/apksig/v2-only.apk"; "apk", "aab", "zip", ...
    Json expected;
    std::string bytes() const;
};

// False, with a line on stderr, when the folder is not there.
bool is_here();
const std::vector<File>& files();
// APKs and bundles, each read once by read_package with default limits.
const vitrine::base::Result<vitrine::contract::PackageFacts>& facts_of(const File& file);

// Collects what disagrees, by file, and writes it as one text for a doctest message.
class Disagreements {
public:
    void add(const File& file, std::string_view field, std::string_view ours,
             std::string_view theirs);
    // Adds when they differ and the file is no exception.
    void compare(const File& file, std::string_view field, const Json& ours, const Json& theirs);
    std::size_t compared() const { return compared_; }
    std::string text() const;
    bool none() const { return lines_.empty(); }

private:
    std::vector<std::string> lines_;
    std::size_t compared_ = 0;
};

}  // namespace truth
