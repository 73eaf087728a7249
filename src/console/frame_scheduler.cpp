#include "console/frame_scheduler.h"

#include <algorithm>

namespace vitrine::console {

void FrameScheduler::kick(std::int32_t frames) { owed_ = std::max(owed_, frames); }

void FrameScheduler::wake_at(double seconds) { wake_ = std::min(wake_, seconds); }

void FrameScheduler::hold() { held_ = true; }

void FrameScheduler::begin_frame(double) {
    if (owed_ > 0) --owed_;
    held_ = false;
    wake_ = never;
    ++frames_;
}

double FrameScheduler::next_frame_at() const { return owed_ > 0 || held_ ? 0 : wake_; }

}  // namespace vitrine::console
