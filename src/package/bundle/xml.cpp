#include "package/bundle/bundle.h"
#include "package/bundle/proto.h"

namespace vitrine::package {
namespace {

// Primitive: null 1, empty 2, float 3, the rest are numbers by their bits.
Value read_primitive(std::string_view message) {
    Value out;
    ProtoField one;
    for (ProtoReader reader(message); reader.next(one);) {
        if (one.number <= 2) continue;
        out.kind = ValueKind::number;
        out.number = static_cast<std::uint32_t>(one.value);
    }
    return out;
}

class Builder {
public:
    explicit Builder(const Limits& limits) : limits_(limits) {}

    // XmlNode: element 1, text 2.
    bool node(std::string_view message, Element& out, std::uint32_t depth) {
        const std::string_view element = proto_field(message, 1).bytes;
        return !element.empty() && read(element, out, depth);
    }

private:
    // XmlElement: namespace uri 2, name 3, attribute 4, child 5.
    bool read(std::string_view message, Element& out, std::uint32_t depth) {
        if (depth > limits_.xml_depth || ++elements_ > limits_.xml_elements) return false;
        ProtoReader reader(message);
        ProtoField one;
        while (reader.next(one)) {
            if (one.number == 3) out.name = one.bytes;
            if (one.number == 4) out.attributes.push_back(attribute(one.bytes));
            if (one.number != 5 || proto_field(one.bytes, 1).bytes.empty()) continue;
            if (!node(one.bytes, out.children.emplace_back(), depth + 1)) return false;
        }
        return !reader.failed();
    }

    // XmlAttribute: namespace uri 1, name 2, value 3, resource id 5, compiled item 6.
    static Attribute attribute(std::string_view message) {
        Attribute out;
        std::string_view written;
        ProtoField one;
        for (ProtoReader reader(message); reader.next(one);) {
            if (one.number == 1) out.space = one.bytes;
            if (one.number == 2) out.name = one.bytes;
            if (one.number == 3) written = one.bytes;
            if (one.number == 5) out.id = static_cast<std::uint32_t>(one.value);
            if (one.number == 6) out.value = read_proto_item(one.bytes);
        }
        if (out.value.kind == ValueKind::none) out.value.kind = ValueKind::text;
        if (out.value.text.empty()) out.value.text = written;
        return out;
    }

    const Limits& limits_;
    std::uint32_t elements_ = 0;
};

}  // namespace

// Item: reference 1, string 2, raw string 3, styled string 4, file 5, id 6, primitive 7.
Value read_proto_item(std::string_view message) {
    Value out;
    ProtoField one;
    for (ProtoReader reader(message); reader.next(one);) {
        if (one.number == 1) {  // Reference: id 2
            out.kind = ValueKind::reference;
            out.number = static_cast<std::uint32_t>(proto_field(one.bytes, 2).value);
        } else if (one.number >= 2 && one.number <= 5) {  // each: value or path 1
            out.kind = ValueKind::text;
            out.text = proto_field(one.bytes, 1).bytes;
        } else if (one.number == 7) {
            out = read_primitive(one.bytes);
        }
    }
    return out;
}

Read<std::unique_ptr<Document>> read_proto_xml(std::string bytes, const Limits& limits) {
    auto document = std::make_unique<Document>();
    document->texts.push_back(std::move(bytes));
    Builder builder(limits);
    if (!builder.node(document->texts.front(), document->root, 1))
        return refuse(PackageRefusal::manifest_malformed);
    return document;
}

}  // namespace vitrine::package
