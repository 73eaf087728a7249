// A team reports a review; the store removes it, or keeps it, or brings it back.
#include <doctest/doctest.h>

#include "voices.h"

namespace vitrine::tests {

struct Reports : Voices {
    Guest reviewer{*shop.app};
    Reports() {
        REQUIRE(reviewer.sign_in(rita).status == 200);
        add("bad", {{"text", "nasty words"}, {"rating", 1}});
        add("good", {{"rating", 5}});
    }
    Response report(const std::string& id, const Json& ask = {{"reason", "abuse"}}) {
        return owner.send("POST", "/v1/reviews/" + id + "/report", ask.dump());
    }
    Response resolve(const std::string& id, const char* verdict, const char* note = "because") {
        return reviewer.send("POST", "/v1/review-reports/" + id + "/resolve",
                             Json{{"verdict", verdict}, {"note", note}}.dump());
    }
    Json open_reports(const std::string& more = "") {
        return body_of(reviewer.get("/v1/review-reports" + more));
    }
    std::string actions() {
        const Json audit = body_of(owner.get("/v1/audit?action=report"));
        std::string out;
        for (const Json& line : audit["items"]) out += line["action"].get<std::string>() + " ";
        return out;
    }
};

TEST_CASE_FIXTURE(Reports, "a review that the store removes vanishes everywhere and comes back") {
    REQUIRE(report("bad", {{"reason", "abuse"}, {"text", " It insults us "}}).status == 200);
    const Json open = open_reports();
    REQUIRE(open["total"] == 1);
    CHECK(open["items"][0]["report"]["text"] == "It insults us");
    CHECK(open["items"][0]["report"]["reported_by"] == "ines");
    CHECK(open["items"][0]["review"]["text"] == "nasty words");
    const auto newest = *shop.store->changes().newest();
    const Response removed = resolve("bad", "remove", "It breaks rule 3");
    REQUIRE(removed.status == 200);
    CHECK(body_of(removed)["state"] == "removed");
    CHECK(*shop.store->changes().newest() == newest + 1);
    CHECK(owner.get("/v1/reviews/bad").status == 404);
    CHECK(owner.send("PUT", "/v1/reviews/bad/reply", R"({"text":"x"})").status == 404);
    CHECK(body_of(owner.get("/v1/reviews"))["total"] == 2);  // "good" and the shop's own
    CHECK(body_of(owner.get("/v1/reviews?q=nasty"))["total"] == 0);
    CHECK(body_of(owner.get("/v1/reviews/facets"))["ratings"][0] == 0);
    CHECK(body_of(owner.get("/v1/search?q=nasty"))["groups"].empty());
    CHECK(body_of(owner.get("/v1/apps/app_notes"))["review_count"] == 2);
    CHECK(body_of(owner.get("/v1/apps/app_notes"))["rating"] == 3.5);
    const Json told = body_of(owner.get("/v1/reviews/bad/report"));
    CHECK(told["note"] == "It breaks rule 3");
    CHECK(told["state"] == "removed");
    CHECK(open_reports()["total"] == 0);
    CHECK(open_reports("?state=removed")["items"][0]["review"]["text"] == "nasty words");
    REQUIRE(resolve("bad", "keep", "We were wrong").status == 200);
    CHECK(body_of(owner.get("/v1/reviews?q=nasty"))["total"] == 1);
    CHECK(body_of(owner.get("/v1/apps/app_notes"))["review_count"] == 3);
    CHECK(body_of(owner.get("/v1/reviews/bad/report"))["state"] == "kept");
}

TEST_CASE_FIXTURE(Reports, "every step of a report is in the audit log") {
    REQUIRE(report("bad").status == 200);
    REQUIRE(owner.send("DELETE", "/v1/reviews/bad/report", "").status == 200);
    REQUIRE(report("bad", {{"reason", "spam"}}).status == 200);
    CHECK(actions() == "report.send report.withdraw report.send ");
    REQUIRE(resolve("bad", "remove").status == 200);
    REQUIRE(resolve("bad", "keep").status == 200);
    CHECK(actions() == "report.send report.withdraw report.send ");  // who decided is not told
    const auto lines = *shop.store->submissions().audit_of("bad", 9);
    REQUIRE(lines.size() == 5);
    CHECK(lines[0].action == "report.keep");
    CHECK(lines[1].action == "report.remove");
    CHECK(lines[1].actor == "usr_rita");
}

TEST_CASE_FIXTURE(Reports, "a review is reported once, and what is decided stays for the team") {
    REQUIRE(report("bad").status == 200);
    CHECK(code_of(report("bad")) == "already_reported");
    REQUIRE(owner.send("DELETE", "/v1/reviews/bad/report", "").status == 200);
    CHECK(open_reports()["total"] == 0);
    CHECK(code_of(resolve("bad", "remove")) == "report_withdrawn");
    CHECK(owner.send("DELETE", "/v1/reviews/bad/report", "").status == 404);
    REQUIRE(report("bad", {{"reason", "spam"}}).status == 200);
    REQUIRE(resolve("bad", "keep").status == 200);
    CHECK(code_of(report("bad")) == "already_reported");
    CHECK(code_of(owner.send("DELETE", "/v1/reviews/bad/report", "")) == "already_decided");
    CHECK(code_of(resolve("bad", "keep")) == "already_there");
    CHECK(owner.get("/v1/reviews/good/report").status == 404);
    CHECK(resolve("good", "remove").status == 404);
}

TEST_CASE_FIXTURE(Reports, "of two who decide on the same report one is told, with the news") {
    REQUIRE(report("bad").status == 200);
    reviewer.extra = {{"if-match", "\"1\""}};
    REQUIRE(resolve("bad", "keep").status == 200);
    const Response late = resolve("bad", "remove");
    CHECK(late.status == 412);
    CHECK(body_of(late)["current"]["state"] == "kept");
    CHECK(owner.get("/v1/reviews/bad").status == 200);
}

TEST_CASE_FIXTURE(Reports, "a report that is not well-formed is refused") {
    CHECK(report("bad", {{"reason", "boredom"}}).status == 422);
    CHECK(report("bad", Json::object()).status == 422);
    CHECK(report("bad", {{"reason", "abuse"}, {"text", std::string(2001, 'x')}}).status == 422);
    CHECK(report("nobody").status == 404);
    REQUIRE(report("bad").status == 200);
    CHECK(resolve("bad", "burn").status == 422);
    CHECK(resolve("bad", "remove", "").status == 422);
    CHECK(resolve("bad", "remove", "  ").status == 422);
    CHECK(code_of(reviewer.get("/v1/review-reports?cursor=x")) == "bad_cursor");
    CHECK(reviewer.get("/v1/review-reports?state=lost").status == 422);
    CHECK(owner.get("/v1/reviews/bad").status == 200);
}

TEST_CASE_FIXTURE(Reports, "who may report, and who may decide") {
    Guest analyst(*shop.app), other(*shop.app);
    analyst.sign_in(anna);
    other.sign_in(otto);
    const std::string ask = R"({"reason":"abuse"})";
    CHECK(analyst.send("POST", "/v1/reviews/bad/report", ask).status == 403);
    CHECK(other.send("POST", "/v1/reviews/bad/report", ask).status == 404);
    CHECK(reviewer.send("POST", "/v1/reviews/bad/report", ask).status == 403);
    REQUIRE(report("bad").status == 200);
    CHECK(analyst.get("/v1/reviews/bad/report").status == 200);
    CHECK(other.get("/v1/reviews/bad/report").status == 404);
    CHECK(other.send("DELETE", "/v1/reviews/bad/report", "").status == 404);
    CHECK(owner.get("/v1/review-reports").status == 403);
    CHECK(owner.send("POST", "/v1/review-reports/bad/resolve",
                     R"({"verdict":"remove","note":"mine"})").status == 403);
    CHECK(owner.get("/v1/reviews/bad").status == 200);
}

TEST_CASE_FIXTURE(Reports, "a review that its source took back may still be decided on") {
    REQUIRE(report("bad").status == 200);
    const service::ports::ReviewName name{"test", "bad"};
    REQUIRE(shop.store->reviews().withdraw(std::span(&name, 1)));
    const Json open = open_reports();
    CHECK(open["items"][0]["review"]["text"] == "");
    CHECK(open["items"][0]["review"]["id"] == "bad");
    CHECK(resolve("bad", "remove").status == 200);
    add("bad", {{"text", "nasty words again"}});
    CHECK(owner.get("/v1/reviews/bad").status == 404);
    REQUIRE(resolve("bad", "keep").status == 200);
    CHECK(owner.get("/v1/reviews/bad").status == 200);
}

}  // namespace vitrine::tests
