// Scheme v1, the JAR signature: .RSA signs .SF, .SF digests MANIFEST.MF, MANIFEST.MF digests every
// entry outside META-INF. As Android decides it, which is not everywhere as the JAR specification.
#pragma once
#include "package/signing/signers.h"

namespace vitrine::package {

struct JarVerdict {
    std::vector<Certificate> signers;  // in directory order; empty when there are faults
    std::vector<SignatureFault> faults;
};

// `found_schemes`: numbers of the schemes that the signing block has. Refuses: entry_damaged and
// the like, for an entry that cannot be read.
Read<JarVerdict> verify_jar(const Archive& archive, SdkRange range,
                            const std::vector<std::int32_t>& found_schemes);

}  // namespace vitrine::package
