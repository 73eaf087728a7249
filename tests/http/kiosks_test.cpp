// Kiosks: pairing by code, and what a display may with its token: read a little, write nothing.
#include <doctest/doctest.h>

#include <thread>

#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

struct KioskRoom {
    Shop shop;
    Guest owner{*shop.app};
    explicit KioskRoom(AppOptions options = generous(),
                       std::unique_ptr<service::ports::Store> store = nullptr)
        : shop(options, std::move(store)) {
        REQUIRE(owner.sign_in(ines).status == 200);
    }

    Json code(const Json& more = Json::object()) {
        Json ask = {{"name", "Lobby"}};
        ask.update(more);
        const Response made = owner.send("POST", "/v1/kiosks", ask.dump());
        REQUIRE(made.status == 200);
        return body_of(made);
    }
    Response claim(const std::string& code) {
        Guest display(*shop.app);
        return display.send("POST", "/v1/kiosks:claim", Json{{"code", code}}.dump());
    }
    Guest with(const std::string& token) {
        Guest display(*shop.app);
        display.extra = {{"authorization", "Bearer " + token}};
        return display;
    }
    Guest paired(const Json& more = Json::object()) {
        const Json body = body_of(claim(code(more)["code"]));
        return with(body["token"]);
    }
};

TEST_CASE_FIXTURE(KioskRoom, "a display is paired with the code, once, and reads with its token") {
    const Json made = code({{"reason", "for the lobby"}});
    const std::string shown = made["code"];
    CHECK(shown.size() == 11);
    CHECK(shown[5] == '-');
    CHECK(made["kiosk"]["paired_at"].is_null());
    std::string typed = " ";
    for (const char c : shown) typed += static_cast<char>(std::toupper(c));
    const Response answer = claim(typed + " ");
    REQUIRE(answer.status == 200);
    const std::string token = body_of(answer)["token"];
    CHECK(token.starts_with("vtd_"));
    CHECK(!body_of(answer)["kiosk"]["paired_at"].is_null());
    CHECK(code_of(claim(shown)) == "wrong_code");

    Guest display = with(token);
    const Json me = body_of(display.get("/v1/me"));
    CHECK(me["user"]["name"] == "Lobby");
    CHECK(me["team"]["id"] == "team_fjord");
    CHECK(me["role"] == "none");
    for (const char* target :
         {"/v1/apps", "/v1/submissions", "/v1/releases", "/v1/incidents", "/v1/kits",
          "/v1/metrics?metrics=installs&from=2026-05-01&to=2026-05-02"})
        CHECK(display.get(target).status == 200);
    const Response listed = owner.get("/v1/kiosks");
    CHECK(body_of(listed)["total"] == 1);
    CHECK(listed.body.find(token) == std::string::npos);
    CHECK(listed.body.find(shown) == std::string::npos);
    const Json log = body_of(owner.get("/v1/audit?action=kiosk"));
    REQUIRE(log["items"].size() == 2);
    CHECK(log["items"][0]["action"] == "kiosk.claim");
    CHECK(log["items"][1]["action"] == "kiosk.pair");
    CHECK(log["items"][1]["reason"] == "for the lobby");
}

TEST_CASE_FIXTURE(KioskRoom, "a display may write nothing and read no more than its rights") {
    Guest display = paired({{"reads_reviews", true}}), shy = paired();
    const auto wide = contract::kiosk_scopes(true), narrow = contract::kiosk_scopes(false);
    int reads = 0, writes = 0;
    contract::StoreApi::each([&]<class Endpoint>() {
        constexpr const contract::Call& call = Endpoint::call;
        std::string path(call.path);
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}', at) - at + 1, "x");
        CAPTURE(path);
        const bool reading = call.verb == contract::Verb::get;
        Request request;
        request.method = contract::name_of(call.verb);
        request.target = path;
        const Response one = display.send(request), other = shy.send(request);
        if (call.access == contract::Access::anyone && call.verb == contract::Verb::post &&
            (path == "/v1/session" || path == "/v1/session/code"))
            return;  // signing in as somebody else: what comes with it is not looked at
        CHECK(one.status != 401);
        CHECK((code_of(one) == "forbidden") == !(reading && contract::may(wide, call.right)));
        CHECK((code_of(other) == "forbidden") == !(reading && contract::may(narrow, call.right)));
        ++(reading ? reads : writes);
    });
    CHECK(reads > 20);
    CHECK(writes > 30);
}

