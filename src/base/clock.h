// Where "now" comes from. Nothing else in src/ may ask the machine for the time.
#pragma once
#include "base/instant.h"

namespace vitrine::base {

struct Clock {
    virtual ~Clock() = default;
    virtual Instant now() = 0;
};

// A clock that tests move by hand.
struct FixedClock final : Clock {
    explicit FixedClock(Instant start) : now_(start) {}
    Instant now() override { return now_; }
    void advance_ms(std::int64_t ms) { now_.ms += ms; }

private:
    Instant now_;
};

}  // namespace vitrine::base
