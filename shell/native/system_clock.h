// The machine's own time, for programs that people run. Tests use base::FixedClock.
#pragma once
#include "base/clock.h"

namespace vitrine::shell {

struct SystemClock final : base::Clock {
    base::Instant now() override;
};

double steady_seconds();  // monotonic, since some moment before the program started

}  // namespace vitrine::shell
