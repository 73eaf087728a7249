// One answer to many reviews, and tags, as HTTP has them.
#include <doctest/doctest.h>

#include "voices.h"

namespace vitrine::tests {

TEST_CASE_FIXTURE(Voices, "many reviews are answered with one text, each in its own words") {
    add("a", {{"author", "Ayse"}, {"version", "2.9.1"}});
    add("b", {{"version", "2.9.1"}});
    const Response answer = bulk({{"text", "Hello {name|there}, {version} of {app} is {{ok}}"},
                                  {"reviews", targets({"a", "b"})}});
    REQUIRE(answer.status == 200);
    const Json told = body_of(answer);
    CHECK(told["replied"] == 2);
    CHECK(told["left_out"] == 0);
    CHECK(told["items"][0]["text"] == "Hello Ayse, 2.9.1 of org.example.notes is {ok}");
    CHECK(reply_of("b") == "Hello there, 2.9.1 of org.example.notes is {ok}");
    CHECK(shop.store->reviews().reply_history({"b"})->size() == 1);
    CHECK(body_of(owner.get("/v1/reviews/b"))["reply"]["author"] == "ines");
    CHECK(told["items"][1]["revision"] == body_of(owner.get("/v1/reviews/b"))["revision"]);
    CHECK(body_of(owner.get("/v1/reviews/facets?replied=true"))["total"] == 2);
}

TEST_CASE_FIXTURE(Voices, "each review is answered or left out by itself, and it is said why") {
    add("fine", {{"author", "Bo"}});
    add("done", {{"author", "Cem"}});
    add("nameless");
    add("late", {{"author", "Dan"}});
    add("long", {{"author", std::string(200, 'x')}});
    REQUIRE(owner.send("PUT", "/v1/reviews/done/reply", R"({"text":"Another"})").status == 200);
    Json asked = targets({"fine", "done", "nameless", "long", "nobody"});
    asked.push_back({{"review", "late"}, {"revision", 7}});
    asked.push_back({{"review", shop.their_review.text}});
    const Json told = body_of(bulk({{"text", "{name} " + std::string(200, '.')},
                                    {"reviews", asked}}));
    std::string outcomes;
    for (const Json& item : told["items"]) outcomes += item["outcome"].get<std::string>() + " ";
    CHECK(outcomes == "replied already_replied no_value too_long not_found stale not_found ");
    CHECK(told["replied"] == 1);
    CHECK(told["left_out"] == 6);
    CHECK(reply_of("done") == "Another");
    CHECK(reply_of("late").empty());
    CHECK_FALSE(shop.store->reviews().find(shop.their_review)->value().review.reply);
}

TEST_CASE_FIXTURE(Voices, "a text with a variable that does not exist writes nothing at all") {
    add("a");
    for (const char* text : {"{nme}", "Hello {", "Hello }", "{name", "{name|{app}}", "{}", "{|x}",
                             "{ name }", "{NAME}", "", "   "}) {
        CAPTURE(text);
        const Response answer = bulk({{"text", text}, {"reviews", targets({"a"})}});
        CHECK(answer.status == 422);
        CHECK(body_of(answer)["fields"][0]["path"] == "text");
    }
    CHECK(reply_of("a").empty());
    CHECK(bulk({{"text", std::string(2001, 'x')}, {"reviews", targets({"a"})}}).status == 422);
}

TEST_CASE_FIXTURE(Voices, "what a review says is put in once and is no template itself") {
    add("a", {{"author", "{app} {{}}\n\x01|"}});
    REQUIRE(bulk({{"text", "Hi {name}!"}, {"reviews", targets({"a"})}}).status == 200);
    CHECK(reply_of("a") == "Hi {app} {{}}  |!");
}

TEST_CASE_FIXTURE(Voices, "a dry run says what would be and does nothing") {
    add("a", {{"author", "Bo"}});
    add("b");
    const Json ask = {{"text", "Hi {name}"}, {"reviews", targets({"a", "b"})}};
    const auto before = *shop.store->changes().newest();
    const Response answer = owner.send("POST", "/v1/reviews:bulk_reply?dry_run=true", ask.dump());
    REQUIRE(answer.status == 200);
    const Json told = body_of(answer);
    CHECK(told["dry_run"] == true);
    CHECK(told["items"][0]["outcome"] == "replied");
    CHECK(told["items"][0]["text"] == "Hi Bo");
    CHECK(told["items"][1]["outcome"] == "no_value");
    CHECK(reply_of("a").empty());
    CHECK(*shop.store->changes().newest() == before);
}

TEST_CASE_FIXTURE(Voices, "a filter answers what it finds, if that is as much as was expected") {
    add("a", {{"version", "2.0"}});
    add("b", {{"version", "2.0"}});
    add("c", {{"version", "3.0"}});
    const auto ask = [&](int expected) {
        return bulk({{"text", "Mended"}, {"filter", {{"versions", {"2.0"}}}},
                     {"expected", expected}});
    };
    const Response wrong = ask(3);
    CHECK(wrong.status == 409);
    CHECK(code_of(wrong) == "count_changed");
    CHECK(reply_of("a").empty());
    CHECK(body_of(ask(2))["replied"] == 2);
    CHECK(reply_of("a") == "Mended");
    CHECK(reply_of("c").empty());
    // A filter never reaches into another team, whatever it names.
    CHECK(bulk({{"text", "x"}, {"filter", {{"apps", {shop.boats.text}}}}, {"expected", 1}})
              .status == 404);
    CHECK(body_of(bulk({{"text", "x"}, {"filter", {{"versions", {"9"}}}}, {"expected", 0}}))
              ["items"].empty());
}

TEST_CASE_FIXTURE(Voices, "a wrong choice of reviews is refused whole") {
    add("a");
    const auto refused = [&](const Json& more) {
        Json ask = {{"text", "x"}};
        ask.update(more);
        return bulk(ask).status == 422;
    };
    Json many = Json::array();
    for (int i = 0; i < 501; ++i) many.push_back({{"review", "r" + std::to_string(i)}});
    CHECK(refused(Json::object()));
    CHECK(refused({{"reviews", Json::array()}}));
    CHECK(refused({{"reviews", many}}));
    CHECK(refused({{"reviews", targets({"a", "a"})}}));
    CHECK(refused({{"reviews", targets({"a"})}, {"expected", 1}}));
    CHECK(refused({{"reviews", targets({"a"})}, {"filter", Json::object()}, {"expected", 1}}));
    CHECK(refused({{"filter", Json::object()}}));
    CHECK(refused({{"filter", Json::object()}, {"expected", 501}}));
    CHECK(refused({{"filter", {{"colour", "red"}}}, {"expected", 1}}));
    CHECK(refused({{"reviews", Json::array({{{"review", "a"}, {"revision", "new"}}})}}));
    CHECK(reply_of("a").empty());
    many.erase(500);
    CHECK(body_of(bulk({{"text", "x"}, {"reviews", many}}))["left_out"] == 500);
}

TEST_CASE_FIXTURE(Voices, "the same answers sent again are replied and written once") {
    add("a");
    add("b");
    const Json ask = {{"text", "Mended"}, {"reviews", targets({"a", "b"})}};
    owner.extra = {{"idempotency-key", "k1"}};
    const Response first = bulk(ask), again = bulk(ask);
    CHECK(first.status == 200);
    CHECK(again.content() == first.content());
    CHECK(*again.find("Idempotency-Replayed") == "true");
    Json other = ask;
    other["text"] = "Other";
    CHECK(code_of(bulk(other)) == "idempotency_key_reused");
    owner.extra.clear();
    CHECK(body_of(bulk(ask))["replied"] == 2);  // as after a cut connection: nothing doubles
    CHECK(shop.store->reviews().reply_history({"a"})->size() == 1);
    CHECK(body_of(bulk(other))["items"][0]["outcome"] == "already_replied");
}

TEST_CASE_FIXTURE(Voices, "who may not answer, or only for another app, answers nothing") {
    add("a");
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest analyst(*shop.app), nobody(*shop.app), other(*shop.app), reviewer(*shop.app);
    const std::string ask =
        Json{{"text", "x"}, {"reviews", targets({"a"})}}.dump();
    CHECK(nobody.send("POST", "/v1/reviews:bulk_reply", ask).status == 401);
    analyst.sign_in(anna);
    CHECK(analyst.send("POST", "/v1/reviews:bulk_reply", ask).status == 403);
    reviewer.sign_in(rita);
    CHECK(reviewer.send("POST", "/v1/reviews:bulk_reply", ask).status == 403);
    other.sign_in(otto);
    const Json told = body_of(other.send("POST", "/v1/reviews:bulk_reply", ask));
    CHECK(told["items"][0]["outcome"] == "not_found");
    Guest key = key_for({"reviews:reply"}, {"app_maps"});
    CHECK(body_of(key.send("POST", "/v1/reviews:bulk_reply", ask))["items"][0]["outcome"] ==
          "not_found");
    CHECK(reply_of("a").empty());
}

// ---- tags ----------------------------------------------------------------------------------

TEST_CASE_FIXTURE(Voices, "tags are put on a review, found by, counted and taken away") {
    add("a");
    add("b");
    const Response set = tag("a", {" Bug ", "old  phone", "bug", "ÄRGER"});
    REQUIRE(set.status == 200);
    CHECK(body_of(set)["tags"] == Json{"bug", "old phone", "ärger"});
    REQUIRE(tag("b", {"bug"}).status == 200);
    CHECK(body_of(owner.get("/v1/reviews?tags=bug"))["total"] == 2);
    CHECK(body_of(owner.get("/v1/reviews?tags=old%20phone"))["items"][0]["id"] == "a");
    CHECK(body_of(owner.get("/v1/reviews?tags=nothing"))["total"] == 0);
    const Json facets = body_of(owner.get("/v1/reviews/facets?tags=old%20phone"));
    CHECK(facets["total"] == 1);
    CHECK(facets["tags"][0] == Json{{"key", "bug"}, {"label", "bug"}, {"count", 2}});
    const Json tags = body_of(owner.get("/v1/reviews/tags"));
    CHECK(tags["items"].size() == 3);
    CHECK(tags["items"][0]["key"] == "bug");
    REQUIRE(tag("a", Json::array()).status == 200);
    CHECK(body_of(owner.get("/v1/reviews/tags"))["items"].size() == 1);
    CHECK(owner.get("/v1/exports/reviews?tags=bug&format=ndjson").status == 200);
}

TEST_CASE_FIXTURE(Voices, "what is no tag is refused with its place") {
    add("a");
    const auto path = [&](const Json& tags) {
        const Response answer = tag("a", tags);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(path({"fine", ""}) == "tags.1");
    CHECK(path({"  "}) == "tags.0");
    CHECK(path({"a,b"}) == "tags.0");
    CHECK(path({"a\nb"}) == "tags.0");
    CHECK(path({"\u202Etxt"}) == "tags.0");
    CHECK(path({std::string(41, 'x')}) == "tags.0");
    Json many = Json::array();
    for (int i = 0; i < 21; ++i) many.push_back("t" + std::to_string(i));
    CHECK(path(many) == "tags");
    CHECK(tag("a", {std::string(40, 'x')}).status == 200);
}

TEST_CASE_FIXTURE(Voices, "a stale set of tags is refused with the review as it is") {
    add("a");
    REQUIRE(tag("a", {"one"}).status == 200);
    owner.extra = {{"if-match", "\"1\""}};
    const Response late = tag("a", {"two"});
    CHECK(late.status == 412);
    CHECK(body_of(late)["current"]["tags"] == Json{"one"});
    owner.extra = {{"if-match", "\"2\""}};
    CHECK(tag("a", {"two"}).status == 200);
}

TEST_CASE_FIXTURE(Voices, "a team has so many different tags and no more") {
    int made = 0;
    for (int review = 0; review < 25; ++review) {
        const std::string id = "r" + std::to_string(review);
        add(id);
        Json tags = Json::array();
        for (int i = 0; i < 20; ++i) tags.push_back("t" + std::to_string(made++));
        REQUIRE(tag(id, tags).status == 200);
    }
    add("last");
    CHECK(code_of(tag("last", {"one more"})) == "too_many_tags");
    CHECK(tag("last", {"t7", "t499"}).status == 200);
    CHECK(tag("r0", {"t7"}).status == 200);
    CHECK(tag("last", {"one more"}).status == 200);  // there is room again
}

TEST_CASE_FIXTURE(Voices, "another team sees and sets no tags of ours, an analyst only sees them") {
    add("a");
    REQUIRE(tag("a", {"bug"}).status == 200);
    Guest analyst(*shop.app), other(*shop.app);
    analyst.sign_in(anna);
    other.sign_in(otto);
    CHECK(body_of(analyst.get("/v1/reviews/tags"))["items"].size() == 1);
    CHECK(analyst.send("PUT", "/v1/reviews/a/tags", R"({"tags":[]})").status == 403);
    CHECK(body_of(other.get("/v1/reviews/tags"))["items"].empty());
    CHECK(other.send("PUT", "/v1/reviews/a/tags", R"({"tags":[]})").status == 404);
}

}  // namespace vitrine::tests
