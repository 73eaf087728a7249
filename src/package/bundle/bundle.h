// What an app bundle holds instead of binary XML and resources.arsc: the same in protocol buffers.
// Source: aapt2's Resources.proto and Configuration.proto; the field numbers are theirs.
#pragma once
#include "package/limits.h"
#include "package/resources/table.h"
#include "package/xml/element.h"

namespace vitrine::package {

// AndroidManifest.xml of a module (message XmlNode). Refuses: manifest_malformed.
Read<std::unique_ptr<Document>> read_proto_xml(std::string bytes, const Limits& limits);

// resources.pb of a module (message ResourceTable). Refuses: resources_malformed.
Read<std::unique_ptr<ResourceTable>> read_proto_table(std::string bytes);

// An Item: the value of an attribute or a resource. `text` shows into `message`.
Value read_proto_item(std::string_view message);

}  // namespace vitrine::package
