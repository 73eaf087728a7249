#include "service/http/clock_watch.h"

#include <cstdlib>

namespace vitrine::service::http {
namespace {

constexpr std::int64_t jump_ms = base::minute_ms;  // less is drift, or a busy machine
constexpr std::int64_t ahead_ms = base::hour_ms;   // less makes nothing old that was not nearly

}  // namespace

ClockWatch::Seen ClockWatch::look(base::Instant now, std::int64_t steady_ms) {
    const std::int64_t lead = now.ms - steady_ms, back = now.ms - last_ms_;
    const bool first = !lead_ms_;
    const std::int64_t before = lead_ms_.value_or(lead);
    lead_ms_ = lead;
    last_ms_ = now.ms;
    Seen seen;
    if (first) return seen;
    const std::int64_t jumped = lead - before;
    if (std::llabs(jumped) >= jump_ms) seen.jumped_ms = jumped;
    else if (back <= -jump_ms) seen.jumped_ms = back;
    if (seen.jumped_ms >= ahead_ms) {
        if (!wait_until_ms_) trusted_lead_ms_ = before;
        wait_until_ms_ = steady_ms + base::day_ms;
    }
    const bool right_again = lead - trusted_lead_ms_ < ahead_ms;
    if (wait_until_ms_ && (right_again || steady_ms >= *wait_until_ms_)) wait_until_ms_.reset();
    seen.may_forget = !wait_until_ms_;
    return seen;
}

}  // namespace vitrine::service::http
