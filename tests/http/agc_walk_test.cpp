// The whole way of an app through AppGallery Connect's API, over sockets: token, texts, images, a
// real package, review, phased and full release, an answer to a review.
#include <doctest/doctest.h>

#include "agc_room.h"
#include "folder.h"
#include "service/agc/fetcher.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {
namespace {

constexpr std::int64_t compiling = 204144727, processing = 204144660, under_review = 204144647;

std::string on(const char* path, const std::string& app, const std::string& more = "") {
    return "/api/publish/v2/" + std::string(path) + "?appId=" + app + more;
}

bool says_when(const Told& told) {
    return told.head.find("Retry-After: ") != std::string::npos;
}

void write_listing(AgcRoom& room, const std::string& app) {
    AgcClient& client = room.client;
    CHECK(ret_of(client.put(on("app-language-info", app),
                            {{"lang", "en"},
                             {"appName", "Volume"},
                             {"briefInfo", "Loud and quiet"},
                             {"appDesc", "It keeps the volume of each device."},
                             {"newFeatures", "Louder"}})) == 0);
    const auto attach = [&](int type, const Json& files) {
        return client.put(on("app-file-info", app),
                          {{"fileType", type}, {"lang", "en"}, {"files", files}});
    };
    const std::string icon = client.upload(app, a_png(512, 512, 6));
    CHECK(ret_of(attach(0, Json::array({{{"fileName", "i.png"}, {"fileDestUrl", icon}}}))) == 0);
    const auto wide = [&] {
        const Json sets =
            body_of(room.dev.get("/v1/apps/" + room.volume_id + "/graphics?locale=en"));
        for (const Json& one : sets["items"])
            if (one["type"] == "feature") return one["draft"][0]["id"].get<std::string>();
        return std::string();
    };
    const std::string before = wide();
    Json shots = Json::array();
    for (const char* mark : {"one", "two"})
        shots.push_back({{"fileName", mark},
                         {"fileDestUrl", client.upload(app, a_png(1080, 1920, 2, mark), false)}});
    shots.push_back({{"fileName", "wide"},
                     {"fileDestUrl", client.upload(app, a_png(1024, 500, 2, "wide"))}});
    CHECK(ret_of(attach(2, shots)) == 0);
    CHECK(wide() != before);  // by its size the third is the feature graphic
    const Json sets = body_of(room.dev.get("/v1/apps/" + room.volume_id + "/graphics?locale=en"));
    std::string drafted;
    for (const Json& one : sets["items"])
        drafted += one["type"].get<std::string>() + std::to_string(one["draft"].size()) + " ";
    CHECK(drafted == "icon1 feature1 phone2 ");
}

// Up to the reviewers' queue; the submission.
std::string send_to_review(AgcRoom& room, const std::string& app, const std::string& bytes) {
    AgcClient& client = room.client;
    const Told form = client.get(on("upload-url", app, "&suffix=apk"));
    CHECK(ret_of(form) == 0);
    const Told sent = client.post_form(form.body["uploadUrl"],
                                       {{"authCode", form.body["authCode"]},
                                        {"fileCount", "1"},
                                        {"parseType", "1"}},
                                       bytes);
    CAPTURE(sent.body.dump());
    REQUIRE(ret_of(sent) == 0);
    const Json file = sent.body["result"]["UploadFileRsp"]["fileInfoList"][0];
    CHECK(file["size"] == bytes.size());
    const Told attached = client.put(
        on("app-file-info", app),
        {{"fileType", 5},
         {"files",
          Json::array({{{"fileName", "a.apk"}, {"fileDestUrl", file["fileDestUlr"]}}})}});
    REQUIRE(ret_of(attached) == 0);
    const std::string package = attached.body["pkgVersion"][0];
    const auto state_of_package = [&] {
        const Told told = client.get(on("package/compile/status", app, "&pkgIds=" + package));
        CHECK(ret_of(told) == 0);
        return told.body["pkgStateList"][0]["successStatus"].get<int>();
    };
    CHECK(state_of_package() == 1);
    const std::string submit = on("app-submit", app, "&releaseType=3&remark=Please+look+at+it");
    const Json phased = {{"phasedReleasePercent", "10.00"},
                         {"phasedReleaseDescription", "the first tenth"}};
    const Told early = client.post(submit, phased);
    CHECK(ret_of(early) == compiling);
    CHECK(says_when(early));
    room.tick();
    CHECK(state_of_package() == 0);
    CHECK(client.get(on("aab/complile/status", app, "&pkgIds=" + package))
              .body["pkgStateList"][0]["aabCompileStatus"] == 0);
    CHECK(room.state(app) == 7);
    CHECK(ret_of(client.post(submit, phased)) == 0);
    CHECK(room.state(app) == 12);
    const Told again = client.post(submit, phased);
    CHECK(ret_of(again) == processing);
    CHECK(says_when(again));
    CHECK(again.body["ret"]["msg"].get<std::string>().find("It may take 2-5 minutes") !=
          std::string::npos);
    room.tick();
    CHECK(room.state(app) == 4);
    CHECK(ret_of(client.post(submit, phased)) == under_review);
    return room.newest_submission(room.volume_id);
}

void roll_out(AgcRoom& room, const std::string& app) {
    AgcClient& client = room.client;
    const auto phase = [&] { return room.info(app)["phasedReleaseInfo"]; };
    CHECK(phase()["state"] == "RELEASE");
    CHECK(phase()["phasedReleasePercent"] == "10.00");
    CHECK(phase()["phasedReleaseDescription"] == "the first tenth");
    const auto steer = [&](const char* state) {
        return ret_of(client.put(on("phased-release/state", app), {{"state", state}}));
    };
    CHECK(steer("SUSPEND") == 0);
    CHECK(phase()["state"] == "SUSPEND");
    CHECK(steer("RELEASE") == 0);
    CHECK(phase()["state"] == "RELEASE");
    CHECK(steer("ROLLBACK") != 0);  // nothing was on the shelf before
    CHECK(ret_of(client.put(on("phased-release", app, "&releaseType=3"),
                            {{"phasedReleasePercent", "50.00"}})) == 0);
    CHECK(phase()["phasedReleasePercent"] == "50.00");
    CHECK(ret_of(client.put(on("phased-release", app, "&releaseType=3"),
                            {{"phasedReleasePercent", "20.00"}})) != 0);
    CHECK(ret_of(client.put(on("phased-release", app, "&releaseType=1"), Json::object())) == 0);
    CHECK(room.state(app) == 0);
    CHECK(!room.info(app).contains("phasedReleaseInfo"));
    CHECK(room.info(app)["appInfo"]["onShelfVersionCode"] == "137");
    CHECK(ret_of(client.put(on("phased-release", app, "&releaseType=1"), Json::object())) ==
          under_review);  // no such release: AGC has one number for both
}

void answer_review(AgcRoom& room, const std::string& app) {
    service::ports::IncomingReview incoming;
    incoming.source = "test";
    incoming.source_id = "volume";
    incoming.review.app = {room.volume_id};
    incoming.review.id = {"rev_volume"};
    incoming.review.rating = 4;
    incoming.review.text = "Loud";
    incoming.review.country = "DE";
    incoming.review.created_at = {room.shop.clock.ms - base::hour_ms};
    REQUIRE(room.shop.store->reviews().upsert(std::span(&incoming, 1)));
    const std::string reviews = "/api/reviews/v1/manage/dev/reviews";
    const Told list = room.client.get(reviews + "?appId=" + app);
    REQUIRE(ret_of(list) == 0);
    REQUIRE(list.body["data"]["total"] == 1);
    CHECK(list.body["data"]["reviewList"][0]["devReplyState"] == 0);
    const Json answer = {{"appId", app}, {"reviewId", "rev_volume"}, {"lang", "en"},
                         {"devReplyContent", "Thank you"}, {"countryCode", "DE"}};
    const Told replied = room.client.post(reviews, answer);
    REQUIRE(ret_of(replied) == 0);
    const Told one = room.client.get(reviews + "/rev_volume?appId=" + app);
    CHECK(one.body["data"]["devReplyContent"] == "Thank you");
    CHECK(one.body["data"]["devReplyState"] == 1);
    CHECK(ret_of(room.client.post(reviews, answer)) != 0);  // which one is meant?
    Json change = answer;
    change["updateReplyId"] = replied.body["data"]["replyId"];
    change["devReplyContent"] = "Thanks";
    CHECK(ret_of(room.client.post(reviews, change)) == 0);
    CHECK(room.client.get(reviews + "/rev_volume").body["data"]["devReplyContent"] == "Thanks");
}

void walk(AgcRoom& room) {
    const std::string bytes = room.package_bytes();
    if (bytes.empty()) return;
    const std::string app = room.add_app_of_package();
    CHECK(ret_of(room.client.get("/api/reviews/v1/manage/dev/reviews?appId=" + app)) == 50010028);
    CHECK(room.state(app) == 7);
    write_listing(room, app);
    const std::string submission = send_to_review(room, app, bytes);
    REQUIRE(room.decide(submission, "claim").status == 200);
    REQUIRE(room.decide(submission, "approve").status == 200);
    CHECK(room.state(app) == 3);
    room.tick();
    CHECK(room.state(app) == 0);
    CHECK(room.info(app)["languages"][0]["newFeatures"] == "Louder");
    roll_out(room, app);
    answer_review(room, app);
}

}  // namespace

