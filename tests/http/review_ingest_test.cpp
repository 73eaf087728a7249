// Reviews of another store, from lines on the wire to lists, counts and news.
#include <doctest/doctest.h>

#include "voices.h"
#include "wire.h"

namespace vitrine::tests {

using Lines = std::vector<std::string>;

struct Reviews : Voices {
    Guest sender = key_for({"ingest:write", "reviews:read"});

    Json put(const std::string& id, const std::string& text, const Json& more = {}) const {
        Json line = {{"kind", "put"}, {"app", shop.notes.text}, {"id", id}, {"text", text},
                     {"at", base::rfc3339({shop.clock.ms.load()})}, {"rating", 2}};
        if (more.is_object()) line.update(more);
        return line;
    }
    Json gone(const std::string& id) const {
        return {{"kind", "remove"}, {"app", shop.notes.text}, {"id", id}};
    }
    static Response send(Guest& who, const std::string& batch, const std::string& body,
                         const std::string& encoding = "") {
        Request request;
        request.method = "POST";
        request.target = "/v1/ingest/reviews?batch=" + batch;
        request.headers = {{"content-type", "application/x-ndjson"}};
        if (!encoding.empty()) request.headers.push_back({"content-encoding", encoding});
        request.body = body;
        return who.send(std::move(request));
    }
    Response send(const std::string& batch, const std::vector<Json>& lines) {
        return send(sender, batch, lines_of(lines));
    }
    Json list(const std::string& query = "") {
        return body_of(sender.get("/v1/reviews?" + query));
    }
    Json only(const std::string& words) {
        const Json found = list("q=" + words);
        REQUIRE(found["items"].size() == 1);
        return found["items"][0];
    }
};

TEST_CASE_FIXTURE(Reviews, "reviews come in, change and go by the names their source gave them") {
    const Response answer = send("b1", {put("x1", "alpha words", {{"author", "Ayse"},
                                                                  {"country", "DE"},
                                                                  {"language", "en"},
                                                                  {"version", "2.9.1"},
                                                                  {"device", "P60"},
                                                                  {"system", "14"},
                                                                  {"helpful", 3}}),
                                        put("x2", "beta words")});
    REQUIRE(answer.status == 200);
    CHECK(body_of(answer) == Json{{"batch", "b1"}, {"kept", 2}, {"left_out", 0}, {"added", 2},
                                  {"changed", 0}, {"unchanged", 0}, {"removed", 0},
                                  {"problems", Json::array()}});
    const Json first = only("alpha");
    CHECK(first["author"] == "Ayse");
    CHECK(first["country"] == "DE");
    CHECK(first["helpful"] == 3);
    CHECK(first["version"] == "2.9.1");
    const Json changed = body_of(send("b2", {put("x1", "gamma words", {{"rating", 5}}),
                                             put("x2", "beta words"), gone("nobody")}));
    CHECK(changed["added"] == 0);
    CHECK(changed["changed"] == 1);
    CHECK(changed["unchanged"] == 1);
    CHECK(changed["removed"] == 0);
    const Json now = only("gamma");
    CHECK(now["id"] == first["id"]);
    CHECK(now["edits"] == 1);
    CHECK(now["previous_rating"] == 2);
    CHECK(now["author"] == "");
    CHECK(list("q=alpha")["total"] == 0);
    CHECK(body_of(send("b3", {gone("x1")}))["removed"] == 1);
    CHECK(list("q=gamma")["total"] == 0);
    CHECK(sender.get("/v1/reviews/" + now["id"].get<std::string>()).status == 404);
    CHECK(body_of(send("b4", {put("x1", "delta words")}))["added"] == 1);
    CHECK(only("delta")["id"] == first["id"]);
}

TEST_CASE_FIXTURE(Reviews, "a review whose source names no language is given its text's own") {
    REQUIRE(send("b", {put("x1", "Seit dem letzten Update startet die App gar nicht mehr"),
                       put("x2", "Seit dem Umbau ist alles gut geworden, danke sehr",
                           {{"language", "de-AT"}}),
                       put("x3", "ok")})
                .status == 200);
    CHECK(only("startet")["language"] == "de");
    CHECK(only("Umbau")["language"] == "de-AT");
    CHECK(only("ok")["language"] == "");
    CHECK(body_of(sender.get("/v1/reviews?languages=de"))["total"] == 2);  // and the shop's own
}

TEST_CASE_FIXTURE(Reviews, "a review gets its topics from its words, and says from which") {
    REQUIRE(send("b1", {put("x1", "Ünglaublich, it keeps crashing and has too many ads",
                            {{"language", "en"}}),
                        put("x2", "delta", {{"language", "en"}})}).status == 200);
    const Json first = only("crashing");
    CHECK(first["topics"] == Json{"Crashes", "Ads"});
    const std::string path = "/v1/reviews/" + first["id"].get<std::string>() + "/topics";
    CHECK(body_of(sender.get(path))["items"] ==
          Json::array({{{"topic", "Crashes"}, {"phrase", "crashing"}, {"at", 22}},
                       {{"topic", "Ads"}, {"phrase", "ads"}, {"at", 48}}}));
    CHECK(list("topics=Ads")["total"] == 1);
    CHECK(body_of(sender.get("/v1/reviews/facets"))["topics"][0]["count"] == 1);
    REQUIRE(send("b2", {put("x1", "It freezes", {{"language", "en"}})}).status == 200);
    CHECK(only("freezes")["topics"] == Json{"Freezes"});
    CHECK(list("topics=Ads")["total"] == 0);
    const std::string none = only("delta")["id"];
    CHECK(body_of(sender.get("/v1/reviews/" + none + "/topics"))["items"].empty());
    Guest stranger(*shop.app), shy = key_for({"apps:read"});
    REQUIRE(stranger.sign_in(otto).status == 200);
    CHECK(stranger.get(path).status == 404);
    CHECK(shy.get(path).status == 403);
    CHECK(sender.get("/v1/reviews/nobody/topics").status == 404);
}

TEST_CASE_FIXTURE(Reviews, "what is there gets the topics of today's tables, bit by bit") {
    std::vector<service::ports::IncomingReview> many(2500);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i] = {"old", std::to_string(i), {}};
        many[i].review.app = shop.notes;
        many[i].review.language = "en";
        many[i].review.text = "It crashes";
    }
    many[7].review.topics = {"Garden"};  // its source's
    many[8].review.topics = {"Ads"};     // found with other tables
    many[8].topics_found = true;
    REQUIRE(shop.store->reviews().upsert(many));
    const auto count = [&](const char* topic) {
        return list("limit=1&topics=" + std::string(topic))["total"].get<int>();
    };
    const service::desks::World world{*shop.store,  shop.clock,      shop.random,
                                      shop.hasher, shop.translator, *shop.blobs};
    REQUIRE(shop.store->settings().put("review_topics.renewed", "another table"));
    CHECK(count("Crashes") == 0);
    service::http::App first(world, {}, generous());
    first.tick();
    CHECK(count("Crashes") > 0);
    CHECK(count("Crashes") < 1001);
    const auto noted = shop.store->settings().find("review_topics.renewed");
    REQUIRE((noted && *noted));
    CHECK((*noted)->find(':') != std::string::npos);
    service::http::App again(world, {}, generous());  // the store was stopped in between
    for (int i = 0; i < 4; ++i) again.tick();
    CHECK(count("Crashes") == 2499);
    CHECK(count("Ads") == 0);
    CHECK(count("Garden") == 1);
    CHECK((**shop.store->settings().find("review_topics.renewed")).find(':') ==
          std::string::npos);
    const auto newest = *shop.store->changes().newest();
    again.tick();
    CHECK(*shop.store->changes().newest() == newest);
    // Another table: everything once more.
    REQUIRE(shop.store->settings().put("review_topics.renewed", "7"));
    service::http::App later(world, {}, generous());
    for (int i = 0; i < 5; ++i) later.tick();
    CHECK(*shop.store->changes().newest() == newest);  // nothing differs
    CHECK(count("Crashes") == 2499);
}

