// Android's binary XML (ResXMLTree in AOSP's ResourceTypes.h): chunks in a chunk.
//
//   0x0003 file: 0x0001 string pool, 0x0180 attribute ids, then nodes in document order:
//   0x0100/0x0101 namespace, 0x0102/0x0103 element start/end, 0x0104 text
//
// As lenient as Android: unknown chunks are skipped, odd namespaces ignored, and what stands
// behind a broken chunk does not count if the root element was there.
#pragma once
#include <memory>

#include "package/limits.h"
#include "package/source.h"
#include "package/xml/element.h"

namespace vitrine::package {

// Refuses: manifest_malformed (no root element, or deeper or longer than the limits).
Read<std::unique_ptr<Document>> read_binary_xml(std::string_view bytes, const Limits& limits);

}  // namespace vitrine::package
