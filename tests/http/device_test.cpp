// Programs that sign in by a code which a person approves (RFC 8628), and the keys they get.
#include <doctest/doctest.h>

#include <thread>

#include "base/text.h"
#include "base/url.h"
#include "shop.h"

namespace vitrine::tests {
namespace {

std::string text(const Json& json) { return json.get<std::string>(); }

const std::string grant = "urn:ietf:params:oauth:grant-type:device_code";

struct DeviceRoom {
    Shop shop;
    Guest owner{*shop.app}, analyst{*shop.app}, program{*shop.app};
    explicit DeviceRoom(AppOptions options = generous()) : shop(options) {
        REQUIRE(owner.sign_in(ines).status == 200);
        REQUIRE(analyst.sign_in(anna).status == 200);
    }

    Response form(Guest& who, const std::string& target, const base::Query& values) {
        Request ask;
        ask.method = "POST";
        ask.target = target;
        ask.headers = {{"content-type", "application/x-www-form-urlencoded"},
                       {"host", "store.example"}};
        ask.body = base::write_query(values);
        return who.send(ask);
    }
    Json begin(const std::string& scope = "apps:read metrics:read") {
        const Response begun = form(program, "/oauth2/device", {{"client_id", "vitrine"},
                                                                {"device_name", "laptop"},
                                                                {"scope", scope}});
        REQUIRE(begun.status == 200);
        return body_of(begun);
    }
    Response poll(const Json& codes) {
        shop.clock.advance(5 * base::second_ms);
        return form(program, "/oauth2/token", {{"grant_type", grant},
                                               {"device_code", text(codes["device_code"])},
                                               {"client_id", "vitrine"}});
    }
    std::string error_of(const Response& answer) {
        CHECK(answer.status == 400);
        return body_of(answer).value("error", "");
    }
    static std::string place(const Json& codes, const std::string& what = "") {
        return "/v1/device-sign-ins/" + codes["user_code"].get<std::string>() + what;
    }
    Response approve(Guest& who, const Json& codes, const Json& more = Json::object()) {
        return who.send("POST", place(codes, "/approve"), more.dump());
    }
    // A key that `who` gave: the program that has it.
    Guest key_from(Guest& who, const std::string& scope) {
        const Json codes = begin(scope);
        REQUIRE(approve(who, codes).status == 200);
        return with(body_of(poll(codes))["access_token"]);
    }
    Guest with(const std::string& secret) {
        Guest guest(*shop.app);
        guest.extra = {{"authorization", "Bearer " + secret}};
        return guest;
    }
};

}  // namespace

TEST_CASE_FIXTURE(DeviceRoom, "a program gets a key of the person who approves its code, once") {
    const Json codes = begin();
    const std::string code = codes["user_code"];
    CHECK(code.size() == 9);
    CHECK(codes["verification_uri"] == "http://store.example/device");
    CHECK(codes["verification_uri_complete"] == "http://store.example/device?user_code=" + code);
    CHECK(codes["expires_in"] == 900);
    CHECK(codes["interval"] == 5);
    CHECK(error_of(poll(codes)) == "authorization_pending");
    // Neither code lies in the store as it is.
    CHECK(!*shop.store->device_sign_ins().find_by_code(code));
    CHECK(!*shop.store->device_sign_ins().find_by_device(
        codes["device_code"].get<std::string>()));

    const Json asked = body_of(owner.get(place(codes)));
    CHECK(asked["program"] == "vitrine on laptop");
    CHECK(asked["address"] == "local");
    CHECK(asked["scopes"] == Json({"apps:read", "metrics:read"}));
    std::string typed = " ";
    for (const char c : code) typed += static_cast<char>(std::tolower(c));
    CHECK(owner.get("/v1/device-sign-ins/" + base::percent_encode(typed)).status == 200);
    REQUIRE(approve(owner, codes, {{"reason", "my own laptop"}}).status == 200);
    CHECK(code_of(approve(owner, codes)) == "wrong_code");
    CHECK(code_of(owner.send("POST", place(codes, "/deny"), "")) == "wrong_code");

    const Response given = poll(codes);
    REQUIRE(given.status == 200);
    CHECK(*given.find("Cache-Control") == "no-store");
    CHECK(body_of(given)["token_type"] == "Bearer");
    CHECK(body_of(given)["scope"] == "apps:read metrics:read");
    CHECK(body_of(given)["expires_in"].get<std::int64_t>() > 89 * 86400);
    CHECK(error_of(poll(codes)) == "invalid_grant");
    Guest key = with(body_of(given)["access_token"]);
    CHECK(body_of(key.get("/v1/me"))["team"]["id"] == "team_fjord");
    CHECK(key.get("/v1/apps").status == 200);
    CHECK(key.get("/v1/reviews").status == 403);
    CHECK(key.send("POST", place(begin(), "/approve"), "{}").status == 403);
    const Json listed = body_of(owner.get("/v1/api-keys"));
    CHECK(listed["items"][0]["name"] == "vitrine on laptop");
    CHECK(listed["items"][0]["issued_by"] == "ines");
    const Json log = body_of(owner.get("/v1/audit"));
    std::string actions;
    for (const Json& line : log["items"])
        actions += line["actor"].get<std::string>() + " " +
                   line["action"].get<std::string>() + "\n";
    CHECK(actions.find("usr_ines key.issue\nusr_ines device.approve\n") != std::string::npos);
}

TEST_CASE_FIXTURE(DeviceRoom, "a code that is denied, over, unknown or asked about too often") {
    const Json denied = begin(), over = begin();
    REQUIRE(owner.send("POST", place(denied, "/deny"), "").status == 200);
    CHECK(error_of(poll(denied)) == "access_denied");
    const Response again = form(program, "/oauth2/token",
                                {{"grant_type", grant},
                                 {"device_code", text(denied["device_code"])}});
    CHECK(error_of(again) == "slow_down");
    CHECK(again.find("Retry-After"));
    CHECK(error_of(poll({{"device_code", "vtg_made_up"}})) == "invalid_grant");
    CHECK(error_of(poll({{"device_code", ""}})) == "invalid_grant");
    shop.clock.advance(15 * base::minute_ms);
    CHECK(error_of(poll(over)) == "expired_token");
    CHECK(code_of(approve(owner, over)) == "wrong_code");
    shop.clock.advance(30 * base::minute_ms);
    (void)begin();  // sweeps
    CHECK(error_of(poll(over)) == "invalid_grant");
    const Response elsewhere = form(program, "/oauth2/token", {{"grant_type", "password"}});
    CHECK(error_of(elsewhere) == "unsupported_grant_type");
}

TEST_CASE_FIXTURE(DeviceRoom, "such a key may what its person may, at every use, and no more") {
    const Json codes = begin("apps:read apps:write releases:publish metrics:read");
    const Json given = body_of(approve(analyst, codes));
    CHECK(given["scopes"] == Json({"apps:read", "metrics:read"}));
    CHECK(code_of(approve(analyst, begin("apps:write"))) == "nothing_to_give");
    Guest stranger(*shop.app), reviewer(*shop.app);
    REQUIRE(stranger.sign_in(otto).status == 200);
    CHECK(approve(stranger, begin(), {{"apps", {shop.notes.text}}}).status == 422);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    CHECK(approve(reviewer, begin()).status == 403);

    Guest key = key_from(owner, "apps:read apps:write audit:read");
    const auto edit = [&] {
        Request patch;
        patch.method = "PATCH";
        patch.target = "/v1/apps/app_notes/listings/en";
        patch.headers = {{"content-type", "application/json"}, {"if-match", "*"}};
        patch.body = R"({"title":"Notes"})";
        return key.send(patch).status;
    };
    CHECK(edit() == 200);
    auto& people = shop.store->accounts();
    REQUIRE(people.put_member({{"team_fjord"}, {"usr_ines"}, contract::Role::analyst}));
    CHECK(edit() == 403);
    CHECK(key.get("/v1/apps").status == 200);
    CHECK(key.get("/v1/audit").status == 403);
    REQUIRE(people.put_member({{"team_fjord"}, {"usr_ines"}, contract::Role::none,
                               {{shop.notes, contract::Role::developer}}}));
    CHECK(code_of(key.get("/v1/apps")) == "key_unknown");  // it is for the team's apps, all of them
    Guest narrow = key_from(owner, "apps:read apps:write reviews:read");
    CHECK(body_of(narrow.get("/v1/apps"))["total"] == 1);
    REQUIRE(people.put_member({{"team_fjord"}, {"usr_ines"}, contract::Role::none}));
    CHECK(code_of(narrow.get("/v1/apps")) == "key_unknown");
}

TEST_CASE_FIXTURE(DeviceRoom, "of a person's keys the newest ten hold, and giving one up ends it") {
    std::vector<Guest> keys;
    for (int i = 0; i < 11; ++i) {
        keys.push_back(key_from(owner, "apps:read"));
        shop.clock.advance(base::minute_ms);
    }
    CHECK(keys.front().get("/v1/apps").status == 401);
    for (std::size_t i = 1; i < keys.size(); ++i) CHECK(keys[i].get("/v1/apps").status == 200);
    const std::string secret = keys.back().extra[0].value.substr(7);
    CHECK(form(program, "/oauth2/revoke", {{"token", secret}}).status == 200);
    CHECK(form(program, "/oauth2/revoke", {{"token", secret}}).status == 200);
    CHECK(keys.back().get("/v1/apps").status == 401);
    const Response ours =
        owner.send("POST", "/v1/api-keys", R"({"name":"CI","scopes":["apps:read"]})");
    const std::string of_the_team = body_of(ours)["secret"];
    CHECK(form(program, "/oauth2/revoke", {{"token", of_the_team}}).status == 200);
    CHECK(with(of_the_team).get("/v1/apps").status == 200);  // not one person's to end
}

TEST_CASE_FIXTURE(DeviceRoom, "of two who take an approved key at once, one has it") {
    const Json codes = begin();
    REQUIRE(approve(owner, codes).status == 200);
    shop.clock.advance(base::minute_ms);
    std::atomic<int> given{0};
    {
        std::vector<std::jthread> both;
        for (int i = 0; i < 4; ++i)
            both.emplace_back([&] { given += poll(codes).status == 200; });
    }
    CHECK(given == 1);
}

TEST_CASE("codes are guessed a few times, and asked for a few times") {
    AppOptions options = generous();
    options.guesses_per_account = {5, 1.0 / 60};
    options.device_starts_per_address = {3, 0.1};
    DeviceRoom room(options);
    const Json codes = room.begin();
    for (int i = 0; i < 5; ++i)
        CHECK(code_of(room.owner.get("/v1/device-sign-ins/BBBB-BBB" + std::to_string(i))) ==
              "wrong_code");
    const Response late = room.approve(room.owner, codes);
    CHECK(late.status == 429);
    CHECK(late.find("Retry-After"));
    CHECK(room.owner.get("/device?user_code=BBBB-BBBB").body.find("Too many") !=
          std::string::npos);
    CHECK(room.approve(room.analyst, codes).status == 200);  // another's guesses are not theirs
    room.begin();
    room.begin();
    CHECK(room.form(room.program, "/oauth2/device", {{"client_id", "vitrine"}}).status == 429);
}

TEST_CASE_FIXTURE(DeviceRoom, "what is no request of RFC 8628 is refused in its words") {
    struct Row {
        std::string body, error;
        std::string type = "application/x-www-form-urlencoded";
    };
    const Row rows[] = {
        {"", "invalid_request"},
        {"client_id=", "invalid_request"},
        {"scope=apps%3Aread", "invalid_request"},
        {"client_id=a&client_id=b", "invalid_request"},
        {"client_id=" + std::string(101, 'a'), "invalid_request"},
        {"client_id=a%0Ab", "invalid_request"},
        {"client_id=%E2%80%AEevil", "invalid_request"},
        {"client_id=a&device_name=" + std::string(61, 'a'), "invalid_request"},
        {"client_id=a&device_name=%1b%5b2J", "invalid_request"},
        {"client_id=%zz", "invalid_request"},
        {R"({"client_id":"a"})", "invalid_request", "application/json"},
        {"client_id=a&scope=everything", "invalid_scope"},
        {"client_id=a&scope=apps:read+everything", "invalid_scope"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body);
        shop.clock.advance(10 * base::second_ms);
        Request ask;
        ask.method = "POST";
        ask.target = "/oauth2/device";
        ask.headers = {{"content-type", row.type}};
        ask.body = row.body;
        CHECK(error_of(program.send(ask)) == row.error);
    }
    CHECK(program.get("/oauth2/device").status == 405);
    CHECK(program.get("/oauth2/revoke").status == 405);
    shop.clock.advance(10 * base::second_ms);
    CHECK(body_of(form(program, "/oauth2/device", {{"client_id", "x"}, {"unknown", "y"}}))
              .contains("user_code"));
}

TEST_CASE_FIXTURE(DeviceRoom, "a person approves on a page without scripts, and sees who asks") {
    const Json begun = body_of(form(program, "/oauth2/device",
                                    {{"client_id", "vitrine"}, {"device_name", "<b>x</b>&"}}));
    const std::string code = begun["user_code"], target = "/device?user_code=" + code;
    Guest nobody(*shop.app);
    const Response away = nobody.get(target);
    CHECK(away.status == 303);
    CHECK(*away.find("Location") == "/sign-in?next=%2Fdevice%3Fuser_code%3D" + code);
    CHECK(owner.get("/device").body.find("name=\"user_code\"") != std::string::npos);
    CHECK(owner.get("/device.css").status == 200);
    CHECK(owner.get("/device?user_code=nonsense").body.find("role=\"alert\"") !=
          std::string::npos);
    const Response shown = owner.get(target);
    CHECK(shown.body.find("vitrine on &lt;b&gt;x&lt;/b&gt;&amp;") != std::string::npos);
    CHECK(shown.body.find(code) != std::string::npos);
    CHECK(shown.body.find("See apps and their listings") != std::string::npos);
    for (const char* foul : {"<script", "style=", "<style", "onclick", "{", "@"})
        CHECK(shown.body.find(foul) == std::string::npos);
    CHECK(*shown.find("Cache-Control") == "no-store");

    const auto post = [&](const std::string& csrf, const std::string& answer) {
        return form(owner, "/device", {{"csrf", csrf}, {"user_code", code}, {"answer", answer}});
    };
    for (const auto& [csrf, answer] :
         std::vector<std::pair<std::string, std::string>>{{"wrong", "approve"}, {"", "approve"},
                                                          {owner.csrf_token, "perhaps"}}) {
        CHECK(post(csrf, answer).status == 200);
        CHECK(error_of(poll(begun)) == "authorization_pending");
    }
    Request foreign;
    foreign.method = "POST";
    foreign.target = "/device";
    foreign.headers = {{"origin", "https://evil.example"}, {"host", "store.example"}};
    CHECK(code_of(owner.send(foreign)) == "foreign_origin");
    const Response done = post(owner.csrf_token, "approve");
    CHECK(done.status == 303);
    CHECK(*done.find("Location") == "/device?done=approved");
    CHECK(owner.get("/device?done=approved").body.find("Go back to the program") !=
          std::string::npos);
    CHECK(poll(begun).status == 200);
    const Json other = begin();
    CHECK(*form(owner, "/device", {{"csrf", owner.csrf_token},
                                   {"user_code", text(other["user_code"])},
                                   {"answer", "deny"}}).find("Location") ==
          "/device?done=denied");
    CHECK(error_of(poll(other)) == "access_denied");
}

TEST_CASE_FIXTURE(DeviceRoom, "who is in several teams says for which") {
    REQUIRE(shop.store->accounts().put_member(
        {{"team_harbour"}, {"usr_ines"}, contract::Role::support, {}, shop.clock.now()}));
    const Json codes = begin("reviews:read apps:write");
    CHECK(owner.get("/device?user_code=" + codes["user_code"].get<std::string>())
              .body.find("<select id=\"team\"") != std::string::npos);
    REQUIRE(form(owner, "/device", {{"csrf", owner.csrf_token},
                                    {"user_code", text(codes["user_code"])},
                                    {"team", "team_harbour"}, {"answer", "approve"}})
                .status == 303);
    const Json given = body_of(poll(codes));
    CHECK(given["scope"] == "reviews:read");
    CHECK(body_of(with(given["access_token"]).get("/v1/me"))["team"]["id"] == "team_harbour");
    const Json third = begin();
    CHECK(form(owner, "/device", {{"csrf", owner.csrf_token},
                                  {"user_code", text(third["user_code"])},
                                  {"team", "team_nobody"}, {"answer", "approve"}})
              .status == 404);
}

}  // namespace vitrine::tests
