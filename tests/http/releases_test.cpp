// Releases on their tracks: from an approved basket to everybody, back again, by the clock, and
// halted by the rule when devices or people say that a version is worse.
#include <thread>

#include "events.h"
#include "track_room.h"

namespace vitrine::tests {

TEST_CASE_FIXTURE(TrackRoom, "a release goes out to more and more devices, is held, and done") {
    const std::string old = approved(90);
    CHECK(release(old)["release"]["stage"] == "approved");
    CHECK(release(old)["release"]["fraction"] == 0.0);
    CHECK(on_track() == "");
    publish(old);
    CHECK(on_track() == "1.90 1.0");
    const std::string id = approved(101);
    shop.clock.advance(base::second_ms);
    const Json started = body_of(steer(id, "start", {{"fraction", 0.05}}));
    CHECK(started["stage"] == "rolling_out");
    CHECK(started["fraction"] == 0.05);
    CHECK(started["previous_version"] == "1.90");
    CHECK(on_track() == "1.101 0.05, 1.90 1.0");
    CHECK(detail(id)["submission"]["fraction"] == 0.05);
    shop.clock.advance(base::second_ms);
    CHECK(body_of(steer(id, "set", {{"fraction", 0.2}}))["fraction"] == 0.2);
    CHECK(code_of(steer(id, "set", {{"fraction", 0.1}})) == "fraction_not_growing");
    CHECK(code_of(steer(id, "set", {{"fraction", 0.2}})) == "fraction_not_growing");
    CHECK(code_of(steer(id, "start")) == "already_there");
    const Json held = body_of(steer(id, "halt", {{"reason", "It is slow"}}));
    CHECK(held["halt_reason"] == "It is slow");
    CHECK(on_track() == "1.101 0.2, 1.90 1.0");
    CHECK(code_of(steer(id, "set", {{"fraction", 0.5}})) == "wrong_stage");
    CHECK(code_of(steer(id, "complete")) == "wrong_stage");
    shop.clock.advance(base::second_ms);
    CHECK(body_of(steer(id, "resume"))["stage"] == "rolling_out");
    CHECK(live_version() == "1.90");
    shop.clock.advance(base::second_ms);
    CHECK(body_of(steer(id, "complete"))["stage"] == "live");
    CHECK(on_track() == "1.101 1.0");
    CHECK(stage(old) == "superseded");
    CHECK(live_version() == "1.101");
    CHECK(code_of(steer(id, "halt")) == "wrong_stage");
    CHECK(code_of(steer(id, "set", {{"fraction", 1}})) == "wrong_stage");
    CHECK(marks() == std::vector<std::string>{"release 1.90", "rollout 1.101 5%",
                                              "rollout 1.101 20%", "rollout 1.101 held at 20%",
                                              "rollout 1.101 goes on at 20%", "release 1.101"});
}

TEST_CASE_FIXTURE(TrackRoom, "a release is its basket, which cannot change any more") {
    const std::string id = approved(101, {{"fraction", 0.25}});
    const Response found = dev.get("/v1/releases/" + release_of(id));
    const Json whole = body_of(found);
    CHECK(whole["packages"] == Json{"pkg_101"});
    CHECK(whole["notes"][0]["text"] == "New");
    CHECK(whole["submission"] == id);
    CHECK(whole["version_code"] == "101");
    CHECK(whole["previous"].is_null());
    CHECK(*found.find("ETag") ==
          "\"" + std::to_string(detail(id)["submission"]["revision"].get<int>()) + "\"");
    CHECK(code_of(edit(id, {{"packages", {add(102)}}})) == "wrong_stage");
    CHECK(body_of(steer(id, "start"))["fraction"] == 0.25);  // what the basket wishes
    CHECK(code_of(edit(id, {{"packages", {add(102)}}})) == "wrong_stage");
    CHECK(dev.get("/v1/releases/" + id).status == 404);
    CHECK(dev.get("/v1/releases/rel_sub_ours").status == 404);  // a draft
    const std::string plain = approved(102);
    CHECK(body_of(steer(id, "set", {{"fraction", 1}}))["stage"] == "live");
    CHECK(body_of(steer(plain, "start"))["fraction"] == 0.01);
}

TEST_CASE_FIXTURE(TrackRoom, "what was live is rolled back, and the one before it is out again") {
    const std::string old = approved(90), bad = approved(101);
    publish(old);
    shop.clock.advance(base::second_ms);
    publish(bad);
    CHECK(release(bad)["previous"] == release_of(old));
    shop.clock.advance(base::second_ms);
    CHECK(body_of(steer(bad, "roll_back", {{"reason", "It loses notes"}}))["stage"] ==
          "rolled_back");
    CHECK(on_track() == "1.90 1.0");
    CHECK(stage(old) == "live");
    CHECK(live_version() == "1.90");
    CHECK(last_of_timeline(bad)["reason"] == "It loses notes");
    CHECK(last_of_timeline(old)["reason"] == "Published again: version 1.101 was rolled back");
    CHECK(marks().back() == "rollout 1.101 rolled back");
    CHECK(code_of(steer(bad, "roll_back")) == "already_there");
    CHECK(code_of(steer(old, "roll_back")) == "nothing_to_roll_back_to");
    CHECK(code_of(move(old, "roll_back")) == "nothing_to_roll_back_to");
    CHECK(code_of(steer(bad, "start")) == "final_stage");
    // Devices have 101: what comes next must be above it, though it is gone.
    const std::string again = draft({"pkg_101"});
    CHECK(policies(basket(again)["findings"]).find("VP-1.2.2") != std::string::npos);
    const std::string next = approved(102);
    publish(next);
    CHECK(on_track() == "1.102 1.0");
    CHECK(stage(old) == "superseded");
}

TEST_CASE_FIXTURE(TrackRoom, "a rollout that is rolled back leaves what was live as it is") {
    const std::string old = approved(90), bad = approved(101);
    CHECK(code_of(steer(old, "roll_back")) == "wrong_stage");
    publish(old);
    REQUIRE(steer(bad, "start", {{"fraction", 0.5}}).status == 200);
    REQUIRE(steer(bad, "halt").status == 200);
    const Json before = detail(old);
    CHECK(steer(bad, "roll_back").status == 200);
    CHECK(on_track() == "1.90 1.0");
    CHECK(detail(old) == before);
    const std::string first = approved(103, {{"track", "closed"}});
    REQUIRE(steer(first, "start").status == 200);
    CHECK(code_of(steer(first, "roll_back")) == "nothing_to_roll_back_to");
    CHECK(steer(first, "halt").status == 200);
    CHECK(code_of(steer(first, "roll_back")) == "nothing_to_roll_back_to");
    CHECK(steer(first, "resume").status == 200);
    CHECK(steer(first, "complete").status == 200);
    CHECK(live_version() == "1.90");  // production's
}

TEST_CASE_FIXTURE(TrackRoom, "one rollout at a time on a track, and never to a lower version") {
    const std::string a = approved(90), b = approved(101), c = approved(102);
    REQUIRE(steer(b, "start").status == 200);
    for (const char* way : {"start_rollout", "publish"})
        CHECK(code_of(move(c, way)) == "rollout_in_progress");
    CHECK(code_of(steer(c, "start")) == "rollout_in_progress");
    CHECK(code_of(steer(c, "start", {{"fraction", 1}})) == "rollout_in_progress");
    CHECK(code_of(steer(dev, c, {{"action", "start"}}, "?dry_run=true")) == "rollout_in_progress");
    REQUIRE(steer(b, "complete").status == 200);
    CHECK(code_of(steer(a, "start")) == "version_not_growing");
    CHECK(code_of(move(a, "publish")) == "version_not_growing");
    CHECK(steer(c, "start").status == 200);
    CHECK(stage(a) == "approved");
    const std::string open = approved(110, {{"track", "internal"}});
    CHECK(steer(open, "start").status == 200);  // a track of its own
}

TEST_CASE_FIXTURE(TrackRoom, "of two that start on a track at the same moment one has to wait") {
    const std::string ids[] = {approved(101), approved(102)};
    Guest other(*shop.app);
    REQUIRE(other.sign_in(ines).status == 200);
    Response answers[2];
    std::thread second([&] { answers[1] = steer(other, ids[1], {{"action", "start"}}); });
    answers[0] = steer(dev, ids[0], {{"action", "start"}});
    second.join();
    const bool first_went = answers[0].status == 200;
    CHECK(answers[first_went ? 0 : 1].status == 200);
    CHECK(code_of(answers[first_went ? 1 : 0]) == "rollout_in_progress");
    CHECK(stage(ids[first_went ? 1 : 0]) == "approved");
}

TEST_CASE_FIXTURE(TrackRoom, "wrong wishes of a rollout are named, stale ones told") {
    const std::string id = approved(101);
    for (const Json& wrong : {Json{{"action", "set"}}, Json{{"action", "set"}, {"fraction", 0}},
                              Json{{"action", "start"}, {"fraction", 1.01}},
                              Json{{"action", "start"}, {"fraction", -1}},
                              Json{{"action", "halt"}, {"fraction", 0.5}},
                              Json{{"action", "dance"}}, Json{{"fraction", 0.5}},
                              Json{{"action", "start"}, {"fraction", "half"}}})
        CHECK(steer(dev, id, wrong).status == 422);
    CHECK(dev.send("POST", "/v1/releases/" + release_of(id) + "/rollout", "{").status == 400);
    dev.extra = {{"if-match", "\"1\""}};
    const Response stale = steer(id, "start");
    dev.extra.clear();
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"]["stage"] == "approved");
    CHECK(stage(id) == "approved");
    const auto newest = shop.store->changes().newest();
    const Json tried = body_of(
        steer(dev, id, {{"action", "start"}, {"fraction", 0.2}}, "?dry_run=true"));
    CHECK(tried["stage"] == "rolling_out");
    CHECK(tried["fraction"] == 0.2);
    CHECK(tried["version_name"] == "1.101");
    CHECK(*shop.store->changes().newest() == *newest);
    CHECK(stage(id) == "approved");
    dev.extra = {{"if-match", *dev.get("/v1/releases/" + release_of(id)).find("ETag")}};
    CHECK(steer(id, "start").status == 200);
    CHECK(steer(id, "set", {{"fraction", 0.3}}).status == 412);
    dev.extra.clear();
    const Json grown = body_of(
        steer(dev, id, {{"action", "set"}, {"fraction", 0.3}}, "?dry_run=true"));
    CHECK(grown["fraction"] == 0.3);
    CHECK(release(id)["release"]["fraction"] == 0.01);
}

TEST_CASE_FIXTURE(TrackRoom, "who may publish steers a rollout, others read or see nothing") {
    const std::string id = approved(101);
    const std::string target = "/v1/releases/" + release_of(id);
    CHECK(steer(analyst, id, {{"action", "start"}}).status == 403);
    CHECK(steer(reviewer, id, {{"action", "start"}}).status == 403);
    CHECK(steer(foreign, id, {{"action", "start"}}).status == 404);
    CHECK(stage(id) == "approved");
    CHECK(analyst.get(target).status == 200);
    CHECK(analyst.get("/v1/apps/app_notes/releases").status == 200);
    CHECK(foreign.get(target).status == 404);
    CHECK(foreign.get("/v1/apps/app_notes/releases").status == 404);
    CHECK(body_of(foreign.get("/v1/apps/app_boats/releases"))["total"] == 1);
    CHECK(dev.get("/v1/apps/app_notes/releases?cursor=x").status == 422);
    const Json page = body_of(dev.get("/v1/apps/app_notes/releases?limit=1"));
    CHECK(page["total"] == 2);
    CHECK(page["items"][0]["version_name"] == "1.101");
    const Json rest = body_of(dev.get("/v1/apps/app_notes/releases?limit=1&cursor=" +
                                      page["next"].get<std::string>()));
    CHECK(rest["items"][0]["version_name"] == "1.9");
    CHECK(rest["next"].is_null());
    const Json key = body_of(dev.send(
        "POST", "/v1/api-keys", R"({"name":"ci","scopes":["releases:read","releases:publish"]})"));
    Guest program(*shop.app);
    program.extra = {{"authorization", "Bearer " + key["secret"].get<std::string>()}};
    CHECK(steer(program, id, {{"action", "start"}, {"fraction", 0.1}}).status == 200);
    const Json log = body_of(dev.get("/v1/audit?subject=" + id + "&action=submission"));
    CHECK(log["items"][0]["action"] == "submission.start_rollout");
    CHECK(log["items"][0]["actor"] == key["key"]["id"]);
    REQUIRE(steer(program, id, {{"action", "set"}, {"fraction", 0.15}, {"reason", "Fine"}})
                .status == 200);
    const Json set = body_of(dev.get("/v1/audit?subject=" + id + "&action=release"));
    CHECK(set["items"][0]["action"] == "release.set");
    CHECK(set["items"][0]["reason"] == "10% to 15%: Fine");
}

TEST_CASE_FIXTURE(TrackRoom, "a scheduled release waits for its time and for a free track") {
    const std::string out = approved(101);
    REQUIRE(steer(out, "start").status == 200);
    const std::string at = base::rfc3339({shop.clock.ms + 2 * base::hour_ms});
    const std::string next = approved(102, {{"publish_at", at}, {"fraction", 0.25}});
    REQUIRE(move(next, "schedule").status == 200);
    CHECK(release(next)["publish_at"] == at);
    tick();
    CHECK(stage(next) == "scheduled");
    CHECK(detail(next)["submission"]["attention"].is_null());
    shop.clock.advance(2 * base::hour_ms);
    tick();
    CHECK(stage(next) == "scheduled");
    const Json waits = detail(next)["submission"];
    CHECK(waits["attention"]["kind"] == "decide_rollout");
    tick();
    CHECK(detail(next)["submission"]["revision"] == waits["revision"]);  // said once
    REQUIRE(steer(out, "complete").status == 200);
    tick();
    CHECK(stage(next) == "rolling_out");
    CHECK(on_track() == "1.102 0.25, 1.101 1.0");
    CHECK(detail(next)["submission"]["attention"].is_null());
    REQUIRE(steer(next, "complete").status == 200);
    const std::string whole = approved(103, {{"publish_at",
                                              base::rfc3339({shop.clock.ms + base::hour_ms})}});
    REQUIRE(move(whole, "schedule").status == 200);
    const std::string early = approved(104, {{"publish_at",
                                              base::rfc3339({shop.clock.ms + base::hour_ms})}});
    REQUIRE(move(early, "schedule").status == 200);
    shop.clock.advance(base::hour_ms);
    tick();
    CHECK(stage(early) == "live");
    CHECK(stage(whole) == "superseded");  // it was first, for a moment
    const std::string now = approved(105, {{"publish_at",
                                            base::rfc3339({shop.clock.ms + base::hour_ms})}});
    REQUIRE(move(now, "schedule").status == 200);
    CHECK(body_of(steer(now, "start"))["stage"] == "rolling_out");  // its developer says now
}

// ---- the rule ------------------------------------------------------------------------------

namespace {

struct WatchRoom : TrackRoom {
    Sender sender{shop};
    std::string old, fresh;
    int batches = 0;

