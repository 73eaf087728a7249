// The loop of a native program: window, network, console, and sleep in between.
//
//     wait (display server's socket)  ◄── input · answer (wake) · next deadline
//        │
//        ├─ input   -> Console::input_happened     ├─ answer -> Console::answers_arrived
//        └─ frame due and window visible -> Console::frame, renderer, show
#pragma once
#include "console/console.h"
#include "shell/desktop/options.h"

namespace vitrine::shell {

// What a program does by itself besides showing the console. The desktop does nothing; the kiosk
// turns its boards.
struct Habit {
    virtual ~Habit() = default;
    virtual console::Policy policy() const { return console::Policy::interactive; }
    // Keeps running with what it last knew when the session ends or nobody is signed in.
    virtual bool stays_up() const { return false; }
    // Called before each frame and when `next_at` (Shell::seconds) has come.
    virtual void act(console::Console&, double /*now*/) {}
    virtual double next_at() const { return console::FrameScheduler::never; }
};

// Opens everything, runs until the window is closed, gives the program's exit code: 0 ended,
// 1 could not start (one line on stderr says what to do), 3 the session is over.
int run(const Options& options, Habit& habit);

// main() of both programs: reads the options over `defaults`, prints help or what was wrong.
int run_program(int count, char** words, std::string_view name, const Options& defaults,
                Habit& habit);

}  // namespace vitrine::shell
