// From the tree of AndroidManifest.xml to facts: what the platform would make of it, including
// the permissions and features that old target SDKs imply (the rules of aapt2's "dump badging").
#pragma once
#include "package/resources/table.h"
#include "package/xml/element.h"

namespace vitrine::package {

// What the signature's verdict depends on.
struct PlatformRange {
    std::int32_t min_sdk = 1;
    std::int32_t target_sdk = 0;       // 0: a codename, or not said
    std::int32_t sandbox_version = 1;  // targetSandboxVersion
};

struct ManifestFacts {
    contract::PackageFacts facts;  // everything that stands in the manifest
    PlatformRange range;
    std::vector<std::string> names;  // of components and meta-data, for the table of kits
};

// `resources` may be null: then references stay unresolved. Refuses: manifest_malformed (the root
// is no <manifest>).
Read<ManifestFacts> read_manifest(const Element& root, const ResourceTable* resources);

}  // namespace vitrine::package