TEST_CASE_FIXTURE(Reviews, "answers and tags of ours outlive a change at the source") {
    REQUIRE(send("b1", {put("x1", "alpha")}).status == 200);
    const std::string id = only("alpha")["id"].get<std::string>();
    REQUIRE(tag(id, {"bug"}).status == 200);
    REQUIRE(owner.send("PUT", "/v1/reviews/" + id + "/reply", R"({"text":"Hi"})").status == 200);
    REQUIRE(send("b2", {put("x1", "beta")}).status == 200);
    const Json now = only("beta");
    CHECK(now["reply"]["text"] == "Hi");
    CHECK(now["tags"] == Json{"bug"});
}

TEST_CASE_FIXTURE(Reviews, "the change feed and the facets follow a batch") {
    const auto before = *shop.store->changes().newest();
    REQUIRE(send("b1", {put("x1", "a", {{"country", "JP"}}), put("x2", "b", {{"country", "JP"}})})
                .status == 200);
    CHECK(*shop.store->changes().newest() == before + 1);
    const Json facets = body_of(sender.get("/v1/reviews/facets"));
    CHECK(facets["countries"][0]["key"] == "JP");
    CHECK(facets["countries"][0]["count"] == 2);
    REQUIRE(send("b2", {gone("x1")}).status == 200);
    CHECK(*shop.store->changes().newest() == before + 2);
    CHECK(body_of(sender.get("/v1/reviews/facets"))["countries"][0]["count"] == 1);
}

