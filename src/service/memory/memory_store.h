// The store in memory: the mock that is the real thing without a disk. Same promises as sqlite/,
// for tests and the kiosk's demonstration. Gone when it is destroyed.
#pragma once
#include <memory>

#include "service/ports.h"

namespace vitrine::service::memory {

std::unique_ptr<ports::Store> make_store();

// Blobs in memory, `capacity_bytes` of them together; then "disk_full".
inline constexpr std::int64_t usual_blobs_capacity_bytes = 256 << 20;
std::unique_ptr<ports::Blobs> make_blobs(
    std::int64_t capacity_bytes = usual_blobs_capacity_bytes);

}  // namespace vitrine::service::memory
