// Edits: a branch that a tool prepares, and what becomes of it beside the work of others.
#include <doctest/doctest.h>

#include "play_room.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {
namespace {

Json release(const char* code, const char* status, std::optional<double> fraction = {}) {
    Json out = {{"versionCodes", {code}}, {"status", status}};
    if (fraction) out["userFraction"] = *fraction;
    return out;
}
Json track_of(const Json& one) {
    return {{"releases", Json::array({one})}};
}

struct EditRoom : PlayRoom {
    Told put_track(const std::string& edit, const Json& one,
                   const std::string& track = "production") {
        return tool.ask("PUT", edit + "/tracks/" + track, track_of(one));
    }
    Told commit(const std::string& edit, const std::string& query = "") {
        return tool.ask("POST", edit + ":commit" + query);
    }
    // One edit that says only this of a track.
    Told say(const Json& one, const std::string& track = "production") {
        const std::string mine = edit();
        REQUIRE(put_track(mine, one, track).status == 200);
        return commit(mine);
    }
    Json seen(const std::string& track = "production") {
        return tool.ask("GET", edit() + "/tracks/" + track).body["releases"];
    }
    void approve(const std::string& submission) {
        tick();
        REQUIRE(stage(submission) == "queued");
        REQUIRE(decide(submission, "claim").status == 200);
        REQUIRE(decide(submission, "approve").status == 200);
        tick();
    }
};

}  // namespace

TEST_CASE_FIXTURE(EditRoom, "a tool publishes a version with its listing, in stages") {
    add(101);
    const std::string mine = edit();
    listing(mine);
    Json wish = release("101", "inProgress", 0.05);
    wish["name"] = "First light";
    wish["inAppUpdatePriority"] = 3;
    wish["releaseNotes"] = {{{"language", "en"}, {"text", "Hello"}},
                            {{"language", "de-DE"}, {"text", "Hallo"}}};
    REQUIRE(put_track(mine, wish).status == 200);
    const Told checked = tool.ask("POST", mine + ":validate");
    CHECK(checked.status == 200);
    CHECK(submission_of("101").empty());  // validating leaves nothing behind
    const Told done = commit(mine);
    INFO(done.body.dump());
    REQUIRE(done.status == 200);
    CHECK(reason_of(commit(mine)) == "editAlreadyCommitted");

    const std::string id = submission_of("101");
    const Json basket = body_of(dev.get("/v1/submissions/" + id + "/basket"))["basket"];
    CHECK(basket["fraction"] == 0.05);
    CHECK(basket["notes"].size() == 2);
    CHECK(basket["listing"].is_number());
    approve(id);
    CHECK(stage(id) == "rolling_out");  // nobody had to press anything
    const Json text = body_of(dev.get("/v1/apps/app_notes/listings/en"));
    CHECK(text["live"]["summary"] == "Write things down");

    const Json out = seen();
    REQUIRE(out.size() == 1);
    CHECK(out[0]["status"] == "inProgress");
    CHECK(out[0]["userFraction"] == 0.05);
    CHECK(out[0]["name"] == "First light");
    CHECK(out[0]["inAppUpdatePriority"] == 3);
    CHECK(out[0]["versionCodes"] == Json{"101"});
    CHECK(say(release("101", "halted", 0.05)).status == 200);
    CHECK(stage(id) == "halted");
    CHECK(say(release("101", "inProgress", 0.2)).status == 200);
    CHECK(detail(id)["submission"]["fraction"] == 0.2);
    CHECK(stage(id) == "rolling_out");
    const Told less = say(release("101", "inProgress", 0.1));
    CHECK(less.status == 400);
    CHECK(say(release("101", "completed")).status == 200);
    CHECK(stage(id) == "live");
    CHECK(seen()[0]["status"] == "completed");
    const Told states = tool.ask("GET", play_notes + "/tracks/production/releases");
    CHECK(states.body["releases"][0]["releaseLifecycleState"] ==
          "RELEASE_LIFECYCLE_STATE_PUBLISHED");
}

