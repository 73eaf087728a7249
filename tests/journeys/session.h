// A person at the console: opens places, presses what they see by its role and name, types, reads.
//
//     Session session("ines@...");                       // signed in, real service, no window
//     session.open("/reviews");
//     session.type("Search reviews", "地图");
//     session.until([&] { return session.sees("Map"); });
//     CHECK_GOLDEN(session.screen_text(), "journey_reviews.txt");
//
// Time stands still at 14 May 2026, 10:41 UTC but for what wait() adds. Text is FakeText unless
// asked otherwise, so that texts and pictures are the same on every machine. A thing that is not
// there, or is disabled, fails the test with what was on screen.
#pragma once
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "console/console.h"
#include "shell/headless/headless_shell.h"
#include "tests/journeys/in_process_net.h"

namespace vitrine::journeys {

// The demo store, planted once for the whole program; each Session is a browser of its own.
struct Stage;
Stage& the_stage();

enum class Letters { fake, real };

struct SessionWish {
    std::string user = "";  // e-mail; "": the owner of the demo's publisher
    int width = 1440, height = 900;
    Letters letters = Letters::fake;
    console::Policy policy = console::Policy::interactive;
    std::string place = "/";
    console::ThemeWish theme = console::ThemeWish::dark;
};

class Session {
public:
    explicit Session(SessionWish wish = {});
    ~Session();

    void open(const std::string& path_and_query);
    void back();
    void forward();
    void press(const std::string& name);  // the first that can be pressed by that name
    void press(console::SemRole role, const std::string& name);
    void press_part(const std::string& part);  // the first whose name holds it, rows too
    void type(const std::string& part_of_field, const std::string& text);
    void wait(std::int64_t ms);  // time passes, frames are drawn as they fall due
    template <class Question> void until(Question holds) {
        for (int i = 0; i < 50 && !holds(); ++i) wait(100);
        CHECK_MESSAGE(holds(), "never came true; on screen:\n" << screen_text());
    }

    bool sees(const std::string& part) const;  // in a name or a value
    const console::SemNode* find(console::SemRole role, const std::string& name) const;
    const console::SemNode* find_part(console::SemRole role, const std::string& part) const;
    int count(console::SemRole role) const;
    std::string screen_text() const;
    std::string place() const { return console::write_place(console_->place()); }
    std::int64_t frames() const { return console_->probe().frames; }
    double next_frame_in() { return console_->next_frame_at() - shell_->seconds(); }

    void photograph(const std::string& path);  // a PNG of the last frame
    std::uint64_t picture() const;             // a hash of its pixels

    InProcessNet& net() { return *net_; }
    shell::HeadlessShell& shell() { return *shell_; }
    console::Console& console() { return *console_; }

private:
    struct Screen;
    void settle();
    void draw();
    void act(const console::SemNode& node, console::SemActionKind kind, std::string value = {});

    std::unique_ptr<InProcessNet> net_;
    std::unique_ptr<shell::TextDoor> text_;
    base::FixedClock clock_;
    std::unique_ptr<shell::HeadlessShell> shell_;
    std::unique_ptr<console::Console> console_;
    std::unique_ptr<Screen> screen_;
};

// Compares with tests/golden/NAME; with VITRINE_ACCEPT=1 in the environment writes it instead.
void check_golden(const std::string& text, const std::string& name);

}  // namespace vitrine::journeys

#define CHECK_GOLDEN(text, name) ::vitrine::journeys::check_golden(text, name)