    // 1.90 is live, and 1.101 has just started at 5 %.
    WatchRoom() : old(approved(90)), fresh(approved(101)) {
        publish(old);
        REQUIRE(steer(fresh, "start", {{"fraction", 0.05}}).status == 200);
    }
    Response rule(const Json& ask) { return rule(dev, ask); }
    Response rule(Guest& who, const Json& ask) {
        return who.send("PUT", "/v1/apps/app_notes/rollout_rule", ask.dump());
    }
    // In the hour that has just begun.
    void sessions(const char* version, int count, int crashes) {
        std::vector<Json> lines;
        for (int i = 0; i < count + crashes; ++i)
            lines.push_back(a_line(shop, i < count ? "open" : "crash",
                                   ("d" + std::to_string(i)).c_str(), {{"version", version}}));
        REQUIRE(sender.send("b" + std::to_string(++batches), lines).status == 200);
    }
    void ratings(const char* version, int count, int stars) {
        std::vector<service::ports::IncomingReview> all;
        for (int i = 0; i < count; ++i) {
            service::ports::IncomingReview one{"test", std::to_string(batches) + version +
                                                           std::to_string(i), {}};
            one.review.app = shop.notes;
            one.review.version = version;
            one.review.rating = stars - i % 2;
            one.review.created_at = shop.clock.now();
            all.push_back(std::move(one));
        }
        ++batches;
        REQUIRE(shop.store->reviews().upsert(all));
    }
    void hours(int count) { shop.clock.advance(count * base::hour_ms); }
};

}  // namespace

TEST_CASE_FIXTURE(WatchRoom, "a version that crashes more than the rule allows is halted by it") {
    const Json told = {{"url", "https://ci.example.org/"}, {"kinds", {"release.change"}}};
    const Response hook = dev.send("POST", "/v1/webhooks", told.dump());
    REQUIRE(hook.status == 200);
    REQUIRE(rule({{"crash_rate_by", 0.02}, {"sessions_min", 100}}).status == 200);
    CHECK(release(fresh)["watch"].empty());  // no whole hour yet
    hours(1);
    sessions("1.90", 400, 4);
    sessions("1.101", 300, 30);
    tick();
    CHECK(stage(fresh) == "rolling_out");  // the hour is not over
    hours(1);
    const Json seen = release(fresh)["watch"][0];
    CHECK(seen["figure"] == "crash_rate");
    CHECK(seen["count"] == 300);
    CHECK(seen["value"] == 0.1);
    CHECK(seen["previous_value"] == 0.01);
    CHECK(seen["halts"] == true);
    CHECK(seen["surely_worse_by"].get<double>() > 0.02);
    tick();
    const Json halted = release(fresh)["release"];
    CHECK(halted["stage"] == "halted");
    CHECK(halted["crash_rate"] == 0.1);
    CHECK(halted["previous_crash_rate"] == 0.01);
    CHECK(halted["halt_reason"] ==
          "Crash rate of 1.101 is 10.00 % (30 of 300 sessions), of 1.90 1.00 % (4 of 400 "
          "sessions), from 2026-05-28 21:00 to 2026-05-28 22:00 UTC: worse by more than 2.00 "
          "percentage points with 95.00 % confidence");
    CHECK(last_of_timeline(fresh)["actor"] == "rollout rule");
    CHECK(detail(fresh)["submission"]["attention"]["kind"] == "decide_rollout");
    const Json log = body_of(dev.get("/v1/audit?subject=" + fresh + "&action=submission.halt"));
    CHECK(log["items"][0]["actor"] == "rollout rule");
    CHECK(log["items"][0]["reason"] == halted["halt_reason"]);
    CHECK(marks().back() == "rollout 1.101 held at 5%");
    const auto news = shop.store->hooks().take_news(9);
    REQUIRE(news);
    REQUIRE(!news->empty());
    REQUIRE(news->back().body.release);
    CHECK(news->back().body.release->stage == contract::Stage::halted);
    CHECK(news->back().body.release->halt_reason == halted["halt_reason"].get<std::string>());
}

TEST_CASE_FIXTURE(WatchRoom, "who resumes has seen it: the rule counts anew from there") {
    REQUIRE(rule({{"crash_rate_by", 0.02}, {"sessions_min", 100}}).status == 200);
    hours(1);
    sessions("1.90", 400, 4);
    sessions("1.101", 300, 30);
    hours(1);
    tick();
    REQUIRE(stage(fresh) == "halted");
    REQUIRE(steer(fresh, "resume").status == 200);
    REQUIRE(steer(fresh, "set", {{"fraction", 0.1}}).status == 200);
    shop.clock.advance(5 * base::minute_ms);
    tick();
    CHECK(stage(fresh) == "rolling_out");
    hours(2);
    tick();
    CHECK(stage(fresh) == "rolling_out");
    CHECK(release(fresh)["watch"][0]["count"] == 0);
    sessions("1.90", 400, 4);
    sessions("1.101", 300, 30);
    hours(1);
    tick();
    CHECK(stage(fresh) == "halted");
}

TEST_CASE_FIXTURE(WatchRoom, "what is as good as before, or too little to say, goes on") {
    REQUIRE(rule({{"crash_rate_by", 0.02}, {"sessions_min", 100}, {"rating_by", 0.5}}).status ==
            200);
    hours(1);
    sessions("1.90", 400, 12);
    sessions("1.101", 300, 9);
    sessions("1.8", 300, 299);  // an older one
    ratings("1.90", 30, 5);
    ratings("1.101", 30, 5);
    hours(1);
    tick();
    CHECK(stage(fresh) == "rolling_out");
    CHECK(release(fresh)["watch"].size() == 2);
    REQUIRE(rule({{"crash_rate_by", 0}, {"sessions_min", 301}}).status == 200);
    sessions("1.101", 0, 250);
    hours(1);
    tick();
    CHECK(stage(fresh) == "rolling_out");
    const Json seen = release(fresh)["watch"][0];
    CHECK(seen["surely_worse_by"].is_null());
    CHECK(seen["halts"] == false);
}

TEST_CASE_FIXTURE(WatchRoom, "a version that people rate worse is halted, but not without a rule") {
    hours(1);
    ratings("1.90", 40, 5);
    ratings("1.101", 40, 2);
    hours(1);
    tick();
    CHECK(stage(fresh) == "rolling_out");
    CHECK(release(fresh)["watch"].empty());
    REQUIRE(rule({{"rating_by", 1}}).status == 200);
    shop.clock.advance(base::minute_ms);
    tick();
    CHECK(stage(fresh) == "halted");
    const std::string reason = release(fresh)["release"]["halt_reason"];
    CHECK(reason.starts_with("Rating of 1.101 is 1.50 (of 40 ratings), of 1.90 4.50 (of 40 "));
    CHECK(reason.find("more than 1.00 stars with 95.00 % confidence") != std::string::npos);
}

TEST_CASE_FIXTURE(WatchRoom, "a rule is its app's, under If-Match, and wrong bounds are named") {
    const Response none = dev.get("/v1/apps/app_notes/rollout_rule");
    CHECK(body_of(none)["revision"] == 0);
    CHECK(body_of(none)["crash_rate_by"].is_null());
    dev.extra = {{"if-match", *none.find("ETag")}};
    const Json made = body_of(rule({{"rating_by", 0.5}}));
    CHECK(made["revision"] == 1);
    CHECK(made["confidence"] == 0.95);
    const Response stale = rule({{"rating_by", 0.4}});
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"]["rating_by"] == 0.5);
    dev.extra.clear();
    CHECK(rule({{"confidence", 1}}).status == 422);
    CHECK(rule({{"crash_rate_by", -0.1}}).status == 422);
    CHECK(rule({{"crash_rate_by", 0.1}, {"revision", 7}}).status == 422);
    const Json tried = body_of(dev.send("PUT", "/v1/apps/app_notes/rollout_rule?dry_run=true",
                                        R"({"crash_rate_by":0.1})"));
    CHECK(tried["crash_rate_by"] == 0.1);
    CHECK(body_of(analyst.get("/v1/apps/app_notes/rollout_rule")) == made);
    CHECK(rule(analyst, {{"rating_by", 1}}).status == 403);
    CHECK(rule(foreign, {{"rating_by", 1}}).status == 404);
    CHECK(foreign.get("/v1/apps/app_notes/rollout_rule").status == 404);
    const Json log = body_of(dev.get("/v1/audit?action=rollout_rule"));
    CHECK(log["items"].size() == 1);
    CHECK(log["items"][0]["subject"] == "app_notes");
}

}  // namespace vitrine::tests
