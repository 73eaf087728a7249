#include "service/http/intake.h"

#include "service/http/unpack.h"

namespace vitrine::service::http {
namespace {

using base::Result;
using contract::Json;

template <class Incoming>
class WholeIntake final : public Intake {
public:
    explicit WholeIntake(std::unique_ptr<Incoming> part) : part_(std::move(part)) {}

    Result<void> write(std::string_view bytes) override { return part_->write(bytes); }
    std::int64_t bytes_left() const override { return part_->bytes_left(); }
    Result<Json> finish() override {
        const auto made = part_->finish();
        if (!made) return base::refused(made.error());
        return contract::encode(*made);
    }

private:
    std::unique_ptr<Incoming> part_;
};

class BatchIntake final : public Intake, TakesBytes {
public:
    BatchIntake(std::unique_ptr<desks::IncomingBatch> batch, Packing packing, std::int64_t bytes)
        : batch_(std::move(batch)), left_(bytes) {
        if (packing == Packing::gzip) unpacker_ = std::make_unique<Unpacker>();
    }

    Result<void> write(std::string_view bytes) override {
        left_ -= static_cast<std::int64_t>(bytes.size());
        return unpacker_ ? unpacker_->give(bytes, *this) : batch_->write(bytes);
    }
    std::int64_t bytes_left() const override { return left_; }
    Result<Json> finish() override {
        if (unpacker_)
            if (auto whole = unpacker_->finish(); !whole) return base::refused(whole.error());
        return batch_->finish();
    }

private:
    Result<void> take(std::string_view bytes) override { return batch_->write(bytes); }

    std::unique_ptr<desks::IncomingBatch> batch_;
    std::int64_t left_;
    std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace

std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingPart> part) {
    return std::make_unique<WholeIntake<desks::IncomingPart>>(std::move(part));
}

std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingImage> image) {
    return std::make_unique<WholeIntake<desks::IncomingImage>>(std::move(image));
}

std::unique_ptr<Intake> intake_of(std::unique_ptr<desks::IncomingBatch> batch, Packing packing,
                                  std::int64_t bytes) {
    return std::make_unique<BatchIntake>(std::move(batch), packing, bytes);
}

}  // namespace vitrine::service::http