TEST_CASE_FIXTURE(EditRoom, "a draft stays a draft, and what is not sent waits in the console") {
    add(101);
    const std::string mine = edit();
    REQUIRE(put_track(mine, release("101", "draft"), "internal").status == 200);
    REQUIRE(commit(mine).status == 200);
    const std::string id = submission_of("101");
    tick();
    CHECK(stage(id) == "draft");
    CHECK(seen("internal")[0]["status"] == "draft");

    add(102);
    const std::string other = edit();
    REQUIRE(put_track(other, release("102", "completed"), "alpha").status == 200);
    REQUIRE(commit(other, "?changesNotSentForReview=true").status == 200);
    tick();
    CHECK(stage(submission_of("102")) == "draft");
    CHECK(seen("alpha")[0]["status"] == "completed");  // as it was wished

    // A later edit sends the same draft; one that leaves it out takes it back.
    REQUIRE(say(release("102", "completed"), "alpha").status == 200);
    tick();
    CHECK(stage(submission_of("102")) == "queued");
    const std::string third = edit();
    REQUIRE(tool.ask("PUT", third + "/tracks/internal", {{"releases", Json::array()}}).status ==
            200);
    REQUIRE(commit(third).status == 200);
    CHECK(stage(id) == "withdrawn");
}

TEST_CASE_FIXTURE(EditRoom, "what is in review is taken back and sent anew, or left alone") {
    add(101);
    REQUIRE(say(release("101", "inProgress", 0.05)).status == 200);
    const std::string first = submission_of("101");
    tick();
    REQUIRE(stage(first) == "queued");
    const std::string mine = edit();
    REQUIRE(put_track(mine, release("101", "inProgress", 0.5)).status == 200);
    const Told refused = commit(mine, "?changesInReviewBehavior=ERROR_IF_IN_REVIEW");
    CHECK(refused.status == 400);
    CHECK(stage(first) == "queued");
    CHECK(commit(mine, "?changesInReviewBehavior=WHATEVER").status == 400);
    REQUIRE(commit(mine).status == 200);  // the edit lived on
    CHECK(stage(first) == "withdrawn");
    const std::string second = submission_of("101");
    CHECK(second != first);
    approve(second);
    CHECK(detail(second)["submission"]["fraction"] == 0.5);
}

TEST_CASE_FIXTURE(EditRoom, "two edits and the console at once: nothing is lost, the clash named") {
    const std::string base = edit();
    listing(base);
    REQUIRE(commit(base, "?changesNotSentForReview=true").status == 200);

    const std::string a = edit(), b = edit();
    REQUIRE(tool.ask("PATCH", a + "/listings/en", {{"title", "A's title"}}).status == 200);
    REQUIRE(tool.ask("PUT", a + "/listings/de-DE",
                     {{"title", "Notizen"}, {"shortDescription", "Kurz"},
                      {"fullDescription", "Lang"}})
                .status == 200);
    REQUIRE(tool.ask("PATCH", b + "/listings/en",
                     {{"title", "B's title"}, {"fullDescription", "B's words"}})
                .status == 200);
    Request typed;  // a person in the console, meanwhile
    typed.method = "PATCH";
    typed.target = "/v1/apps/app_notes/listings/en";
    typed.body = R"({"summary":"The console's summary"})";
    typed.headers = {{"content-type", "application/json"}, {"if-match", "*"}};
    REQUIRE(dev.send(typed).status == 200);

    const std::string quietly = "?changesNotSentForReview=true";
    REQUIRE(commit(a, quietly).status == 200);
    const Json both = body_of(dev.get("/v1/apps/app_notes/listings/en"))["draft"];
    CHECK(both["title"] == "A's title");
    CHECK(both["summary"] == "The console's summary");

    const Told clash = commit(b, quietly);
    CHECK(clash.status == 409);
    CHECK(reason_of(clash) == "editConflict");
    CHECK(clash.body["error"]["message"].get<std::string>().find("listings.en.title") !=
          std::string::npos);
    CHECK(clash.body.dump().find("fullDescription") == std::string::npos);  // that is b's alone
    const Json after = body_of(dev.get("/v1/apps/app_notes/listings/en"))["draft"];
    CHECK(after == both);  // all of it or nothing
    CHECK(tool.ask("GET", b).status == 200);  // the edit is as it was
    CHECK(tool.ask("GET", b + "/listings/en").body["title"] == "B's title");
    REQUIRE(tool.ask("PATCH", b + "/listings/en", {{"title", "A's title"}}).status == 200);
    REQUIRE(commit(b, quietly).status == 200);
    const Json end = body_of(dev.get("/v1/apps/app_notes/listings/en"))["draft"];
    CHECK(end["title"] == "A's title");
    CHECK(end["summary"] == "The console's summary");
    CHECK(end["description"] == "B's words");
    CHECK(body_of(dev.get("/v1/apps/app_notes/listings/de-DE"))["draft"]["title"] == "Notizen");
}

