// Somebody else's code in a package, told by class names and manifest names. One table: a row per
// kit, matched by prefix.
#pragma once
#include <string>
#include <vector>

#include "contract/packages.h"
#include "package/source.h"

namespace vitrine::package {

class KitFinder {
public:
    KitFinder();
    // A class, "com.google.firebase.FirebaseApp", or a name from the manifest.
    void see_class(std::string_view name);
    void see_manifest_name(std::string_view name);
    // All classes that a dex file defines or uses. Refuses: dex_malformed.
    Read<void> see_dex(std::string_view dex);
    std::vector<contract::PackageKit> finish();  // by id

private:
    std::vector<std::string> evidence_;  // by row; "": not seen
    std::vector<std::uint32_t> order_;   // rows by class prefix
};

}  // namespace vitrine::package