TEST_CASE("a scripted client publishes an app and answers a review") {
    AgcRoom room;
    walk(room);
}

TEST_CASE("a scripted client publishes to a store on disk") {
    Folder folder;
    auto store = service::sqlite::open_store(folder.path());
    auto blobs = service::files::open_blobs(folder.path());
    REQUIRE(store);
    REQUIRE(blobs);
    AgcRoom room(std::move(*store), std::move(*blobs));
    walk(room);
}

TEST_CASE("what reviewers say is the audit's opinion, and what they ask for is mended") {
    AgcRoom room;
    const std::string bytes = room.package_bytes();
    if (bytes.empty()) return;
    const std::string app = room.add_app_of_package();
    write_listing(room, app);
    const std::string submission = send_to_review(room, app, bytes);
    REQUIRE(room.decide(submission, "claim").status == 200);
    const Json finding = a_finding();
    REQUIRE(room.decide(submission, "request_changes",
                        {{"reason", "The sound is wrong"}, {"findings", Json::array({finding})}})
                .status == 200);
    CHECK(room.state(app) == 1);
    const std::string opinion = room.info(app)["auditInfo"]["auditOpinion"];
    CHECK(opinion.find("The sound is wrong") != std::string::npos);
    CHECK(opinion.find("VP-4.1.1 Broken (notes): Mend it") != std::string::npos);
    CHECK(ret_of(room.client.put(on("app-language-info", app),
                                 {{"lang", "en"}, {"newFeatures", "Right sound"}})) == 0);
    CHECK(ret_of(room.client.post(on("app-submit", app, "&releaseType=1"))) == 0);
    CHECK(room.state(app) == 4);
    REQUIRE(room.decide(submission, "claim").status == 200);
    REQUIRE(room.decide(submission, "approve").status == 200);
    room.tick();
    CHECK(room.state(app) == 0);
    CHECK(!room.info(app).contains("phasedReleaseInfo"));  // the second time: to everybody
}

