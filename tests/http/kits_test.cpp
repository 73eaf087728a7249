// Kits of apps: what is offered, switching on and off, credentials that never come out, and usage.
#include <doctest/doctest.h>

#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

const std::string service_account = "{\"private_key\":\"a long secret that nobody sees 7Qx9\"}";

struct KitRoom {
    Shop shop;
    Guest owner{*shop.app};
    explicit KitRoom(std::unique_ptr<service::ports::Store> store = nullptr,
                     std::uint64_t seed = 7)
        : shop(generous(), std::move(store)) {
        shop.random = service::ports::SeededRandom(seed);
        REQUIRE(owner.sign_in(ines).status == 200);
    }

    static std::string path(const std::string& kit) { return "/v1/apps/app_notes/kits/" + kit; }
    static Json push(const Json& more = Json::object()) {
        Json ask = {{"provider", "fcm"},
                    {"settings", Json::array({{{"key", "project_id"}, {"value", "notes-1"}}})},
                    {"credentials", Json::array({{{"key", "service_account"},
                                                  {"value", service_account}}})}};
        ask.update(more);
        return ask;
    }
    Response put(const std::string& kit, const Json& ask, const std::string& query = "") {
        return owner.send("PUT", path(kit) + query, ask.dump());
    }
    Response report(const std::string& batch, const Json& items) {
        return owner.send("POST", "/v1/ingest/kits?batch=" + batch, Json{{"items", items}}.dump());
    }
    static Json used(std::int64_t amount, const std::string& day = "2026-05-28",
                     const std::string& kit = "push", const std::string& app = "app_notes") {
        return {{"app", app}, {"kit", kit}, {"day", day}, {"used", amount}};
    }
    Json kits() {
        const Json page = body_of(owner.get("/v1/apps/app_notes/kits"));
        return page["items"];
    }
    std::size_t news_of_quota() {
        std::size_t count = 0;
        const auto news = shop.store->hooks().take_news(100);
        for (const auto& one : *news) count += one.body.kind == contract::HookKind::kit_quota;
        return count;
    }
};

TEST_CASE_FIXTURE(KitRoom, "the catalogue says what each kit's providers need") {
    const Json offers = body_of(owner.get("/v1/kits"));
    REQUIRE(offers["items"].size() == 9);
    std::size_t secrets = 0;
    for (const Json& offer : offers["items"]) {
        CHECK(!offer["unit"].get<std::string>().empty());
        CHECK(!offer["providers"].empty());
        for (const Json& provider : offer["providers"])
            for (const Json& need : provider["needs"]) secrets += need["secret"].get<bool>();
    }
    CHECK(secrets >= 9);
    CHECK(offers["items"][1]["kit"] == "push");
    Guest nobody(*shop.app);
    CHECK(nobody.get("/v1/kits").status == 401);
}

TEST_CASE_FIXTURE(KitRoom, "a kit is switched on, and its credential is told by its end only") {
    const Response made = put("push", push({{"quota", 1000}, {"reason", "we begin"}}));
    REQUIRE(made.status == 200);
    const Json kit = body_of(made);
    CHECK(kit["provider"] == "fcm");
    CHECK(kit["quota"] == 1000);
    CHECK(kit["level"] == "within");
    CHECK(kit["missing"].empty());
    REQUIRE(kit["credentials"].size() == 1);
    CHECK(kit["credentials"][0]["key"] == "service_account");
    CHECK(kit["credentials"][0]["last_four"] == "x9\"}");
    CHECK(kit["credentials"][0]["changed_by"] == "ines");
    CHECK(*made.find("ETag") == "\"1\"");
    for (const Response& answer : {made, owner.get("/v1/apps/app_notes/kits"),
                                   owner.get("/v1/audit"), owner.get(path("push") + "/usage?from="
                                                                     "2026-05-01&to=2026-05-02")})
        CHECK(answer.body.find("nobody sees") == std::string::npos);
    const Json log = body_of(owner.get("/v1/audit?action=kit"));
    CHECK(log["items"][0]["action"] == "kit.put");
    CHECK(log["items"][0]["reason"] == "we begin");
    CHECK(log["items"][0]["app"] == "app_notes");

    // A change that does not name the credential keeps it; an empty one takes it back.
    Json again = push();
    again.erase("credentials");
    CHECK(body_of(put("push", again))["credentials"].size() == 1);
    again["credentials"] = Json::array({{{"key", "service_account"}, {"value", ""}}});
    const Json without = body_of(put("push", again));
    CHECK(without["credentials"].empty());
    CHECK(without["missing"] == Json::array({"service_account"}));
    CHECK(put("push", push()).status == 200);
    // Another provider never gets the first one's.
    const Json other = body_of(put("push", {{"provider", "store"}}));
    CHECK(other["credentials"].empty());
    CHECK(other["revision"] == 5);
    CHECK(shop.store->kits().find({"app_notes"}, contract::Kit::push)->value().credentials.empty());
}

