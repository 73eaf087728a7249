// The wall: two boards, read-only, that keep what they know.
#include "tests/journeys/session.h"

using namespace vitrine;
using namespace vitrine::journeys;
using console::SemRole;

namespace {

Session wall(const char* place, Letters letters = Letters::fake) {
    return Session({.width = 1920,
                    .height = 1080,
                    .letters = letters,
                    .policy = console::Policy::read_only,
                    .place = place});
}

}  // namespace

TEST_CASE("the board of the day counts installs since midnight") {
    Session session = wall("/boards/today");
    session.until([&] { return !session.console().probe().loading; });
    CHECK(session.find(SemRole::heading, "Today in the store"));
    CHECK(session.sees("Installs since midnight"));
    CHECK(session.sees("a week ago by 10:41"));
    CHECK(session.sees("Live"));
    CHECK(session.count(SemRole::button) == 0);
    CHECK(session.count(SemRole::link) == 0);
    CHECK_GOLDEN(session.screen_text(), "journey_board_today.txt");
}

TEST_CASE("the board of ratings shows one large voice and three small ones, first names only") {
    Session session = wall("/boards/ratings");
    session.until([&] { return !session.console().probe().loading; });
    CHECK(session.find(SemRole::heading, "Ratings and what people say"));
    CHECK(session.sees("People talk about"));
    CHECK(session.count(SemRole::region) == 4);
    CHECK_GOLDEN(session.screen_text(), "journey_board_ratings.txt");
}

TEST_CASE("a board that hears nothing waits in amber and goes on showing its numbers") {
    Session session = wall("/boards/today");
    session.until([&] { return !session.console().probe().loading; });
    session.net().be_in(Trouble::no_network);
    session.console().open("/boards/ratings");  // something to ask for, in vain
    session.wait(90'000);
    CHECK(session.sees("Waiting for the store"));
    session.console().open("/boards/today");
    session.wait(1000);
    CHECK(session.sees("Installs since midnight"));
    CHECK(session.sees("waiting"));
    CHECK_FALSE(session.sees("Try again"));
}

TEST_CASE("the wall cannot write") {
    Session session = wall("/reviews");
    session.until([&] { return session.console().probe().visible_rows > 0; });
    if (!session.find(SemRole::button, "Send")) session.press_part(" on ");
    session.wait(500);
    const auto* send = session.find(SemRole::button, "Send");
    REQUIRE_MESSAGE(send, session.screen_text());
    CHECK((send->flags & console::sem_disabled) != 0);
    CHECK(send->value == "This display only shows.");
    const auto* reply = session.find_part(SemRole::text_box, "Reply");
    REQUIRE_MESSAGE(reply, session.screen_text());
    CHECK((reply->flags & console::sem_disabled) != 0);
    session.console().sem().act({reply->key, console::SemActionKind::set_value, "Thank you"});
    session.wait(500);
    send = session.find(SemRole::button, "Send");
    REQUIRE(send);
    session.console().sem().act({send->key, console::SemActionKind::press, {}});
    session.wait(500);
    CHECK_FALSE(session.sees("Thank you"));
    CHECK_FALSE(session.net().asked().empty());
    for (const std::string& ask : session.net().asked()) CHECK(ask.starts_with("GET "));
}

TEST_CASE("the picture moves by a step a minute so that nothing burns in") {
    Session session = wall("/boards/today");
    session.until([&] { return !session.console().probe().loading; });
    const auto* before = session.find(SemRole::heading, "Today in the store");
    REQUIRE(before);
    const console::Rect was = before->rect;
    session.wait(10 * 60'000);
    const auto* after = session.find(SemRole::heading, "Today in the store");
    REQUIRE(after);
    CHECK_FALSE(after->rect == was);
    CHECK(std::abs(after->rect.x - was.x) <= 16.0F);
}
