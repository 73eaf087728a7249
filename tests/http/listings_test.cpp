// Listings: drafted by several, compared with what is live, restored, and sent to review.
#include <algorithm>
#include <atomic>
#include <thread>

#include "listing_room.h"

namespace vitrine::tests {
namespace {

std::string repeated(const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

std::string first_path(const Response& answer) {
    const Json body = body_of(answer);
    return answer.status == 422 ? body["fields"][0]["path"].get<std::string>() : "(good)";
}

}  // namespace

TEST_CASE_FIXTURE(ListingRoom, "a listing is drafted language by language beside what is live") {
    CHECK(all()["revision"] == 0);
    CHECK(all()["items"].empty());
    const Response made = put("PT-br", a_text("Notas"), "\"0\"");
    REQUIRE(made.status == 200);
    CHECK(*made.find("ETag") == "\"1\"");
    const Json row = body_of(made);
    CHECK(row["locale"] == "pt-BR");
    CHECK(row["live"].is_null());
    CHECK(row["draft"]["title"] == "Notas");
    CHECK(row["change"] == "added");
    CHECK(one("pt-br") == row);
    REQUIRE(put("de", a_text("Notizen")).status == 200);
    const Json edited = body_of(patch("de", {{"summary", "  Kurz\n"}}, "\"2\""));
    CHECK(edited["draft"] == Json{{"title", "Notizen"}, {"summary", "Kurz"},
                                  {"description", "All of it"}});
    CHECK(edited["revision"] == 3);
    const Json page = all();
    CHECK(page["revision"] == 3);
    CHECK(page["live_revision"] == 0);
    CHECK(page["changed"] == Json::array({"text.de", "text.pt-BR"}));
    CHECK(page["items"].size() == 2);
    CHECK(body_of(reviewer.get(listings)) == page);
    CHECK(remove("de", "\"3\"").status == 200);
    CHECK(all()["items"].size() == 1);
    CHECK(dev.get(std::string(listings) + "/de").status == 404);
    CHECK(remove("pt-BR", "*", "?dry_run=true").status == 200);
    CHECK(all()["items"].size() == 1);
    const Json audit = body_of(dev.get("/v1/audit?action=listing"))["items"];
    CHECK(audit[0]["action"] == "listing.edit");
    CHECK(audit[0]["reason"] == "text.de");
}

TEST_CASE_FIXTURE(ListingRoom, "a text that does not do is refused by its wrong field") {
    const auto path = [&](const char* name, const std::string& value) {
        Json text = a_text("Notes");
        text[name] = value;
        return first_path(put("en", text));
    };
    for (const char* letter : {"x", "語", "🎉", "é"}) {
        CHECK(path("title", repeated(letter, 30)) == "(good)");
        CHECK(path("title", repeated(letter, 31)) == "title");
        CHECK(path("summary", repeated(letter, 80)) == "(good)");
        CHECK(path("summary", repeated(letter, 81)) == "summary");
        CHECK(path("description", repeated(letter, 4000)) == "(good)");
        CHECK(path("description", repeated(letter, 4001)) == "description");
    }
    CHECK(path("title", repeated("e\xcc\x81", 16)) == "title");  // an accent counts
    CHECK(path("title", "two\nlines") == "title");
    CHECK(path("title", "\xe2\x80\xaeturned") == "title");
    CHECK(path("description", std::string("nul\0", 4)) == "description");
    CHECK(first_path(put("en_US", a_text("x"))) == "locale");
    CHECK(first_path(put("e", a_text("x"))) == "locale");
    CHECK(first_path(put("en", {{"title", "x"}})) == "summary");
    CHECK(first_path(put("en", a_text("x"), "")) == "if_match");
    CHECK(put("en", {{"title", 7}}).status == 422);
    CHECK(put("en", Json::array()).status == 400);
    CHECK(dev.send("PUT", std::string(listings) + "/en", "{").status == 400);
    Json huge = a_text("x");
    huge["description"] = std::string((1 << 20) + 1, 'x');
    CHECK(put("en", huge).status == 413);
    CHECK(put("en", a_text("x"), "nonsense").status == 412);
    CHECK(dev.get(std::string(listings) + "?revision=-1").status == 404);
    CHECK(code_of(dev.get(std::string(listings) + "?revision=999")) == "revision_gone");
}

TEST_CASE_FIXTURE(ListingRoom, "a listing is for who may edit the app, for strangers not found") {
    REQUIRE(put("en", a_text("Notes")).status == 200);
    Guest nobody(*shop.app), reader(*shop.app), stranger(*shop.app);
    reader.sign_in(anna);
    stranger.sign_in(otto);
    const auto each = [&](Guest& who, int reading, int writing) {
        for (const char* path : {"/listings", "/listings/en", "/graphics", "/data_safety"})
            CHECK(who.get(std::string("/v1/apps/app_notes") + path).status == reading);
        CHECK(put(who, "en", a_text("Mine")).status == writing);
        CHECK(send(who, "PATCH", std::string(listings) + "/en", {{"title", "x"}}, "\"9\"").status ==
              writing);
        CHECK(send(who, "DELETE", std::string(listings) + "/en", nullptr, "*").status == writing);
        CHECK(send(who, "POST", std::string(listings) + "/restore", Json::object(), "").status ==
              writing);
        CHECK(add_image(who, "en/icon", a_png(512, 512)).status == writing);
        CHECK(send(who, "PUT", std::string(graphics) + "/en/icon", {{"graphics", Json::array()}},
                   "*").status == writing);
        CHECK(send(who, "PUT", "/v1/apps/app_notes/data_safety",
                   {{"uses", Json::array()}, {"encrypted", true}, {"deletable", true}}, "*")
                  .status == writing);
    };
    each(nobody, 401, 401);
    each(reader, 200, 403);
    each(stranger, 404, 404);
    each(reviewer, 200, 403);
    CHECK(one("en")["draft"]["title"] == "Notes");
    CHECK(all()["revision"] == 1);
}

TEST_CASE_FIXTURE(ListingRoom, "a stale edit writes nothing and is answered with a merge") {
    REQUIRE(put("en", a_text("Notes")).status == 200);
    REQUIRE(patch("en", {{"title", "Theirs"}}, "\"1\"").status == 200);
    const Response stale = patch("en", {{"summary", "Mine"}}, "\"1\"");
    CHECK(stale.status == 412);
    Json answer = body_of(stale);
    CHECK(answer["current"]["draft"]["title"] == "Theirs");
    CHECK(answer["current"]["revision"] == 2);
    CHECK(answer["yours"]["title"] == "Notes");
    CHECK(answer["yours"]["summary"] == "Mine");
    CHECK(answer["merged"]["title"] == "Theirs");
    CHECK(answer["merged"]["summary"] == "Mine");
    CHECK(answer["conflicts"].empty());
    answer = body_of(put("en", a_text("Mine too"), "\"1\""));
    CHECK(answer["conflicts"] == Json::array({"title"}));
    CHECK(answer["merged"]["title"] == "Theirs");
    answer = body_of(remove("en", "\"1\""));
    CHECK(answer["conflicts"] == Json::array({"listing"}));
    CHECK(answer["yours"].is_null());
    answer = body_of(put("en", a_text("From before"), "\"0\""));
    CHECK(answer["conflicts"] == Json::array({"title"}));
    REQUIRE(put("en", answer["merged"], match_of(answer["current"])).status == 200);
    CHECK(one("en")["revision"] == 2);  // the same text writes nothing
    CHECK(put("de", a_text("Notizen"), "\"0\"").status == 200);  // other languages do not meet
}

TEST_CASE_FIXTURE(ListingRoom, "of two editors at once one writes and the other is told") {
    REQUIRE(put("en", a_text("Notes")).status == 200);
    for (int round = 0; round < 5; ++round) {
        const std::string match = match_of(one("en"));
        std::atomic<int> written = 0, stale = 0;
        std::vector<std::thread> editors;
        for (int i = 0; i < 4; ++i)
            editors.emplace_back([&, i] {
                Guest who(*shop.app);
                who.cookie = dev.cookie;
                who.csrf_token = dev.csrf_token;
                const std::string title = std::to_string(round) + " by " + std::to_string(i);
                const int status = put(who, "en", a_text(title), match).status;
                written += status == 200;
                stale += status == 412;
            });
        for (std::thread& editor : editors) editor.join();
        CHECK(written.load() == 1);
        CHECK(stale.load() == 3);
    }
    CHECK(all()["revision"] == 6);
}

TEST_CASE_FIXTURE(ListingRoom, "a draft is thrown away and brought back") {
    REQUIRE(put("en", a_text("First")).status == 200);
    REQUIRE(put("de", a_text("Zweite")).status == 200);
    REQUIRE(add_image("en/icon", a_png(512, 512)).status == 200);
    CHECK(restore(Json::object(), "\"1\"").status == 412);
    const Json tried = body_of(restore(Json::object(), "\"3\"", "?dry_run=true"));
    CHECK(tried["items"].empty());
    CHECK(all()["items"].size() == 2);
    const Json gone = body_of(restore(Json::object(), "\"3\""));
    CHECK(gone["items"].empty());  // nothing is live
    CHECK(gone["revision"] == 4);
    CHECK(body_of(dev.get(graphics))["items"].empty());
    const Json back = body_of(restore({{"revision", 3}}));
    CHECK(back["items"].size() == 2);
    CHECK(back["revision"] == 5);
    CHECK(body_of(dev.get(graphics))["items"].size() == 1);
    CHECK(body_of(restore({{"revision", 3}}))["revision"] == 5);  // nothing left to do
    CHECK(all("?revision=1")["items"].size() == 1);
    CHECK(code_of(restore({{"revision", 99}})) == "revision_gone");
}

TEST_CASE_FIXTURE(ListingRoom, "a listing has only so many languages") {
    int made = 0;
    for (char a = 'a'; a <= 'z' && made < contract::listing_locales_max; ++a)
        for (char b = 'a'; b <= 'z' && made < contract::listing_locales_max; ++b, ++made)
            REQUIRE(put(std::string("x") + a + b, a_text("x")).status == 200);
    CHECK(code_of(put("zz", a_text("x"))) == "too_many_locales");
    CHECK(put("xaa", a_text("y")).status == 200);
    CHECK(remove("xaa", "*").status == 200);
    CHECK(put("zz", a_text("x")).status == 200);
}

TEST_CASE_FIXTURE(ListingRoom, "a listing goes with a version and is live when that goes out") {
    const std::int64_t sent = write_whole_listing();
    const std::string id = draft({add(101)}, {{"listing", sent},
                                              {"notes", Json::array({{{"locale", "en"},
                                                                      {"text", "New"}}})}});
    CHECK(basket(id)["basket"]["listing"] == sent);
    CHECK(policies(basket(id)["findings"]).empty());
    REQUIRE(move(id, "submit").status == 200);
    tick();
    REQUIRE(stage(id) == "queued");
    REQUIRE(patch("en", {{"title", "Edited meanwhile"}}, "*").status == 200);
    CHECK(all()["live_revision"] == 0);
    REQUIRE(decide(id, "claim").status == 200);
    const Json seen = body_of(reviewer.get(listings + ("?revision=" + std::to_string(sent))));
    CHECK(seen["items"][0]["draft"]["title"] == "Notes");
    REQUIRE(decide(id, "approve").status == 200);
    CHECK(stage(id) == "approved");
    CHECK(all()["live_revision"] == 0);
    for (int i = 0; i < 40; ++i)  // it is kept while its version waits
        REQUIRE(patch("en", {{"title", "Edit " + std::to_string(i)}}, "*").status == 200);
    REQUIRE(patch("en", {{"title", "Edited meanwhile"}}, "*").status == 200);
    REQUIRE(move(id, "start_rollout").status == 200);
    const base::Day day = base::day_of(shop.clock.now());
    const Json marks = body_of(dev.get("/v1/annotations?apps=app_notes&from=" +
                                       base::iso_date(day) + "&to=" +
                                       base::iso_date({day.number + 1})))["items"];
    const auto mark = std::ranges::find(marks, Json("listing"), [](const Json& one) -> const Json& {
        return one["kind"];
    });
    REQUIRE(mark != marks.end());
    CHECK((*mark)["label"] == "Listing changed");
    CHECK((*mark)["detail"] == "text: en; images: en");
    const Json page = all();
    CHECK(page["live_revision"] == sent);
    CHECK(page["changed"] == Json::array({"text.en"}));
    CHECK(page["items"][0]["live"]["title"] == "Notes");
    CHECK(page["items"][0]["draft"]["title"] == "Edited meanwhile");
    CHECK(page["items"][0]["change"] == "changed");
    CHECK(body_of(restore(Json::object()))["changed"].empty());
    CHECK(one("en")["draft"]["title"] == "Notes");
}

TEST_CASE_FIXTURE(ListingRoom, "a listing waits for the time of its version, and never goes back") {
    const std::int64_t sent = write_whole_listing();
    const std::string at = base::rfc3339({shop.clock.ms + base::hour_ms});
    const std::string id = draft({add(101)}, {{"listing", sent}, {"publish_at", at},
                                              {"notes", Json::array({{{"locale", "en"},
                                                                      {"text", "New"}}})}});
    accept(id);
    REQUIRE(move(id, "schedule").status == 200);
    CHECK(all()["live_revision"] == 0);
    tick();
    CHECK(all()["live_revision"] == 0);
    REQUIRE(patch("en", {{"title", "Newer"}}, "*").status == 200);
    const Json newer = all()["revision"];
    SUBCASE("its time comes") {
        shop.clock.advance(base::hour_ms);
        tick();
        CHECK(stage(id) == "live");
        CHECK(all()["live_revision"] == sent);
    }
    SUBCASE("a newer listing goes live alone before") {
        accept(draft(Json::array(), {{"listing", newer}}));
        CHECK(all()["live_revision"] == newer);
        shop.clock.advance(base::hour_ms);
        tick();
        CHECK(stage(id) == "live");
        CHECK(all()["live_revision"] == newer);
    }
    SUBCASE("it is taken back and goes out later") {
        REQUIRE(move(id, "unschedule").status == 200);
        shop.clock.advance(base::hour_ms);
        tick();
        CHECK(all()["live_revision"] == 0);
        REQUIRE(move(id, "publish").status == 200);
        CHECK(all()["live_revision"] == sent);
    }
}

TEST_CASE_FIXTURE(ListingRoom, "a listing goes to review alone, without a version") {
    accept(draft({add(101)}));
    const std::string version = draft({add(102)});
    accept(version);
    REQUIRE(move(version, "publish").status == 200);
    const std::string id = draft(Json::array(), {{"listing", write_whole_listing()}});
    accept(id);
    CHECK(stage(id) == "live");
    CHECK(all()["live_revision"] == all()["revision"]);
    CHECK(stage(version) == "live");  // no version took its place
    CHECK(body_of(dev.get("/v1/apps/app_notes"))["live_version"] == "1.102");
    for (const char* publishing : {"roll_back", "request_removal"})
        CHECK(code_of(move(id, publishing)) == "wrong_stage");
    REQUIRE(patch("en", {{"title", "Next"}}, "*").status == 200);
    const std::string next = draft(Json::array(), {{"listing", all()["revision"]}});
    accept(next);
    CHECK(stage(next) == "live");
    CHECK(stage(id) == "superseded");
    // A listing alone is no version to compare the next one with.
    CHECK(policies(body_of(create({add(102)}, {{"dry_run", true}}))["findings"]) ==
          "VP-1.2.2 VP-2.1.1");
}

TEST_CASE_FIXTURE(ListingRoom, "what was sent stays, however often the draft is written") {
    const std::int64_t sent = write_whole_listing();
    const std::string id = draft(Json::array(), {{"listing", sent}});
    for (int i = 0; i < 40; ++i)
        REQUIRE(patch("en", {{"title", "Edit " + std::to_string(i)}}, "*").status == 200);
    accept(id);
    CHECK(one("en")["live"]["title"] == "Notes");
    CHECK(code_of(dev.get(std::string(listings) + "?revision=1")) == "revision_gone");
    CHECK(all("?revision=" + std::to_string(sent))["items"][0]["draft"]["title"] == "Notes");
}

TEST_CASE_FIXTURE(ListingRoom, "two reviewers agree before a listing is live") {
    REQUIRE(rules({{"second_reviewer", "always"}, {"decide_within_hours", 72},
                   {"target_sdk_floor", 33}}).status == 200);
    const std::string id = draft(Json::array(), {{"listing", write_whole_listing()}});
    REQUIRE(move(id, "submit").status == 200);
    tick();
    REQUIRE(decide(id, "claim").status == 200);
    REQUIRE(decide(id, "approve").status == 200);
    CHECK(stage(id) == "in_review");
    CHECK(all()["live_revision"] == 0);
    REQUIRE(decide(chief, id, {{"move", "approve"}}).status == 200);
    CHECK(stage(id) == "live");
    CHECK(all()["live_revision"] == all()["revision"]);
}

TEST_CASE_FIXTURE(ListingRoom, "a basket names a revision of the listing that there is") {
    REQUIRE(put("en", a_text("Notes")).status == 200);
    CHECK(first_path(create(Json::array(), {{"listing", 2}})) == "listing");
    CHECK(first_path(create(Json::array(), {{"listing", 0}})) == "listing");
    CHECK(first_path(create(Json::array(), {{"listing", -1}, {"dry_run", true}})) == "listing");
    CHECK(create(Json::array(), {{"listing", "1"}}).status == 422);
    const std::string id = draft(Json::array(), {{"listing", 1}});
    CHECK(first_path(edit(id, {{"listing", 7}})) == "listing");
    const Json cleared = body_of(edit(id, {{"clear", {"listing"}}}));
    CHECK(cleared["basket"]["listing"].is_null());
    CHECK(policies(cleared["findings"]) == "VP-1.1.1 VP-2.1.1");
    const Json stale = body_of(edit(id, {{"listing", 1}}, "\"1\""));
    CHECK(stale["conflicts"] == Json::array());
}

TEST_CASE_FIXTURE(ListingRoom, "an unfinished listing is found before anybody reviews it") {
    REQUIRE(put("de", {{"title", ""}, {"summary", "Kurz"}, {"description", ""}}).status == 200);
    Json found = body_of(create(Json::array(), {{"listing", 1}, {"dry_run", true}}))["findings"];
    CHECK(policies(found) == "VP-2.2.1 VP-2.2.2 VP-2.2.4 VP-2.3.1 VP-2.3.2 VP-2.3.3");
    CHECK(found[1]["where"] == "de title");
    CHECK(found[1]["severity"] == "blocking");
    const std::int64_t whole = write_whole_listing();
    found = body_of(create({add(101)}, {{"listing", whole}, {"dry_run", true}}))["findings"];
    CHECK(policies(found) == "VP-2.2.2 VP-2.2.4 VP-2.1.1 VP-2.1.2");
    CHECK(found[3]["where"] == "de release notes");
    REQUIRE(remove("de", "*").status == 200);
    const std::string id = draft(Json::array(), {{"listing", whole}});
    REQUIRE(move(id, "submit").status == 200);
    tick();
    CHECK(stage(id) == "invalid");
    REQUIRE(edit(id, {{"listing", whole + 1}}).status == 200);
    accept(id);
    CHECK(stage(id) == "live");
}

}  // namespace vitrine::tests
