// The verdict over all signature schemes of a package, as every platform of a range gives it.
#pragma once
#include "package/manifest/manifest.h"
#include "package/signing/signers.h"

namespace vitrine::package {

// An APK: v3.1, v3, v2 and v1, whichever the platforms of `range` look at, and that the schemes
// agree about who signed. `platform` is what the manifest says. Refuses as verify_jar does.
Read<contract::PackageSignature> verify_apk(const Archive& archive, const PlatformRange& platform,
                                            SdkRange range);

// An app bundle is signed for the store, not for devices: with JAR signatures alone, and any
// algorithm that Android 7 and newer know will do.
Read<contract::PackageSignature> verify_bundle(const Archive& archive);

}  // namespace vitrine::package