TEST_CASE_FIXTURE(KioskRoom, "what people wrote is on a display only where it was allowed") {
    Guest shy = paired(), open = paired({{"reads_reviews", true}});
    CHECK(shy.get("/v1/reviews").status == 403);
    CHECK(shy.get("/v1/reviews/" + shop.our_review.text).status == 403);
    CHECK(shy.get("/v1/exports/reviews?format=csv").status == 403);
    CHECK(shy.get("/v1/search?q=synchronisiert").body.find("Synchronisiert") == std::string::npos);
    CHECK(open.get("/v1/reviews").status == 200);
    CHECK(open.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply", R"({"text":"Hi"})")
              .status == 403);
}

TEST_CASE_FIXTURE(KioskRoom, "a display shows how a submission stands, not what people wrote") {
    const std::string path = "/v1/submissions/" + shop.our_submission.text;
    Guest reviewer(*shop.app);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    REQUIRE(owner.send("POST", path + "/moves", R"({"move":"submit"})").status == 200);
    shop.clock.advance(10 * base::second_ms);
    shop.app->tick();
    shop.app->tick();
    REQUIRE(reviewer.send("POST", path + "/messages", R"({"text":"Secret question"})").status ==
            200);
    REQUIRE(reviewer.send("POST", path + "/decision", R"({"move":"claim"})").status == 200);
    const Json finding = {{"id", "x"},           {"policy", "VP-4.1.1"},
                          {"severity", "blocking"}, {"title", "Secret title"},
                          {"detail", "Secret detail"}, {"where", "Secret place"},
                          {"fixed", false},
                          {"evidence", Json::array({{{"kind", "note"}, {"title", "Secret note"},
                                                     {"note", "Secret"},
                                                     {"lines", Json::array()}}})}};
    REQUIRE(reviewer.send("POST", path + "/decision",
                          Json{{"move", "request_changes"}, {"reason", "Secret reason"},
                               {"findings", Json::array({finding})}}.dump()).status == 200);
    const std::string release = "/v1/releases/" + shop.our_release.text;
    REQUIRE(owner.send("POST", release + "/rollout",
                       R"({"action":"halt","reason":"Secret crash"})").status == 200);
    const std::string week = "from=" + base::iso_date(base::day_of(shop.clock.now())) + "&to=" +
                             base::iso_date({base::day_of(shop.clock.now()).number + 1});
    const std::string of_releases[] = {"/v1/releases", release, "/v1/apps/app_notes/releases",
                                       "/v1/annotations?" + week};
    CHECK(owner.get(path).body.find("Secret question") != std::string::npos);
    CHECK(owner.get("/v1/submissions").body.find("Secret title") != std::string::npos);
    for (const std::string& target : of_releases)
        CHECK(owner.get(target).body.find("Secret crash") != std::string::npos);
    for (const bool reads_reviews : {false, true}) {
        Guest display = paired({{"reads_reviews", reads_reviews}});
        for (const std::string& target : of_releases) {
            const Response shown = display.get(target);
            CHECK(shown.status == 200);
            CHECK(shown.body.find("Secret") == std::string::npos);
        }
        for (const char* part : {"", "/basket", "/review"})
            CHECK(display.get(path + part).body.find("Secret") == std::string::npos);
        CHECK(display.get("/v1/submissions").body.find("Secret") == std::string::npos);
        CHECK(display.get("/v1/exports/submissions?format=ndjson").body.find("Secret") ==
              std::string::npos);
        CHECK(display.get("/v1/search?q=secret").body.find("Secret") == std::string::npos);
        const Json seen = body_of(display.get(path));
        CHECK(seen["submission"]["stage"] == "changes_requested");
        CHECK(seen["submission"]["blocking"] == 1);
        CHECK(seen["submission"]["attention"]["kind"] == "fix_findings");
        CHECK(seen["findings"][0]["policy"] == "VP-4.1.1");
        CHECK(seen["messages"].empty());
    }
}