TEST_CASE_FIXTURE(KitRoom, "a short credential shows nothing of itself") {
    const Json ask = {{"provider", "tiles"},
                      {"settings", Json::array({{{"key", "style_url"},
                                                 {"value", "https://tiles.example.org/"}}})},
                      {"credentials", Json::array({{{"key", "token"}, {"value", "secret7"}}})}};
    const Response made = put("map", ask);
    REQUIRE(made.status == 200);
    CHECK(body_of(made)["credentials"][0]["last_four"] == "");
    CHECK(made.body.find("ret7") == std::string::npos);
}

TEST_CASE_FIXTURE(KitRoom, "wrong wishes are refused with every wrong field named") {
    const auto wrong = [&](const Json& ask, const std::string& kit = "push") {
        const Response answer = put(kit, ask);
        CHECK(answer.status == 422);
        const Json body = body_of(answer);
        const Json first = body["fields"].empty() ? Json::object() : body["fields"][0];
        return first.value("path", std::string());
    };
    CHECK(wrong({{"provider", "nobody"}}) == "provider");
    CHECK(wrong({{"provider", "fcm"}}) == "settings");
    CHECK(wrong(push({{"quota", 0}})) == "quota");
    CHECK(wrong(push({{"quota", -5}})) == "quota");
    CHECK(wrong(push({{"settings", Json::array({{{"key", "colour"}, {"value", "red"}}})}})) ==
          "settings.0.key");
    const Json twice = {{"key", "project_id"}, {"value", "x"}};
    CHECK(wrong(push({{"settings", Json::array({twice, twice})}})) == "settings.1.key");
    const Json setting = {{"key", "service_account"}, {"value", "x"}};  // a credential, said openly
    CHECK(wrong(push({{"settings", Json::array({twice, setting})}})) == "settings.1.key");
    for (const char* address : {"http://tiles.example.org/", "https://", "javascript:x",
                                "https://a b/"})
        CHECK(wrong({{"provider", "tiles"},
                     {"settings", Json::array({{{"key", "style_url"}, {"value", address}}})}},
                    "map") == "settings.0.value");
    CHECK(wrong(push(), "teleport") == "kit");
    CHECK(put("push", {{"provider", 7}}).status == 422);
    CHECK(owner.send("PUT", path("push"), "{").status == 400);
    CHECK(kits().empty());
}

TEST_CASE_FIXTURE(KitRoom, "who is slower is told, a dry run writes nothing") {
    const Response tried = put("push", push(), "?dry_run=true");
    CHECK(tried.status == 200);
    CHECK(body_of(tried)["credentials"].size() == 1);
    CHECK(kits().empty());
    owner.extra = {{"if-match", "\"0\""}};
    CHECK(put("push", push()).status == 200);
    const Response late = put("push", push({{"quota", 7}}));
    CHECK(late.status == 412);
    CHECK(body_of(late)["current"]["revision"] == 1);
    CHECK(owner.send("DELETE", path("push"), "").status == 412);
    owner.extra = {{"if-match", "\"1\""}};
    CHECK(body_of(put("push", push({{"quota", 7}})))["revision"] == 2);
    owner.extra.clear();
    CHECK(owner.send("DELETE", path("push") + "?dry_run=true", "").status == 200);
    CHECK(kits().size() == 1);
    CHECK(owner.send("DELETE", path("push") + "?reason=enough", "").status == 200);
    CHECK(kits().empty());
    CHECK(owner.send("DELETE", path("push"), "").status == 404);
    const Json log = body_of(owner.get("/v1/audit?action=kit"));
    CHECK(log["items"].size() == 3);
    CHECK(log["items"][0]["action"] == "kit.remove");
    CHECK(log["items"][0]["reason"] == "enough");
}

