// From a package to all devices: the documented script, rollouts, and what users say.
#include "cli/files.h"
#include "desk.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {
namespace {

struct Publishing : Desk {
    std::string package = shared_package("apk/androguard/a2dp.Vol_137.apk");
    bool ready() {
        if (package.empty()) return false;
        app("a2dp.Vol");
        work.write("app.apk", package);
        set_floor(1);
        return true;
    }
    Ran run(std::vector<std::string> words) const {
        words.push_back("--json");
        auto ran = vitrine(std::move(words));
        INFO(ran.err);
        CHECK(ran.exit == 0);
        return ran;
    }
    // Submitted, and past the checks; its id.
    std::string submitted() const {
        const Ran ran = run({"submit", "app.apk", "--rollout", "0.05", "--wait-for", "checks"});
        CHECK(ran.json()["submission"]["stage"] == "queued");
        return ran.json()["submission"]["id"].get<std::string>();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Publishing, "the documented script publishes, and may be run again") {
    if (!ready()) return;
    REQUIRE(vitrine({"init", "--app", "a2dp.Vol"}).exit == 0);
    work.write("listings/en/title.txt", "Volume\n");
    work.write("listings/en/summary.txt", "Remembers a volume for each device\n");
    work.write("listings/en/description.txt", "What it does.\n");
    work.write("graphics/en/icon/01.png", a_png(512, 512));
    work.write("graphics/en/feature/01.png", a_png(1024, 500));
    work.write("graphics/en/phone/01.png", a_png(1080, 1920, 2, "a"));
    work.write("graphics/en/phone/02.png", a_png(1080, 1920, 2, "b"));
    work.write("notes/en.txt", "The first one.\n");
    Json uses = Json::array();
    for (const char* type : {"approximate_location", "precise_location", "contacts", "messages",
                             "call_log", "personal_info", "files", "device_ids", "audio"})
        uses.push_back({{"type", type}, {"purposes", {"app_function"}}, {"shared", false},
                        {"optional", true}});
    work.write("data_safety.json",
               Json{{"uses", uses}, {"encrypted", true}, {"deletable", true}}.dump());
    std::string first;
    for (int turn = 0; turn < 2; ++turn) {
        auto environment_ = environment();
        environment_["PATH"] = std::string(VT_BINARY_DIR) + ":/usr/bin:/bin";
        environment_["TARGET_SDK"] = "1";
        const Ran ran = run_program(VT_SOURCE_DIR "/docs/examples/publish.sh",
                                    Start{{"app.apk", "production", "0.1"}, environment_, "",
                                          work.path(), 0, nullptr});
        INFO(ran.out, ran.err);
        REQUIRE(ran.exit == 0);
        const auto submission = cli::read_json(work.path() + "/submission.json");
        REQUIRE(submission);
        const Json& one = (*submission)["submission"];
        CHECK(one["stage"] == "queued");
        if (turn == 0) first = one["id"].get<std::string>();
        else CHECK(one["id"] == first);
        CHECK(cli::read_json(work.path() + "/check.sarif")->contains("runs"));
    }
    const Json basket = must("GET", "/v1/submissions/" + first + "/basket")["basket"];
    CHECK(basket["notes"][0]["text"] == "The first one.");
    CHECK(basket["fraction"] == 0.1);
    CHECK(basket["listing"].is_number());
    CHECK(vitrine({"status"}).out.find("queued") != std::string::npos);
}

TEST_CASE_FIXTURE(Publishing, "a rollout is started, halted, resumed and completed by command") {
    if (!ready()) return;
    const std::string id = submitted();
    CHECK(submitted() == id);
    decide(id, "approve");
    CHECK(run({"status", id}).json()["submission"]["stage"] == "approved");
    const std::vector<std::string> at = {"--app", "a2dp.Vol"};
    const auto rollout = [&](std::vector<std::string> words) {
        words.insert(words.begin(), "rollout");
        words.insert(words.end(), at.begin(), at.end());
        return run(std::move(words)).json();
    };
    CHECK(rollout({"start"})["fraction"] == 0.05);
    CHECK(rollout({"set", "0.2"})["fraction"] == 0.2);
    const Ran less = vitrine({"rollout", "set", "0.1", "--app", "a2dp.Vol", "--json"});
    CHECK(less.exit == 1);
    CHECK(less.problem()["code"] == "fraction_not_growing");
    CHECK(rollout({"halt", "--reason", "crashes"})["stage"] == "halted");
    // The same by the folder.
    REQUIRE(vitrine({"init", "--app", "a2dp.Vol"}).exit == 0);
    REQUIRE(vitrine({"pull"}).exit == 0);
    auto track = cli::read_json(work.path() + "/tracks/production.json");
    REQUIRE(track);
    CHECK((*track)["stage"] == "halted");
    (*track)["stage"] = "rolling_out";
    (*track)["fraction"] = 0.5;
    work.write("tracks/production.json", track->dump());
    REQUIRE(vitrine({"apply"}).exit == 0);
    CHECK(rollout({"show"})["release"]["fraction"] == 0.5);
    CHECK(vitrine({"plan", "--json"}).json()["differences"] == Json::array());
    (*track)["stage"] = "superseded";
    work.write("tracks/production.json", track->dump());
    CHECK(vitrine({"plan", "--json"}).json()["refused"][0]["code"] == "no_such_move");
    CHECK(rollout({"complete"})["stage"] == "live");
    const Ran against = vitrine({"check", "app.apk", "--against-live", "--json"});
    CHECK(against.json()["against_live"]["version_code"]["live"] == 137);
    CHECK(against.json()["against_live"]["permissions"]["added"] == Json::array());
    CHECK(against.exit == 1);  // the version code does not grow
}

TEST_CASE_FIXTURE(Publishing, "what the checks find stops a submission, with its place") {
    if (!ready()) return;
    set_floor(33);
    const Ran dry = vitrine({"submit", "app.apk", "--dry-run", "--json"});
    CHECK(dry.exit == 1);
    const Ran ran = vitrine({"submit", "app.apk", "--wait-for", "checks"});
    CHECK(ran.exit == 1);
    CHECK(ran.out.find("stage   invalid") != std::string::npos);
    CHECK(ran.out.find("AndroidManifest.xml: The target SDK is too old") != std::string::npos);
}

TEST_CASE_FIXTURE(Publishing, "what a reviewer gave back goes again once it was changed") {
    if (!ready()) return;
    const std::string id = submitted();
    decide(id, "request_changes");
    const Ran same = vitrine({"submit", "app.apk", "--rollout", "0.05", "--wait", "--json"});
    CHECK(same.exit == 1);
    CHECK(same.json()["submission"]["stage"] == "changes_requested");
    work.write("notes/en.txt", "Better now.\n");
    const Json again = run({"submit", "app.apk", "--rollout", "0.05", "--notes", "notes"}).json();
    CHECK(again["submission"]["id"] == id);
    CHECK(again["submission"]["stage"] == "queued");
}

TEST_CASE_FIXTURE(Publishing, "reviews are listed, answered once, and exported") {
    const std::string id = app("org.example.notes");
    const Json review = {{"kind", "put"}, {"app", id}, {"id", "one"}, {"rating", 2},
                         {"text", "It \x1b[31m crashes"}, {"at", "2026-01-01T00:00:00Z"}};
    cli::Http http({origin, key, 5000});
    cli::HttpAsk lines;
    lines.method = "POST";
    lines.path = "/v1/ingest/reviews?batch=b1";
    lines.content_type = "application/x-ndjson";
    lines.body = review.dump() + "\n";
    const auto taken = http.ask(lines);
    REQUIRE_MESSAGE(taken, taken.error().title);
    const Json listed = run({"reviews", "list", "--app", "org.example.notes"}).json();
    REQUIRE(listed["total"] == 1);
    const std::string name = listed["items"][0]["id"].get<std::string>();
    CHECK(vitrine({"reviews", "list"}).out.find('\x1b') == std::string::npos);
    CHECK(run({"reviews", "reply", name, "Sorry, fixed."}).json()["reply"]["version"] == 1);
    CHECK(run({"reviews", "reply", name, "Sorry, fixed."}).json()["reply"]["version"] == 1);
    CHECK(run({"reviews", "list", "--unanswered"}).json()["total"] == 0);
    CHECK(vitrine({"reviews", "export", "--format", "ndjson"}).out.find("Sorry, fixed.") !=
          std::string::npos);
}

}  // namespace vitrine::tests
