// Service accounts and access tokens: what opens Play's addresses, and what does not.
#include <doctest/doctest.h>

#include "play_room.h"
#include "service/play/tokens.h"

namespace vitrine::tests {

namespace play = service::play;

TEST_CASE_FIXTURE(PlayRoom, "a service account signs in as Google's tools do") {
    CHECK(credentials["type"] == "service_account");
    CHECK(credentials["token_uri"] == "http://store.test/oauth2/token");
    CHECK(credentials["private_key"].get<std::string>().starts_with("-----BEGIN PRIVATE KEY-----"));
    const Told told = trade(credentials);
    REQUIRE(told.status == 200);
    CHECK(told.body["token_type"] == "Bearer");
    CHECK(told.body["expires_in"] == 3600);
    tool.token = told.body["access_token"];
    CHECK(tool.ask("POST", play_notes + "/edits").status == 200);
    // The same assertion again is another token of the same rights.
    CHECK(trade(credentials).status == 200);
}

TEST_CASE_FIXTURE(PlayRoom, "an external account trades its subject token, as RFC 8693 says") {
    const Json config = Json::parse(account["external_account"].get<std::string>());
    CHECK(config["type"] == "external_account");
    CHECK(config["token_url"] == "http://store.test/sts/token");
    base::Query form = {
        {"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
        {"audience", config["audience"]},
        {"scope", publisher},
        {"requested_token_type", "urn:ietf:params:oauth:token-type:access_token"},
        {"subject_token", account["subject_token"]},
        {"subject_token_type", config["subject_token_type"]}};
    Tool nobody(running.port(), "");
    const std::string type = "Content-Type: application/x-www-form-urlencoded\r\n";
    const Told told = nobody.send("POST", "/sts/token", type, form_of(form));
    REQUIRE(told.status == 200);
    CHECK(told.body["issued_token_type"] == "urn:ietf:params:oauth:token-type:access_token");
    tool.token = told.body["access_token"];
    CHECK(tool.ask("POST", play_notes + "/edits").status == 200);
    form[4].second += "x";
    const Told wrong = nobody.send("POST", "/sts/token", type, form_of(form));
    CHECK(wrong.status == 401);
    CHECK(wrong.body["error"] == "invalid_grant");
}

TEST_CASE_FIXTURE(PlayRoom, "an assertion that is wrong in any part is refused") {
    const std::int64_t now = shop.clock.now().ms / 1000;
    const auto refused = [&](const Json& change) {
        const Told told = trade(credentials, change);
        return told.status == 400 ? told.body["error"].get<std::string>() : "(good)";
    };
    CHECK(refused({{"aud", "https://oauth2.example/token"}}) == "invalid_grant");
    CHECK(refused({{"iss", "nobody@service-accounts.vitrine.invalid"}}) == "invalid_grant");
    CHECK(refused({{"iss", "nobody@example.com"}}) == "invalid_grant");
    CHECK(refused({{"exp", now + 7200}}) == "invalid_grant");
    CHECK(refused({{"exp", now - 7200}, {"iat", now - 10000}}) == "invalid_grant");
    CHECK(refused({{"iat", now + 1000}, {"exp", now + 2000}}) == "invalid_grant");
    CHECK(refused({{"iat", "soon"}}) == "invalid_grant");
    CHECK(refused({{"scope", "https://www.googleapis.com/auth/drive"}}) == "invalid_scope");
    CHECK(refused({{"iat", now + 30}, {"exp", now + 3630}}) == "(good)");  // clocks differ

    Json other = credentials;  // somebody else's key signs for this account
    other["private_key"] =
        Json::parse(issue(dev)["credentials"].get<std::string>())["private_key"];
    CHECK(trade(other).body["error_description"] == "Invalid JWT Signature.");
    CHECK(!play::read_assertion("a.b"));
    CHECK(!play::read_assertion("..."));
    const std::string none = play::to_base64url(R"({"alg":"none"})");
    CHECK(!play::read_assertion(none + "." + none + "."));
}

TEST_CASE_FIXTURE(PlayRoom, "an assertion in place of a token opens what a token would") {
    const auto with = [&](const Json& change) {
        tool.token = assertion_of(credentials, shop.clock.now(), change);
        return tool.ask("POST", play_notes + "/edits").status;
    };
    const Json email = credentials["client_email"];
    const std::int64_t now = shop.clock.now().ms / 1000;
    CHECK(with({{"aud", "http://store.test" + play_notes + "/edits"}, {"scope", nullptr}}) == 200);
    CHECK(with({{"aud", nullptr}, {"sub", email}}) == 200);
    CHECK(with({{"aud", nullptr}, {"scope", "https://www.googleapis.com/auth/drive"}}) == 401);
    CHECK(with({{"aud", "http://store.test.example/"}}) == 401);  // another host
    CHECK(with({{"aud", "https://www.googleapis.com/"}}) == 401);
    CHECK(with({{"aud", nullptr}, {"sub", "somebody@example.com"}}) == 401);
    CHECK(with({{"aud", nullptr}, {"iat", now - 7200}, {"exp", now - 3600}}) == 401);
    CHECK(with({{"aud", nullptr}, {"exp", now + 7200}}) == 401);
    CHECK(with({{"aud", nullptr}, {"iss", "nobody@service-accounts.vitrine.invalid"}}) == 401);
    tool.token = assertion_of(credentials, shop.clock.now(), {{"aud", nullptr}});
    tool.token[tool.token.size() / 2] ^= 1;
    CHECK(tool.ask("POST", play_notes + "/edits").status == 401);
    CHECK(with({{"aud", nullptr}}) == 200);
    REQUIRE(dev.send("DELETE", "/v1/api-keys/" + account["key"]["id"].get<std::string>(), "")
                .status == 200);
    CHECK(with({{"aud", nullptr}}) == 401);  // revoked with its key
    const Json universe = Json::parse(
        issue(dev, {{"url", "https://androidpublisher.store.example"}})["credentials"]
            .get<std::string>());
    CHECK(universe["universe_domain"] == "store.example");
    CHECK(!credentials.contains("universe_domain"));
}

TEST_CASE_FIXTURE(PlayRoom, "a token is void with its key, after an hour, and elsewhere") {
    const std::string fine = tool.token;
    for (const std::size_t at : {std::size_t(0), fine.size() / 2, fine.size() - 1}) {
        tool.token = fine;
        tool.token[at] = tool.token[at] == 'a' ? 'b' : 'a';
        const Told told = tool.ask("POST", play_notes + "/edits");
        CHECK(told.status == 401);
        CHECK(reason_of(told) == "authError");
    }
    tool.token = fine;
    CHECK(tool.ask("GET", "/v1/apps").status == 401);  // it opens Play's addresses only
    tool.token = "";
    CHECK(tool.ask("POST", play_notes + "/edits").status == 401);
    tool.token = fine;
    shop.clock.advance(3601 * 1000);
    CHECK(tool.ask("POST", play_notes + "/edits").status == 401);
    tool.token = token_of(account);
    REQUIRE(tool.ask("POST", play_notes + "/edits").status == 200);
    const std::string key = account["key"]["id"];
    REQUIRE(dev.send("DELETE", "/v1/api-keys/" + key, "").status == 200);
    CHECK(tool.ask("POST", play_notes + "/edits").status == 401);
    CHECK(trade(credentials).body["error"] == "invalid_grant");
}

TEST_CASE_FIXTURE(PlayRoom, "a token has no more rights than its key, and stays in its team") {
    tool.token = token_of(issue(dev, {{"scopes", {"apps:read", "reviews:read"}}}));
    CHECK(tool.ask("GET", play_notes + "/reviews").status == 200);
    const Told told = tool.ask(
        "POST", play_notes + "/reviews/" + shop.our_review.text + ":reply", {{"replyText", "Hi"}});
    CHECK(told.status == 403);
    CHECK(told.body["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    CHECK(tool.ask("POST", play_notes + "/edits").status == 403);  // reads, writes nothing

    Guest harbour(*shop.app);
    REQUIRE(harbour.sign_in(otto).status == 200);
    tool.token = token_of(issue(harbour));
    const Told foreign = tool.ask("POST", play_notes + "/edits");
    CHECK(foreign.status == 404);
    CHECK(reason_of(foreign) == "applicationNotFound");
    CHECK(tool.ask("GET", "/androidpublisher/v3/applications/org.example.boats/reviews/" +
                              shop.our_review.text)
              .status == 404);
    Guest reader(*shop.app);
    REQUIRE(reader.sign_in(anna).status == 200);
    CHECK(reader.send("POST", "/v1/service-accounts",
                      R"({"name":"x","url":"https://store.example"})")
              .status == 403);
    CHECK(dev.send("POST", "/v1/service-accounts", R"({"name":"x","url":"ftp://a/b"})").status ==
          422);
}

TEST_CASE("who guesses tokens waits") {
    AppOptions options = generous();
    options.wrong_keys_per_address = {3, 0.001};
    Shop shop(options);
    Running running(*shop.app);
    Tool tool(running.port(), "vtp_guess");
    for (int i = 0; i < 3; ++i) CHECK(tool.ask("POST", play_notes + "/edits").status == 401);
    const Told told = tool.ask("POST", play_notes + "/edits");
    CHECK(told.status == 429);
    CHECK(reason_of(told) == "rateLimitExceeded");
    CHECK(!header_in(told.head, "Retry-After").empty());
    CHECK(tool.send("POST", "/oauth2/token", "", "grant_type=x").status == 429);
}

}  // namespace vitrine::tests
