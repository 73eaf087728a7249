// Uploads of packages: reserved, filled by parts, committed (contract/uploads.h tells the whole).
//
// Members who may publish upload; every member of the team may look. What belongs to another team,
// or is over, is not found. Bytes are written as they come, in pieces of any length; nothing here
// holds more of a part than the piece at hand.
#pragma once
#include "contract/uploads.h"
#include "service/desks/turns.h"
#include "service/desks/upload_door.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// One part on its way in. One thread at a time. When it goes without finish(), as after a broken
// connection, what has come is kept.
class IncomingPart {
public:
    virtual ~IncomingPart() = default;
    // The next bytes, at most `bytes_left()` of them. After a refusal what came before is kept and
    // nothing more may be written.
    virtual base::Result<void> write(std::string_view bytes) = 0;
    virtual std::int64_t bytes_left() const = 0;
    // All bytes came: they are on disk when this answers.
    virtual base::Result<contract::Upload> finish() = 0;
};

// The content of an upload as a blob.
struct Shelved {
    std::string sha256;
    std::int64_t size = 0;
};

class UploadDesk {
public:
    explicit UploadDesk(World world, TurnLimits parts = {64, 16})
        : world_(world),
          turns_(parts, "too_many_parts", "Too many parts are on their way at once.") {}

    base::Result<contract::Upload> reserve(const Caller& who,
                                           const contract::ReserveUpload::Request& ask);
    // For protocols that name neither size nor digest before the bytes come: as long as may be,
    // until seal() says that what has come is the whole.
    base::Result<contract::Upload> reserve_unsized(const Caller& who, const contract::AppId& app,
                                                   const std::string& name);
    // The bytes that have come, from the first on without a gap, are the whole: then commit().
    // May be repeated.
    base::Result<contract::PackageDetail> seal(const Caller& who,
                                               const contract::UploadId& upload);
    // The same for what is no package: its bytes, `bytes_max` at most, and the upload is gone.
    base::Result<std::string> take(const Caller& who, const contract::UploadId& upload,
                                   std::int64_t bytes_max);
    // The same for what is kept as it is, however long, and no package: its bytes are a blob when
    // this answers. The upload stays, and holds the blob until something else names it: then
    // cancel(). May be repeated.
    base::Result<Shelved> shelve(const Caller& who, const contract::UploadId& upload,
                                 std::int64_t bytes_max);
    base::Result<contract::Upload> find(const Caller& who, const contract::UploadId& upload);
    // `bytes` says how long the part will be.
    base::Result<std::unique_ptr<IncomingPart>> begin_part(const Caller& who,
                                                           const contract::PutPart::Request& ask,
                                                           std::int64_t bytes);
    // Takes as long as reading the whole file takes. One at a time: the others wait.
    base::Result<contract::PackageDetail> commit(const Caller& who,
                                                 const contract::UploadId& upload);
    base::Result<contract::Nothing> cancel(const Caller& who, const contract::UploadId& upload);

    // Removes uploads that are over and bytes that belong to none. How many.
    base::Result<int> sweep();
    // Removes blobs that no package or image has and no upload is about to become: what a store
    // that was killed at the wrong moment leaves behind. Looks at this many, then goes on where it
    // stopped; how many went.
    base::Result<int> sweep_blobs(std::size_t at_most);

private:
    friend class PartWriter;
    using Stored = ports::StoredUpload;

    base::Result<contract::Upload> reserved(const Caller& who, const contract::AppId& app,
                                            const std::string& name, std::int64_t size,
                                            const std::string& sha256);
    base::Result<void> measure(const Caller& who, const contract::UploadId& upload);
    base::Result<Stored> visible(const Caller& who, const contract::UploadId& upload);
    base::Result<Stored> writable(const Caller& who, const contract::UploadId& upload);
    base::Result<contract::PackageFacts> checked_facts(const Stored& stored);
    base::Result<contract::PackageDetail> kept_package(const contract::PackageId& package);
    base::Result<contract::PackageDetail> refuse(Stored stored, const base::Problem& reason);
    base::Result<contract::PackageDetail> keep(const Caller& who, Stored stored,
                                               contract::PackageFacts facts);
    base::Result<bool> sweep_one(const contract::UploadId& upload);
    base::Result<bool> named(const std::string& sha256);

    World world_;
    Turns turns_;
    UploadDoors doors_;
    std::mutex shelving_;  // a blob gets its row, or is found to have none: never both at once
    std::mutex reading_;   // one package is read at a time: up to 256 MiB of memory
    std::mutex sweeping_;  // for the next one
    std::vector<std::string> unswept_;  // blobs of this round that were not looked at yet
};

}  // namespace vitrine::service::desks
