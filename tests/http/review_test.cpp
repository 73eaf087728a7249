// The store's side: claims, decisions, two reviewers, promises, and the stage table as HTTP has it.
#include "basket_room.h"

namespace vitrine::tests {
namespace {

using contract::Move;
using contract::Side;
using contract::Stage;

struct ReviewRoom : BasketRoom {
    Guest second{*shop.app};
    ReviewRoom() {
        service::ports::Account account;
        account.user = {{"usr_sam"}, "sam", "sam@store.example"};
        account.password_hash = *shop.hasher.hash(password);
        account.created_at = shop.clock.now();
        account.store_role = contract::StoreRole::reviewer;
        REQUIRE(shop.store->accounts().create(account));
        REQUIRE(second.sign_in("sam@store.example").status == 200);
    }
    std::string queued(int code) {
        const std::string id = draft(
            {add(code)}, {{"notes", Json::array({{{"locale", "en"}, {"text", "New"}}})}});
        REQUIRE(move(id, "submit").status == 200);
        tick();
        REQUIRE(stage(id) == "queued");
        return id;
    }
    Json review(Guest& who, const std::string& id) {
        return body_of(who.get("/v1/submissions/" + id + "/review"));
    }
    Response reject(Guest& who, const std::string& id) {
        return decide(who, id, {{"move", "reject"}, {"findings", Json::array({a_finding()})}});
    }
};

}  // namespace

TEST_CASE_FIXTURE(ReviewRoom, "what a reviewer claims is theirs until they give it back") {
    const std::string id = queued(101);
    REQUIRE(decide(reviewer, id, {{"move", "claim"}}).status == 200);
    CHECK(review(reviewer, id)["claimed"]["name"] == "rita");
    CHECK(review(dev, id)["claimed"].is_null());  // who reviews is the store's business
    CHECK(code_of(decide(second, id, {{"move", "approve"}})) == "claimed_by_other");
    CHECK(code_of(decide(second, id, {{"move", "release_hold"}})) == "claimed_by_other");
    CHECK(code_of(decide(second, id, {{"move", "claim"}})) == "already_there");
    CHECK(decide(dev, id, {{"move", "release_hold"}}).status == 403);
    REQUIRE(decide(reviewer, id, {{"move", "release_hold"}}).status == 200);
    CHECK(stage(id) == "queued");
    CHECK(review(reviewer, id)["claimed"].is_null());
    REQUIRE(decide(second, id, {{"move", "claim"}}).status == 200);
    CHECK(decide(chief, id, {{"move", "approve"}}).status == 200);  // who runs the store steps in
    CHECK(stage(id) == "approved");
}

TEST_CASE_FIXTURE(ReviewRoom, "of two who decide on the same revision one is told, with the news") {
    const std::string id = queued(101);
    REQUIRE(decide(reviewer, id, {{"move", "claim"}}).status == 200);
    reviewer.extra = {{"if-match", "\"1\""}};
    const Response late = decide(reviewer, id, {{"move", "approve"}});
    CHECK(late.status == 412);
    CHECK(body_of(late)["current"]["submission"]["stage"] == "in_review");
}

TEST_CASE_FIXTURE(ReviewRoom, "a decision says part by part what is fine and what is not") {
    const std::string id = queued(101);
    REQUIRE(decide(reviewer, id, {{"move", "claim"}}).status == 200);
    const auto said = [](const char* item, const char* verdict) {
        return Json{{"item", item}, {"verdict", verdict}, {"note", "because"}};
    };
    const auto asking = [&](const Json& items) {
        return decide(reviewer, id, {{"move", "request_changes"}, {"items", items},
                                     {"findings", Json::array({a_finding()})}});
    };
    CHECK(code_of(asking(Json::array({said("pkg_999", "refused")}))) == "unknown_item");
    CHECK(code_of(asking(Json::array({said("notes.en", "refused"),
                                      said("notes.en", "accepted")}))) == "unknown_item");
    CHECK(asking(Json::array({said("notes.en", "maybe")})).status == 422);
    const Json items = Json::array({said("pkg_101", "accepted"), said("notes.en", "refused")});
    CHECK(code_of(decide(reviewer, id, {{"move", "approve"}, {"items", items}})) ==
          "item_refused");
    REQUIRE(asking(items).status == 200);
    CHECK(review(dev, id)["items"] == items);
    CHECK(stage(id) == "changes_requested");
    const auto audit = shop.store->submissions().audit_of(id, 1);
    CHECK(audit->front().action == "submission.request_changes");
    CHECK(audit->front().actor == "usr_rita");
    CHECK(audit->front().policies == std::vector<std::string>{"VP-4.1.1"});
}

TEST_CASE_FIXTURE(ReviewRoom, "the store sees the rules of review, and who runs it changes them") {
    const Json defaults = {{"second_reviewer", "never"},
                           {"decide_within_hours", 72},
                           {"target_sdk_floor", 33},
                           {"revision", 0}};
    const Response first = reviewer.get("/v1/review-rules");
    CHECK(body_of(first) == defaults);
    CHECK(dev.get("/v1/review-rules").status == 403);
    CHECK(Guest(*shop.app).get("/v1/review-rules").status == 401);
    const Json strict = {{"second_reviewer", "always"},
                         {"decide_within_hours", 24},
                         {"target_sdk_floor", 35}};
    CHECK(reviewer.send("PUT", "/v1/review-rules", strict.dump()).status == 403);
    CHECK(dev.send("PUT", "/v1/review-rules", strict.dump()).status == 403);
    Json wrong = strict;
    wrong["decide_within_hours"] = 0;
    CHECK(rules(wrong).status == 422);
    CHECK(rules({{"second_reviewer", "always"}}).status == 422);
    chief.extra = {{"if-match", *first.find("ETag")}};
    CHECK(chief.send("PUT", "/v1/review-rules?dry_run=true", strict.dump()).status == 200);
    CHECK(body_of(reviewer.get("/v1/review-rules")) == defaults);
    REQUIRE(rules(strict).status == 200);
    Json now = strict;
    now["revision"] = 1;
    CHECK(body_of(reviewer.get("/v1/review-rules")) == now);
    const Response stale = rules({{"second_reviewer", "never"}, {"decide_within_hours", 1},
                                  {"target_sdk_floor", 1}});
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"] == now);
    CHECK(body_of(reviewer.get("/v1/review-rules")) == now);
    chief.extra.clear();
    CHECK(body_of(rules(strict))["revision"] == 1);  // nothing changed
    CHECK(policies(basket(draft({add(101)}))["findings"]) == "VP-1.4.1 VP-2.1.1");
    const auto audit = shop.store->submissions().audit_of("store.review_rules", 1);
    CHECK(audit->front().actor == "usr_carl");
}

TEST_CASE_FIXTURE(ReviewRoom, "where a rule asks for two, one approval is not enough") {
    REQUIRE(rules({{"second_reviewer", "always"}, {"decide_within_hours", 72},
                   {"target_sdk_floor", 33}}).status == 200);
    const std::string id = queued(101);
    CHECK(review(reviewer, id)["second_wanted"] == true);
    REQUIRE(decide(reviewer, id, {{"move", "claim"}}).status == 200);
    REQUIRE(decide(reviewer, id, {{"move", "approve"}}).status == 200);
    CHECK(stage(id) == "in_review");
    CHECK(review(reviewer, id)["first_approval"]["name"] == "rita");
    CHECK(code_of(decide(reviewer, id, {{"move", "approve"}})) == "second_reviewer_needed");
    REQUIRE(decide(second, id, {{"move", "approve"}}).status == 200);
    CHECK(stage(id) == "approved");
}

TEST_CASE_FIXTURE(ReviewRoom, "where first versions take two, the second version takes one") {
    REQUIRE(rules({{"second_reviewer", "first_version"}, {"decide_within_hours", 72},
                   {"target_sdk_floor", 33}}).status == 200);
    const std::string first = queued(101);
    REQUIRE(decide(reviewer, first, {{"move", "claim"}}).status == 200);
    REQUIRE(decide(reviewer, first, {{"move", "approve"}}).status == 200);
    CHECK(stage(first) == "in_review");
    REQUIRE(decide(second, first, {{"move", "approve"}}).status == 200);
    const std::string next = queued(102);
    CHECK(review(reviewer, next)["second_wanted"] == false);
    REQUIRE(decide(reviewer, next, {{"move", "claim"}}).status == 200);
    REQUIRE(decide(reviewer, next, {{"move", "approve"}}).status == 200);
    CHECK(stage(next) == "approved");
}

TEST_CASE_FIXTURE(ReviewRoom, "an appeal is judged once, and by another where a rule says so") {
    REQUIRE(rules({{"second_reviewer", "appeals"}, {"decide_within_hours", 72},
                   {"target_sdk_floor", 33}}).status == 200);
    const std::string id = queued(101);
    REQUIRE(decide(reviewer, id, {{"move", "claim"}}).status == 200);
    REQUIRE(reject(reviewer, id).status == 200);
    CHECK(detail(id)["submission"]["attention"]["kind"] == "appeal");
    REQUIRE(move(id, "appeal").status == 200);
    CHECK(code_of(decide(reviewer, id, {{"move", "reopen"}})) == "second_reviewer_needed");
    CHECK(code_of(reject(reviewer, id)) == "second_reviewer_needed");
    REQUIRE(reject(second, id).status == 200);
    CHECK(stage(id) == "rejected");
    CHECK(detail(id)["submission"]["attention"].is_null());
    CHECK(code_of(move(id, "appeal")) == "final_stage");
}

TEST_CASE_FIXTURE(ReviewRoom, "the promise for a decision is shown, and when it is broken") {
    const std::string id = queued(101);
    const Json now = review(dev, id);
    const auto due = base::parse_rfc3339(now["due_at"].get<std::string>());
    REQUIRE(due);
    CHECK(due->ms - shop.clock.now().ms > 71 * base::hour_ms);
    CHECK(due->ms - shop.clock.now().ms <= 72 * base::hour_ms);
    CHECK(now["overdue"] == false);
    shop.clock.advance(73 * base::hour_ms);
    dev.sign_in(ines);
    CHECK(review(dev, id)["overdue"] == true);
    CHECK(review(dev, draft({add(102)}))["due_at"].is_null());
}

TEST_CASE("the simulated reviewer follows the rules too, with a colleague where two must agree") {
    AppOptions options = generous();
    options.reviewer = service::http::Reviewer::simulated;
    Shop shop(options);
    REQUIRE(shop.store->settings().put(
        "store.review_rules",
        R"({"second_reviewer":"always","decide_within_hours":1,"target_sdk_floor":33})"));
    Guest dev(*shop.app);
    dev.sign_in(ines);
    const std::string ours = "/v1/submissions/" + shop.our_submission.text;
    dev.send("POST", ours + "/moves", R"({"move":"submit"})");
    for (int second = 0; second < 90; ++second) {
        shop.clock.advance(base::second_ms);
        shop.app->tick();
    }
    const std::string stage = body_of(dev.get(ours))["submission"]["stage"];
    CHECK((stage == "approved" || stage == "changes_requested"));
}

namespace {

template <class E>
std::vector<E> all_of() {
    std::vector<E> out;
    for (std::size_t i = 0; i < names(static_cast<const E*>(nullptr)).size(); ++i)
        out.push_back(static_cast<E>(i));
    return out;
}

contract::SubmissionDetail at_stage(BasketRoom& room, const std::string& id, Stage stage,
                                    const contract::AppId& app, int code) {
    contract::SubmissionDetail detail;
    detail.submission.id = {id};
    detail.submission.app = app;
    detail.submission.version_code = base::decimal(code);
    detail.submission.stage = stage;
    detail.submission.created_at = detail.submission.updated_at = room.shop.clock.now();
    detail.timeline.push_back({Stage::draft, room.shop.clock.now(), "ines", ""});
    return detail;
}

// A submission that stands at this stage, with a basket that nothing is wrong with, of an app of
// its own with an earlier version: what tracks and checks may object to is tested elsewhere.
std::string standing(BasketRoom& room, Stage stage, int code) {
    const std::string number = base::decimal(code), name = "org.example.app" + number;
    const contract::AppId app{"app_" + number};
    room.shop.add_app(app, "team_fjord", name.c_str());
    auto& submissions = room.shop.store->submissions();
    const Stage before = stage == Stage::live ? Stage::superseded : Stage::live;
    REQUIRE(submissions.insert(at_stage(room, "sub_before_" + number, before, app, code - 1), {}));
    const auto detail = at_stage(room, "sub_" + number, stage, app, code);
    REQUIRE(submissions.insert(detail, {}));
    contract::PackageDetail package = room.package(code, app.text.c_str());
    package.facts.package_name = name;
    contract::Basket basket;
    basket.packages = {{room.add(package)}};
    basket.publish_at = room.shop.clock.now();
    REQUIRE(room.shop.store->baskets().keep(detail.submission.id, 1, basket));
    return detail.submission.id.text;
}

std::string expected(Stage stage, Move move, Side side) {
    if (const auto why = refuse_move(stage, move, side)) return std::string(name_of(*why));
    return std::string(name_of(*stage_after(stage, move)));
}

// The stage it leads to, or the code of the refusal.
std::string outcome(const Response& answer) {
    return answer.status == 200 ? body_of(answer)["submission"]["stage"].get<std::string>()
                                : code_of(answer);
}

}  // namespace

TEST_CASE("every stage and move does over HTTP what the table says, for both sides") {
    int cells = 0;
    for (const Stage stage : all_of<Stage>()) {
        BasketRoom room;
        int code = 1000;
        for (const Move move : all_of<Move>()) {
            CAPTURE(name_of(stage));
            CAPTURE(name_of(move));
            const std::string by_dev = standing(room, stage, ++code);
            Json step = {{"move", name_of(move)}};
            if (move == Move::schedule)
                step["publish_at"] = base::rfc3339({room.shop.clock.ms + base::hour_ms});
            CHECK(outcome(room.dev.send("POST", "/v1/submissions/" + by_dev + "/moves",
                                        step.dump())) == expected(stage, move, Side::developer));
            const std::string by_store = standing(room, stage, ++code);
            const Json ask = {{"move", name_of(move)}, {"findings", Json::array({a_finding()})}};
            CHECK(outcome(room.decide(room.reviewer, by_store, ask)) ==
                  expected(stage, move, Side::reviewer));
            cells += 2;
        }
        const std::string held = standing(room, stage, ++code);
        const bool editable = stage == Stage::draft || stage == Stage::invalid ||
                              stage == Stage::changes_requested;
        CHECK((room.edit(held, {{"fraction", 0.5}}).status == 200) == editable);
    }
    CHECK(cells == 1040);
}

}  // namespace vitrine::tests
