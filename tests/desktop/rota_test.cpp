// The kiosk's rota, on a clock that moves when it is told.
#include "shell/kiosk/rota.h"

#include <doctest/doctest.h>

// The rota is part of a program, and the door without a window of no program that has one: neither
// can be linked here.
#include "shell/headless/fake_text.cpp"
#include "shell/headless/headless_shell.cpp"
#include "shell/kiosk/rota.cpp"
#include "tests/console/quiet_net.h"

using namespace vitrine;

namespace {

constexpr double each_s = 20;

struct Wall {
    explicit Wall(const char* place = "/boards/today")
        : console(door, {.policy = rota.policy(), .place = place}) {
        act();
    }

    void act() { rota.act(console, door.seconds()); }
    void pass(double seconds) {
        clock.advance_ms(static_cast<std::int64_t>(seconds * 1000));
        act();
    }
    std::string shown() const { return console::write_place(console.place()); }

    base::FixedClock clock{base::Instant{1'778'755'260'000}};
    test::QuietNet net;
    shell::FakeText text;
    shell::HeadlessShell door{net, text, clock, shell::Shell::Fields::own};
    shell::Rota rota{{"/boards/today", "/boards/ratings"}, each_s};
    console::Console console;
};

}  // namespace

TEST_CASE("the kiosk shows its first board, after its time the second, then the first again") {
    Wall wall;
    CHECK(wall.shown() == "/boards/today");
    wall.pass(each_s - 1);
    CHECK(wall.shown() == "/boards/today");
    wall.pass(1);
    CHECK(wall.shown() == "/boards/ratings");
    wall.pass(each_s - 1);
    CHECK(wall.shown() == "/boards/ratings");
    wall.pass(1);
    CHECK(wall.shown() == "/boards/today");
}

TEST_CASE("the kiosk sleeps until its next board is due") {
    Wall wall;
    CHECK(wall.rota.next_at() == doctest::Approx(wall.door.seconds() + each_s));
    wall.pass(5);
    CHECK(wall.rota.next_at() == doctest::Approx(wall.door.seconds() + each_s - 5));
    wall.pass(each_s - 5);
    CHECK(wall.rota.next_at() == doctest::Approx(wall.door.seconds() + each_s));
}

TEST_CASE("a kiosk that was told to begin with its second board goes on with the first") {
    Wall wall("/boards/ratings");
    CHECK(wall.shown() == "/boards/ratings");
    wall.pass(each_s);
    CHECK(wall.shown() == "/boards/today");
}

TEST_CASE("a kiosk that is led to a page leaves it for the board whose turn it is") {
    Wall wall("/reviews");
    CHECK(wall.shown() == "/boards/today");
    wall.pass(each_s);
    for (const char* elsewhere : {"/reviews", "/submissions", "/", "/boards/today"}) {
        INFO(elsewhere);
        wall.console.open(elsewhere);
        REQUIRE(wall.shown() == elsewhere);
        wall.pass(1);
        CHECK(wall.shown() == "/boards/ratings");
    }
    wall.console.open("/analytics");
    wall.pass(each_s);
    CHECK(wall.shown() == "/boards/today");
}

TEST_CASE("the kiosk only reads, and stays up when nobody is signed in") {
    const Wall wall;
    CHECK(wall.rota.policy() == console::Policy::read_only);
    CHECK(wall.rota.stays_up());
}