TEST_CASE_FIXTURE(EditRoom, "a rollout that somebody else halted is not resumed by an older edit") {
    add(101);
    REQUIRE(say(release("101", "inProgress", 0.05)).status == 200);
    const std::string id = submission_of("101");
    approve(id);
    const std::string mine = edit(), other = edit();
    REQUIRE(dev.send("POST", "/v1/releases/rel_" + id + "_out/rollout", R"({"action":"halt"})")
                .status < 500);
    const Json rollouts = body_of(dev.get("/v1/releases?app=app_notes"));
    std::string release_id;
    for (const Json& one : rollouts["items"])
        if (one["version_name"] == "1.101") release_id = one["id"];
    if (stage(id) != "halted")
        REQUIRE(dev.send("POST", "/v1/releases/" + release_id + "/rollout",
                         R"({"action":"halt"})")
                    .status == 200);
    REQUIRE(put_track(mine, release("101", "inProgress", 0.5)).status == 200);
    const Told clash = commit(mine);
    CHECK(clash.status == 409);
    CHECK(clash.body["error"]["message"].get<std::string>().find(
              "tracks.production.101.rollout") != std::string::npos);
    CHECK(stage(id) == "halted");
    // Who says what it said already wants nothing: the halt stays.
    REQUIRE(put_track(other, release("101", "inProgress", 0.05)).status == 200);
    CHECK(commit(other).status == 200);
    CHECK(stage(id) == "halted");
}

