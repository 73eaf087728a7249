// Uploads and packages: what is known of them. Their bytes are blobs.h.
//
// find() knows no team: the desk compares `team` with its caller and answers "not found".
#pragma once
#include "base/result.h"
#include "contract/uploads.h"

namespace vitrine::service::ports {

struct StoredUpload {
    contract::TeamId team;
    std::string sent_by;    // a person's name
    bool verified = false;  // its bytes have the SHA-256 and may be published; only keeping is left
    contract::Upload upload;
    bool operator==(const StoredUpload&) const = default;
};

struct Uploads {
    virtual ~Uploads() = default;

    // Refuses: unknown app (not_found), (conflict) "id_taken", and "too_many_uploads" when the team
    // has `open_max` that are not committed.
    virtual base::Result<void> insert(const StoredUpload& upload, std::int32_t open_max) = 0;
    virtual base::Result<std::optional<StoredUpload>> find(const contract::UploadId& id) = 0;
    // Adds to what was received, whoever else adds at the same time, and puts the end off. Refuses
    // (not_found), (conflict) "upload_closed" unless it is open, "too_many_ranges" when more than
    // `ranges_max` would stand apart.
    virtual base::Result<StoredUpload> add_range(const contract::UploadId& id,
                                                 contract::ByteRange range,
                                                 std::int32_t ranges_max,
                                                 base::Instant expires_at) = 0;
    // Whether an upload that is not committed says that its bytes will have this SHA-256.
    virtual base::Result<bool> expects(std::string_view sha256) = 0;
    // Replaces size, SHA-256, `verified`, state, refusal, package and end. Refuses (not_found).
    virtual base::Result<void> save(const StoredUpload& upload) = 0;
    virtual base::Result<void> remove(const contract::UploadId& id) = 0;  // unknown is fine
    // Over at `now`, the oldest end first.
    virtual base::Result<std::vector<contract::UploadId>> expired(base::Instant now,
                                                                  std::int32_t limit) = 0;
};

struct StoredPackage {
    contract::TeamId team;
    contract::PackageDetail detail;
    bool operator==(const StoredPackage&) const = default;
};

struct PackageQuery {
    contract::AppId app;
    std::int32_t limit = 50;
    std::optional<std::string> cursor;  // PackagePage::next of the page before
};

struct Packages {
    virtual ~Packages() = default;

    // Keeps the first package of an app with this SHA-256 and returns what is kept. `team` is the
    // app's own, whatever was given. Refuses: unknown app (not_found), "id_taken".
    virtual base::Result<StoredPackage> keep(const StoredPackage& package) = 0;
    virtual base::Result<std::optional<StoredPackage>> find(const contract::PackageId& id) = 0;
    virtual base::Result<bool> holds(std::string_view sha256) = 0;  // of any app
    // By (uploaded_at, id), newest first. Refuses (invalid): "bad_cursor".
    virtual base::Result<contract::PackagePage> list(const PackageQuery& query) = 0;
};

}  // namespace vitrine::service::ports
