#include <doctest/doctest.h>

#include "console/frame_scheduler.h"

using vitrine::console::FrameScheduler;

namespace {
int drain(FrameScheduler& frames, double now) {
    int count = 0;
    while (frames.next_frame_at() <= now && count < 100) {
        frames.begin_frame(now);
        ++count;
    }
    return count;
}
}  // namespace

TEST_CASE("a fresh page draws three frames and sleeps") {
    FrameScheduler frames;
    CHECK(drain(frames, 0) == 3);
    CHECK(frames.next_frame_at() == FrameScheduler::never);
}

TEST_CASE("kicks do not add up") {
    FrameScheduler frames;
    drain(frames, 0);
    frames.kick(3);
    frames.kick(2);
    CHECK(drain(frames, 1) == 3);
}

TEST_CASE("the earliest wake counts, and a frame forgets all wakes") {
    FrameScheduler frames;
    drain(frames, 0);
    frames.wake_at(60);
    frames.wake_at(5);
    CHECK(frames.next_frame_at() == 5);
    frames.kick(1);
    CHECK(drain(frames, 1) == 1);
    CHECK(frames.next_frame_at() == FrameScheduler::never);
}

TEST_CASE("what moves holds the next frame, frame by frame") {
    FrameScheduler frames;
    drain(frames, 0);
    frames.hold();
    CHECK(frames.next_frame_at() <= 0);
    frames.begin_frame(0);
    CHECK(frames.next_frame_at() == FrameScheduler::never);
}
