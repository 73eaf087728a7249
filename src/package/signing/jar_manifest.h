// META-INF/MANIFEST.MF and the .SF files: sections of "Name: value" lines, an empty line between
// sections, long lines continued by a leading space. Source: Oracle's JAR File Specification, and
// AOSP's apksig for what it leaves open.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::package {

struct JarSection {
    std::string_view bytes;  // with the empty line that ends it: what a digest of it covers
    std::vector<std::pair<std::string, std::string>> attributes;

    std::optional<std::string_view> name() const;  // only when it is the first attribute
    std::optional<std::string_view> find(std::string_view attribute) const;  // ignoring case
};

// Sections in order, the main one first; `text` must outlive them. Stops behind `most` sections;
// gives none at all for a text with more lines than any real one, which memory could not hold.
std::vector<JarSection> read_jar_manifest(std::string_view text, std::size_t most);

// Standard base64 with padding; nothing for any other text.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace vitrine::package
