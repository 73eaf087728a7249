// Releases that are taken back before their time, and taken off their tracks by the store.
#include "track_room.h"

namespace vitrine::tests {

TEST_CASE_FIXTURE(TrackRoom, "a scheduled release is taken back, or given another time") {
    const auto in = [&](std::int64_t hours) {
        return base::rfc3339({shop.clock.ms + hours * base::hour_ms});
    };
    const auto act = [&](Guest& who, const std::string& id, Json step, const char* query = "") {
        return who.send("POST", "/v1/submissions/" + id + "/moves" + query, step.dump());
    };
    const auto first_path = [](const Response& answer) {
        return answer.status == 422 ? body_of(answer)["fields"][0]["path"].get<std::string>() : "";
    };
    const std::string at = in(2);
    const std::string id = approved(101, {{"publish_at", at}});
    CHECK(code_of(move(id, "unschedule")) == "already_there");
    REQUIRE(move(id, "schedule").status == 200);
    CHECK(act(analyst, id, {{"move", "unschedule"}}).status == 403);
    CHECK(act(foreign, id, {{"move", "unschedule"}}).status == 404);
    CHECK(act(dev, id, {{"move", "unschedule"}}, "?dry_run=true").status == 200);
    CHECK(stage(id) == "scheduled");
    REQUIRE(act(dev, id, {{"move", "unschedule"}, {"reason", "Not yet"}}).status == 200);
    CHECK(stage(id) == "approved");
    CHECK(last_of_timeline(id)["reason"] == "Not yet");
    CHECK(release(id)["publish_at"].is_null());
    shop.clock.advance(3 * base::hour_ms);
    tick();
    CHECK(stage(id) == "approved");  // its time passes without it

    CHECK(first_path(act(dev, id, {{"move", "publish"}, {"publish_at", in(1)}})) == "publish_at");
    CHECK(first_path(act(dev, id, {{"move", "schedule"}, {"publish_at", at}})) == "publish_at");
    CHECK(act(dev, id, {{"move", "schedule"}, {"publish_at", "tomorrow"}}).status == 422);
    const std::string first = in(4);
    REQUIRE(act(dev, id, {{"move", "schedule"}, {"publish_at", first}}).status == 200);
    CHECK(release(id)["publish_at"] == first);
    CHECK(code_of(move(id, "schedule")) == "already_there");
    const std::string later = in(9);
    dev.extra = {{"if-match", "\"1\""}};
    CHECK(act(dev, id, {{"move", "schedule"}, {"publish_at", later}}).status == 412);
    dev.extra.clear();
    CHECK(act(analyst, id, {{"move", "schedule"}, {"publish_at", later}}).status == 403);
    REQUIRE(act(dev, id, {{"move", "schedule"}, {"publish_at", later}, {"reason", "Fair"}})
                .status == 200);
    CHECK(release(id)["publish_at"] == later);
    CHECK(last_of_timeline(id)["reason"] == later + ": Fair");
    shop.clock.advance(5 * base::hour_ms);
    tick();
    CHECK(stage(id) == "scheduled");  // the first time is forgotten
    shop.clock.advance(5 * base::hour_ms);
    tick();
    CHECK(stage(id) == "live");
    CHECK(code_of(act(dev, id, {{"move", "unschedule"}})) == "wrong_stage");
    const std::string plain = approved(102);
    CHECK(code_of(move(plain, "schedule")) == "publish_time_missing");
    REQUIRE(act(dev, plain, {{"move", "schedule"}, {"publish_at", in(1)}}).status == 200);
    CHECK(basket(plain)["basket"]["publish_at"] == in(1));
}

// ---- removal -------------------------------------------------------------------------------

TEST_CASE_FIXTURE(TrackRoom, "what the store removes leaves its track empty, or brings one back") {
    const std::string first = approved(90), second = approved(101), third = approved(102);
    publish(first);
    shop.clock.advance(base::second_ms);
    publish(second);
    const Json removal = {{"move", "remove_by_store"}, {"reason", "It spies"}};
    REQUIRE(decide(reviewer, second, removal).status == 200);
    CHECK(stage(second) == "removed_by_store");
    CHECK(on_track() == "");
    CHECK(live_version() == "");
    CHECK(stage(first) == "superseded");
    CHECK(last_of_timeline(second)["reason"] == "It spies");
    CHECK(detail(second)["submission"]["attention"]["kind"] == "appeal");
    CHECK(marks().back() == "rollout 1.101 removed");
    shop.clock.advance(base::second_ms);
    publish(third);
    const std::string fourth = approved(103);
    shop.clock.advance(base::second_ms);
    publish(fourth);
    const auto news = *shop.store->changes().newest();
    REQUIRE(decide(reviewer, fourth, {{"move", "remove_by_store"}, {"bring_back", true},
                                      {"reason", "It spies too"}}).status == 200);
    CHECK(on_track() == "1.102 1.0");
    CHECK(live_version() == "1.102");
    CHECK(stage(third) == "live");
    CHECK(last_of_timeline(third)["reason"] ==
          "Published again: version 1.103 was removed by the store");
    CHECK(*shop.store->changes().newest() > news);
    const Json log = body_of(dev.get("/v1/audit?subject=" + fourth + "&action=submission"));
    CHECK(log["items"][0]["action"] == "submission.remove_by_store");
    CHECK(log["items"][0]["reason"] == "It spies too");
    CHECK(code_of(move(fourth, "publish")) == "wrong_stage");
}

TEST_CASE_FIXTURE(TrackRoom, "a removal says what it cannot do, and stops a rollout, too") {
    const std::string only = approved(90), out = approved(101);
    publish(only);
    CHECK(code_of(decide(reviewer, only, {{"move", "remove_by_store"}, {"bring_back", true}})) ==
          "nothing_to_bring_back");
    CHECK(stage(only) == "live");
    const Response wrong = decide(reviewer, out, {{"move", "claim"}, {"bring_back", true}});
    CHECK(wrong.status == 409);  // the stage says no first
    CHECK(decide(dev, only, {{"move", "remove_by_store"}}).status == 403);
    REQUIRE(steer(out, "start", {{"fraction", 0.2}}).status == 200);
    REQUIRE(decide(reviewer, out, {{"move", "remove_by_store"}, {"bring_back", true}}).status ==
            200);
    CHECK(stage(out) == "removed_by_store");
    CHECK(on_track() == "1.90 1.0");  // what was live beside it stays
    CHECK(live_version() == "1.90");
    const std::string held = approved(102);
    REQUIRE(steer(held, "start").status == 200);
    REQUIRE(steer(held, "halt").status == 200);
    REQUIRE(decide(reviewer, held, {{"move", "remove_by_store"}}).status == 200);
    REQUIRE(move(only, "request_removal").status == 200);
    CHECK(live_version() == "1.90");
    REQUIRE(decide(reviewer, only, {{"move", "remove"}}).status == 200);
    CHECK(on_track() == "");
    CHECK(live_version() == "");
}

TEST_CASE_FIXTURE(TrackRoom, "an appeal that is granted puts a removed version back where it was") {
    const auto judge = [&](const std::string& id, const char* verdict) {
        REQUIRE(move(id, "appeal").status == 200);
        REQUIRE(decide(reviewer, id, {{"move", "reopen"}}).status == 200);
        REQUIRE(decide(reviewer, id, {{"move", verdict},
                                      {"findings", Json::array({a_finding()})}}).status == 200);
    };
    const std::string old = approved(90), good = approved(101);
    publish(old);
    shop.clock.advance(base::second_ms);
    publish(good);
    REQUIRE(decide(reviewer, good, {{"move", "remove_by_store"}, {"bring_back", true}}).status ==
            200);
    CHECK(on_track() == "1.90 1.0");
    shop.clock.advance(base::second_ms);
    judge(good, "approve");
    CHECK(stage(good) == "live");
    CHECK(on_track() == "1.101 1.0");
    CHECK(live_version() == "1.101");
    CHECK(stage(old) == "superseded");
    CHECK(marks().back() == "release 1.101");

    REQUIRE(decide(reviewer, good, {{"move", "remove_by_store"}}).status == 200);
    judge(good, "reject");  // it may be appealed again: the first was granted
    CHECK(stage(good) == "rejected");
    CHECK(code_of(move(good, "appeal")) == "final_stage");

    const std::string late = approved(102), newer = approved(103);
    publish(late);
    REQUIRE(decide(reviewer, late, {{"move", "remove_by_store"}}).status == 200);
    publish(newer);
    judge(late, "approve");
    CHECK(stage(late) == "approved");  // a higher version has its place
    CHECK(on_track() == "1.103 1.0");
    const std::string half = approved(104);
    REQUIRE(steer(half, "start").status == 200);
    REQUIRE(decide(reviewer, half, {{"move", "remove_by_store"}}).status == 200);
    judge(half, "approve");
    CHECK(stage(half) == "approved");  // it was not out to everybody
}

}  // namespace vitrine::tests
