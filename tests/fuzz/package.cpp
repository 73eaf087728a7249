// Whole packages and their parts. The first byte chooses who reads the rest, so that a small input
// reaches deep: a parser behind an archive's checksums would hardly ever be reached.
#include <cstdint>
#include <cstdlib>

#include "package/bundle/bundle.h"
#include "package/kits/kits.h"
#include "package/manifest/manifest.h"
#include "package/package.h"
#include "package/signing/cms.h"
#include "package/signing/jar_manifest.h"
#include "package/signing/verify.h"
#include "package/xml/binary_xml.h"

using namespace vitrine::package;

namespace {

Limits small_limits() {
    Limits out;
    out.unpacked_bytes = 64 << 20;
    out.manifest_bytes = out.resources_bytes = out.dex_bytes = out.signature_bytes = 4 << 20;
    return out;
}

void read_manifest_and_table(const Read<std::unique_ptr<Document>>& document,
                             const ResourceTable* table) {
    if (!document) return;
    const auto facts = read_manifest((*document)->root, table);
    if (facts && facts->facts.features.empty()) std::abort();  // One at least is implied.
}

// A u32 size, the manifest of that size, then the resource table.
void read_pair(std::string_view bytes, bool is_bundle) {
    Bytes in(bytes);
    const std::string_view manifest = in.take_sized();
    const Limits limits = small_limits();
    const std::string rest(in.rest());
    const auto table = is_bundle ? read_proto_table(rest) : read_resource_table(rest);
    read_manifest_and_table(is_bundle ? read_proto_xml(std::string(manifest), limits)
                                      : read_binary_xml(manifest, limits),
                            table ? table->get() : nullptr);
    if (table) (*table)->resolve(0x7f010000, Config::plain_phone());
}

// The bytes as the signing block of an archive without entries.
void read_block(std::string_view bytes) {
    const auto number = [](std::uint64_t value, int count) {
        std::string out;
        for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
        return out;
    };
    const std::string size = number(bytes.size() + 24, 8);
    const std::string block = size + std::string(bytes) + size + "APK Sig Block 42";
    const std::string file = block + "PK\x05\x06" + std::string(12, '\0') +
                             number(block.size(), 4) + std::string(2, '\0');
    const Limits limits = small_limits();
    const MemorySource source(file);
    const auto archive = Archive::open(source, limits);
    if (!archive) std::abort();
    for (const std::int32_t min_sdk : {1, 24, 28, 33}) {
        const auto verdict = verify_apk(*archive, PlatformRange{}, {min_sdk});
        if (verdict && verdict->verified != verdict->faults.empty()) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 8) {
        case 0: {
            const auto facts = read_package(MemorySource(bytes), small_limits());
            if (!facts && facts.error().code.empty()) std::abort();
            if (facts)  // What was read must travel.
                (void)vitrine::base::dump_json(vitrine::contract::encode(*facts));
            break;
        }
        case 1: read_pair(bytes, false); break;
        case 2: read_pair(bytes, true); break;
        case 3: read_block(bytes); break;
        case 4: {
            auto reason = PackageRefusal::unreadable;
            (void)read_lineage(bytes, reason);
            break;
        }
        case 5: (void)verify_cms(bytes, "Signature-Version: 1.0\r\n\r\n", {}); break;
        case 6: (void)read_jar_manifest(bytes, 1000); break;
        default: {
            KitFinder kits;
            (void)kits.see_dex(bytes);
            (void)kits.finish();
        }
    }
    return 0;
}
