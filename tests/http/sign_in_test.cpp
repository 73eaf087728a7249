// Signing in and out, sessions, and who may write with a cookie.
#include <doctest/doctest.h>

#include "shop.h"

namespace vitrine::tests {

TEST_CASE("who signs in with the right password gets a strict cookie and is known from then on") {
    Shop shop(generous());
    Guest guest(*shop.app);
    CHECK(guest.get("/v1/me").status == 401);
    const Response answer = guest.sign_in(ines);
    REQUIRE(answer.status == 200);
    const std::string& cookie = *answer.find("Set-Cookie");
    CHECK(cookie.starts_with("vt_session="));
    CHECK(cookie.find("; HttpOnly") != std::string::npos);
    CHECK(cookie.find("; SameSite=Strict") != std::string::npos);
    CHECK(cookie.find("Secure") == std::string::npos);
    const Json me = body_of(guest.get("/v1/me"));
    CHECK(me["user"]["email"] == ines);
    CHECK(me["role"] == "owner");
    CHECK(me["team"]["name"] == "Fjord");
}

TEST_CASE("behind TLS the cookie is Secure and browsers are told to stay with TLS") {
    AppOptions options = generous();
    options.behind_tls = true;
    Shop shop(options);
    Guest guest(*shop.app);
    const Response answer = guest.sign_in(ines);
    CHECK(answer.find("Set-Cookie")->find("; Secure") != std::string::npos);
    CHECK(answer.find("Strict-Transport-Security") != nullptr);
}

TEST_CASE("a wrong password and an unknown e-mail are refused in the same words") {
    Shop shop(generous());
    Guest guest(*shop.app);
    const Response wrong = guest.sign_in(ines, "wrong horse");
    const Response unknown = guest.sign_in("nobody@fjord.example");
    CHECK(wrong.status == 401);
    CHECK(code_of(wrong) == "wrong_credentials");
    CHECK(code_of(unknown) == "wrong_credentials");
    CHECK(wrong.find("Set-Cookie") == nullptr);
}

TEST_CASE("the e-mail's capitals do not matter") {
    Shop shop(generous());
    CHECK(Guest(*shop.app).sign_in("Ines@Fjord.example").status == 200);
}

TEST_CASE("after too many wrong passwords one has to wait, and is told how long") {
    AppOptions options = generous();
    options.sign_ins_per_account = {3, 0.1};
    Shop shop(options);
    Guest guest(*shop.app);
    for (int i = 0; i < 3; ++i) CHECK(guest.sign_in(ines, "guess").status == 401);
    const Response waiting = guest.sign_in(ines);
    CHECK(waiting.status == 429);
    CHECK(code_of(waiting) == "too_many_attempts");
    CHECK(*waiting.find("Retry-After") == "10");
    CHECK(Guest(*shop.app).sign_in(otto).status == 200);  // others are not held up
    shop.clock.advance(10 * base::second_ms);
    CHECK(guest.sign_in(ines).status == 200);
}

TEST_CASE("right passwords are not counted as attempts") {
    AppOptions options = generous();
    options.sign_ins_per_address = {2, 0.01};
    Shop shop(options);
    for (int i = 0; i < 6; ++i) CHECK(Guest(*shop.app).sign_in(ines).status == 200);
}

TEST_CASE("signing in again makes a new session and ends the old one") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    Guest thief(*shop.app);
    thief.cookie = guest.cookie;
    CHECK(thief.get("/v1/me").status == 200);
    guest.sign_in(ines);
    CHECK(guest.cookie != thief.cookie);
    CHECK(thief.get("/v1/me").status == 401);
    CHECK(guest.get("/v1/me").status == 200);
}

TEST_CASE("signing out ends the session on the server, not only in the browser") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const Response answer = guest.send("DELETE", "/v1/session", "");
    CHECK(answer.status == 200);
    CHECK(answer.find("Set-Cookie")->find("Max-Age=0") != std::string::npos);
    CHECK(code_of(guest.get("/v1/me")) == "session_over");
}

TEST_CASE("a session ends a week after it was last used") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    for (int week = 0; week < 3; ++week) {
        shop.clock.advance(6 * base::day_ms);
        CHECK(guest.get("/v1/me").status == 200);
    }
    shop.clock.advance(7 * base::day_ms + 1);
    CHECK(code_of(guest.get("/v1/me")) == "session_over");
}