TEST_CASE_FIXTURE(Reviews, "a batch that is sent again is answered the same and adds nothing") {
    const std::string body = lines_of({put("x1", "alpha"), {{"kind", "put"}}});
    const Response first = send(sender, "b1", body);
    REQUIRE(first.status == 200);
    REQUIRE(send("b2", {put("x1", "beta")}).status == 200);
    shop.clock.advance(base::hour_ms);
    const Response again = send(sender, "b1", body);
    CHECK(again.body == first.body);
    CHECK(send(sender, "b1", gzipped(body), "gzip").body == first.body);
    CHECK(list("q=beta")["total"] == 1);  // what came after stays
    const Response other = send("b1", {put("x9", "other")});
    CHECK(other.status == 409);
    CHECK(code_of(other) == "batch_reused");
    CHECK(list("q=other")["total"] == 0);
}

TEST_CASE_FIXTURE(Reviews, "of several lines about one review the last one holds") {
    const Json counts = body_of(send("b", {put("x1", "alpha"), gone("x1"), put("x1", "beta"),
                                           put("x2", "gamma"), gone("x2")}));
    CHECK(counts["kept"] == 5);
    CHECK(counts["added"] == 1);
    CHECK(counts["removed"] == 0);
    CHECK(only("beta")["edits"] == 0);
    CHECK(list("q=gamma")["total"] == 0);
}

