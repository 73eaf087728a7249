// API keys: what a program may with one, and nothing else.
#include <doctest/doctest.h>

#include "shop.h"

namespace vitrine::tests {

struct KeyRoom {
    Shop shop{generous()};
    Guest owner{*shop.app};
    KeyRoom() { REQUIRE(owner.sign_in(ines).status == 200); }

    Response issue(const Json& ask) { return owner.send("POST", "/v1/api-keys", ask.dump()); }
    // A program with a fresh key of these scopes, kept to `apps`.
    Guest program(const Json& scopes, const Json& apps = Json::array()) {
        const Response made = issue({{"name", "CI"}, {"scopes", scopes}, {"apps", apps}});
        REQUIRE(made.status == 200);
        return with(body_of(made)["secret"]);
    }
    Guest with(const std::string& secret) {
        Guest guest(*shop.app);
        guest.extra = {{"authorization", "Bearer " + secret}};
        return guest;
    }
    std::string reply_target() const { return "/v1/reviews/" + shop.our_review.text + "/reply"; }
};

TEST_CASE_FIXTURE(KeyRoom, "a key reads and writes what its scopes say, without a CSRF token") {
    Guest reader = program({"reviews:read"}), writer = program({"reviews:read", "reviews:reply"});
    CHECK(reader.get("/v1/reviews").status == 200);
    CHECK(reader.send("PUT", reply_target(), R"({"text":"Hi"})").status == 403);
    const Response reply = writer.send("PUT", reply_target(), R"({"text":"Hi"})");
    CHECK(reply.status == 200);
    CHECK(body_of(reply)["reply"]["author"] == "CI");
    CHECK(reader.get("/v1/apps").status == 403);
    CHECK(reader.get("/v1/submissions").status == 403);
    CHECK(reader.get("/v1/metrics?metrics=installs&from=2026-05-01&to=2026-05-02").status == 403);
    CHECK(reader.get("/v1/audit").status == 403);
    const Json me = body_of(reader.get("/v1/me"));
    CHECK(me["user"]["name"] == "CI");
    CHECK(me["team"]["id"] == "team_fjord");
    CHECK(me["role"] == "none");
}

TEST_CASE_FIXTURE(KeyRoom, "each endpoint opens to the scopes of its right and to no other") {
    constexpr auto scopes = names(static_cast<const contract::Scope*>(nullptr));
    std::vector<Guest> programs;
    for (const auto scope : scopes) programs.push_back(program({scope}));
    int cells = 0;
    contract::StoreApi::each([&]<class Endpoint>() {
        constexpr const contract::Call& call = Endpoint::call;
        if (call.access == contract::Access::anyone) return;
        std::string path(call.path);
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}', at) - at + 1, "x");
        for (std::size_t s = 0; s < scopes.size(); ++s, ++cells) {
            CAPTURE(call.path);
            CAPTURE(scopes[s]);
            const bool may = contract::may(contract::bit(static_cast<contract::Scope>(s)),
                                           call.right);
            Request request;
            request.method = contract::name_of(call.verb);
            request.target = path;
            const Response answer = programs[s].send(request);
            CHECK(answer.status != 401);
            CHECK((code_of(answer) == "forbidden") == !may);
        }
    });
    CHECK(cells > 300);
}

TEST_CASE_FIXTURE(KeyRoom, "a key for one app finds no other") {
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest guest = program({"apps:read", "apps:write", "reviews:read", "reviews:reply",
                           "releases:read", "releases:write", "releases:publish",
                           "metrics:read", "team:read", "audit:read"},
                          {"app_maps"});
    CHECK(body_of(guest.get("/v1/apps"))["total"] == 1);
    CHECK(guest.get("/v1/apps/app_notes").status == 404);
    CHECK(guest.send("PUT", reply_target(), R"({"text":"Hi"})").status == 404);
    CHECK(guest.send("POST", "/v1/releases/" + shop.our_release.text + "/rollout",
                     R"({"action":"halt"})")
              .status == 404);
    CHECK(body_of(guest.get("/v1/submissions"))["total"] == 0);
    CHECK(body_of(guest.get("/v1/reviews"))["total"] == 0);
    CHECK(guest.send("POST", "/v1/apps",
                     R"({"package_name":"org.x.y","name":"Y","default_locale":"en"})")
              .status == 403);
    CHECK(guest.get("/v1/members").status == 403);  // the team is more than one app
    CHECK(guest.get("/v1/audit").status == 403);
}

