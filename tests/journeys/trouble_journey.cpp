// The refused twins: what is on screen when there is nothing, not yet, not any more, or not for
// you.
#include "tests/journeys/session.h"

using namespace vitrine;
using namespace vitrine::journeys;
using console::SemRole;

namespace {

const char* const pages[] = {"/", "/submissions", "/reviews", "/analytics"};

bool rests(Session& session) { return !session.console().probe().loading; }

}  // namespace

TEST_CASE("an ended session leads to signing in") {
    Session session;
    session.until([&] { return rests(session); });
    CHECK_FALSE(session.shell().signed_out());
    session.net().be_in(Trouble::signed_out);
    session.press(SemRole::link, "Analytics");
    session.until([&] { return session.shell().signed_out(); });
}

TEST_CASE("a dead network keeps what is known, says since when, and tries again") {
    Session session({.place = "/submissions"});
    session.until([&] { return rests(session) && session.console().probe().visible_rows > 0; });
    const std::string known = session.console().probe().row_keys[0];
    session.net().be_in(Trouble::no_network);
    session.press(SemRole::link, "Analytics");
    session.until([&] { return session.sees("No answer from the store"); });
    session.press(SemRole::link, "Submissions");
    CHECK(session.console().probe().row_keys[0] == known);
    CHECK(session.console().probe().blank_rows == 0);
    session.net().be_in(Trouble::none);
    session.press("Try again");
    session.until([&] { return !session.sees("No answer from the store"); });
    session.press(SemRole::link, "Analytics");
    session.until([&] { return session.sees("Breakdown"); });
}

TEST_CASE("a page that never had data shows the problem and a way to try again") {
    for (const char* page : pages) {
        INFO(page);
        Session session;
        session.until([&] { return rests(session); });
        session.net().be_in(Trouble::unavailable);
        // A place nobody has asked for yet: nothing of it is known.
        session.open(std::string(page) == "/" ? "/?days=90" : std::string(page));
        session.wait(1000);
        CHECK(session.find(SemRole::button, "Try again"));
        session.net().be_in(Trouble::none);
        session.press("Try again");
        session.until([&] { return rests(session); });
    }
}

TEST_CASE("while the first answers are on their way there is a skeleton, never a blank page") {
    for (const char* page : pages) {
        INFO(page);
        Session session;
        session.until([&] { return rests(session); });
        session.net().be_in(Trouble::slow);
        session.open(std::string(page) == "/" ? "/?days=90" : std::string(page));
        session.wait(600);
        CHECK(session.console().probe().loading);
        CHECK(session.count(SemRole::heading) > 0);
        session.net().be_in(Trouble::none);
        session.until([&] { return rests(session); });
    }
}

TEST_CASE("a list that nothing fits says so and offers the way out") {
    Session session({.place = "/reviews?q=qqqzzzxxx"});
    session.until([&] { return session.sees("No review matches"); });
    CHECK(session.sees("Clear filters"));
    session.open("/submissions");
    session.until([&] { return rests(session); });
    session.type("Search submissions", "qqqzzzxxx");
    session.until([&] { return session.sees("Nothing matches"); });
    CHECK(session.sees("Show all"));
}

TEST_CASE("an unknown address and somebody else's submission are not found") {
    Session session({.place = "/no/such/place"});
    CHECK(session.sees("There is nothing under this address"));
    session.press("To the overview");
    CHECK(session.place() == "/");
    session.open("/submissions/sub_of_nobody");
    session.wait(500);
    CHECK_FALSE(session.sees("Write to the reviewer"));
}

TEST_CASE("a resting page draws no frame") {
    for (const char* page : pages) {
        INFO(page);
        Session session({.place = page});
        session.until([&] { return rests(session); });
        session.wait(2000);
        const auto before = session.frames();
        CHECK(session.next_frame_in() > 5);
        CHECK(session.frames() == before);
    }
}
