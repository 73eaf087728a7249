// Baskets: packages and notes on their way into review, edited by several at once and checked.
#include <thread>

#include "basket_room.h"

namespace vitrine::tests {
namespace {

Json note(const char* locale, const char* text) {
    return Json{{"notes", Json::array({{{"locale", locale}, {"text", text}}})}};
}
std::string revision_of(const Json& basket) {
    return "\"" + std::to_string(basket["submission"]["revision"].get<int>()) + "\"";
}

}  // namespace

TEST_CASE_FIXTURE(BasketRoom, "a basket is started with packages, track, notes and wishes") {
    const Json more = {{"track", "open"},
                       {"fraction", 0.25},
                       {"publish_at", "2026-06-01T08:00:00Z"},
                       {"notes", Json::array({{{"locale", "en"}, {"text", "New"}},
                                              {{"locale", "de"}, {"text", "Neu"}}})}};
    const Response made = create({add(101), add(102)}, more);
    REQUIRE(made.status == 200);
    const Json basket_now = body_of(made);
    CHECK(*made.find("ETag") == "\"1\"");
    CHECK(basket_now["submission"]["stage"] == "draft");
    CHECK(basket_now["submission"]["version_name"] == "1.101");
    CHECK(basket_now["submission"]["version_code"] == "102");
    CHECK(basket_now["submission"]["track"] == "open");
    CHECK(basket_now["submission"]["package_bytes"] == 2203);
    CHECK(basket_now["submission"]["locale_count"] == 2);
    CHECK(basket_now["basket"]["notes"][0]["locale"] == "de");
    CHECK(basket_now["basket"]["fraction"] == 0.25);
    CHECK(basket_now["findings"].empty());
    const std::string id = basket_now["submission"]["id"];
    CHECK(basket(id) == basket_now);
    CHECK(body_of(reviewer.get("/v1/submissions/" + id + "/basket")) == basket_now);
    const auto audit = shop.store->submissions().audit_of(id, 9);
    REQUIRE(audit);
    CHECK(audit->front().action == "submission.create");
    CHECK(audit->front().actor == "usr_ines");
}

TEST_CASE_FIXTURE(BasketRoom, "a basket that makes no sense is refused by its wrong field") {
    const std::string good = add(101), theirs = add(package(7, "app_boats"));
    const auto path = [&](const Json& packages, const Json& more = Json::object()) {
        const Response answer = create(packages, more);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(path({good, "pkg_none"}) == "packages.1");
    CHECK(path({theirs}) == "packages.0");
    CHECK(path({good, good}) == "packages.1");
    CHECK(path({good}, {{"fraction", 0}}) == "fraction");
    CHECK(path({good}, {{"fraction", 1.01}}) == "fraction");
    CHECK(path({good}, {{"track", "moon"}}) == "track");
    CHECK(path({good}, note("en_US", "x")) == "notes.0.locale");
    CHECK(path({good}, {{"publish_at", "tomorrow"}}) == "publish_at");
    CHECK(path(Json::array({7})) == "packages.0");
    CHECK(path({good}, note("en", std::string(501, 'x').c_str())) == "notes.0.text");
    CHECK(path(Json(std::vector<std::string>(21, "x"))) == "packages");
    CHECK(dev.send("POST", "/v1/apps/app_notes/submissions", "{").status == 400);
    CHECK(dev.send("POST", "/v1/apps/app_notes/submissions", "[]").status == 400);
    const std::string id = draft({good});
    for (const char* wrong : {R"({"packages":["pkg_none"]})", R"({"fraction":-1})",
                              R"({"notes":[{"locale":"x","text":""}]})", R"({"clear":["track"]})",
                              R"({"stage":"live"})"})
        CHECK(edit(id, Json::parse(wrong)).status == 422);
    CHECK(edit(id, note("en", "x"), "").status == 422);  // an edit says what it is based on
    CHECK(edit(id, note("en", "x"), "\"nonsense\"").status == 412);
    CHECK(basket(id)["submission"]["revision"] == 1);
}

TEST_CASE_FIXTURE(BasketRoom, "baskets are for who may send the app, and of strangers not found") {
    const std::string pkg = add(101), id = draft({pkg});
    Guest nobody(*shop.app), reader(*shop.app), stranger(*shop.app);
    reader.sign_in(anna);
    stranger.sign_in(otto);
    const std::string ask = Json{{"packages", {pkg}}, {"track", "production"}}.dump();
    const auto started_by = [&](Guest& who) {
        return who.send("POST", "/v1/apps/app_notes/submissions", ask).status;
    };
    CHECK(started_by(nobody) == 401);
    CHECK(started_by(reader) == 403);
    CHECK(started_by(stranger) == 404);
    CHECK(started_by(reviewer) == 403);
    CHECK(edit(nobody, id, note("en", "x"), "*").status == 401);
    CHECK(edit(reader, id, note("en", "x"), "*").status == 403);
    CHECK(edit(stranger, id, note("en", "x"), "*").status == 404);
    CHECK(edit(reviewer, id, note("en", "x"), "*").status == 403);
    CHECK(edit(stranger, id, note("en", "x"), "\"9\"").status == 404);
    for (const char* part : {"/basket", "/review"}) {
        const std::string at = "/v1/submissions/" + id + part;
        CHECK(nobody.get(at).status == 401);
        CHECK(reader.get(at).status == 200);
        CHECK(stranger.get(at).status == 404);
        CHECK(reviewer.get(at).status == 200);
    }
    CHECK(dev.get("/v1/submissions/sub_none/basket").status == 404);
    CHECK(dev.get("/v1/submissions/sub_ours/basket").status == 404);  // it has none
    CHECK(basket(id)["submission"]["revision"] == 1);
}

TEST_CASE_FIXTURE(BasketRoom, "a dry run answers the findings and writes nothing") {
    auto weak = package(101);
    weak.facts.debuggable = true;
    weak.facts.target_sdk = 20;
    const std::string bad = add(weak), good = add(102);
    const auto before = body_of(dev.get("/v1/submissions"))["total"];
    const Json tried = body_of(create({bad}, {{"dry_run", true}}));
    CHECK(policies(tried["findings"]) == "VP-1.4.1 VP-1.5.1 VP-2.1.1");
    CHECK(tried["findings"][0]["where"] == "AndroidManifest.xml");
    CHECK(body_of(dev.get("/v1/submissions"))["total"] == before);
    const std::string id = draft({good});
    const Json edited = body_of(edit(dev, id, {{"packages", {bad}}}, "*", "?dry_run=true"));
    CHECK(policies(edited["findings"]) == "VP-1.4.1 VP-1.5.1 VP-2.1.1");
    CHECK(edited["submission"]["version_code"] == "101");
    CHECK(basket(id)["basket"]["packages"] == Json{good});
    REQUIRE(edit(id, {{"packages", {bad}}}).status == 200);
    const Json sent = body_of(move(id, "submit", "?dry_run=true"));
    CHECK(sent["submission"]["stage"] == "invalid");
    CHECK(sent["submission"]["blocking"] == 2);
    CHECK(policies(sent["findings"]) == "VP-1.4.1 VP-1.5.1 VP-2.1.1");
    CHECK(stage(id) == "draft");
    CHECK(detail(id)["findings"].empty());
}

TEST_CASE_FIXTURE(BasketRoom, "what the checks object to comes back, is mended and goes on") {
    auto weak = package(101);
    weak.facts.debuggable = true;
    const std::string id = draft({add(weak)}, note("en", "New"));
    REQUIRE(move(id, "submit").status == 200);
    CHECK(stage(id) == "validating");
    tick();
    Json now = detail(id);
    CHECK(now["submission"]["stage"] == "invalid");
    CHECK(policies(now["findings"]) == "VP-1.5.1");
    CHECK(now["submission"]["attention"]["kind"] == "fix_findings");
    CHECK(now["submission"]["checks_passed"] == 13);
    const auto audit = shop.store->submissions().audit_of(id, 1);
    REQUIRE(audit);
    CHECK(audit->front().action == "submission.fail_checks");
    CHECK(audit->front().actor == "service");
    CHECK(audit->front().policies == std::vector<std::string>{"VP-1.5.1"});
    REQUIRE(edit(id, {{"packages", {add(102)}}}).status == 200);
    now = detail(id);
    CHECK(now["submission"]["stage"] == "draft");
    CHECK(now["findings"].empty());
    REQUIRE(move(id, "submit").status == 200);
    tick();
    now = detail(id);
    CHECK(now["submission"]["stage"] == "queued");
    CHECK(now["submission"]["checks_passed"] == 14);
    CHECK(code_of(edit(id, note("en", "Late"))) == "wrong_stage");
}

TEST_CASE_FIXTURE(BasketRoom, "an empty basket can be kept but not sent") {
    const std::string id = draft(Json::array());
    CHECK(policies(basket(id)["findings"]) == "VP-1.1.1 VP-2.1.1");
    REQUIRE(move(id, "submit").status == 200);
    tick();
    CHECK(stage(id) == "invalid");
}

TEST_CASE_FIXTURE(BasketRoom, "the next package is compared with the one that was approved") {
    accept(draft({add(101)}, note("en", "New")));
    CHECK(policies(basket(draft({add(100)}))["findings"]) == "VP-1.2.2 VP-2.1.1");
    auto other = package(103);
    other.facts.signature.signers[0].sha256 = other_key;
    other.facts.permissions.push_back({"android.permission.CAMERA", {}, {}, false});
    CHECK(policies(basket(draft({add(other)}))["findings"]) == "VP-1.3.2 VP-1.6.1 VP-2.1.1");
    other = package(104);
    other.facts.signature.signers[0].sha256 = other_key;
    other.facts.signature.lineage = {our_key, other_key};
    CHECK(policies(basket(draft({add(other)}))["findings"]) == "VP-2.1.1");
    // Another track may carry an older code or the very same package, but no other key.
    CHECK(policies(basket(draft({"pkg_100"}, {{"track", "closed"}}))["findings"]) == "VP-2.1.1");
    CHECK(policies(basket(draft({"pkg_101"}, {{"track", "closed"}}))["findings"]) == "VP-2.1.1");
    CHECK(policies(basket(draft({"pkg_103"}, {{"track", "closed"}}))["findings"]) ==
          "VP-1.3.2 VP-1.6.1 VP-2.1.1");
}

TEST_CASE_FIXTURE(BasketRoom, "a code that was accepted before the store knew packages is taken") {
    const std::string old = shop.our_submission.text;  // version code 20, without a basket
    REQUIRE(move(old, "submit").status == 200);
    shop.clock.advance(5 * base::second_ms);
    tick();
    REQUIRE(decide(old, "claim").status == 200);
    REQUIRE(decide(old, "approve").status == 200);
    CHECK(policies(basket(draft({add(20)}))["findings"]) == "VP-1.2.2 VP-2.1.1");
    CHECK(policies(basket(draft({add(21)}))["findings"]) == "VP-2.1.1");
}

TEST_CASE_FIXTURE(BasketRoom, "packages that do not go together are named") {
    auto bundle = package(101), split = package(102), twin = package(103);
    bundle.facts.kind = contract::PackageKind::aab;
    split.facts.split = "config.de";
    twin.facts.version_code = "104";
    const std::string aab = add(bundle), lone = add(split), same = add(twin), plain = add(104);
    CHECK(policies(basket(draft({aab}))["findings"]) == "VP-2.1.1");
    CHECK(policies(basket(draft({aab, plain}))["findings"]) == "VP-1.1.2 VP-2.1.1");
    CHECK(policies(basket(draft({lone, plain}))["findings"]) == "VP-1.1.3 VP-2.1.1");
    CHECK(policies(basket(draft({same, plain}))["findings"]) == "VP-1.1.4 VP-2.1.1");
}

TEST_CASE_FIXTURE(BasketRoom, "a stale edit is shown both versions and what remains of its own") {
    const std::string id = draft({add(101)}, note("en", "New"));
    const std::string seen = revision_of(basket(id));
    REQUIRE(edit(id, note("de", "Ihre"), seen).status == 200);
    Json mine = {{"fraction", 0.5}};
    mine.update(note("fr", "Nouveau"));
    Response late = edit(id, mine, seen);
    CHECK(late.status == 412);
    CHECK(code_of(late) == "stale_revision");
    Json answer = body_of(late);
    CHECK(answer["current"] == basket(id));
    CHECK(answer["yours"]["notes"].size() == 2);
    CHECK(answer["merged"]["notes"].size() == 3);
    CHECK(answer["merged"]["fraction"] == 0.5);
    CHECK(answer["conflicts"].empty());
    late = edit(id, note("de", "Meine"), seen);
    answer = body_of(late);
    CHECK(late.status == 412);
    CHECK(answer["conflicts"] == Json{"notes.de"});
    CHECK(answer["merged"]["notes"][0]["text"] == "Ihre");
    CHECK(answer["yours"]["notes"][0]["text"] == "Meine");
    // Going on with what was merged, against what is there now.
    const Json next = {{"notes", answer["merged"]["notes"]}, {"fraction", 0.5}};
    CHECK(edit(id, next, revision_of(answer["current"])).status == 200);
    // A revision that never was is no base: nothing is taken over unseen.
    answer = body_of(edit(id, note("en", "Other"), "\"99\""));
    CHECK(answer["conflicts"] == Json{"notes.en"});
    CHECK(edit(id, note("de", "Meine"), "*").status == 200);
    CHECK(basket(id)["basket"]["notes"][0]["text"] == "Meine");
}

TEST_CASE_FIXTURE(BasketRoom, "an edit that changes nothing is done and makes no version") {
    const std::string id = draft({add(101)}, note("en", "New"));
    CHECK(edit(id, note("en", "New"), "\"1\"").status == 200);
    CHECK(edit(id, Json::object(), "\"1\"").status == 200);
    CHECK(basket(id)["submission"]["revision"] == 1);
}

TEST_CASE_FIXTURE(BasketRoom, "two people and a program edit at once and nobody's edit is lost") {
    const std::string id = draft({add(101)});
    const Json key = {{"name", "CI"}, {"apps", Json::array()},
                      {"scopes", {"releases:read", "releases:write"}}};
    const std::string secret = body_of(dev.send("POST", "/v1/api-keys", key.dump()))["secret"];
    shop.add_person("dora@fjord.example", "team_fjord", contract::Role::developer);
    constexpr int edits = 8;
    std::atomic<int> stale = 0, wrong = 0;
    const auto work = [&](Guest who, const std::string& language) {
        std::string seen = "\"1\"";
        for (int i = 0; i < edits;) {
            const std::string locale = language + "-" + std::to_string(100 + i);
            const Response answer = edit(who, id, note(locale.c_str(), "Hi"), seen);
            const Json body = body_of(answer);
            if (answer.status == 200) {
                seen = revision_of(body);
                ++i;
            } else if (answer.status == 412 && body["conflicts"].empty()) {
                seen = revision_of(body["current"]);
                ++stale;
            } else {
                ++wrong;
                return;
            }
        }
    };
    Guest dora(*shop.app), program(*shop.app);
    dora.sign_in("dora@fjord.example");
    program.extra = {{"authorization", "Bearer " + secret}};
    std::thread one(work, dev, "de"), two(work, dora, "fr"), three(work, program, "es");
    one.join();
    two.join();
    three.join();
    CHECK(wrong == 0);
    const Json end = basket(id);
    CHECK(end["basket"]["notes"].size() == 3 * edits);
    CHECK(end["submission"]["revision"] == 1 + 3 * edits);
    CHECK(shop.store->submissions().audit_of(id, 99)->size() == 1 + 3 * edits);
}

TEST_CASE_FIXTURE(BasketRoom, "changes asked for are made and sent again in the same place") {
    const std::string first = draft({add(101)}), second = draft({add(102)}, {{"track", "open"}});
    for (const std::string& id : {first, second}) {
        REQUIRE(move(id, "submit").status == 200);
        tick();
    }
    REQUIRE(decide(first, "claim").status == 200);
    REQUIRE(decide(reviewer, first, {{"move", "request_changes"},
                                     {"findings", Json::array({a_finding()})}}).status == 200);
    auto weak = package(103);
    weak.facts.test_only = true;
    REQUIRE(edit(first, {{"packages", {add(weak)}}}).status == 200);
    CHECK(stage(first) == "changes_requested");
    CHECK(policies(detail(first)["findings"]) == "VP-4.1.1");  // the reviewer's stays
    const Json tried = body_of(move(first, "resubmit", "?dry_run=true"));
    CHECK(tried["submission"]["stage"] == "changes_requested");
    CHECK(policies(tried["findings"]).find("VP-1.5.2") != std::string::npos);
    CHECK(code_of(move(first, "resubmit")) == "findings_open");
    REQUIRE(edit(first, {{"packages", {add(104)}}}).status == 200);
    REQUIRE(move(first, "resubmit").status == 200);
    CHECK(stage(first) == "queued");
    const auto history = [&](const std::string& id) {
        std::vector<std::string> stages;
        const Json now = detail(id);
        for (const Json& one : now["timeline"]) stages.push_back(one["stage"]);
        return stages;
    };
    CHECK(history(first) == std::vector<std::string>{"draft", "validating", "ready", "queued",
                                                     "in_review", "changes_requested", "queued"});
}

TEST_CASE_FIXTURE(BasketRoom, "what is approved is published at the time and share it wished") {
    Json wish = note("en", "New");
    wish["publish_at"] = "2026-06-01T08:00:00Z";
    wish["fraction"] = 0.25;
    const std::string plain = draft({add(90)}, note("en", "New"));
    accept(plain);
    CHECK(code_of(move(plain, "schedule")) == "publish_time_missing");
    REQUIRE(move(plain, "publish").status == 200);
    const std::string id = draft({add(101)}, wish);
    accept(id);
    REQUIRE(move(id, "schedule").status == 200);
    tick();
    CHECK(stage(id) == "scheduled");
    shop.clock.ms = base::parse_rfc3339("2026-06-01T08:00:00Z")->ms;
    shop.app->tick();
    dev.sign_in(ines);  // the session ended in those days
    CHECK(stage(id) == "rolling_out");
    const Json releases = body_of(dev.get("/v1/releases?app=app_notes"))["items"];
    double share = 0;
    for (const Json& one : releases)
        if (one["version_name"] == "1.101") share = one["fraction"];
    CHECK(share == 0.25);
    REQUIRE(move(id, "complete").status == 200);
    CHECK(stage(id) == "live");
    CHECK(stage(plain) == "superseded");
}

TEST_CASE_FIXTURE(BasketRoom, "every change of a basket is told to who listens") {
    const auto before = shop.store->changes().newest();
    const std::string id = draft({add(101)});
    const auto made = shop.store->changes().newest();
    CHECK(*made > *before);
    REQUIRE(edit(id, note("en", "New")).status == 200);
    CHECK(*shop.store->changes().newest() > *made);
}

TEST_CASE_FIXTURE(BasketRoom, "a draft without packages gets a basket with its first edit") {
    const std::string id = shop.our_submission.text;
    REQUIRE(edit(id, {{"packages", {add(101)}}}, "\"1\"").status == 200);
    CHECK(basket(id)["submission"]["version_code"] == "101");
    REQUIRE(move(id, "withdraw").status == 200);
    CHECK(code_of(edit(id, note("en", "Late"))) == "final_stage");
}

}  // namespace vitrine::tests