TEST_CASE_FIXTURE(KeyRoom, "a key stays in its team") {
    Guest guest = program({"apps:read"});
    CHECK(guest.get("/v1/apps/app_boats").status == 404);
    CHECK(guest.get("/v1/apps?team=team_harbour").status == 404);
    CHECK(guest.get("/v1/apps?team=team_fjord").status == 200);
}

TEST_CASE_FIXTURE(KeyRoom, "no key reaches people, keys or the account") {
    Json all = Json::array();
    for (const auto scope : names(static_cast<const contract::Scope*>(nullptr)))
        all.push_back(scope);
    Guest guest = program(all);
    CHECK(guest.get("/v1/members").status == 200);
    CHECK(guest.get("/v1/audit").status == 200);
    CHECK(guest.get("/v1/api-keys").status == 403);
    CHECK(guest.send("POST", "/v1/api-keys", R"({"name":"x","scopes":["apps:read"]})").status ==
          403);
    CHECK(guest.send("DELETE", "/v1/members/usr_anna", "").status == 403);
    CHECK(guest.get("/v1/session").status == 403);
    CHECK(guest.send("DELETE", "/v1/sessions", "").status == 403);
    CHECK(guest.send("PUT", "/v1/me/password", R"({"password":"x","next":"a long password"})")
              .status == 403);
    CHECK(guest.send("POST", "/v1/invitations:accept", R"({"token":"x"})").status == 403);
}

TEST_CASE_FIXTURE(KeyRoom, "the secret is told once, kept as a hash, and its last use is shown") {
    const Json made = body_of(issue({{"name", "CI"}, {"scopes", {"apps:read", "apps:read"}}}));
    const std::string secret = made["secret"], id = made["key"]["id"];
    CHECK(secret.starts_with("vtk_"));
    CHECK(made["key"]["scopes"].size() == 1);
    const Response listed = owner.get("/v1/api-keys");
    CHECK(listed.body.find(secret) == std::string::npos);
    CHECK(body_of(listed)["items"][0]["last_used_at"].is_null());
    CHECK(shop.store->keys().find({id}).value()->key_hash.find(secret.substr(4)) ==
          std::string::npos);
    shop.clock.advance(base::minute_ms);
    CHECK(with(secret).get("/v1/apps").status == 200);
    CHECK(body_of(owner.get("/v1/api-keys"))["items"][0]["last_used_at"] ==
          base::rfc3339(shop.clock.now()));
}

TEST_CASE_FIXTURE(KeyRoom, "a repeated request under one key makes one API key and tells it once") {
    owner.extra = {{"idempotency-key", "k1"}};
    const Json ask = {{"name", "CI"}, {"scopes", {"apps:read"}}};
    const Json first = body_of(issue(ask)), again = body_of(issue(ask));
    CHECK(first["secret"] != "");
    CHECK(again["secret"] == "");
    CHECK(again["key"] == first["key"]);
    CHECK(body_of(owner.get("/v1/api-keys"))["total"] == 1);
}

TEST_CASE_FIXTURE(KeyRoom, "a key ends when it is revoked and when its time is over") {
    const Json made = body_of(
        issue({{"name", "CI"}, {"scopes", {"apps:read"}}, {"valid_days", 2}}));
    const Json other = body_of(issue({{"name", "CI"}, {"scopes", {"apps:read"}}}));
    Guest guest = with(made["secret"]), second = with(other["secret"]);
    const std::string target = "/v1/api-keys/" + other["key"]["id"].get<std::string>();
    Guest foreign(*shop.app);
    foreign.sign_in(otto);
    CHECK(foreign.send("DELETE", target, "").status == 404);
    CHECK(owner.send("DELETE", target + "?reason=leaked", "").status == 200);
    CHECK(owner.send("DELETE", target, "").status == 404);
    CHECK(code_of(second.get("/v1/apps")) == "key_unknown");
    shop.clock.advance(2 * base::day_ms - 1);
    CHECK(guest.get("/v1/apps").status == 200);
    shop.clock.advance(1);
    CHECK(guest.get("/v1/apps").status == 401);
    const Json log = body_of(owner.get("/v1/audit?action=key.revoke"));
    CHECK(log["items"][0]["reason"] == "leaked");
}

