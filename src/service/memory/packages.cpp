#include "service/cursor.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

using base::Problem;
using contract::UploadState;

class MemoryUploads final : public Uploads {
public:
    explicit MemoryUploads(State& state) : state_(state) {}

    base::Result<void> insert(const StoredUpload& given, std::int32_t open_max) override {
        const Lock lock(state_.mutex);
        const auto app = state_.apps.find(given.upload.app.text);
        if (app == state_.apps.end()) return base::refused(Problem::not_found("app"));
        if (state_.uploads.contains(given.upload.id.text)) return base::refused(taken("id_taken"));
        std::int32_t open = 0;
        for (const auto& [id, one] : state_.uploads)
            open += one.team == app->second.team && one.upload.state != UploadState::committed;
        if (open >= open_max) return base::refused(too_many_uploads());
        StoredUpload upload = given;
        upload.team = app->second.team;
        state_.set(state_.uploads, upload.upload.id.text, upload);
        return {};
    }

    base::Result<std::optional<StoredUpload>> find(const contract::UploadId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.uploads.find(id.text);
        if (at == state_.uploads.end()) return std::nullopt;
        return at->second;
    }

    base::Result<StoredUpload> add_range(const contract::UploadId& id, contract::ByteRange range,
                                         std::int32_t ranges_max,
                                         base::Instant expires_at) override {
        const Lock lock(state_.mutex);
        const auto at = state_.uploads.find(id.text);
        if (at == state_.uploads.end()) return base::refused(Problem::not_found("upload"));
        StoredUpload next = at->second;
        if (auto done = receive(next.upload, range, ranges_max, expires_at); !done)
            return base::refused(done.error());
        state_.set(state_.uploads, id.text, next);
        return next;
    }

    base::Result<bool> expects(std::string_view sha256) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, one] : state_.uploads)
            if (one.upload.sha256 == sha256 &&
                one.upload.state != contract::UploadState::committed)
                return true;
        return false;
    }
    base::Result<void> save(const StoredUpload& given) override {
        const Lock lock(state_.mutex);
        const auto at = state_.uploads.find(given.upload.id.text);
        if (at == state_.uploads.end()) return base::refused(Problem::not_found("upload"));
        StoredUpload next = at->second;
        next.verified = given.verified;
        next.upload.size = given.upload.size;
        next.upload.sha256 = given.upload.sha256;
        next.upload.state = given.upload.state;
        next.upload.refusal = given.upload.refusal;
        next.upload.package = given.upload.package;
        next.upload.expires_at = given.upload.expires_at;
        state_.set(state_.uploads, given.upload.id.text, next);
        return {};
    }

    base::Result<void> remove(const contract::UploadId& id) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.uploads, id.text);
        return {};
    }

    base::Result<std::vector<contract::UploadId>> expired(base::Instant now,
                                                          std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::map<std::pair<std::int64_t, std::string>, contract::UploadId> sorted;
        for (const auto& [id, one] : state_.uploads)
            if (one.upload.expires_at <= now)
                sorted[{one.upload.expires_at.ms, id}] = one.upload.id;
        std::vector<contract::UploadId> out;
        for (const auto& [key, id] : sorted)
            if (out.size() < static_cast<std::size_t>(limit)) out.push_back(id);
        return out;
    }

private:
    State& state_;
};

class MemoryPackages final : public Packages {
public:
    explicit MemoryPackages(State& state) : state_(state) {}

    base::Result<StoredPackage> keep(const StoredPackage& given) override {
        const Lock lock(state_.mutex);
        const contract::Package& package = given.detail.package;
        const auto app = state_.apps.find(package.app.text);
        if (app == state_.apps.end()) return base::refused(Problem::not_found("app"));
        for (const auto& [id, one] : state_.packages)
            if (one.detail.package.app == package.app &&
                one.detail.package.sha256 == package.sha256)
                return one;
        if (state_.packages.contains(package.id.text)) return base::refused(taken("id_taken"));
        const StoredPackage stored{app->second.team, given.detail};
        state_.set(state_.packages, package.id.text, stored);
        return stored;
    }

    base::Result<std::optional<StoredPackage>> find(const contract::PackageId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.packages.find(id.text);
        if (at == state_.packages.end()) return std::nullopt;
        return at->second;
    }

    base::Result<bool> holds(std::string_view sha256) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, one] : state_.packages)
            if (one.detail.package.sha256 == sha256) return true;
        return false;
    }
    base::Result<contract::PackagePage> list(const PackageQuery& query) override {
        const Lock lock(state_.mutex);
        using Key = std::pair<std::int64_t, std::string>;
        std::optional<Key> before;
        if (query.cursor) {
            auto key = read_cursor("packages", 2, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto ms = base::parse_decimal((*key)[0]);
            if (!ms) return base::refused(bad_cursor());
            before = Key(*ms, (*key)[1]);
        }
        std::map<Key, const contract::Package*, std::greater<>> sorted;
        for (const auto& [id, one] : state_.packages)
            if (one.detail.package.app == query.app)
                sorted[{one.detail.package.uploaded_at.ms, id}] = &one.detail.package;
        contract::PackagePage page;
        page.total = static_cast<std::int64_t>(sorted.size());
        for (const auto& [key, package] : sorted) {
            if (before && key >= *before) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                const contract::Package& last = page.items.back();
                page.next = write_cursor("packages",
                                         {base::decimal(last.uploaded_at.ms), last.id.text});
                break;
            }
            page.items.push_back(*package);
        }
        return page;
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Uploads> make_uploads(State& state) {
    return std::make_unique<MemoryUploads>(state);
}
std::unique_ptr<Packages> make_packages(State& state) {
    return std::make_unique<MemoryPackages>(state);
}

}  // namespace vitrine::service::memory
