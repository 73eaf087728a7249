// Packages read as the store reads them, and what the shared table of checks says.
#pragma once
#include "cli/session.h"
#include "package/checks/preflight.h"

namespace vitrine::cli {

struct ReadPackage {
    std::string path, name, sha256;
    std::int64_t size = 0;
    std::optional<contract::PackageFacts> facts;
    std::optional<base::Problem> refusal;  // one or the other
};
// Refuses (file) what cannot be opened.
base::Result<ReadPackage> read_package_at(const Out& out, const std::string& path);
base::Result<std::string> sha256_of(const Out& out, const std::string& label, int file,
                                    std::int64_t size);

// A package as the checks want it, with its file's name for an id.
contract::PackageDetail detail_of(const ReadPackage& package);

// What the store has live of the app on a track: its packages, for comparing.
struct LiveVersion {
    contract::Release release;
    std::int64_t version_code = 0;
    std::vector<contract::PackageDetail> packages;
};
base::Result<std::optional<LiveVersion>> live_version(Store& store, const contract::App& app,
                                                      contract::Track track);

}  // namespace vitrine::cli