TEST_CASE_FIXTURE(EditRoom, "images are kept in the order they came, and go out one by one") {
    const std::string mine = edit(), set = mine + "/listings/en/phoneScreenshots";
    for (const char* mark : {"one", "two", "three"}) {
        const Told told = tool.send("POST", "/upload" + set + "?uploadType=media",
                                    "Content-Type: image/png\r\n", a_png(1080, 1920, 2, mark));
        REQUIRE(told.status == 200);
        CHECK(told.body["image"]["sha256"] == sha256_of(a_png(1080, 1920, 2, mark)));
    }
    Json images = tool.ask("GET", set).body["images"];
    REQUIRE(images.size() == 3);
    CHECK(images[1]["sha256"] == sha256_of(a_png(1080, 1920, 2, "two")));
    const std::string second = images[1]["id"];
    CHECK(tool.ask("DELETE", set + "/" + second).status == 204);
    CHECK(tool.ask("DELETE", set + "/" + second).status == 404);
    images = tool.ask("GET", set).body["images"];
    REQUIRE(images.size() == 2);
    CHECK(images[1]["sha256"] == sha256_of(a_png(1080, 1920, 2, "three")));
    CHECK(body_of(dev.get("/v1/apps/app_notes/graphics"))["items"].empty());  // a branch
    shop.clock.advance(3 * base::hour_ms);  // images that only an edit shows are not swept
    shop.app->tick();
    tool.token = token_of(account);
    shop.clock.advance(base::hour_ms / 2);
    shop.app->tick();
    REQUIRE(tool.ask("GET", set).body["images"].size() == 2);
    REQUIRE(commit(mine, "?changesNotSentForReview=true").status == 200);
    const Json sets = body_of(dev.get("/v1/apps/app_notes/graphics"))["items"];
    REQUIRE(sets.size() == 1);
    CHECK(sets[0]["draft"].size() == 2);

    const std::string next = edit();
    const Told gone = tool.ask("DELETE", next + "/listings/en/phoneScreenshots");
    CHECK(gone.body["deleted"].size() == 2);
    CHECK(tool.ask("GET", next + "/listings/en/phoneScreenshots").body["images"].empty());
    CHECK(tool.ask("GET", next + "/listings/en/holograms").status == 400);
    const Told wrong = tool.send("POST", "/upload" + next + "/listings/en/icon?uploadType=media",
                                 "Content-Type: image/png\r\n", a_png(100, 100));
    CHECK(wrong.status == 400);
}

TEST_CASE_FIXTURE(EditRoom, "details, testers and countries are read and written") {
    const std::string mine = edit();
    CHECK(tool.ask("GET", mine + "/details").body["defaultLanguage"] == "en");
    const Told patched =
        tool.ask("PATCH", mine + "/details", {{"contactEmail", "help@example.com"}});
    CHECK(patched.body["contactEmail"] == "help@example.com");
    CHECK(tool.ask("PUT", mine + "/details", {{"defaultLanguage", "fr"}}).status == 400);
    const Told groups = tool.ask("PUT", mine + "/testers/beta",
                                 {{"googleGroups", {"testers@example.com"}}});
    CHECK(groups.body["googleGroups"].size() == 1);
    CHECK(tool.ask("GET", mine + "/countryAvailability/production").body["restOfWorld"] == true);
    REQUIRE(commit(mine, "?changesNotSentForReview=true").status == 200);
    const std::string next = edit();
    CHECK(tool.ask("GET", next + "/details").body["contactEmail"] == "help@example.com");
    CHECK(tool.ask("GET", next + "/testers/beta").body["googleGroups"][0] ==
          "testers@example.com");
    CHECK(tool.ask("GET", next + "/testers/nowhere").status == 404);
}

TEST_CASE_FIXTURE(EditRoom, "what is wrong is answered in Play's words, and costs nothing") {
    const std::string mine = edit();
    CHECK(reason_of(tool.ask("GET", play_notes + "/edits/nothing")) == "editNotFound");
    CHECK(reason_of(tool.ask("POST", "/androidpublisher/v3/applications/no.such.app/edits")) ==
          "applicationNotFound");
    CHECK(reason_of(tool.ask("GET", mine + "/listings/en")) == "listingNotFound");
    CHECK(reason_of(tool.ask("GET", mine + "/tracks/nowhere")) == "notFound");
    CHECK(tool.ask("GET", mine + ":commit").status == 404);  // an edit of that name
    CHECK(tool.ask("DELETE", mine + "/details").status == 405);
    CHECK(tool.ask("POST", play_notes + "/inappproducts").status == 501);
    CHECK(tool.ask("GET", "/androidpublisher/v3/nonsense").status == 404);
    CHECK(put_track(mine, release("999", "completed")).status == 200);
    const Told unknown = commit(mine);
    CHECK(unknown.status == 400);
    CHECK(unknown.body.dump().find("999") != std::string::npos);
    for (const Json& bad :
         {release("1", "inProgress"), release("1", "completed", 0.5), release("1", "inProgress", 2),
          release("1", "whatever"), release("x", "draft"), Json{{"status", "draft"}}, Json(7)})
        CHECK(put_track(mine, bad).status == 400);
    const Json twice = {{"releases", {release("1", "draft"), release("2", "draft")}}};
    CHECK(tool.ask("PUT", mine + "/tracks/production", twice).status == 400);
    CHECK(tool.ask("PUT", mine + "/listings/en", {{"title", std::string(31, 'x')}}).status == 400);
    CHECK(tool.ask("PUT", mine + "/listings/en", {{"title", 7}}).status == 400);
    CHECK(tool.ask("PUT", mine + "/listings/not a language", {{"title", "x"}}).status == 400);
    CHECK(tool.send("PUT", mine + "/listings/en", "Content-Type: application/json\r\n", "[1]")
              .status == 400);
    CHECK(tool.ask("DELETE", mine).status == 204);
    CHECK(reason_of(tool.ask("GET", mine)) == "editNotFound");
    const std::string late = edit();
    shop.clock.advance(8 * base::day_ms);
    tool.token = token_of(account);
    CHECK(reason_of(tool.ask("GET", late)) == "editExpired");
}

