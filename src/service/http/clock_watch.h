// Notices that somebody set the machine's clock, by a clock that nobody sets.
//
// A clock that jumps ahead makes everything look old, and what is old is swept: raw events, uploads
// on their way, the names of batches that keep a repeat from counting twice. That cannot be undone
// when the clock is set right again. So for a day after a jump ahead nothing may be forgotten,
// unless the clock comes back before. What people see follows the clock at once. A store that is
// started while the clock is wrong cannot tell.
#pragma once
#include <optional>

#include "base/instant.h"

namespace vitrine::service::http {

class ClockWatch {
public:
    struct Seen {
        std::int64_t jumped_ms = 0;  // since the last look, beyond what went by; 0: it did not
        bool may_forget = true;
    };
    // `steady_ms`: where nobody watches, the clock itself: then only jumps back are seen.
    Seen look(base::Instant now, std::int64_t steady_ms);

private:
    std::optional<std::int64_t> lead_ms_;  // how much more the clock says than the steady one
    std::int64_t trusted_lead_ms_ = 0;     // before it jumped ahead
    std::optional<std::int64_t> wait_until_ms_;  // of the steady clock
    std::int64_t last_ms_ = 0;
};

}  // namespace vitrine::service::http
