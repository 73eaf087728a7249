// AppGallery Connect's API and what it refuses: tokens that do not hold, other people's things, and
// each kind of wrong input.
#include <doctest/doctest.h>

#include "agc_room.h"
#include "service/agc/gallery.h"

namespace vitrine::tests {
namespace {

constexpr std::int64_t refused_token = 205524993;

const std::string publish = "/api/publish/v2/",
                  reports = "/api/report/distribution-operation-quality/v1/";

std::string msg_of(const Told& told) { return told.body["ret"]["msg"]; }

// A call for every route that takes an access token, right but for what a test takes away.
struct Call {
    std::string method, target;
    Json body;
};
std::vector<Call> calls_on(const std::string& app) {
    const std::string q = "?appId=" + app;
    const std::string reviews = "/api/reviews/v1/manage/dev/";
    const Json none = Json::object();
    return {
        {"GET", publish + "appid-list?packageName=org.example.notes", nullptr},
        {"GET", publish + "app-info" + q, nullptr},
        {"PUT", publish + "app-info" + q, {{"csEmail", "a@b.example"}}},
        {"PUT", publish + "app-language-info" + q, {{"lang", "en"}, {"appName", "N"}}},
        {"DELETE", publish + "app-language-info" + q + "&lang=fr", nullptr},
        {"GET", publish + "upload-url" + q + "&suffix=apk", nullptr},
        {"GET", publish + "upload-url/for-obs" + q + "&fileName=a&contentLength=5", nullptr},
        {"POST", publish + "upload/multipart/init" + q + "&fileName=a", none},
        {"POST", publish + "upload/multipart/parts?objectId=upl_x&nspUploadId=x",
         {{"additionalProp1", {{"length", 5}}}}},
        {"POST", publish + "upload/multipart/compose?objectId=upl_x&nspUploadId=x",
         {{"additionalProp1", {{"partObjectId", "upl_x.0"}, {"etag", "x"}}}}},
        {"PUT", publish + "app-file-info" + q,
         {{"fileType", 5}, {"files", Json::array({{{"fileDestUrl", "upl_x"}}})}}},
        {"PUT", "/api/publish/v3/app-package-info" + q, {{"fileName", "a"}, {"objectId", "upl_x"}}},
        {"GET", publish + "package/compile/status" + q + "&pkgIds=upl_x", nullptr},
        {"GET", publish + "aab/complile/status" + q + "&pkgIds=upl_x", nullptr},
        {"POST", publish + "app-submit" + q, none},
        {"POST", publish + "app-submit-with-file" + q,
         {{"downloadUrl", "https://files.example/a.apk"}, {"downloadFileName", "a.apk"},
          {"requestId", "r1"}}},
        {"PUT", publish + "phased-release/state" + q, {{"state", "RELEASE"}}},
        {"PUT", publish + "phased-release" + q + "&releaseType=1", none},
        {"PUT", publish + "on-shelf-time" + q, {{"changeType", 1}}},
        {"PUT", publish + "properties/gms" + q, {{"needGms", 1}}},
        {"GET", reports + "appDownloadExport/" + app + "?startTime=20260501&endTime=20260502",
         nullptr},
        {"GET", reports + "appDownloadFailExport/" + app + "?startTime=20260501&endTime=20260502",
         nullptr},
        {"GET", reviews + "reviews" + q, nullptr},
        {"GET", reviews + "reviews/rev_app_boats" + q, nullptr},
        {"GET", reviews + "ratings" + q, nullptr},
        {"POST", reviews + "reviews",
         {{"appId", app}, {"reviewId", "rev_app_boats"}, {"devReplyContent", "Hi"}}},
    };
}

}  // namespace

TEST_CASE("a token is given for a key's id and secret, and for nothing else") {
    AgcRoom room;
    AgcClient& client = room.client;
    const auto token = [&](const Json& body) { return client.post("/api/oauth2/v1/token", body); };
    const Json right = {{"grant_type", "client_credentials"},
                        {"client_id", client.id},
                        {"client_secret", client.secret}};
    const Told good = token(right);
    CHECK(good.status == 200);
    CHECK(good.body["expires_in"] == 172800);
    CHECK(good.body["access_token"] != token(right).body["access_token"]);
    for (const char* name : {"grant_type", "client_id", "client_secret"}) {
        CAPTURE(name);
        Json without = right, other = right, number = right;
        without.erase(name);
        other[name] = "x";
        number[name] = Json::array({1});
        for (const Json& wrong : {without, other, number}) {
            const Told told = token(wrong);
            CHECK(told.status == 200);
            CHECK(ret_of(told) == refused_token);
            CHECK(!told.body.contains("access_token"));
        }
    }
    Json extra = right, crossed = right;
    extra["scope"] = "all";
    crossed["client_id"] = room.foreign.id;
    CHECK(msg_of(token(extra)).find("scope") != std::string::npos);
    CHECK(ret_of(token(crossed)) == refused_token);
    CHECK(ret_of(token(Json::array())) == refused_token);
    CHECK(ret_of(client.send("POST", "/api/oauth2/v1/token", {}, "{")) != 0);
    CHECK(ret_of(client.send("POST", "/api/oauth2/v1/token", {}, "")) != 0);
}

TEST_CASE("a token ends after 48 hours, and with its key") {
    AgcRoom room;
    AgcClient& client = room.client;
    const std::string info = "/api/publish/v2/app-info?appId=" + room.notes;
    const std::string first = client.token;
    room.shop.clock.advance(172'800 * base::second_ms - 1);
    CHECK(ret_of(client.get(info)) == 0);
    room.shop.clock.advance(1);
    CHECK(ret_of(client.get(info)) == refused_token);
    REQUIRE(!client.sign_in().body["access_token"].is_null());
    CHECK(client.token != first);
    CHECK(ret_of(client.get(info)) == 0);
    const Told link = client.get(
        "/api/report/distribution-operation-quality/v1/appDownloadExport/" + room.notes +
        "?startTime=20260501&endTime=20260502");
    const std::string file = path_in(link.body["fileURL"]);
    CHECK(client.get(file).status == 200);
    CHECK(room.dev.send("DELETE", "/v1/api-keys/" + client.id, "").status == 200);
    CHECK(ret_of(client.get(info)) == refused_token);
    CHECK(ret_of(client.get(file)) != 0);
    CHECK(ret_of(client.sign_in()) == refused_token);
}

TEST_CASE("every call wants its token, the right client, and its right") {
    AgcRoom room;
    const auto with = [&](const std::string& token, const std::string& id) {
        AgcClient out(room.running.port(), id, "");
        out.token = token;
        return out;
    };
    AgcClient without = with("", room.client.id), wrong = with("vta_0", room.client.id),
              crossed = with(room.client.token, room.foreign.id),
              secret = with(room.client.secret, room.client.id),
              reader = room.client_of(ines, {{"scopes", Json::array({"apps:read"})}});
    REQUIRE(!reader.sign_in().body["access_token"].is_null());
    int may = 0, all = 0;
    for (const Call& call : calls_on(room.notes)) {
        CAPTURE(call.target);
        CHECK(ret_of(without.ask(call.method, call.target, call.body)) != 0);
        if (++all > 4) {  // guesses are counted
            may += ret_of(reader.ask(call.method, call.target, call.body)) == 0;
            continue;
        }
        CHECK(ret_of(wrong.ask(call.method, call.target, call.body)) == refused_token);
        CHECK(ret_of(crossed.ask(call.method, call.target, call.body)) == refused_token);
        CHECK(ret_of(secret.ask(call.method, call.target, call.body)) == refused_token);
    }
    CHECK(may == 0);
    CHECK(all > 20);
    CHECK(ret_of(reader.get(calls_on(room.notes).front().target)) == 0);
}

TEST_CASE("what is another team's is as if it were not there") {
    AgcRoom room;
    for (const Call& call : calls_on(room.boats)) {
        if (call.target.find("appid-list") != std::string::npos) continue;
        CAPTURE(call.target);
        const Told theirs = room.client.ask(call.method, call.target, call.body);
        CHECK(theirs.status == 200);
        CHECK(ret_of(theirs) != 0);
        std::string gone = call.target;
        Json body = call.body;
        const std::size_t at = gone.find(room.boats);
        if (at != std::string::npos) gone.replace(at, room.boats.size(), "999999999");
        if (body.is_object() && body.contains("appId")) body["appId"] = "999999999";
        const Told none = room.client.ask(call.method, gone, body);
        CHECK(none.body == theirs.body);
    }
    const Told ids = room.client.get(
        "/api/publish/v2/appid-list?packageName=org.example.boats,org.example.notes");
    CHECK(ids.body["appids"].size() == 1);
    CHECK(room.foreign.get("/api/reviews/v1/manage/dev/reviews/rev_app_notes").body["ret"] !=
          Json{{"code", 0}, {"msg", "success"}});
}

TEST_CASE("an address or a method that is not AppGallery Connect's is not found") {
    AgcRoom room;
    CHECK(room.client.get("/api/publish/v2/nonsense").status == 404);
    CHECK(room.client.get("/api/pms/product-price-service/v1/manage/product").status == 404);
    const Told method = room.client.post("/api/publish/v2/app-info?appId=" + room.notes);
    CHECK(method.status == 405);
    CHECK(method.head.find("Allow: GET, PUT") != std::string::npos);
}

TEST_CASE("who guesses secrets or tokens has to wait; who has a right one has not") {
    AgcRoom room;
    std::int64_t last = 0;
    Told told;
    for (int i = 0; i < 30; ++i) {
        AgcClient guesser(room.running.port(), room.client.id, "vtk_" + std::to_string(i));
        told = guesser.sign_in();
        last = ret_of(told);
    }
    CHECK(last == 204144661);
    CHECK(told.head.find("Retry-After: ") != std::string::npos);
    CHECK(ret_of(room.client.get("/api/publish/v2/app-info?appId=" + room.notes)) == 0);
    CHECK(!room.client.sign_in().body["access_token"].is_null());
}

TEST_CASE("the console's writer and a client of AppGallery Connect lose nothing of each other's") {
    AgcRoom room;
    const std::string target = "/v1/apps/app_notes/listings/en";
    const auto patch = [&](const Json& change, const std::string& match) {
        Request request;
        request.method = "PATCH";
        request.target = target;
        request.body = change.dump();
        request.headers = {{"content-type", "application/json"}, {"if-match", match}};
        return room.dev.send(request);
    };
    REQUIRE(patch({{"title", "Notes"}, {"summary", "Old"}}, "*").status == 200);
    const std::string seen = body_of(room.dev.get(target))["revision"].dump();
    CHECK(ret_of(room.client.put("/api/publish/v2/app-language-info?appId=" + room.notes,
                                 {{"lang", "en"}, {"appDesc", "From the pipeline"}})) == 0);
    const Response stale = patch({{"summary", "New"}}, seen);
    CHECK(stale.status == 412);
    const Json clash = body_of(stale);
    CHECK(clash["conflicts"].empty());
    CHECK(clash["merged"]["description"] == "From the pipeline");
    CHECK(patch({{"summary", "New"}}, clash["current"]["revision"].dump()).status == 200);
    const Json draft = body_of(room.dev.get(target))["draft"];
    CHECK(draft == Json{{"title", "Notes"},
                        {"summary", "New"},
                        {"description", "From the pipeline"}});
    // And notes of two languages from two sides.
    const auto notes = [&](const char* lang, const char* text) {
        return ret_of(room.client.put("/api/publish/v2/app-language-info?appId=" + room.notes,
                                      {{"lang", lang}, {"newFeatures", text}}));
    };
    CHECK(notes("de", "Neu") == 0);
    CHECK(notes("en", "New") == 0);
    CHECK(room.info(room.notes)["languages"].size() == 2);
    CHECK(ret_of(room.client.ask("DELETE", "/api/publish/v2/app-language-info?lang=de&appId=" +
                                               room.notes)) == 0);
    CHECK(room.info(room.notes)["languages"].size() == 1);
}

TEST_CASE("what a store cannot do is one number and the request's name, not its insides") {
    const base::Problem problem = [] {
        auto out = base::Problem::unavailable("disk_full", "The disk is full.", "rm -rf");
        out.request_id = "abc123";
        return out;
    }();
    using service::agc::Family;
    const auto ret = service::agc::ret_of(problem, Family::update);
    CHECK(ret.code == 204144662);
    CHECK(ret.msg.find("abc123") != std::string::npos);
    CHECK(ret.msg.find("rm") == std::string::npos);
}

}  // namespace vitrine::tests