TEST_CASE_FIXTURE(KeyRoom, "wrong wishes for a key are refused with the field named") {
    const auto path_of = [&](const Json& ask) {
        const Response answer = issue(ask);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(path_of({{"name", " "}, {"scopes", {"apps:read"}}}) == "name");
    CHECK(path_of({{"name", "x"}, {"scopes", Json::array()}}) == "scopes");
    CHECK(path_of({{"name", "x"}, {"scopes", {"root:all"}}}) == "scopes.0");
    CHECK(path_of({{"name", "x"}, {"scopes", {"apps:read"}}, {"apps", {"app_boats"}}}) ==
          "apps.0");
    CHECK(path_of({{"name", "x"}, {"scopes", {"apps:read"}}, {"valid_days", 731}}) ==
          "valid_days");
    CHECK(path_of({{"name", "x"}, {"scopes", {"apps:read"}}, {"valid_days", 0}}) == "valid_days");
}

TEST_CASE_FIXTURE(KeyRoom, "a team has a hundred keys at most") {
    for (int i = 0; i < 100; ++i)
        REQUIRE(issue({{"name", "CI"}, {"scopes", {"apps:read"}}}).status == 200);
    CHECK(code_of(issue({{"name", "CI"}, {"scopes", {"apps:read"}}})) == "too_many_keys");
}

TEST_CASE_FIXTURE(KeyRoom, "a key is no cookie, a session no key, and other schemes are ignored") {
    const std::string secret = body_of(
        issue({{"name", "CI"}, {"scopes", {"apps:read"}}}))["secret"];
    Guest cookie(*shop.app);
    cookie.cookie = "vt_session=" + secret;
    CHECK(cookie.get("/v1/apps").status == 401);
    const std::string session = owner.cookie.substr(owner.cookie.find('=') + 1);
    CHECK(with(session).get("/v1/apps").status == 401);
    owner.extra = {{"authorization", "Basic eDp5"}};
    CHECK(owner.get("/v1/apps").status == 200);
    owner.extra = {{"authorization", "Bearer vtk_wrong"}};  // the cookie does not help
    CHECK(owner.get("/v1/apps").status == 401);
    Guest lower(*shop.app);
    lower.extra = {{"authorization", "bearer  " + secret}};
    CHECK(lower.get("/v1/apps").status == 200);
}

TEST_CASE("wrong keys are limited by address, right ones pass all the same") {
    AppOptions options = generous();
    options.wrong_keys_per_address = {3, 0.1};
    Shop shop(options);
    Guest owner(*shop.app), guesser(*shop.app), program(*shop.app);
    owner.sign_in(ines);
    const Json made = body_of(
        owner.send("POST", "/v1/api-keys", R"({"name":"x","scopes":["apps:read"]})"));
    program.extra = {{"authorization", "Bearer " + made["secret"].get<std::string>()}};
    guesser.extra = {{"authorization", "Bearer vtk_guess"}};
    for (int i = 0; i < 3; ++i) CHECK(code_of(guesser.get("/v1/apps")) == "key_unknown");
    const Response waiting = guesser.get("/v1/apps");
    CHECK(waiting.status == 429);
    CHECK(*waiting.find("Retry-After") == "10");
    CHECK(program.get("/v1/apps").status == 200);
    shop.clock.advance(10 * base::second_ms);
    CHECK(guesser.get("/v1/apps").status == 401);
}

TEST_CASE("one busy key does not use up another's requests") {
    AppOptions options = generous();
    options.per_account = {5, 0.1};
    Shop shop(options);
    Guest owner(*shop.app), program(*shop.app);
    owner.sign_in(ines);
    const Json made = body_of(
        owner.send("POST", "/v1/api-keys", R"({"name":"x","scopes":["apps:read"]})"));
    program.extra = {{"authorization", "Bearer " + made["secret"].get<std::string>()}};
    for (int i = 0; i < 5; ++i) CHECK(program.get("/v1/apps").status == 200);
    CHECK(code_of(program.get("/v1/apps")) == "too_many_requests");
    CHECK(owner.get("/v1/apps").status == 200);
}

TEST_CASE_FIXTURE(KeyRoom, "a key hears of what it may read on the stream, until it is revoked") {
    const Json made = body_of(issue({{"name", "x"}, {"scopes", {"reviews:read"}}}));
    Guest guest = with(made["secret"]);
    const Response stream = guest.get("/v1/stream");
    REQUIRE(stream.stream);
    auto ticket = *stream.stream;
    owner.send("PUT", reply_target(), R"({"text":"Hi"})");
    owner.send("POST", "/v1/releases/" + shop.our_release.text + "/rollout",
               R"({"action":"halt"})");
    const auto events = shop.app->next_events(ticket);
    REQUIRE(events);
    CHECK(events->find("event: review") != std::string::npos);
    CHECK(events->find("event: release") == std::string::npos);
    owner.send("DELETE", "/v1/api-keys/" + made["key"]["id"].get<std::string>(), "");
    CHECK(!shop.app->next_events(ticket));
    shop.app->close_stream(ticket);
}

}  // namespace vitrine::tests
