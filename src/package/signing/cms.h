// A signature block of a JAR (.RSA, .DSA, .EC): PKCS #7 SignedData over a detached .SF file, with
// Android's rules about what of it counts. Source: RFC 5652, and AOSP's apksig.
#pragma once
#include "package/signing/signers.h"

namespace vitrine::package {

// The certificate whose key signed `signed_file` on every platform of `range`, or why there is
// none: jar_signature_malformed, jar_signature_unusable, jar_signature_wrong,
// jar_algorithm_unsupported.
std::expected<Certificate, PackageRefusal> verify_cms(std::string_view block,
                                                      std::string_view signed_file,
                                                      SdkRange range);

}  // namespace vitrine::package