TEST_CASE("a planned release waits for its time, or goes to the shelf now") {
    AgcRoom room;
    const std::string bytes = room.package_bytes();
    if (bytes.empty()) return;
    const std::string app = room.add_app_of_package();
    write_listing(room, app);
    const std::string id = room.client.upload(app, bytes);
    const Told attached =
        room.client.put("/api/publish/v3/app-package-info?releasePhase=1&appId=" + app,
                        {{"fileName", "a.apk"}, {"objectId", id}});
    CHECK(attached.body["packageId"] == id);
    room.tick();
    CHECK(ret_of(room.client.post(
              on("app-submit", app, "&releaseType=1&releaseTime=2026-07-01T08:00:00%2B0800"))) ==
          0);
    room.tick();
    const std::string submission = room.newest_submission(room.volume_id);
    const Json shelf = {{"changeType", 1}};
    CHECK(ret_of(room.client.put(on("on-shelf-time", app), shelf)) != 0);
    REQUIRE(room.decide(submission, "claim").status == 200);
    REQUIRE(room.decide(submission, "approve").status == 200);
    room.tick();
    room.tick();
    CHECK(room.state(app) == 3);
    CHECK(body_of(room.dev.get("/v1/submissions/" + submission))["submission"]["stage"] ==
          "scheduled");
    CHECK(ret_of(room.client.put(on("on-shelf-time", app), {{"changeType", 2}})) == 0);
    CHECK(ret_of(room.client.put(on("on-shelf-time", app), shelf)) == 0);
    CHECK(room.state(app) == 0);
}

