// AndroidManifest.xml as a tree, the same for APKs (binary XML) and app bundles (protobuf).
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::package {

enum class ValueKind : std::uint8_t { none, text, number, reference };

// A typed value of an attribute or a resource. `number` also holds booleans, as 0 or not 0, and
// every other primitive by its bits.
struct Value {
    ValueKind kind = ValueKind::none;
    std::uint32_t number = 0;  // the id, for a reference
    std::string_view text;     // what was written, where that is known
};

struct Attribute {
    std::string_view space, name;
    std::uint32_t id = 0;  // of the framework's attribute, 0 for none
    Value value;
};

struct Element {
    std::string_view name;
    std::vector<Attribute> attributes;
    std::vector<Element> children;

    const Attribute* find(std::uint32_t attribute_id) const;
    const Attribute* find(std::string_view attribute_name) const;  // without a namespace
};

// Owns every text that its elements show.
struct Document {
    std::deque<std::string> texts;
    Element root;
};

inline const Attribute* Element::find(std::uint32_t attribute_id) const {
    for (const Attribute& one : attributes)
        if (one.id == attribute_id) return &one;
    return nullptr;
}
inline const Attribute* Element::find(std::string_view attribute_name) const {
    for (const Attribute& one : attributes)
        if (one.space.empty() && one.name == attribute_name) return &one;
    return nullptr;
}

}  // namespace vitrine::package
