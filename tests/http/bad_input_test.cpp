// What the sheet says to requests that are wrong in one way or another.
#include <doctest/doctest.h>

#include "base/url.h"
#include "shop.h"

namespace vitrine::tests {

struct SignedIn {
    Shop shop{generous()};
    Guest guest{*shop.app};
    SignedIn() { REQUIRE(guest.sign_in(ines).status == 200); }
    std::string reply_target() const { return "/v1/reviews/" + shop.our_review.text + "/reply"; }
};

TEST_CASE_FIXTURE(SignedIn, "malformed JSON is refused as malformed") {
    for (const char* body : {"{", "{\"text\":}", "\xff\xfe", "{\"text\":\"\xc3\x28\"}", "nul"}) {
        const Response answer = guest.send("PUT", reply_target(), body);
        CHECK(answer.status == 400);
        CHECK(code_of(answer) == "json_malformed");
        CHECK(*answer.find("Content-Type") == "application/problem+json");
    }
}

TEST_CASE_FIXTURE(SignedIn, "JSON that is no object is refused") {
    CHECK(code_of(guest.send("PUT", reply_target(), "[1,2]")) == "json_not_object");
}

TEST_CASE_FIXTURE(SignedIn, "JSON nested without end does not exhaust the stack") {
    CHECK(code_of(guest.send("PUT", reply_target(), std::string(500000, '['))) == "json_too_deep");
}

TEST_CASE_FIXTURE(SignedIn, "every wrong field is named with its path") {
    const Response answer =
        guest.send("POST", "/v1/apps", R"({"package_name":7,"default_locale":"e","colour":"red"})");
    CHECK(answer.status == 422);
    const Json fields = body_of(answer)["fields"];
    std::string told;
    for (const Json& field : fields)
        told += field["path"].get<std::string>() + ":" + field["code"].get<std::string>() + " ";
    CHECK(told == "package_name:wrong_type name:missing default_locale:too_short colour:unknown ");
}

TEST_CASE_FIXTURE(SignedIn, "an unknown query parameter is named") {
    const Response answer = guest.get("/v1/reviews?colour=red");
    CHECK(answer.status == 422);
    CHECK(body_of(answer)["fields"][0]["path"] == "colour");
}

TEST_CASE_FIXTURE(SignedIn, "a query parameter of the wrong type or out of bounds is named") {
    CHECK(guest.get("/v1/reviews?limit=many").status == 422);
    CHECK(guest.get("/v1/reviews?limit=201").status == 422);
    CHECK(guest.get("/v1/reviews?replied=perhaps").status == 422);
    CHECK(guest.get("/v1/reviews?limit=3&limit=4").status == 422);
    CHECK(guest.get("/v1/reviews?limit=200&ratings=1,2").status == 200);
}

TEST_CASE_FIXTURE(SignedIn, "a made-up cursor is refused") {
    CHECK(code_of(guest.get("/v1/reviews?cursor=made-up")) == "bad_cursor");
    CHECK(code_of(guest.get("/v1/apps?cursor=%F0%9F%90%9F")) == "bad_cursor");
    CHECK(code_of(guest.get("/v1/submissions?cursor=0")) == "bad_cursor");
}

TEST_CASE_FIXTURE(SignedIn, "a body over the limit is too large") {
    const std::string body = R"({"text":")" + std::string(1 << 20, 'x') + "\"}";
    CHECK(guest.send("PUT", reply_target(), body).status == 413);
}

TEST_CASE_FIXTURE(SignedIn, "an address over the limit is too long") {
    const Response answer = guest.get("/v1/reviews?q=" + std::string(9000, 'x'));
    CHECK(answer.status == 414);
    CHECK(code_of(answer) == "target_too_long");
}

TEST_CASE_FIXTURE(SignedIn, "a body that does not say that it is JSON is refused") {
    Request request;
    request.method = "PUT";
    request.target = reply_target();
    request.body = R"({"text":"Thanks"})";
    request.headers = {{"content-type", "text/plain"}};
    const Response answer = guest.send(request);
    CHECK(answer.status == 415);
    CHECK(code_of(answer) == "not_json");
}

TEST_CASE_FIXTURE(SignedIn, "a wrong method is answered with the right ones") {
    const Response answer = guest.send("PATCH", "/v1/apps", "{}");
    CHECK(answer.status == 405);
    CHECK(*answer.find("Allow") == "GET, HEAD, POST");
    CHECK(code_of(answer) == "method_not_allowed");
    CHECK(guest.send("BREW", "/v1/me", "").status == 405);
    CHECK(guest.send("POST", "/healthz", "").status == 405);
    CHECK(guest.send("DELETE", "/reviews", "").status == 405);
}

