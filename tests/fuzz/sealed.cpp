// Sealed values and rings of keys as anybody may write them: never a crash, nothing made up opens,
// what was sealed opens as it was, and a ring is read as it is written.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/machine/vault.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using vitrine::service::machine::Vault;
    static const Vault vault = [] {
        Vault made;
        made.add_key();
        return made;
    }();
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    if (vault.open("place", text) || vault.open("place", "sealed:" + text)) std::abort();
    const auto sealed = vault.seal(text, text);
    if (!sealed || vault.open(text, *sealed) != text) std::abort();
    for (const std::string& ring : {text, "vitrine secrets 1\n" + text})
        if (const auto read = Vault::parse(ring)) {
            const auto again = Vault::parse(read->text());
            if (!again || again->text() != read->text()) std::abort();
        }
    return 0;
}
