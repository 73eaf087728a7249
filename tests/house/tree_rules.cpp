// Rules about the tree as a whole: kinds of files, sizes of goldens, names of files.
#include <algorithm>
#include <cctype>

#include "tests/house/house.h"

namespace house {
namespace {

constexpr std::size_t golden_bytes_max = 256 << 10, goldens_bytes_max = 4 << 20;

void know_every_kind(const Tree& tree, Found& found) {
    constexpr std::string_view kinds[] = {
        ".cpp",   ".h",      ".mjs", ".html", ".css", ".json", ".md",  ".txt",
        ".cmake", ".cfg",    ".sh",  ".py",   ".svg", ".png",  ".sql", ".webmanifest",
        ".csv",   ".ndjson", ".gz",  ".bin",  ".in",  ".toml", ".journey",
        ".1",     "Fastfile"};
    constexpr std::string_view plain[] = {
        "LICENSE",  "dev",           ".gitignore",  ".gitattributes", "run",
        "packages", ".clang-format", ".clang-tidy", ".editorconfig",  "NOTICE"};
    for (const std::string& path : tree.paths) {
        const std::string name = path.substr(path.rfind('/') + 1);
        const bool kind = std::any_of(std::begin(kinds), std::end(kinds),
                                      [&](auto end) { return name.ends_with(end); });
        const bool known = kind ||
                           std::find(std::begin(plain), std::end(plain), name) != std::end(plain) ||
                           path.starts_with("tests/fuzz/");
        if (!known) found.push_back({path, 0, "a kind of file that this tree does not have"});
    }
}

void keep_goldens_small(const Tree& tree, Found& found) {
    std::size_t all = 0;
    for (std::size_t i = 0; i < tree.paths.size(); ++i) {
        if (!tree.paths[i].starts_with("tests/golden/")) continue;
        all += tree.sizes[i];
        if (tree.sizes[i] > golden_bytes_max)
            found.push_back({tree.paths[i], 0, "a golden file stays under 256 KiB"});
    }
    if (all > goldens_bytes_max)
        found.push_back({"tests/golden", 0, "all goldens stay under 4 MiB"});
}

void name_files_by_their_noun(const Tree& tree, Found& found) {
    for (const std::string& path : tree.paths) {
        if (!path.ends_with(".cpp") && !path.ends_with(".h")) continue;
        const std::string name = path.substr(path.rfind('/') + 1);
        const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return std::islower(c) || std::isdigit(c) || c == '_' || c == '.';
        });
        if (!plain) found.push_back({path, 0, "file names are snake_case"});
        for (const std::string_view empty : {"util", "helper", "manager", "misc", "common."})
            if (name.find(empty) != std::string::npos)
                found.push_back(
                    {path, 0, "a file is its main noun: no '" + std::string(empty) + "'"});
    }
}

}  // namespace

std::vector<TreeRule> tree_rules() {
    return {{"every kind of file is known", know_every_kind},
            {"goldens are small", keep_goldens_small},
            {"a file is its main noun", name_files_by_their_noun}};
}

}  // namespace house
