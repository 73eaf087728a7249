// Which reads a write or a change of the store makes old, by endpoint.
#pragma once
#include <span>
#include <string_view>

#include "contract/stream.h"

namespace vitrine::client {

// Paths of the endpoints (Call::path) to forget after a successful write to `call_path`.
std::span<const std::string_view> touched_by_write(std::string_view call_path);
// The same for an event of the change stream.
std::span<const std::string_view> touched_by(contract::Topic topic);

}  // namespace vitrine::client