TEST_CASE_FIXTURE(SignedIn, "an unknown address and an unknown id are not found") {
    CHECK(guest.get("/v1/unicorns").status == 404);
    CHECK(guest.get("/v1").status == 404);
    CHECK(guest.get("/v1/").status == 404);
    CHECK(guest.get("/v1/apps/").status == 404);
    CHECK(guest.get("/v1/apps/unknown").status == 404);
    CHECK(guest.get("/v1/reviews/unknown").status == 404);
    CHECK(guest.get("/v1/submissions/unknown").status == 404);
    CHECK(guest.get("/v1/apps/" + std::string(300, 'x')).status == 422);
}

TEST_CASE_FIXTURE(SignedIn, "an address that is not well-formed is malformed") {
    for (const char* target : {"", "apps", "/v1/apps/%", "/v1/apps/%zz", "/v1/apps/%00",
                               "/v1/apps/%ff", "/v1/reviews?q=%c3%28", "/v1/reviews?q=%",
                               "/v1/ap ps", "/v1/\xc3\xbc", "/v1/\n"})
        CHECK(guest.get(target).status == 400);
}

TEST_CASE_FIXTURE(SignedIn, "every refusal carries the id that the log line has") {
    const Response answer = guest.get("/v1/apps/unknown");
    CHECK(body_of(answer)["request_id"] == *answer.find("X-Request-Id"));
}

TEST_CASE_FIXTURE(SignedIn, "every answer has the strict headers") {
    for (const char* target : {"/v1/me", "/v1/unicorns", "/healthz", "/reviews", "/sign-in"}) {
        const Response answer = guest.get(target);
        const std::string& policy = *answer.find("Content-Security-Policy");
        CHECK(policy.find("script-src 'self' 'wasm-unsafe-eval';") != std::string::npos);
        CHECK(policy.find("unsafe-inline") == std::string::npos);
        CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
        CHECK(*answer.find("X-Content-Type-Options") == "nosniff");
        CHECK(*answer.find("Cross-Origin-Opener-Policy") == "same-origin");
        CHECK(answer.find("Referrer-Policy") != nullptr);
        CHECK(answer.find("Permissions-Policy") != nullptr);
    }
}

TEST_CASE("who asks too often is told when to come back") {
    AppOptions options = generous();
    options.per_address = {5, 1};
    Shop shop(options);
    Guest guest(*shop.app);
    for (int i = 0; i < 5; ++i) CHECK(guest.get("/v1/me").status == 401);
    const Response answer = guest.get("/v1/me");
    CHECK(answer.status == 429);
    CHECK(*answer.find("Retry-After") == "1");
    CHECK(guest.get("/healthz").status == 200);
    shop.clock.advance(base::second_ms);
    CHECK(guest.get("/v1/me").status == 401);
}

TEST_CASE("behind a proxy the limits count its clients, whatever these say of themselves") {
    AppOptions options = generous();
    options.behind_tls = true;
    options.per_address = {1, 0.01};
    Shop shop(options);
    Guest guest(*shop.app);
    guest.extra = {{"x-forwarded-for", "10.0.0.1"}};
    CHECK(guest.get("/v1/me").status == 401);
    CHECK(guest.get("/v1/me").status == 429);
    guest.extra = {{"x-forwarded-for", "1.2.3.4, 10.0.0.1"}};
    CHECK(guest.get("/v1/me").status == 429);
    guest.extra = {{"x-forwarded-for", "10.0.0.1, 10.0.0.2"}};
    CHECK(guest.get("/v1/me").status == 401);
}

TEST_CASE("without a session every endpoint but sign-in says so") {
    Shop shop(generous());
    Guest guest(*shop.app);
    contract::StoreApi::each([&]<class Endpoint>() {
        if (Endpoint::call.access == contract::Access::anyone) return;
        std::string target(Endpoint::call.path);
        for (std::size_t at; (at = target.find('{')) != std::string::npos;)
            target.replace(at, target.find('}') - at + 1, "x");
        const Response answer =
            guest.send(std::string(contract::name_of(Endpoint::call.verb)), target, "");
        CAPTURE(target);
        CHECK(answer.status == 401);
        CHECK(code_of(answer) == "not_signed_in");
    });
    CHECK(guest.get("/v1/stream").status == 401);
}

