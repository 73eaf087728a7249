// What a member of a publisher does on a normal day, page by page.
#include "tests/journeys/session.h"

using namespace vitrine;
using namespace vitrine::journeys;
using console::SemRole;

TEST_CASE("a developer sees what needs them and how their apps are doing") {
    Session session;
    session.until([&] { return session.sees("Needs you") && !session.console().probe().loading; });
    CHECK(session.find(SemRole::heading, "Overview"));
    CHECK(session.sees("Installs"));
    CHECK(session.sees("Newest reviews"));
    CHECK(session.sees("Rollouts in progress"));
    CHECK_GOLDEN(session.screen_text(), "journey_overview.txt");
}

TEST_CASE("a developer reads why changes were requested and writes to the reviewer") {
    Session session({.place = "/submissions"});
    session.until([&] { return session.sees("Changes requested"); });
    session.open("/");
    session.until([&] { return session.sees("Fix findings"); });
    session.press("Fix findings");
    session.until([&] { return session.sees("Life of the submission"); });
    CHECK(session.place().starts_with("/submissions/"));
    CHECK(session.sees("Findings"));
    CHECK(session.sees("blocking"));
    CHECK_GOLDEN(session.screen_text(), "journey_submission.txt");

    session.type("Write to the reviewer", "The permission is gone in 2.9.2.");
    session.press("Send");
    session.until([&] { return session.sees("Message sent"); });
    CHECK(session.sees("The permission is gone in 2.9.2."));
}

TEST_CASE("a message cannot be sent before something is typed") {
    Session session;
    session.until([&] { return session.sees("Fix findings"); });
    session.press("Fix findings");
    session.until([&] { return session.sees("Write to the reviewer"); });
    const auto* send = session.find(SemRole::button, "Send");
    REQUIRE(send);
    CHECK((send->flags & console::sem_disabled) != 0);
    CHECK(send->value == "Write something first.");
}

TEST_CASE("reviews are narrowed to one and two stars") {
    Session session({.place = "/reviews"});
    session.until([&] { return session.sees("reviews") && !session.console().probe().loading; });
    session.press_part("1 stars,");
    session.press_part("2 stars,");
    session.until([&] { return !session.console().probe().loading; });
    CHECK(session.place().find("rating=1%2C2") != std::string::npos);
    CHECK(session.console().probe().visible_rows > 3);
    for (const char* more : {"3 of 5 stars", "4 of 5 stars", "5 of 5 stars"})
        CHECK_FALSE(session.find(SemRole::image, more));
    CHECK(session.sees("1 of 5 stars"));
}

TEST_CASE("two Chinese characters find the reviews that hold them") {
    Session session({.place = "/reviews"});
    session.until([&] { return !session.console().probe().loading; });
    session.type("Search reviews", "地图");
    session.until([&] { return session.console().probe().shown_query == "地图"; });
    CHECK(session.console().probe().visible_rows > 0);
    CHECK(session.find_part(SemRole::text, "地图"));
    CHECK(session.place().find("q=%E5%9C%B0%E5%9B%BE") != std::string::npos);
}

TEST_CASE("a reply is sent at once and taken back by undo") {
    Session session({.place = "/reviews?replied=no"});
    session.until([&] { return session.console().probe().visible_rows > 0; });
    if (session.find(SemRole::heading, "Choose a review") || !session.find(SemRole::button, "Send"))
        session.press_part(" on ");
    session.until([&] { return session.find(SemRole::button, "Send") != nullptr; });
    session.type("Reply", "Thank you, this is fixed in the next version.");
    session.press("Send");
    session.until([&] { return session.sees("Reply sent"); });
    CHECK(session.sees("Thank you, this is fixed in the next version."));
    session.press("Undo");
    session.until([&] { return session.sees("Reply taken back"); });
}

TEST_CASE("an analyst reads reviews but may not answer, and is told why") {
    Session session({.user = "jonas@northlight.example", .place = "/reviews"});
    session.until([&] { return session.console().probe().visible_rows > 0; });
    if (!session.find(SemRole::button, "Send")) session.press_part(" on ");
    session.until([&] { return session.find(SemRole::button, "Send") != nullptr; });
    const auto* send = session.find(SemRole::button, "Send");
    CHECK((send->flags & console::sem_disabled) != 0);
    CHECK_FALSE(send->value.empty());
}

TEST_CASE("metrics and grain are switched, and the place says so") {
    Session session({.place = "/analytics"});
    session.until([&] { return session.sees("Breakdown") && !session.console().probe().loading; });
    session.press(SemRole::tab, "Week");
    session.until([&] { return session.sees("Installs per week"); });
    CHECK(session.place().find("week") != std::string::npos);
    CHECK(session.console().probe().chart_draws > 0);
    session.press_part("Removed");
    session.until([&] { return session.sees("Removed per week"); });
    CHECK(session.place().find("uninstalls") != std::string::npos);
}

TEST_CASE("back and forward walk the pages one was on") {
    Session session;
    session.press(SemRole::link, "Reviews");
    session.press(SemRole::link, "Analytics");
    CHECK(session.find(SemRole::heading, "Analytics"));
    session.back();
    CHECK(session.find(SemRole::heading, "Reviews"));
    session.back();
    CHECK(session.find(SemRole::heading, "Overview"));
    session.forward();
    CHECK(session.find(SemRole::heading, "Reviews"));
}
