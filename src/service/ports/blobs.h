// The bytes of packages: uploads on their way, and blobs named by their SHA-256.
//
// No name comes from outside: an upload's is the id that the store made, a blob's its content. Both
// are refused here all the same when they are anything but letters, digits and '_'.
// Trouble is a Problem of kind unavailable: disk_full (then nothing is lost, and the same call
// succeeds once there is room) | blobs_failed.
#pragma once
#include <memory>

#include "base/result.h"
#include "contract/ids.h"
#include "package/source.h"

namespace vitrine::service::ports {

// An upload's bytes, open for writing. One thread at a time; several may be open on one upload.
struct UploadBytes {
    virtual ~UploadBytes() = default;
    // On trouble some of `bytes` may have been written.
    virtual base::Result<void> write_at(std::int64_t offset, std::string_view bytes) = 0;
    // What was written survives loss of power when this has answered.
    virtual base::Result<void> sync() = 0;
};

struct Blobs {
    virtual ~Blobs() = default;

    // Makes the upload when it is missing.
    virtual base::Result<std::unique_ptr<UploadBytes>> open(const contract::UploadId& upload) = 0;
    // None: nothing of it was written yet, or it was kept or dropped. What is read stays what it
    // is while it is read, also when the upload is kept or dropped meanwhile.
    virtual base::Result<std::unique_ptr<package::ByteSource>> read_upload(
        const contract::UploadId& upload) = 0;
    // Makes the upload the blob of that content, durably and all at once. The caller has compared
    // the SHA-256; a blob that is there already is replaced by the same. Refuses (not_found).
    virtual base::Result<void> keep(const contract::UploadId& upload, std::string_view sha256) = 0;
    virtual base::Result<void> drop(const contract::UploadId& upload) = 0;  // unknown is fine
    virtual base::Result<std::vector<contract::UploadId>> uploads() = 0;

    virtual base::Result<std::vector<std::string>> blobs() = 0;  // each by its SHA-256

    // None: there is no such blob.
    virtual base::Result<std::unique_ptr<package::ByteSource>> read(std::string_view sha256) = 0;
    // Who reads it meanwhile reads on. Unknown is fine.
    virtual base::Result<void> remove(std::string_view sha256) = 0;
};

}  // namespace vitrine::service::ports