TEST_CASE_FIXTURE(Reviews, "wrong lines are told by number and left out, the others are kept") {
    const std::string good = put("x", "alpha").dump();
    const std::string far = base::rfc3339({shop.clock.ms + 2 * base::hour_ms});
    Json no_text = put("x", "");
    no_text.erase("rating");
    Json no_time = put("x", "a");
    no_time.erase("at");
    Json busy = gone("x");
    busy["rating"] = 1;
    const std::string body =
        good + "\nnot json\n\n" + std::string(90'000, ' ') + "x\n" + "[]\n" +
        lines_of({put("x", "a", {{"kind", "dance"}}), put("x", "a", {{"rating", 6}}),
                  put("x", "a", {{"at", far}}), no_text, no_time, busy,
                  put("x", "a", {{"language", "German!"}}), put("x", "a", {{"country", "de"}}),
                  put("x", "a", {{"author", "a\nb"}}), put("", "a"),
                  put("x", "a", {{"colour", "red"}}), put("x", "a", {{"app", "app_unicorn"}}),
                  put("x", std::string(16'001, 'x'))}) + good;
    const Json counts = body_of(send(sender, "b", body));
    CHECK(counts["kept"] == 2);
    std::string told;
    for (const Json& one : counts["problems"])
        told += std::to_string(one["line"].get<int>()) + ":" + one["path"].get<std::string>() +
                ":" + one["code"].get<std::string>() + " ";
    CHECK(told == "2::json_malformed 4::too_long 5::wrong_type 6:kind:not_allowed "
                  "7:rating:out_of_range 8:at:out_of_range 9:text:missing 10:at:missing "
                  "11:kind:not_allowed 12:language:not_allowed 13:country:not_allowed "
                  "14:author:not_allowed 15:id:too_short 16:colour:unknown 17:app:not_found "
                  "18:text:too_long ");
    CHECK(counts["left_out"] == 16);
    CHECK(counts["added"] == 1);
}

TEST_CASE_FIXTURE(Reviews, "an app of another team or out of a key's reach is as unknown as none") {
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest narrow = key_for({"ingest:write"}, {"app_maps"});
    const auto problems = [&](Guest& who, const std::string& batch, const std::string& app) {
        return body_of(send(who, batch, lines_of({put("x", "a", {{"app", app}})})))["problems"]
            .dump();
    };
    const std::string unknown = problems(sender, "b1", "app_unicorn");
    CHECK(unknown.find("not_found") != std::string::npos);
    CHECK(problems(sender, "b2", shop.boats.text) == unknown);
    CHECK(problems(narrow, "b3", shop.notes.text) == unknown);
    CHECK(problems(narrow, "b4", "app_maps") == "[]");
    // The same name in another app is another review: nobody takes one over.
    CHECK(problems(sender, "b5", shop.notes.text) == "[]");
    CHECK(list("apps=app_maps")["total"] == 1);
    CHECK(list("apps=app_notes")["total"] == 2);
}

TEST_CASE_FIXTURE(Reviews, "who may not ingest is refused before a line is read") {
    Guest reader = key_for({"reviews:read"}), nobody(*shop.app), analyst(*shop.app);
    analyst.sign_in(anna);
    const std::string body = lines_of({put("x", "alpha")});
    CHECK(code_of(send(reader, "b", body)) == "forbidden");
    CHECK(send(nobody, "b", body).status == 401);
    CHECK(send(analyst, "b", body).status == 403);
    CHECK(send(owner, "b", body).status == 200);
    CHECK(list("q=alpha")["total"] == 1);
}

TEST_CASE_FIXTURE(Reviews, "a body that is no lines, or damaged, or too many, is refused whole") {
    const std::string body = lines_of({put("x", "alpha")});
    CHECK(code_of(send(sender, "b", body, "gzip")) == "gzip_damaged");
    CHECK(send(sender, "b", body, "br").status == 415);
    CHECK(send(sender, std::string(101, 'x'), body).status == 422);
    std::string many;
    for (int i = 0; i < 5001; ++i) many += put("m" + std::to_string(i), "alpha").dump() + "\n";
    const Response refused = send(sender, "b", many);
    CHECK(refused.status == 413);
    CHECK(code_of(refused) == "batch_too_large");
    CHECK(list("q=alpha")["total"] == 0);
    const std::string fewer = many.substr(0, many.size() - put("m5000", "alpha").dump().size() - 1);
    CHECK(body_of(send(sender, "b", fewer))["added"] == 5000);
    CHECK(list("q=alpha")["total"] == 5000);
}

TEST_CASE_FIXTURE(Reviews, "a large batch comes piece by piece over a socket, or leaves nothing") {
    Running running(*shop.app);
    std::string body;
    for (int i = 0; i < 2000; ++i)
        body += put("w" + std::to_string(i), "alpha " + std::string(600, 'x')).dump() + "\n";
    REQUIRE(body.size() > 1 << 20);
    const auto whole = [&](const std::string& sent) {
        return "POST /v1/ingest/reviews?batch=w HTTP/1.1\r\nHost: a\r\nAuthorization: " +
               sender.extra.front().value + "\r\nContent-Type: application/x-ndjson\r\n" +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + sent;
    };
    {
        Wire cut(running.port());
        cut.send(whole(body.substr(0, body.size() / 2)));
    }
    CHECK(list("q=alpha")["total"] == 0);
    Wire wire(running.port());
    const std::string answer = wire.ask(whole(body));
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("\"added\":2000") != std::string::npos);
    CHECK(list("q=alpha")["total"] == 2000);
}

TEST_CASE_FIXTURE(Reviews, "the name of a batch is forgotten after its time") {
    const std::string body = lines_of({put("x1", "alpha")});
    REQUIRE(send(sender, "b1", body).status == 200);
    shop.clock.advance(91 * base::day_ms);
    shop.app->tick();
    Guest later(*shop.app);
    REQUIRE(later.sign_in(ines).status == 200);
    CHECK(body_of(send(later, "b1", body))["unchanged"] == 1);
}

}  // namespace vitrine::tests