TEST_CASE_FIXTURE(KioskRoom, "a display stays in its team and with its apps") {
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest all = paired(), one = paired({{"apps", {"app_maps"}}});
    CHECK(all.get("/v1/apps/app_boats").status == 404);
    CHECK(all.get("/v1/apps?team=team_harbour").status == 404);
    CHECK(body_of(all.get("/v1/apps"))["total"] == 2);
    CHECK(body_of(one.get("/v1/apps"))["total"] == 1);
    CHECK(one.get("/v1/apps/app_notes").status == 404);
    CHECK(body_of(one.get("/v1/submissions"))["total"] == 0);
    CHECK(one.get("/v1/apps/app_notes/kits").status == 404);
    const Response foreign =
        owner.send("POST", "/v1/kiosks", R"({"name":"x","apps":["app_boats"]})");
    CHECK(foreign.status == 422);
    CHECK(body_of(foreign)["fields"][0]["path"] == "apps.0");
}

TEST_CASE_FIXTURE(KioskRoom, "a token is no session and no key, and no cookie carries it") {
    const std::string token = body_of(claim(code()["code"]))["token"];
    Guest as_cookie(*shop.app);
    as_cookie.cookie = "vt_session=" + token;
    CHECK(as_cookie.get("/v1/me").status == 401);
    CHECK(with(token + "0").get("/v1/me").status == 401);
    CHECK(with("vtd_").get("/v1/me").status == 401);
    CHECK(with("vtk_" + token.substr(4)).get("/v1/me").status == 401);
    CHECK(with(std::string(5000, 'x')).get("/v1/me").status == 401);
}

TEST_CASE_FIXTURE(KioskRoom, "revoking ends a display, a waiting code and its stream at once") {
    const Json waiting = code();
    const Json body = body_of(claim(code()["code"]));
    Guest display = with(body["token"]);
    Request request;
    request.method = "GET";
    request.target = "/v1/stream";
    Response stream = display.send(request);
    REQUIRE(stream.stream);
    CHECK(shop.app->next_events(*stream.stream));
    Guest foreign(*shop.app), analyst(*shop.app);
    REQUIRE(foreign.sign_in(otto).status == 200);
    REQUIRE(analyst.sign_in(anna).status == 200);
    const std::string path = "/v1/kiosks/" + body["kiosk"]["id"].get<std::string>();
    CHECK(foreign.send("DELETE", path, "").status == 404);
    CHECK(analyst.send("DELETE", path, "").status == 403);
    CHECK(analyst.get("/v1/kiosks").status == 403);
    CHECK(analyst.send("POST", "/v1/kiosks", R"({"name":"x"})").status == 403);
    CHECK(body_of(foreign.get("/v1/kiosks"))["total"] == 0);
    CHECK(owner.send("DELETE", path + "?reason=sold", "").status == 200);
    CHECK(display.get("/v1/me").status == 401);
    CHECK(!shop.app->next_events(*stream.stream));
    shop.app->close_stream(*stream.stream);
    CHECK(owner.send("DELETE", path, "").status == 404);
    CHECK(owner.send("DELETE", "/v1/kiosks/" + waiting["kiosk"]["id"].get<std::string>(), "")
              .status == 200);
    CHECK(code_of(claim(waiting["code"])) == "wrong_code");
}

TEST_CASE_FIXTURE(KioskRoom, "a code is over after ten minutes and leaves nothing behind") {
    const std::string first = code()["code"];
    shop.clock.advance(contract::kiosk_code_ms - 1);
    CHECK(claim(first).status == 200);
    const std::string second = code()["code"];
    shop.clock.advance(contract::kiosk_code_ms);
    CHECK(code_of(claim(second)) == "wrong_code");
    shop.app->tick();
    CHECK(body_of(owner.get("/v1/kiosks"))["total"] == 1);
}