TEST_CASE("a package is fetched from where the client says, read and sent to review") {
    AppOptions options = generous();
    options.hook_reach = service::hooks::Reach::loopback;
    AgcRoom room(nullptr, nullptr, options);
    const std::string bytes = room.package_bytes();
    if (bytes.empty()) return;
    Folder files;
    files.write("a.apk", bytes);
    auto site = service::http::Site::load(files.path());
    REQUIRE(site);
    Shop mirror(generous(), nullptr, std::move(*site));
    Running there(*mirror.app);
    const std::string app = room.add_app_of_package();
    write_listing(room, app);
    const auto ask = [&](const std::string& name, const char* request) {
        return room.client.post(
            on("app-submit-with-file", app),
            {{"downloadUrl", "http://127.0.0.1:" + std::to_string(there.port()) + "/" + name},
             {"downloadFileName", "a.apk"},
             {"requestId", request},
             {"releaseType", 1}});
    };
    const std::atomic<bool> never = false;
    auto& gallery = room.shop.app->gallery();
    CHECK(!service::agc::fetch_next(gallery, never));
    const auto opinion = [&] {
        return room.info(app)["auditInfo"]["auditOpinion"].get<std::string>();
    };
    CHECK(ret_of(ask("absent.apk", "r1")) == 0);
    CHECK(service::agc::fetch_next(gallery, never));
    CHECK(opinion().find("Request r1: The file could not be fetched") == 0);
    CHECK(ret_of(ask("a.apk", "r2")) == 0);
    CHECK(ret_of(ask("a.apk", "r2")) == 0);  // once more is the same request
    const Told other = ask("a.apk", "r3");
    CHECK(ret_of(other) == compiling);
    CHECK(says_when(other));
    CHECK(ret_of(room.client.post(on("app-submit", app))) == compiling);
    CHECK(room.state(app) == 7);
    const std::atomic<bool> stopping = true;
    CHECK(service::agc::fetch_next(gallery, stopping));  // the store stops: it is fetched anew
    CHECK(service::agc::fetch_next(gallery, never));
    CHECK(!service::agc::fetch_next(gallery, never));
    CHECK(opinion() == "");
    room.tick();
    room.tick();
    CHECK(room.state(app) == 4);
    CHECK(room.info(app)["appInfo"]["versionCode"] == "137");
}

TEST_CASE("an open test goes out on its own track, and the shelf does not hear of it") {
    AgcRoom room;
    const std::string bytes = room.package_bytes();
    if (bytes.empty()) return;
    const std::string app = room.add_app_of_package(), test = "&releaseType=6";
    write_listing(room, app);
    const std::string id = room.client.upload(app, bytes);
    CHECK(ret_of(room.client.put(on("app-file-info", app, test),
                                 {{"fileType", 5},
                                  {"files", Json::array({{{"fileName", "a.apk"},
                                                          {"fileDestUrl", id}}})}})) == 0);
    room.tick();
    const auto info = [&] { return room.client.get(on("app-info", app, test)).body["appInfo"]; };
    CHECK(info()["releaseState"] == 7);
    CHECK(info()["versionCode"] == "137");
    const Json wish = {{"testStartTime", "2026-07-01T08:00:00+0800"},
                       {"testEndTime", "2026-08-01T08:00:00+0800"},
                       {"feedbackEmail", "tests@fjord.example"},
                       {"skipManualReview", 0}};
    const Told sent = room.client.post(on("app-submit", app, test), wish);
    INFO(sent.body.dump());
    REQUIRE(ret_of(sent) == 0);
    room.tick();
    CHECK(info()["releaseState"] == 4);
    const std::string submission = room.newest_submission(room.volume_id);
    CHECK(body_of(room.dev.get("/v1/submissions/" + submission))["submission"]["track"] == "open");
    REQUIRE(room.decide(submission, "claim").status == 200);
    REQUIRE(room.decide(submission, "approve").status == 200);
    room.tick();
    CHECK(info()["releaseState"] == 3);  // it waits for testStartTime
    room.shop.clock.advance(40 * base::day_ms);
    room.tick();
    REQUIRE(room.client.sign_in().status == 200);
    CHECK(info()["releaseState"] == 0);
    CHECK(info()["onShelfVersionCode"] == "137");
    CHECK(room.info(app)["appInfo"]["onShelfVersionNumber"] == "");
    CHECK(room.info(app)["languages"][0]["appName"] == "Volume");  // still a draft
}

}  // namespace vitrine::tests
