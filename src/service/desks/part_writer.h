// How a part gets to the disk: piece by piece, noted at every checkpoint and at its end.
#pragma once
#include "service/desks/upload_desk.h"

namespace vitrine::service::desks {

base::Problem upload_busy();

class PartWriter final : public IncomingPart {
public:
    PartWriter(UploadDesk& desk, std::unique_ptr<Turns::Turn> turn,
               std::shared_ptr<UploadDoor> door, const ports::StoredUpload& upload,
               std::unique_ptr<ports::UploadBytes> file, contract::ByteRange range)
        : turn_(std::move(turn)), desk_(desk), door_(std::move(door)), upload_(upload.upload),
          file_(std::move(file)), noted_(range.from), at_(range.from), end_(range.to) {}
    ~PartWriter() override;

    base::Result<void> write(std::string_view bytes) override;
    std::int64_t bytes_left() const override { return end_ - at_; }
    base::Result<contract::Upload> finish() override;

private:
    base::Result<void> note();  // with the door's lock

    std::unique_ptr<Turns::Turn> turn_;  // ends last
    UploadDesk& desk_;
    std::shared_ptr<UploadDoor> door_;
    contract::Upload upload_;
    std::unique_ptr<ports::UploadBytes> file_;
    std::int64_t noted_, at_, end_;
    bool over_ = false;
};

}  // namespace vitrine::service::desks
