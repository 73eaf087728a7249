// When the next frame is due. An idle page asks for none.
//
//   kick(n)      draw the next n frames one after the other (input: 3, data: 2)
//   wake_at(t)   draw one frame at t seconds (a delayed tooltip, a toast's end, older labels)
//   hold()       something moves: draw this frame's successor too; ask again each frame
//
// A frame forgets every wake_at: what is still on screen asks again while it is drawn. So a page
// that was just used stays still for as long as its shortest wish.
#pragma once
#include <cstdint>

namespace vitrine::console {

class FrameScheduler {
public:
    static constexpr double never = 1e300;

    void kick(std::int32_t frames = 3);
    void wake_at(double seconds);
    void hold();

    // Call at the start of a frame: one owed frame is paid, held and wakes are forgotten.
    void begin_frame(double now);
    // Seconds (of Shell::seconds) at which the next frame is due; `now` or earlier: at once.
    double next_frame_at() const;
    std::int64_t frames() const { return frames_; }

private:
    std::int32_t owed_ = 3;
    double wake_ = never;
    bool held_ = false;
    std::int64_t frames_ = 0;
};

}  // namespace vitrine::console
