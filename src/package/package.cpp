#include "package/package.h"

#include <algorithm>
#include <set>

#include "package/bundle/bundle.h"
#include "package/kits/kits.h"
#include "package/manifest/manifest.h"
#include "package/signing/verify.h"
#include "package/xml/binary_xml.h"
#include "package/zip/archive.h"

namespace vitrine::package {
namespace {

using contract::PackageFacts;
using contract::PackageKind;

constexpr std::string_view apk_manifest = "AndroidManifest.xml", apk_table = "resources.arsc";
constexpr std::string_view module_manifest = "/manifest/AndroidManifest.xml";
constexpr std::string_view base_manifest = "base/manifest/AndroidManifest.xml",
                           base_table = "base/resources.pb";
constexpr std::size_t abis_most = 50;

class PackageReader {
public:
    PackageReader(const Archive& archive, const Limits& limits)
        : archive_(archive), limits_(limits) {}

    Read<PackageFacts> read() {
        kind_ = archive_.find(apk_manifest) ? PackageKind::apk : PackageKind::aab;
        for (auto step : {&PackageReader::read_manifest_facts, &PackageReader::read_entries,
                          &PackageReader::read_code, &PackageReader::read_signature})
            if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
        facts().kits = kits_.finish();
        return std::move(manifest_.facts);
    }

private:
    PackageFacts& facts() { return manifest_.facts; }
    bool is_apk() const { return kind_ == PackageKind::apk; }

    Read<std::unique_ptr<Document>> read_document() const {
        const Entry* entry = archive_.find(is_apk() ? apk_manifest : base_manifest);
        if (!entry) return refuse(PackageRefusal::manifest_missing);
        auto bytes = archive_.read(*entry, limits_.manifest_bytes);
        if (!bytes) return std::unexpected(bytes.error());
        if (is_apk()) return read_binary_xml(*bytes, limits_);
        return read_proto_xml(std::move(*bytes), limits_);
    }

    Read<std::unique_ptr<ResourceTable>> read_table() const {
        const Entry* entry = archive_.find(is_apk() ? apk_table : base_table);
        if (!entry) return nullptr;
        auto bytes = archive_.read(*entry, limits_.resources_bytes);
        if (!bytes) return std::unexpected(bytes.error());
        return is_apk() ? read_resource_table(std::move(*bytes))
                        : read_proto_table(std::move(*bytes));
    }

    Read<void> read_manifest_facts() {
        auto document = read_document();
        if (!document) return std::unexpected(document.error());
        auto table = read_table();
        if (!table) return std::unexpected(table.error());
        auto manifest = read_manifest((*document)->root, table->get());
        if (!manifest) return std::unexpected(manifest.error());
        manifest_ = std::move(*manifest);
        facts().kind = kind_;
        if (*table) facts().locales.assign((*table)->locales().begin(), (*table)->locales().end());
        for (const std::string& name : manifest_.names) kits_.see_manifest_name(name);
        for (const auto& one : facts().permissions) kits_.see_manifest_name(one.name);
        return {};
    }

    // In a bundle, each module is a folder that looks like an APK's root.
    std::string_view inside_module(std::string_view name) const {
        if (is_apk() || name.starts_with("META-INF/")) return name;
        const std::size_t slash = name.find('/');
        return slash == name.npos ? name : name.substr(slash + 1);
    }

    bool is_dex(std::string_view name) const {
        if (!is_apk() && name.starts_with("dex/")) name.remove_prefix(4);
        return name.starts_with("classes") && name.ends_with(".dex") &&
               name.find('/') == name.npos;
    }

    std::int64_t& part_of(std::string_view name) {
        contract::PackageSizes& sizes = facts().sizes;
        if (is_dex(name)) return sizes.dex;
        if (name.starts_with("res/") || name == "resources.arsc" || name == "resources.pb")
            return sizes.resources;
        if (name.starts_with("assets/")) return sizes.assets;
        return name.starts_with("lib/") ? sizes.native : sizes.other;
    }

    Read<void> read_entries() {
        std::set<std::string> abis, modules;
        facts().sizes.file = static_cast<std::int64_t>(archive_.source().size());
        for (const Entry& entry : archive_.entries()) {
            const std::string_view name = inside_module(entry.name);
            part_of(name) += static_cast<std::int64_t>(entry.packed);
            facts().sizes.unpacked += static_cast<std::int64_t>(entry.unpacked);
            const std::size_t end = name.starts_with("lib/") ? name.find('/', 4) : name.npos;
            if (end != name.npos && end + 1 < name.size() && abis.size() < abis_most)
                abis.emplace(name.substr(4, end - 4));
            if (!is_apk() && entry.name.ends_with(module_manifest))
                modules.emplace(entry.name.substr(0, entry.name.find('/')));
        }
        facts().native_abis.assign(abis.begin(), abis.end());
        facts().modules.assign(modules.begin(), modules.end());
        return {};
    }

    Read<void> read_code() {
        std::uint32_t count = 0;
        for (const Entry& entry : archive_.entries()) {
            if (!is_dex(inside_module(entry.name))) continue;
            if (++count > limits_.dex_files) return refuse(PackageRefusal::too_many_entries);
            const auto dex = archive_.read(entry, limits_.dex_bytes);
            if (!dex) return std::unexpected(dex.error());
            if (auto seen = kits_.see_dex(*dex); !seen)
                return refuse(seen.error().reason, entry.name);
        }
        return {};
    }

    Read<void> read_signature() {
        auto verdict = is_apk()
                           ? verify_apk(archive_, manifest_.range, {manifest_.range.min_sdk})
                           : verify_bundle(archive_);
        if (!verdict) return std::unexpected(verdict.error());
        facts().signature = std::move(*verdict);
        return {};
    }

    const Archive& archive_;
    const Limits& limits_;
    PackageKind kind_ = PackageKind::apk;
    ManifestFacts manifest_;
    KitFinder kits_;
};

Read<PackageFacts> read(const ByteSource& source, const Limits& limits) {
    const auto archive = Archive::open(source, limits);
    if (!archive) return std::unexpected(archive.error());
    if (auto checked = archive->check(); !checked) return std::unexpected(checked.error());
    return PackageReader(*archive, limits).read();
}

}  // namespace

base::Result<PackageFacts> read_package(const ByteSource& source, const Limits& limits) {
    auto facts = read(source, limits);
    if (!facts)
        return base::refused(contract::problem_of(facts.error().reason, facts.error().where));
    return std::move(*facts);
}

}  // namespace vitrine::package
