#include "service/desks/upload_door.h"

namespace vitrine::service::desks {

std::shared_ptr<UploadDoor> UploadDoors::door_of(const contract::UploadId& upload) {
    const std::lock_guard lock(guard_);
    std::erase_if(doors_, [](const auto& entry) { return entry.second.expired(); });
    auto& held = doors_[upload.text];
    auto door = held.lock();
    if (!door) held = door = std::make_shared<UploadDoor>();
    return door;
}

ShutDoor::ShutDoor(std::shared_ptr<UploadDoor> door) : door_(std::move(door)) {
    const std::lock_guard lock(door_->mutex);
    mine_ = !door_->shut;
    door_->shut = true;
}

ShutDoor::~ShutDoor() {
    if (!mine_) return;
    const std::lock_guard lock(door_->mutex);
    door_->shut = false;
}

}  // namespace vitrine::service::desks