TEST_CASE_FIXTURE(EditRoom, "an edit belongs to its team and its app") {
    const std::string mine = edit();
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    const std::string id = mine.substr(mine.rfind('/') + 1);
    CHECK(tool.ask("GET", "/androidpublisher/v3/applications/org.example.maps/edits/" + id)
              .status == 404);
    Guest harbour(*shop.app);
    REQUIRE(harbour.sign_in(otto).status == 200);
    tool.token = token_of(issue(harbour));
    CHECK(tool.ask("GET", mine).status == 404);
    CHECK(tool.ask("GET", "/androidpublisher/v3/applications/org.example.boats/edits/" + id)
              .status == 404);
    tool.token = token_of(issue(dev, {{"apps", {"app_maps"}}}));
    CHECK(tool.ask("GET", mine).status == 404);
}

TEST_CASE_FIXTURE(EditRoom, "what the checks refuse is not sent, and the edit says why") {
    auto broken = package(103);
    broken.facts.debuggable = true;
    add(broken);
    const std::string mine = edit();
    REQUIRE(put_track(mine, release("103", "completed")).status == 200);
    const Told refused = tool.ask("POST", mine + ":validate");
    CHECK(refused.status == 400);
    const Told again = commit(mine);
    CHECK(again.status == 400);
    CHECK(submission_of("103").empty());
    CHECK(!again.body["error"]["details"][1]["fieldViolations"].empty());
    CHECK(commit(mine, "?changesNotSentForReview=true").status == 200);  // to mend in the console
}

TEST_CASE_FIXTURE(EditRoom, "reviews are listed by page and answered") {
    const Told page = tool.ask("GET", play_notes + "/reviews?maxResults=1");
    REQUIRE(page.status == 200);
    const Json one = page.body["reviews"][0];
    CHECK(one["reviewId"] == shop.our_review.text);
    CHECK(one["comments"][0]["userComment"]["starRating"] == 2);
    CHECK(one["comments"][0]["userComment"]["reviewerLanguage"] == "de");
    const std::string review = play_notes + "/reviews/" + shop.our_review.text;
    const Told replied = tool.ask("POST", review + ":reply", {{"replyText", "Danke"}});
    CHECK(replied.body["result"]["replyText"] == "Danke");
    CHECK(tool.ask("GET", review).body["comments"][1]["developerComment"]["text"] == "Danke");
    CHECK(tool.ask("POST", review + ":reply", {{"replyText", std::string(351, 'x')}}).status ==
          400);
    CHECK(tool.ask("GET", play_notes + "/reviews/" + shop.their_review.text).status == 404);
    CHECK(tool.ask("GET", play_notes + "/reviews?startIndex=-1").status == 400);
}

}  // namespace vitrine::tests
