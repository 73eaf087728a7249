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

TEST_CASE("a developer reads why changes were requested") {
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

TEST_CASE("an analyst reads reviews but may not answer, and is told why") {
    Session session({.user = "jonas@northlight.example", .place = "/reviews"});
    session.until([&] { return session.console().probe().visible_rows > 0; });
    if (!session.find(SemRole::button, "Send")) session.press_part(" on ");
    session.until([&] { return session.find(SemRole::button, "Send") != nullptr; });
    const auto* send = session.find(SemRole::button, "Send");
    CHECK((send->flags & console::sem_disabled) != 0);
    CHECK_FALSE(send->value.empty());
}