TEST_CASE_FIXTURE(KitRoom, "kits are the team's own, and who only reads changes none") {
    REQUIRE(put("push", push()).status == 200);
    Guest foreign(*shop.app), analyst(*shop.app), nobody(*shop.app), reviewer(*shop.app);
    REQUIRE(foreign.sign_in(otto).status == 200);
    REQUIRE(analyst.sign_in(anna).status == 200);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    const std::string days = path("push") + "/usage?from=2026-05-01&to=2026-05-28";
    for (const std::string& target : {std::string("/v1/apps/app_notes/kits"), days}) {
        CHECK(owner.get(target).status == 200);
        CHECK(analyst.get(target).status == 200);
        CHECK(foreign.get(target).status == 404);
        CHECK(nobody.get(target).status == 401);
        CHECK(reviewer.get(target).status == 404);
    }
    CHECK(foreign.send("PUT", path("push"), push().dump()).status == 404);
    CHECK(foreign.send("DELETE", path("push"), "").status == 404);
    CHECK(analyst.send("PUT", path("push"), push().dump()).status == 403);
    CHECK(analyst.send("DELETE", path("push"), "").status == 403);
    CHECK(nobody.send("PUT", path("push"), push().dump()).status == 401);
    const Json mine = Json::array({used(5)});
    CHECK(foreign.send("POST", "/v1/ingest/kits?batch=b", Json{{"items", mine}}.dump()).status ==
          422);
    CHECK(analyst.send("POST", "/v1/ingest/kits?batch=b", Json{{"items", mine}}.dump()).status ==
          403);
    CHECK(kits()[0]["used"] == 0);
}

