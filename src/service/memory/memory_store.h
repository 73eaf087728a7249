// The store in memory: the mock that is the real thing without a disk. Same promises as sqlite/,
// for tests and the kiosk's demonstration. Gone when it is destroyed.
#pragma once
#include <memory>

#include "service/ports.h"

namespace vitrine::service::memory {

std::unique_ptr<ports::Store> make_store();

}  // namespace vitrine::service::memory
