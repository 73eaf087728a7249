#include "cli/preflight.h"

#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "cli/files.h"
#include "cli/interrupt.h"
#include "package/signing/crypto.h"

namespace vitrine::cli {

using base::refused;
using base::Result;

Result<std::string> sha256_of(const Out& out, const std::string& label, int file,
                              std::int64_t size) {
    package::Digester digester(package::Hash::sha256);
    std::string piece(1 << 20, '\0');
    Progress progress(out, label + ": reading", size);
    for (std::int64_t at = 0; at < size;) {
        const auto got = ::pread(file, piece.data(), piece.size(), at);
        if (got <= 0)
            return refused(file_problem(label + " cannot be read, or became shorter."));
        digester.add({piece.data(), static_cast<std::size_t>(got)});
        at += got;
        progress.show(at);
        if (interrupted()) return refused(interrupted_problem(""));
    }
    return package::hex(digester.finish());
}

Result<ReadPackage> read_package_at(const Out& out, const std::string& path) {
    const auto file = OpenFile::open(path);
    if (!file) return refused(file.error());
    ReadPackage read;
    read.path = path;
    read.name = std::filesystem::path(path).filename().string();
    read.size = file->size();
    auto sha256 = sha256_of(out, read.name, file->file(), file->size());
    if (!sha256) return refused(sha256.error());
    read.sha256 = std::move(*sha256);
    auto facts = package::read_to_publish(package::FileSource(file->file()), package::Limits{});
    if (facts) read.facts = std::move(*facts);
    else read.refusal = facts.error();
    return read;
}

contract::PackageDetail detail_of(const ReadPackage& package) {
    contract::PackageDetail out;
    out.package.id = {package.name};
    out.package.name = package.name;
    out.package.size = package.size;
    out.package.sha256 = package.sha256;
    out.facts = package.facts.value_or(contract::PackageFacts{});
    out.package.kind = out.facts.kind;
    out.package.version_code = out.facts.version_code;
    out.package.version_name = out.facts.version_name;
    return out;
}

Result<std::optional<LiveVersion>> live_version(Store& store, const contract::App& app,
                                                contract::Track track) {
    using contract::Stage;
    contract::ListReleases::Request ask;
    ask.app = app.id;
    ask.track = track;
    ask.stages = {Stage::live};
    const auto page = store.ask<contract::ListReleases>(ask);
    if (!page) return refused(page.error());
    if (page->items.empty()) return std::optional<LiveVersion>();
    LiveVersion out;
    out.release = page->items.front();
    const auto detail = store.ask<contract::GetRelease>({out.release.id});
    if (!detail) return refused(detail.error());
    out.version_code = base::parse_decimal(detail->version_code).value_or(0);
    for (const auto& id : detail->packages) {
        auto package = store.ask<contract::GetPackage>({id});
        if (!package) return refused(package.error());
        out.packages.push_back(std::move(*package));
    }
    return std::optional(std::move(out));
}

}  // namespace vitrine::cli
