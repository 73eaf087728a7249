// The palette's search: everything that is mine by a few letters, and nothing of others.
#include <doctest/doctest.h>

#include "shop.h"

namespace vitrine::tests {

struct SearchRoom {
    Shop shop{generous()};
    Guest owner{*shop.app};
    SearchRoom() { REQUIRE(owner.sign_in(ines).status == 200); }

    // "app:app_notes submission:sub_ours": what was found, in its order.
    std::string found(Guest& who, const std::string& q) {
        const Response answer = who.get("/v1/search?q=" + base::percent_encode(q));
        REQUIRE(answer.status == 200);
        const Json body = body_of(answer);
        std::string out;
        for (const Json& group : body["groups"])
            for (const Json& one : group["items"])
                out += (out.empty() ? "" : " ") + group["kind"].get<std::string>() + ":" +
                       one["id"].get<std::string>();
        return out;
    }
};

TEST_CASE_FIXTURE(SearchRoom, "a few letters find apps, submissions, reviews and members") {
    const std::string number = "#" + std::to_string(
        body_of(owner.get("/v1/submissions/sub_ours"))["submission"]["number"].get<int>());
    CHECK(found(owner, "notes") == "app:app_notes");
    CHECK(found(owner, "org.example.no") == "app:app_notes");
    CHECK(found(owner, number) == "submission:sub_ours");
    CHECK(found(owner, "2.0") == "submission:sub_ours");
    CHECK(found(owner, "SYNCHRON") == "review:rev_app_notes");
    CHECK(found(owner, "rev_app_notes") == "review:rev_app_notes");
    CHECK(found(owner, "ann") == "member:usr_anna");
    CHECK(found(owner, "fjord.example") == "member:usr_anna member:usr_ines");
    for (const char* q : {" ", "???", "\"", "zzz", "a\"b*", "NEAR(x y)", "%_"})
        CHECK_MESSAGE(found(owner, q) == "", q);
    CHECK(owner.get("/v1/search").status == 422);
    CHECK(owner.get("/v1/search?q=").status == 422);
    CHECK(owner.get("/v1/search?q=" + std::string(201, 'x')).status == 422);
    const Json hit = body_of(owner.get("/v1/search?q=2.0"))["groups"][0]["items"][0];
    CHECK(hit["title"] == "org.example.notes 2.0");
    CHECK(hit["app"] == "app_notes");
}

TEST_CASE_FIXTURE(SearchRoom, "nobody finds what is not theirs to see") {
    Guest foreign(*shop.app), analyst(*shop.app), reviewer(*shop.app), nobody(*shop.app);
    REQUIRE(foreign.sign_in(otto).status == 200);
    REQUIRE(analyst.sign_in(anna).status == 200);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    CHECK(nobody.get("/v1/search?q=notes").status == 401);
    CHECK(found(foreign, "notes") == "");
    CHECK(found(foreign, "rev_app_notes") == "");
    CHECK(found(foreign, "anna") == "");
    CHECK(found(foreign, "boats") == "app:app_boats");
    CHECK(found(foreign, "2.0") == "submission:sub_theirs");
    CHECK(found(analyst, "ines") == "member:usr_ines");
    CHECK(found(reviewer, "2.0") == "submission:sub_theirs submission:sub_ours");
    CHECK(found(reviewer, "notes") == "");
    CHECK(owner.get("/v1/search?q=notes&team=team_harbour").status == 404);

    const auto program = [&](const Json& scopes, const Json& apps) {
        const Json key = body_of(owner.send(
            "POST", "/v1/api-keys",
            Json{{"name", "x"}, {"scopes", scopes}, {"apps", apps}}.dump()));
        Guest guest(*shop.app);
        guest.extra = {{"authorization", "Bearer " + key["secret"].get<std::string>()}};
        return guest;
    };
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest kept = program({"apps:read", "releases:read", "reviews:read", "team:read"},
                         {"app_maps"});
    CHECK(found(kept, "org.example") == "app:app_maps");
    CHECK(found(kept, "2.0") == "");
    CHECK(found(kept, "synchron") == "");
    CHECK(found(kept, "rev_app_notes") == "");
    CHECK(found(kept, "anna") == "");
    Guest reader = program({"reviews:read"}, Json::array());
    CHECK(found(reader, "notes") == "");
    CHECK(found(reader, "synchron") == "review:rev_app_notes");
}

TEST_CASE_FIXTURE(SearchRoom, "at most twenty things are found, the nearest group first") {
    for (int i = 0; i < 30; ++i) {
        const std::string id = std::to_string(i);
        shop.add_app({"app_many" + id}, "team_fjord", ("many.words" + id).c_str());
        shop.add_person("many" + id + "@fjord.example", "team_fjord", contract::Role::developer);
        contract::SubmissionDetail detail;
        detail.submission.id = {"sub_many" + id};
        detail.submission.app = shop.notes;
        detail.submission.version_name = "many " + id;
        REQUIRE(shop.store->submissions().insert(detail, {}));
        service::ports::IncomingReview review{"many", id, {}};
        review.review.app = shop.notes;
        review.review.text = "many " + id;
        REQUIRE(shop.store->reviews().upsert(std::span(&review, 1)));
    }
    const Json groups = body_of(owner.get("/v1/search?q=many"))["groups"];
    CHECK(groups.size() == 4);
    std::size_t count = 0;
    for (const Json& group : groups) count += group["items"].size();
    CHECK(count == 20);
    // Named whole, it stands in front of all that only begins so.
    CHECK(found(owner, "many7").starts_with("member:usr_many7"));
}

}  // namespace vitrine::tests
