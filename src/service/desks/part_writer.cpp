#include "service/desks/part_writer.h"

#include "base/check.h"

namespace vitrine::service::desks {

using base::refused;
using base::Result;
using Sharing = std::shared_lock<std::shared_mutex>;

base::Problem upload_busy() {
    auto problem = base::Problem::conflict(
        "upload_busy", "The upload is being committed or cancelled just now.");
    problem.retry_after_s = 1;
    return problem;
}

PartWriter::~PartWriter() {
    if (over_) return;
    const Sharing lock(door_->mutex);
    if (!door_->shut) (void)note();
}

Result<void> PartWriter::note() {
    if (at_ == noted_) return {};
    if (auto done = file_->sync(); !done) return done;
    const base::Instant end{desk_.world_.clock.now().ms + contract::upload_kept_ms};
    auto stored = desk_.world_.store.uploads().add_range(
        upload_.id, {noted_, at_}, contract::upload_ranges_max, end);
    if (!stored) return refused(stored.error());
    noted_ = at_;
    upload_ = std::move(stored->upload);
    return {};
}

Result<void> PartWriter::write(std::string_view bytes) {
    VT_CHECK(!over_ && static_cast<std::int64_t>(bytes.size()) <= bytes_left());
    const Sharing lock(door_->mutex);
    if (door_->shut) {
        over_ = true;
        return refused(upload_busy());
    }
    auto done = file_->write_at(at_, bytes);
    if (done) at_ += static_cast<std::int64_t>(bytes.size());
    if (!done || at_ - noted_ >= contract::checkpoint_bytes) {
        const auto noted = note();
        if (done && !noted) done = noted;
    }
    over_ = !done;
    return done;
}

Result<contract::Upload> PartWriter::finish() {
    const Sharing lock(door_->mutex);
    over_ = true;
    if (door_->shut) return refused(upload_busy());
    if (auto done = note(); !done) return refused(done.error());
    return upload_;
}

}  // namespace vitrine::service::desks