TEST_CASE("a session ends thirty days after signing in, however busy") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    for (int i = 0; i < 29; ++i) {
        shop.clock.advance(base::day_ms);
        CHECK(guest.get("/v1/me").status == 200);
    }
    shop.clock.advance(base::day_ms);
    CHECK(guest.get("/v1/me").status == 401);
}

TEST_CASE("everybody sees their own sessions and which one this is") {
    Shop shop(generous());
    Guest first(*shop.app), second(*shop.app);
    second.extra = {{"user-agent", "Lynx"}};
    first.sign_in(ines);
    second.sign_in(ines);
    Guest(*shop.app).sign_in(otto);
    const Json items = body_of(second.get("/v1/session"))["items"];
    REQUIRE(items.size() == 2);
    int current = 0;
    for (const Json& one : items)
        if (one["current"] == true) {
            ++current;
            CHECK(one["agent"] == "Lynx");
        }
    CHECK(current == 1);
}

TEST_CASE("a write without the session's CSRF token is refused") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const std::string target = "/v1/reviews/" + shop.our_review.text + "/reply";
    const std::string token = guest.csrf_token;
    guest.csrf_token.clear();
    CHECK(code_of(guest.send("PUT", target, R"({"text":"Thanks"})")) == "csrf_token_wrong");
    guest.csrf_token = std::string(token.size(), '0');
    CHECK(guest.send("PUT", target, R"({"text":"Thanks"})").status == 403);
    guest.csrf_token = token;
    CHECK(guest.send("PUT", target, R"({"text":"Thanks"})").status == 200);
}

TEST_CASE("a write that another site sends is refused, also with the right token") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const std::string target = "/v1/reviews/" + shop.our_review.text + "/reply";
    guest.extra = {{"host", "store.example"}, {"origin", "https://evil.example"}};
    CHECK(code_of(guest.send("PUT", target, R"({"text":"Thanks"})")) == "foreign_origin");
    guest.extra = {{"host", "store.example"}, {"origin", "null"}};
    CHECK(guest.send("PUT", target, R"({"text":"Thanks"})").status == 403);
    guest.extra = {{"host", "store.example"}, {"origin", "http://store.example"}};
    CHECK(guest.send("PUT", target, R"({"text":"Thanks"})").status == 200);
    Guest stranger(*shop.app);
    stranger.extra = {{"host", "store.example"}, {"origin", "https://evil.example"}};
    CHECK(stranger.sign_in(ines).status == 403);
}

Response post_form(App& app, const std::string& form) {
    Request request;
    request.method = "POST";
    request.target = "/sign-in";
    request.body = form;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    return app.handle(request);
}

TEST_CASE("the sign-in form works without scripts and goes where one wanted to go") {
    Shop shop(generous());
    const Response answer = post_form(
        *shop.app, "email=ines%40fjord.example&password=correct+horse&next=%2Freviews%3Fq%3Dx");
    CHECK(answer.status == 303);
    CHECK(*answer.find("Location") == "/reviews?q=x");
    CHECK(answer.find("Set-Cookie") != nullptr);
}

TEST_CASE("a refused sign-in form comes back with the reason and without the e-mail") {
    Shop shop(generous());
    const Response answer =
        post_form(*shop.app, "email=ines%40fjord.example&password=no&next=%2Freviews");
    CHECK(answer.status == 303);
    CHECK(*answer.find("Location") == "/sign-in?error=wrong_credentials&next=%2Freviews");
    CHECK(answer.find("Set-Cookie") == nullptr);
}

TEST_CASE("the sign-in form never leads to another site") {
    Shop shop(generous());
    const std::string form = "email=ines%40fjord.example&password=correct+horse&next=";
    for (const char* evil :
         {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example",
          "%5C%5Cevil.example", "javascript%3Aalert(1)", "%2Fa%0D%0ASet-Cookie"}) {
        const Response answer = post_form(*shop.app, form + evil);
        CHECK(*answer.find("Location") == "/");
    }
}

}  // namespace vitrine::tests
