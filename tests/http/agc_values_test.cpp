// AppGallery Connect's API and each kind of wrong value of each of its calls.
#include <doctest/doctest.h>

#include <set>

#include "agc_room.h"
#include "service/agc/gallery.h"

namespace vitrine::tests {
namespace {

const std::string publish = "/api/publish/v2/",
                  reports = "/api/report/distribution-operation-quality/v1/",
                  voices = "/api/reviews/v1/manage/dev/";

std::string msg_of(const Told& told) { return told.body["ret"]["msg"]; }

// Wrong values of one kind of call. What each is refused with stands beside its table; what it
// names must be in the text. "{object}" is a file whose parts were begun.
struct Wrong {
    std::string method, target;
    Json body;
    const char* names;
};
using Wrongs = std::vector<Wrong>;
Wrongs wrong_queries(const std::string& q) {
    std::string names = "a";
    for (int i = 0; i < 50; ++i) names += ",a";
    Wrongs out = {
        {"GET", publish + "app-info", nullptr, "appId"},
        {"GET", publish + "app-info?appId=", nullptr, "appId"},
        {"GET", publish + "app-info" + q + "&releaseType=2", nullptr, "releaseType"},
        {"GET", publish + "app-info" + q + "&releaseType=x", nullptr, "releaseType"},
        {"GET", publish + "app-info" + q + "&lang=%21", nullptr, "lang"},
        {"GET", publish + "appid-list", nullptr, "packageName"},
        {"GET", publish + "appid-list?packageName=" + names, nullptr, "packageName"},
        {"GET", publish + "package/compile/status" + q, nullptr, "pkgIds"},
        {"GET", publish + "package/compile/status?pkgIds=x", nullptr, "appId"},
        {"GET", publish + "aab/complile/status" + q, nullptr, "pkgIds"},
    };
    const std::string app = q.substr(q.find('=') + 1);
    for (const char* report : {"appDownloadExport/", "appDownloadFailExport/"}) {
        const std::string at = reports + report + app, days = at + "?startTime=20260501&endTime=";
        out.insert(out.end(), {
            {"GET", at + "?endTime=20260502", nullptr, "startTime"},
            {"GET", at + "?startTime=20260501", nullptr, "endTime"},
            {"GET", days + "2026-05-02", nullptr, "endTime"},
            {"GET", days + "20260532", nullptr, "endTime"},
            {"GET", days + "20260430", nullptr, "endTime"},
            {"GET", days + "20261231", nullptr, "startTime"},
            {"GET", days + "20260502&groupBy=deviceName", nullptr, "groupBy"},
            {"GET", days + "20260502&exportType=EXCEL", nullptr, "exportType"},
            {"GET", days + "20260502&filterCondition=x", nullptr, "filterCondition"},
        });
    }
    return out;
}

Wrongs wrong_updates(const std::string& q) {
    const std::string info = publish + "app-info", text = publish + "app-language-info",
                      files = publish + "app-file-info", package =
                          "/api/publish/v3/app-package-info";
    const Json one = Json::array({{{"fileDestUrl", "x"}}});
    return {
        {"PUT", info, {{"csEmail", "a"}}, "appId"},
        {"PUT", info + q, {{"nonsense", 1}}, "nonsense"},
        {"PUT", info + q + "&releaseType=2", Json::object(), "releaseType"},
        {"PUT", info + q, {{"csEmail", std::string(201, 'x')}}, "csEmail"},
        {"PUT", info + q, {{"registeredIdType", 1}}, "registeredIdType"},
        {"PUT", info + q, {{"registeredIdNumber", "1"}}, "registeredIdType"},
        {"PUT", info + q, {{"registeredIdType", 4}, {"registeredIdNumber", "1"}},
         "registeredIdType"},
        {"PUT", info + q, {{"defaultLang", "fr"}}, "defaultLang"},
        {"PUT", info + q, Json::array(), "an object"},
        {"PUT", text + q, {{"appName", "N"}}, "lang"},
        {"PUT", text + q, {{"lang", "no language"}}, "lang"},
        {"PUT", text + q, {{"lang", "en"}, {"appName", std::string(31, 'x')}}, "appName"},
        {"PUT", text + q, {{"lang", "en"}, {"newFeatures", std::string(501, 'x')}},
         "newFeatures"},
        {"PUT", text + q, {{"lang", "en"}, {"appName", Json::array({"N"})}}, "appName"},
        {"PUT", text + q, {{"lang", "en"}, {"appName", "a\nb"}}, "title"},
        {"DELETE", text + q, nullptr, "lang"},
        {"DELETE", text + q + "&lang=no+language", nullptr, "lang"},
        {"PUT", files + q, {{"fileType", 5}}, "files"},
        {"PUT", files + q, {{"files", one}}, "fileType"},
        {"PUT", files + q, {{"fileType", 5}, {"files", Json::array()}}, "files"},
        {"PUT", files + q, {{"fileType", 5}, {"files", Json::array({1})}}, "files"},
        {"PUT", files + q, {{"fileType", 7}, {"files", one}}, "fileType"},
        {"PUT", files + q, {{"fileType", 2}, {"files", one}, {"imgShowType", 9}}, "imgShowType"},
        {"PUT", package + q, {{"objectId", "x"}}, "fileName"},
        {"PUT", package + q, {{"fileName", "a"}}, "objectId"},
        {"PUT", package + q + "&releasePhase=9", {{"fileName", "a"}, {"objectId", "x"}},
         "releasePhase"},
        {"PUT", publish + "phased-release/state" + q, Json::object(), "state"},
        {"PUT", publish + "phased-release/state" + q, {{"state", "ONWARDS"}}, "state"},
        {"PUT", publish + "phased-release" + q, Json::object(), "releaseType"},
        {"PUT", publish + "phased-release" + q + "&releaseType=3", Json::object(),
         "phasedReleasePercent"},
        {"PUT", publish + "on-shelf-time" + q, Json::object(), "changeType"},
        {"PUT", publish + "on-shelf-time" + q, {{"changeType", 4}}, "changeType"},
        {"PUT", publish + "on-shelf-time" + q, {{"changeType", 3}}, "releaseTime"},
        {"PUT", publish + "properties/gms" + q, Json::object(), "needGms"},
        {"PUT", publish + "properties/gms" + q, {{"needGms", 2}}, "needGms"},
    };
}

Wrongs wrong_uploads(const std::string& q) {
    const std::string put = publish + "upload-url/for-obs" + q, parts =
        publish + "upload/multipart/parts?nspUploadId=x&objectId=", join =
        publish + "upload/multipart/compose?nspUploadId=x&objectId=";
    const Json part = {{"p1", {{"length", 5}}}};
    return {
        {"GET", publish + "upload-url" + q, nullptr, "suffix"},
        {"GET", put + "&contentLength=5", nullptr, "fileName"},
        {"GET", put + "&fileName=a", nullptr, "contentLength"},
        {"GET", put + "&fileName=a&contentLength=0", nullptr, "contentLength"},
        {"GET", put + "&fileName=a&contentLength=5000000000", nullptr, "contentLength"},
        {"GET", put + "&fileName=a&contentLength=5&sha256=zz", nullptr, "sha256"},
        {"POST", publish + "upload/multipart/init" + q, Json::object(), "fileName"},
        {"POST", parts, part, "objectId"},
        {"POST", parts + "upl_x", part, "upload"},
        {"POST", parts + "{object}", Json::object(), "1 to 1000 parts"},
        {"POST", parts + "{object}", {{"first", {{"length", 5}}}}, "first"},
        {"POST", parts + "{object}", {{"p2", {{"length", 5}}}}, "numbered from 1"},
        {"POST", parts + "{object}", {{"p1", {{"length", 0}}}}, "length"},
        {"POST", parts + "{object}", {{"p1", {{"length", 5}, {"sha256", "zz"}}}}, "sha256"},
        {"POST", join, {{"p1", {{"partObjectId", "x.0"}, {"etag", "e"}}}}, "objectId"},
        {"POST", join + "{object}", {{"p1", {{"partObjectId", "upl_x.0"}, {"etag", "e"}}}},
         "partObjectId"},
        {"POST", join + "{object}", {{"p1", {{"partObjectId", "{object}.0"}}}}, "etag"},
        {"POST", join + "{object}", {{"p1", {{"partObjectId", "{object}.0"}, {"etag", "e"}}}},
         "Bytes of the file are missing"},
    };
}

Wrongs wrong_submits(const std::string& q) {
    const std::string submit = publish + "app-submit";
    const Json none = Json::object();
    return {
        {"POST", submit, none, "appId"},
        {"POST", submit + q, none, "Nothing was changed"},
        {"POST", submit + q + "&releaseType=2", none, "releaseType"},
        {"POST", submit + q + "&remark=short", none, "remark"},
        {"POST", submit + q + "&remark=" + std::string(301, 'x'), none, "remark"},
        {"POST", submit + q + "&releaseTime=tomorrow", none, "releaseTime"},
        {"POST", submit + q + "&releaseType=3", none, "phasedReleasePercent"},
        {"POST", submit + q + "&releaseType=3", {{"phasedReleasePercent", "101"}},
         "phasedReleasePercent"},
        {"POST", submit + q + "&releaseType=3",
         {{"phasedReleasePercent", "5"}, {"phasedReleaseDescription", std::string(501, 'x')}},
         "phasedReleaseDescription"},
        {"POST", submit + q + "&releaseType=3",
         {{"phasedReleasePercent", "5"},
          {"phasedReleaseStartTime", "2026-06-02T00:00:00+0000"},
          {"phasedReleaseEndTime", "2026-06-01T00:00:00+0000"}},
         "phasedReleaseEndTime"},
        {"POST", submit + q + "&releaseType=6", {{"testStartTime", "soon"}}, "testStartTime"},
        {"POST", submit + q + "&releaseType=6",
         {{"testStartTime", "2026-06-02T00:00:00+0000"},
          {"testEndTime", "2026-06-01T00:00:00+0000"}},
         "testEndTime"},
        {"POST", submit + q + "&releaseType=6", {{"skipManualReview", 1}}, "skipManualReview"},
        {"POST", submit + q + "&releaseType=6", {{"feedbackEmail", std::string(201, 'x')}},
         "feedbackEmail"},
        {"POST", submit + q, {{"testEndTime", "x"}}, "testEndTime"},
    };
}

Wrongs wrong_files(const std::string& q) {
    const std::string submit = publish + "app-submit-with-file";
    const Json good = {{"downloadUrl", "https://files.example/a.apk"},
                       {"downloadFileName", "a.apk"},
                       {"requestId", "r1"}};
    Wrongs out = {{"POST", submit, good, "appId"},
                  {"POST", submit + q + "&releaseType=2", good, "releaseType"},
                  {"POST", submit + q + "&releaseType=3", good, "phasedReleasePercent"}};
    const std::pair<const char*, Json> wrong[] = {{"downloadUrl", nullptr},
                                                  {"downloadFileName", nullptr},
                                                  {"requestId", nullptr},
                                                  {"downloadUrl", "ftp://files.example/a.apk"},
                                                  {"downloadUrl", "http://files.example/a.apk"},
                                                  {"downloadUrl", "https://127.0.0.1/a.apk"},
                                                  {"downloadUrl", "https://me:x@files.example/"},
                                                  {"downloadFileName", std::string(65, 'x')},
                                                  {"requestId", std::string(65, 'x')},
                                                  {"releaseTime", "soon"},
                                                  {"surprise", 1}};
    for (const auto& [name, value] : wrong) {
        Json body = good;
        body[name] = value;
        if (value.is_null()) body.erase(name);
        out.push_back({"POST", submit + q, body, name});
    }
    return out;
}

Wrongs wrong_reviews(const std::string& q) {
    const std::string app = q.substr(q.find('=') + 1);
    const Json good = {{"appId", app}, {"reviewId", "r1"}, {"devReplyContent", "Thanks"}};
    Wrongs out = {{"GET", voices + "reviews/rev_unknown" + q, nullptr, "review"}};
    for (const char* list : {"reviews", "ratings"}) {
        const std::string at = voices + list;
        out.insert(out.end(), {{"GET", at, nullptr, "appId"},
                               {"GET", at + q + "&limit=101", nullptr, "limit"},
                               {"GET", at + q + "&page=0", nullptr, "page"},
                               {"GET", at + q + "&beginTime=yesterday", nullptr, "beginTime"},
                               {"GET", at + q + "&ratings=6", nullptr, "ratings"}});
    }
    out.push_back({"GET", voices + "reviews" + q + "&sort=3", nullptr, "sort"});
    out.push_back({"GET", voices + "reviews" + q + "&devReplyStates=2", nullptr,
                   "devReplyStates"});
    for (const auto& [name, value] :
         std::vector<std::pair<const char*, Json>>{{"appId", nullptr},
                                                   {"reviewId", nullptr},
                                                   {"devReplyContent", nullptr},
                                                   {"devReplyContent", std::string(351, 'x')},
                                                   {"toReplyId", "r0"},
                                                   {"surprise", 1}}) {
        Json body = good;
        body[name] = value;
        if (value.is_null()) body.erase(name);
        out.push_back({"POST", voices + "reviews", body, name});
    }
    return out;
}

}  // namespace

TEST_CASE("wrong values are refused by their names and numbers, and change nothing") {
    AgcRoom room;
    const std::string q = "?appId=" + room.notes;
    const Json before = room.info(room.notes);
    const Told begun =
        room.client.post(publish + "upload/multipart/init" + q + "&fileName=a", Json::object());
    const std::string object = begun.body["objectId"];
    const auto filled = [&](std::string text) {
        for (std::size_t at; (at = text.find("{object}")) != std::string::npos;)
            text.replace(at, 8, object);
        return text;
    };
    std::set<std::string_view> asked;
    const auto ask_all = [&](const Wrongs& all, std::int64_t code) {
        for (const Wrong& one : all) {
            CAPTURE(one.target);
            CAPTURE(one.body.dump());
            const std::string target = filled(one.target);
            Json body = one.body;
            if (!body.is_null()) body = Json::parse(filled(body.dump()));
            const Told told = room.client.ask(one.method, target, body);
            CHECK(told.status == 200);
            CHECK(ret_of(told) == code);
            CAPTURE(msg_of(told));
            CHECK(msg_of(told).find(one.names) != std::string::npos);
            const auto found =
                service::agc::find_route(one.method, target.substr(0, target.find('?')));
            if (found && found->route) asked.insert(found->route->path);
        }
    };
    ask_all(wrong_queries(q), 204144642);
    ask_all(wrong_updates(q), 204144643);
    ask_all(wrong_uploads(q), 204144646);
    ask_all(wrong_submits(q), 204144660);
    ask_all(wrong_files(q), 204144660);
    ask_all(wrong_reviews(q), 50010000);
    CHECK(room.info(room.notes) == before);
    for (const auto& route : service::agc::routes()) {
        CAPTURE(route.path);
        if (route.door == service::agc::Door::token) CHECK(asked.contains(route.path));
    }
    const std::string status = publish + "package/compile/status" + q;
    CHECK(ret_of(room.client.get(status + "&pkgIds=upl_x")) == 204144641);
    const Told broken = room.client.send(
        "PUT", publish + "app-info" + q,
        {{"Authorization", "Bearer " + room.client.token}, {"client_id", room.client.id}}, "{]");
    CHECK(broken.status == 200);
    CHECK(ret_of(broken) == 204144643);
}

}  // namespace vitrine::tests