TEST_CASE_FIXTURE(KitRoom, "usage is kept exactly once, whole or not at all") {
    REQUIRE(put("push", push({{"quota", 1000}})).status == 200);
    const Json items = Json::array({used(40), used(2, "2026-05-01"), used(7, "2026-04-30")});
    const Response first = report("b1", items), again = report("b1", items);
    CHECK(first.status == 200);
    CHECK(body_of(first)["kept"] == 3);
    CHECK(body_of(again) == body_of(first));
    CHECK(kits()[0]["used"] == 42);  // of this month
    CHECK(code_of(report("b1", Json::array({used(41)}))) == "batch_reused");
    const auto wrong = [&](const Json& list) {
        const Response answer = report("b2", list);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(wrong(Json::array({used(1), used(0)})) == "items.1.used");
    CHECK(wrong(Json::array({used(1), used(-1)})) == "items.1.used");
    CHECK(wrong(Json::array({used(1, "2026-05-29")})) == "items.0.day");
    CHECK(wrong(Json::array({used(1, "2026-04-22")})) == "items.0.day");
    CHECK(wrong(Json::array({used(1, "2026-05-28", "push", "app_boats")})) == "items.0.app");
    CHECK(wrong(Json::array({used(1, "2026-05-28", "teleport")})) == "items.0.kit");
    CHECK(wrong(Json::array()) == "items");
    CHECK(kits()[0]["used"] == 42);
    CHECK(report("b2", Json::array({used(1)})).status == 200);  // its name was not used up
    const Json usage =
        body_of(owner.get(path("push") + "/usage?from=2026-04-30&to=2026-05-28"));
    CHECK(usage["used"] == 50);
    CHECK(usage["days"].size() == 3);
    CHECK(usage["days"][0]["day"] == "2026-04-30");
    CHECK(usage["days"][2]["used"] == 41);
    const auto asked = [&](const char* span) {
        return owner.get(path("push") + "/usage?" + span).status;
    };
    CHECK(asked("from=2026-05-02&to=2026-05-01") == 422);
    CHECK(asked("from=2025-01-01&to=2026-05-01") == 422);
    CHECK(asked("from=2026-05-01") == 422);
    shop.clock.advance(91 * base::day_ms);
    CHECK(owner.sign_in(ines).status == 200);
    shop.app->tick();
    CHECK(report("b1", items).status == 422);  // its name is forgotten, and so its days are too old
}

TEST_CASE_FIXTURE(KitRoom, "a quota warns once at 80 % and once when it is reached") {
    REQUIRE(owner.send("POST", "/v1/webhooks",
                       R"({"url":"https://ci.example.org/","kinds":["kit.quota"]})")
                .status == 200);
    REQUIRE(put("push", push({{"quota", 100}})).status == 200);
    CHECK(report("b1", Json::array({used(79)})).status == 200);
    CHECK(news_of_quota() == 0);
    CHECK(report("b2", Json::array({used(1)})).status == 200);
    CHECK(kits()[0]["level"] == "near");
    CHECK(news_of_quota() == 1);
    CHECK(report("b3", Json::array({used(5)})).status == 200);
    CHECK(news_of_quota() == 0);
    CHECK(report("b4", Json::array({used(15)})).status == 200);
    CHECK(kits()[0]["level"] == "over");
    CHECK(news_of_quota() == 1);
    CHECK(report("b5", Json::array({used(500)})).status == 200);
    CHECK(news_of_quota() == 0);
    // Raised, it may be reached again; lowered, it is reached at once.
    CHECK(body_of(put("push", push({{"quota", 1000}})))["level"] == "within");
    CHECK(report("b6", Json::array({used(200)})).status == 200);
    CHECK(news_of_quota() == 1);
    CHECK(put("push", push({{"quota", 10}}), "?dry_run=true").status == 200);
    CHECK(news_of_quota() == 0);
    CHECK(put("push", push({{"quota", 10}})).status == 200);
    CHECK(news_of_quota() == 1);
    // A month begins anew.
    shop.clock.advance(10 * base::day_ms);
    REQUIRE(owner.sign_in(ines).status == 200);
    CHECK(kits()[0]["used"] == 0);
    CHECK(report("b7", Json::array({used(9, "2026-06-07")})).status == 200);
    CHECK(news_of_quota() == 1);
    CHECK(report("b8", Json::array({used(9, "2026-05-30")})).status == 200);  // of last month
    CHECK(news_of_quota() == 0);
}

TEST_CASE_FIXTURE(KitRoom, "a warning reaches the change feed of those who may read the app") {
    REQUIRE(put("push", push({{"quota", 10}})).status == 200);
    const auto before = shop.store->changes().newest();
    CHECK(report("b1", Json::array({used(10)})).status == 200);
    const auto told = shop.store->changes().read(*before, contract::TeamId{"team_fjord"}, 10);
    REQUIRE(told->size() == 1);
    CHECK((*told)[0].change == contract::Change{contract::Topic::kit, "push", "app_notes"});
}

TEST_CASE("kits on disk answer as those in memory do, and a restart forgets nothing") {
    Folder folder;
    {
        KitRoom room(std::move(*service::sqlite::open_store(folder.path())));
        REQUIRE(room.put("push", KitRoom::push({{"quota", 100}})).status == 200);
        CHECK(room.report("b1", Json::array({KitRoom::used(85)})).status == 200);
    }
    KitRoom room(std::move(*service::sqlite::open_store(folder.path())), 8);
    CHECK(room.kits()[0]["level"] == "near");
    CHECK(room.report("b1", Json::array({KitRoom::used(85)})).status == 200);
    CHECK(room.kits()[0]["used"] == 85);
    CHECK(room.shop.store->kits().find({"app_notes"}, contract::Kit::push)->value()
              .credentials[0].value == service_account);
}

}  // namespace vitrine::tests
