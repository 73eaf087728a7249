// A clock that nobody sets: it goes on evenly, also while the machine sleeps, and says nothing of
// the time of day.
#pragma once
#include <cstdint>

namespace vitrine::service::machine {

std::int64_t steady_ms();

}  // namespace vitrine::service::machine
