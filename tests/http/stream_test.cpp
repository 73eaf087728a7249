// Server-sent events, pulled from App without a socket. wire_test.cpp has them over one.
#include <doctest/doctest.h>

#include "shop.h"

namespace vitrine::tests {

struct Listening {
    Shop shop{generous()};
    Guest guest{*shop.app};
    Listening() { REQUIRE(guest.sign_in(ines).status == 200); }
    Response open(const std::string& last_event_id = "") {
        Request request;
        request.target = "/v1/stream";
        if (!last_event_id.empty()) request.headers = {{"last-event-id", last_event_id}};
        return guest.send(request);
    }
    void reply() {
        REQUIRE(guest.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                           R"({"text":"Thanks"})").status == 200);
    }
};

std::string next(Shop& shop, Response& stream) {
    return shop.app->next_events(*stream.stream).value_or("closed");
}

TEST_CASE_FIXTURE(Listening, "a change is told once to who listens") {
    Response stream = open();
    REQUIRE(stream.stream);
    CHECK(*stream.find("Content-Type") == "text/event-stream");
    CHECK(next(shop, stream).empty());
    reply();
    const std::string text = next(shop, stream);
    CHECK(text.find("event: review\n") != std::string::npos);
    CHECK(text.find("\"id\":\"" + shop.our_review.text + "\"") != std::string::npos);
    CHECK(next(shop, stream).empty());
}

TEST_CASE_FIXTURE(Listening, "other teams' changes are not told") {
    Response stream = open();
    Guest other(*shop.app);
    other.sign_in(otto);
    other.send("PUT", "/v1/reviews/" + shop.their_review.text + "/reply", R"({"text":"Hi"})");
    CHECK(next(shop, stream).empty());
}

TEST_CASE_FIXTURE(Listening, "who comes back is told what was missed") {
    const std::string before = std::to_string(shop.app->newest_change());
    reply();
    Response stream = open(before);
    CHECK(next(shop, stream).find("event: review\n") != std::string::npos);
}

TEST_CASE_FIXTURE(Listening, "who was away for too long is told that everything changed") {
    const std::string before = std::to_string(shop.app->newest_change());
    reply();
    reply();
    REQUIRE(shop.store->changes().trim(1));
    Response stream = open(before);
    const std::string text = next(shop, stream);
    for (const char* topic :
         {"submission", "review", "release", "metrics", "incident", "kit"})
        CHECK(text.find(std::string("event: ") + topic) != std::string::npos);
    CHECK(next(shop, stream).empty());
    Response confused = open("not a number");
    CHECK(next(shop, confused).find("event: incident") != std::string::npos);
}

TEST_CASE_FIXTURE(Listening, "the stream ends with the session") {
    Response stream = open();
    guest.send("DELETE", "/v1/session", "");
    CHECK(next(shop, stream) == "closed");
}

TEST_CASE_FIXTURE(Listening, "one session holds a bounded number of streams") {
    std::vector<Response> streams;
    for (int i = 0; i < 8; ++i) streams.push_back(open());
    CHECK(streams.back().status == 200);
    CHECK(open().status == 429);
    shop.app->close_stream(*streams.back().stream);
    CHECK(open().status == 200);
}

}  // namespace vitrine::tests
