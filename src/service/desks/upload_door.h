// The door of an upload: parts go in while it is open; who commits or removes the upload shuts it,
// so that no byte changes between its check and its name.
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "contract/ids.h"

namespace vitrine::service::desks {

struct UploadDoor {
    std::shared_mutex mutex;  // shared while a part writes, alone to shut
    bool shut = false;        // under mutex
};

// The same door for the same upload as long as anybody holds it. Ask for it before the upload's
// row is read: who then finds the upload open and the door open may write.
class UploadDoors {
public:
    std::shared_ptr<UploadDoor> door_of(const contract::UploadId& upload);

private:
    std::mutex guard_;
    std::map<std::string, std::weak_ptr<UploadDoor>> doors_;
};

// Shuts a door and opens it again at its end, unless it is left shut for good.
class ShutDoor {
public:
    explicit ShutDoor(std::shared_ptr<UploadDoor> door);
    ~ShutDoor();
    ShutDoor(const ShutDoor&) = delete;
    ShutDoor& operator=(const ShutDoor&) = delete;

    bool is_mine() const { return mine_; }  // false: somebody else has shut it
    void leave_shut() { mine_ = false; }

private:
    std::shared_ptr<UploadDoor> door_;
    bool mine_ = false;
};

}  // namespace vitrine::service::desks
