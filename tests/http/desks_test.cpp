// What people do at the desks, as the HTTP sheet lets them.
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "service/commands/command.h"
#include "shop.h"

namespace vitrine::tests {

struct AtWork {
    Shop shop{generous()};
    Guest guest{*shop.app}, reviewer{*shop.app};
    AtWork() {
        REQUIRE(guest.sign_in(ines).status == 200);
        REQUIRE(reviewer.sign_in(rita).status == 200);
    }
    std::string reply_target() const { return "/v1/reviews/" + shop.our_review.text + "/reply"; }
    std::string ours() const { return "/v1/submissions/" + shop.our_submission.text; }
    Response move(const char* name) {
        return guest.send("POST", ours() + "/moves", Json{{"move", name}}.dump());
    }
    Response decide(const Json& ask) {
        return reviewer.send("POST", ours() + "/decision", ask.dump());
    }
    std::string stage() { return body_of(guest.get(ours()))["submission"]["stage"]; }
    void bring_into_review() {
        REQUIRE(move("submit").status == 200);
        shop.clock.advance(5 * base::second_ms);
        shop.app->tick();
        shop.app->tick();
        REQUIRE(stage() == "queued");
        REQUIRE(decide({{"move", "claim"}}).status == 200);
    }
};

TEST_CASE_FIXTURE(AtWork, "a reply is shown with its author, edited, and taken back") {
    Json review = body_of(guest.send("PUT", reply_target(), R"({"text":"Fixed in 2.0 🎉"})"));
    CHECK(review["reply"]["text"] == "Fixed in 2.0 🎉");
    CHECK(review["reply"]["author"] == "ines");
    CHECK(review["reply"]["version"] == 1);
    review = body_of(guest.send("PUT", reply_target(), R"({"text":"Fixed in 2.1"})"));
    CHECK(review["reply"]["version"] == 2);
    review = body_of(guest.send("DELETE", reply_target(), ""));
    CHECK(review["reply"].is_null());
    CHECK(code_of(guest.send("DELETE", reply_target(), "")) == "no_reply");
}

TEST_CASE_FIXTURE(AtWork, "a reply holds 350 characters of any script, not one more") {
    std::string text;
    for (int i = 0; i < 350; ++i) text += "語";
    CHECK(guest.send("PUT", reply_target(), Json{{"text", text}}.dump()).status == 200);
    text += "語";
    CHECK(guest.send("PUT", reply_target(), Json{{"text", text}}.dump()).status == 422);
    CHECK(guest.send("PUT", reply_target(), R"({"text":"  \n "})").status == 422);
}

TEST_CASE_FIXTURE(AtWork, "an analyst reads but does not reply") {
    Guest reader(*shop.app);
    reader.sign_in(anna);
    CHECK(reader.get("/v1/reviews").status == 200);
    CHECK(code_of(reader.send("PUT", reply_target(), R"({"text":"Hi"})")) == "forbidden");
    CHECK(reader.send("POST", ours() + "/moves", R"({"move":"submit"})").status == 403);
}

TEST_CASE_FIXTURE(AtWork, "who is slower is told, and shown what is there now") {
    const Response seen = guest.get("/v1/reviews/" + shop.our_review.text);
    guest.extra = {{"if-match", *seen.find("ETag")}};
    CHECK(guest.send("PUT", reply_target(), R"({"text":"First"})").status == 200);
    const Response late = guest.send("PUT", reply_target(), R"({"text":"Second"})");
    CHECK(late.status == 412);
    CHECK(code_of(late) == "stale_revision");
    CHECK(body_of(late)["current"]["reply"]["text"] == "First");
    guest.extra = {{"if-match", "\"nonsense\""}};
    CHECK(guest.send("PUT", reply_target(), R"({"text":"Third"})").status == 412);
    guest.extra = {{"if-match", "*"}};
    CHECK(guest.send("PUT", reply_target(), R"({"text":"Fourth"})").status == 200);
}

TEST_CASE_FIXTURE(AtWork, "a stale move of a submission and of a rollout shows the newer state") {
    guest.extra = {{"if-match", "\"99\""}};
    const Response move = guest.send("POST", ours() + "/moves", R"({"move":"submit"})");
    CHECK(move.status == 412);
    CHECK(body_of(move)["current"]["submission"]["stage"] == "draft");
    const Response halt = guest.send(
        "POST", "/v1/releases/" + shop.our_release.text + "/rollout", R"({"action":"halt"})");
    CHECK(halt.status == 412);
    CHECK(body_of(halt)["current"]["stage"] == "rolling_out");
}

TEST_CASE_FIXTURE(AtWork, "a submission goes from draft to live with a word from the reviewer") {
    bring_into_review();
    CHECK(decide({{"move", "approve"}}).status == 200);
    CHECK(stage() == "approved");
    CHECK(move("start_rollout").status == 200);
    CHECK(stage() == "rolling_out");
    CHECK(body_of(guest.get("/v1/releases"))["items"].size() == 2);
    CHECK(move("complete").status == 200);
    CHECK(stage() == "live");
    CHECK(body_of(guest.get("/v1/apps/app_notes"))["live_version"] == "2.0");
    CHECK(body_of(guest.get("/v1/releases"))["items"].size() == 1);
}

TEST_CASE_FIXTURE(AtWork, "asking for changes needs a finding, and sending again keeps the place") {
    bring_into_review();
    CHECK(code_of(decide({{"move", "request_changes"}})) == "findings_missing");
    const Json finding = {{"id", "x"}, {"policy", "VP-1"}, {"severity", "blocking"},
                          {"title", "Broken"}, {"detail", "Mend it"}, {"where", "notes"},
                          {"fixed", false}, {"evidence", Json::array()}};
    CHECK(decide({{"move", "request_changes"}, {"reason", "One thing"},
                  {"findings", Json::array({finding})}}).status == 200);
    Json detail = body_of(guest.get(ours()));
    CHECK(detail["submission"]["stage"] == "changes_requested");
    CHECK(detail["submission"]["blocking"] == 1);
    CHECK(detail["submission"]["attention"]["kind"] == "fix_findings");
    CHECK(detail["submission"]["attention"]["title"] == "Broken");
    CHECK(move("resubmit").status == 200);
    detail = body_of(guest.get(ours()));
    CHECK(detail["submission"]["stage"] == "queued");
    CHECK(detail["submission"]["blocking"] == 0);
    CHECK(detail["submission"]["attention"].is_null());
}

TEST_CASE_FIXTURE(AtWork, "a move that the stage does not allow is refused with its reason") {
    CHECK(code_of(move("resubmit")) == "wrong_stage");
    CHECK(code_of(move("pass_checks")) == "wrong_stage");
    CHECK(move("submit").status == 200);
    CHECK(code_of(move("pass_checks")) == "wrong_side");
    CHECK(code_of(move("submit")) == "already_there");
    CHECK(move("withdraw").status == 200);
    CHECK(code_of(move("submit")) == "final_stage");
    CHECK(code_of(decide({{"move", "claim"}})) == "final_stage");
}

TEST_CASE_FIXTURE(AtWork, "a dry run answers what would happen and changes nothing") {
    const Response answer =
        guest.send("POST", ours() + "/moves?dry_run=true", R"({"move":"submit"})");
    CHECK(answer.status == 200);
    CHECK(body_of(answer)["submission"]["stage"] == "validating");
    CHECK(stage() == "draft");
}

TEST_CASE_FIXTURE(AtWork, "only reviewers decide, and they see every team's submissions") {
    CHECK(guest.send("POST", ours() + "/decision", R"({"move":"claim"})").status == 403);
    CHECK(body_of(reviewer.get("/v1/submissions"))["items"].size() == 4);
    CHECK(reviewer.get("/v1/submissions/" + shop.their_submission.text).status == 200);
    CHECK(reviewer.send("POST", ours() + "/moves", R"({"move":"submit"})").status == 403);
    CHECK(reviewer.get("/v1/reviews").status == 403);
}

TEST_CASE_FIXTURE(AtWork, "both sides talk, and a question from the store asks for an answer") {
    bring_into_review();
    CHECK(reviewer.send("POST", ours() + "/messages", R"({"text":"Which test account?"})").status ==
          200);
    Json detail = body_of(guest.get(ours()));
    CHECK(detail["messages"][0]["from_store"] == true);
    CHECK(detail["submission"]["attention"]["kind"] == "answer");
    CHECK(guest.send("POST", ours() + "/messages", R"({"text":"demo / demo"})").status == 200);
    detail = body_of(guest.get(ours()));
    CHECK(detail["messages"].size() == 2);
    CHECK(detail["submission"]["attention"].is_null());
    CHECK(guest.send("POST", ours() + "/messages", R"({"text":" "})").status == 422);
}

TEST_CASE_FIXTURE(AtWork, "messages of many at once are all kept, each once") {
    bring_into_review();
    constexpr int talkers = 6, each = 8;
    std::vector<std::unique_ptr<Guest>> guests;
    for (int i = 0; i < talkers; ++i) {
        guests.push_back(std::make_unique<Guest>(*shop.app));
        REQUIRE(guests.back()->sign_in(i % 2 == 0 ? ines : rita).status == 200);
    }
    std::atomic<int> refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < talkers; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < each; ++n) {
                const Json words = {{"text", std::to_string(i) + "/" + std::to_string(n)}};
                refused += guests[static_cast<std::size_t>(i)]
                               ->send("POST", ours() + "/messages", words.dump())
                               .status != 200;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(refused == 0);
    std::set<std::string> seen;
    const Json detail = body_of(guest.get(ours()));
    for (const Json& one : detail["messages"]) seen.insert(one["text"].get<std::string>());
    CHECK(detail["messages"].size() == talkers * each);
    CHECK(seen.size() == talkers * each);
}

TEST_CASE_FIXTURE(AtWork, "a rollout only grows, can be halted with a reason, and resumed") {
    const std::string target = "/v1/releases/" + shop.our_release.text + "/rollout";
    CHECK(code_of(guest.send("POST", target, R"({"action":"set","fraction":0.01})")) ==
          "fraction_not_growing");
    CHECK(guest.send("POST", target, R"({"action":"set"})").status == 422);
    CHECK(guest.send("POST", target, R"({"action":"set","fraction":1.5})").status == 422);
    const Json grown = body_of(guest.send("POST", target, R"({"action":"set","fraction":0.2})"));
    CHECK(grown["fraction"] == 0.2);
    const Json halted =
        body_of(guest.send("POST", target, R"({"action":"halt","reason":"It crashes"})"));
    CHECK(halted["stage"] == "halted");
    CHECK(halted["halt_reason"] == "It crashes");
    CHECK(code_of(guest.send("POST", target, R"({"action":"halt"})")) == "already_there");
    CHECK(body_of(guest.send("POST", target, R"({"action":"resume"})"))["stage"] == "rolling_out");
}

TEST_CASE_FIXTURE(AtWork, "the same write sent twice with one key happens once") {
    const std::string body =
        R"({"package_name":"org.example.maps","name":"Maps","default_locale":"en"})";
    guest.extra = {{"idempotency-key", "k1"}};
    const Json first = body_of(guest.send("POST", "/v1/apps", body));
    const Response again = guest.send("POST", "/v1/apps", body);
    CHECK(again.status == 200);
    CHECK(body_of(again) == first);
    CHECK(*again.find("Idempotency-Replayed") == "true");
    CHECK(code_of(guest.send("POST", "/v1/apps",
                             R"({"package_name":"a.b","name":"B","default_locale":"en"})")) ==
          "idempotency_key_reused");
    guest.extra = {{"idempotency-key", "k2"}};
    CHECK(code_of(guest.send("POST", "/v1/apps", body)) == "package_name_taken");
    CHECK(code_of(guest.send("POST", "/v1/apps", body)) == "package_name_taken");
    guest.extra = {{"idempotency-key", "k1"}};
    shop.clock.advance(base::day_ms);
    guest.sign_in(ines);
    CHECK(code_of(guest.send("POST", "/v1/apps", body)) == "package_name_taken");
}

TEST_CASE_FIXTURE(AtWork, "a new submission needs a version code above what was accepted") {
    const auto create = [&](const char* code) {
        return guest.send("POST", "/v1/submissions",
                          Json{{"app", "app_notes"}, {"version_name", "3"},
                               {"version_code", code}, {"track", "production"}}.dump());
    };
    bring_into_review();
    CHECK(decide({{"move", "approve"}}).status == 200);
    CHECK(code_of(create("20")) == "version_not_growing");
    CHECK(create("one").status == 422);
    CHECK(create("-1").status == 422);
    CHECK(create("9223372036854775808").status == 422);
    const Response made = create("21");
    CHECK(made.status == 200);
    CHECK(body_of(made)["submission"]["stage"] == "draft");
}

TEST_CASE_FIXTURE(AtWork, "a package name belongs to one app, and looks like one") {
    CHECK(guest.send("POST", "/v1/apps",
                     R"({"package_name":"notes","name":"N","default_locale":"en"})").status == 422);
    CHECK(code_of(guest.send(
              "POST", "/v1/apps",
              R"({"package_name":"org.example.boats","name":"N","default_locale":"en"})")) ==
          "package_name_taken");
}

namespace {

// Where a submission stands a minute after it was sent.
std::string stage_after_a_minute(service::http::Reviewer reviewer) {
    AppOptions options = generous();
    options.reviewer = reviewer;
    Shop shop(options);
    shop.app->tick();
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const std::string ours = "/v1/submissions/" + shop.our_submission.text;
    guest.send("POST", ours + "/moves", R"({"move":"submit"})");
    for (int second = 0; second < 60; ++second) {
        shop.clock.advance(base::second_ms);
        shop.app->tick();
    }
    return body_of(guest.get(ours))["submission"]["stage"];
}

}  // namespace

TEST_CASE("the simulated reviewer decides what a newcomer sends within a minute") {
    const std::string stage = stage_after_a_minute(service::http::Reviewer::simulated);
    CHECK((stage == "approved" || stage == "changes_requested"));
}

TEST_CASE("where nobody reviews, a submission is checked and then waits in the queue") {
    CHECK(AppOptions().reviewer == service::http::Reviewer::nobody);
    CHECK(stage_after_a_minute(service::http::Reviewer::nobody) == "queued");
}

TEST_CASE("a reviewer that does not exist keeps the store from starting") {
    CHECK(service::commands::run({"serve", "--memory", "--port", "0", "--reviewer", "robot"}) == 2);
}

}  // namespace vitrine::tests