TEST_CASE("every id of another team is as unknown as one that does not exist") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const auto same_as_unknown = [&](const char* verb, std::string target, const std::string& id,
                                     const std::string& body) {
        const std::string unknown_target =
            std::string(target).replace(target.find("ID"), 2, "unknown");
        target.replace(target.find("ID"), 2, id);
        Json theirs = body_of(guest.send(verb, target, body));
        Json unknown = body_of(guest.send(verb, unknown_target, body));
        theirs.erase("request_id");
        unknown.erase("request_id");
        CAPTURE(target);
        CHECK(theirs["status"] == 404);
        CHECK(theirs == unknown);
    };
    same_as_unknown("GET", "/v1/apps/ID", shop.boats.text, "");
    same_as_unknown("GET", "/v1/releases?app=ID", shop.boats.text, "");
    same_as_unknown("POST", "/v1/releases/ID/rollout", shop.their_release.text,
                    R"({"action":"halt"})");
    same_as_unknown("GET", "/v1/releases/ID", shop.their_release.text, "");
    same_as_unknown("GET", "/v1/apps/ID/releases", shop.boats.text, "");
    same_as_unknown("GET", "/v1/apps/ID/rollout_rule", shop.boats.text, "");
    same_as_unknown("PUT", "/v1/apps/ID/rollout_rule", shop.boats.text, R"({"rating_by":1})");
    same_as_unknown("GET", "/v1/submissions/ID", shop.their_submission.text, "");
    same_as_unknown("GET", "/v1/submissions?app=ID", shop.boats.text, "");
    same_as_unknown("POST", "/v1/submissions/ID/moves", shop.their_submission.text,
                    R"({"move":"submit"})");
    same_as_unknown("POST", "/v1/submissions/ID/messages", shop.their_submission.text,
                    R"({"text":"Hello"})");
    same_as_unknown("GET", "/v1/reviews?apps=ID", shop.boats.text, "");
    same_as_unknown("GET", "/v1/reviews/facets?apps=ID", shop.boats.text, "");
    same_as_unknown("GET", "/v1/reviews/ID", shop.their_review.text, "");
    same_as_unknown("PUT", "/v1/reviews/ID/reply", shop.their_review.text, R"({"text":"Hi"})");
    same_as_unknown("DELETE", "/v1/reviews/ID/reply", shop.their_review.text, "");
    same_as_unknown("PUT", "/v1/reviews/ID/tags", shop.their_review.text, R"({"tags":["x"]})");
    same_as_unknown("POST", "/v1/reviews/ID/report", shop.their_review.text,
                    R"({"reason":"spam"})");
    same_as_unknown("GET", "/v1/reviews/ID/report", shop.their_review.text, "");
    same_as_unknown("DELETE", "/v1/reviews/ID/report", shop.their_review.text, "");
    const std::string span = "&from=2026-05-01&to=2026-05-08";
    same_as_unknown("GET", "/v1/metrics?metrics=installs&apps=ID" + span, shop.boats.text, "");
    same_as_unknown("GET", "/v1/metrics/breakdown?metric=installs&by=country&apps=ID" + span,
                    shop.boats.text, "");
    same_as_unknown("GET", "/v1/metrics/retention?apps=ID" + span, shop.boats.text, "");
    same_as_unknown("GET", "/v1/metrics/funnel?apps=ID" + span, shop.boats.text, "");
    same_as_unknown("GET", "/v1/annotations?apps=ID" + span, shop.boats.text, "");
    for (const char* part : {"/basket", "/review"})
        same_as_unknown("GET", "/v1/submissions/ID" + std::string(part),
                        shop.their_submission.text, "");
    same_as_unknown("POST", "/v1/apps/ID/submissions", shop.boats.text,
                    R"({"packages":[],"track":"production"})");
    guest.extra = {{"if-match", "*"}};
    same_as_unknown("PATCH", "/v1/submissions/ID", shop.their_submission.text, "{}");
    const Json create = {{"app", shop.boats.text}, {"version_name", "3"}, {"version_code", "3"},
                         {"track", "production"}};
    CHECK(guest.send("POST", "/v1/submissions", create.dump()).status == 404);
}

TEST_CASE("lists hold only what is ours") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    for (const char* target : {"/v1/apps", "/v1/submissions", "/v1/reviews", "/v1/releases"}) {
        const Json page = body_of(guest.get(target));
        CAPTURE(target);
        const bool with_rollout = target == std::string("/v1/submissions");
        CHECK(page["items"].size() == (with_rollout ? 2 : 1));
        CHECK(page.dump().find("boats") == std::string::npos);
    }
}

}  // namespace vitrine::tests