TEST_CASE_FIXTURE(KioskRoom, "a display is noted as seen to the minute, and forgotten ones end") {
    Guest display = paired();
    const auto seen = [&] {
        const Json page = body_of(owner.get("/v1/kiosks"));
        return page["items"][0]["last_seen_at"].get<std::string>();
    };
    const std::string first = seen();
    shop.clock.advance(30 * base::second_ms);
    CHECK(display.get("/v1/me").status == 200);
    CHECK(seen() == first);
    shop.clock.advance(31 * base::second_ms);
    CHECK(display.get("/v1/me").status == 200);
    CHECK(seen() > first);
    shop.clock.advance(contract::kiosk_unseen_ms - 1);
    CHECK(display.get("/v1/me").status == 200);
    shop.clock.advance(contract::kiosk_unseen_ms);
    CHECK(display.get("/v1/me").status == 401);
}

TEST_CASE("guessing codes is slowed down by address, and a right code is not") {
    AppOptions options = generous();
    options.guesses_per_address = {5, 0.1};
    KioskRoom room(options);
    for (int i = 0; i < 20; ++i)  // right ones use nothing up
        CHECK(room.claim(room.code()["code"]).status == 200);
    for (int i = 0; i < 5; ++i)
        CHECK(code_of(room.claim("aaaaa-aaaa" + std::string(1, static_cast<char>('a' + i)))) ==
              "wrong_code");
    const std::string right = room.code()["code"];
    const Response slowed = room.claim(right);
    CHECK(slowed.status == 429);
    CHECK(code_of(slowed) == "too_many_attempts");
    CHECK(slowed.find("Retry-After"));
    room.shop.clock.advance(30 * base::second_ms);
    CHECK(room.claim(right).status == 200);
}

TEST_CASE_FIXTURE(KioskRoom, "wrong requests are named, repeated ones tell no code again") {
    CHECK(owner.send("POST", "/v1/kiosks", "{").status == 400);
    CHECK(owner.send("POST", "/v1/kiosks", R"({"name":"  "})").status == 422);
    CHECK(owner.send("POST", "/v1/kiosks", R"({"name":7})").status == 422);
    CHECK(code_of(claim("")) == "invalid_fields");
    CHECK(code_of(claim("short")) == "wrong_code");
    CHECK(claim(std::string(41, 'a')).status == 422);
    owner.extra = {{"idempotency-key", "k1"}};
    const Json first = code(), again = code();
    owner.extra.clear();
    CHECK(again["code"] == "");
    CHECK(again["kiosk"] == first["kiosk"]);
    for (int i = 1; i < contract::kiosks_per_team_max; ++i) (void)code();
    CHECK(code_of(owner.send("POST", "/v1/kiosks", R"({"name":"x"})")) == "too_many_kiosks");
    shop.clock.advance(contract::kiosk_code_ms);  // codes that nobody used make room
    CHECK(owner.send("POST", "/v1/kiosks", R"({"name":"x"})").status == 200);
}

TEST_CASE("of displays with the same code one is paired, and tokens lie hashed on disk") {
    Folder folder;
    KioskRoom room(generous(), std::move(*service::sqlite::open_store(folder.path())));
    const std::string code = room.code()["code"];
    std::vector<Response> answers(4);
    std::vector<std::thread> displays;
    for (Response& answer : answers)
        displays.emplace_back([&] { answer = room.claim(code); });
    for (std::thread& one : displays) one.join();
    std::string token;
    int right = 0;
    for (const Response& answer : answers) {
        if (answer.status != 200) continue;
        ++right;
        token = body_of(answer)["token"];
    }
    CHECK(right == 1);
    CHECK(room.with(token).get("/v1/apps").status == 200);
    for (const char* name : {"/store.db", "/store.db-wal"}) {
        std::ifstream file(folder.path() + name, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        CHECK(bytes.find(token) == std::string::npos);
        CHECK(bytes.find(code) == std::string::npos);
    }
}

}  // namespace vitrine::tests
