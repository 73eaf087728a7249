// What an edit brings beside packages: symbols, expansion files, and the data safety form.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "play_room.h"
#include "service/play/safety_form.h"

namespace vitrine::tests {
namespace {

namespace play = service::play;

struct FileRoom : PlayRoom {
    std::string mine;
    FileRoom() {
        add(101);
        add(102);
        mine = edit();
    }
    static std::string symbols(const std::string& edit, const char* version = "101",
                               const char* kind = "proguard") {
        return edit + "/apks/" + version + "/deobfuscationFiles/" + kind;
    }
    static std::string expansion(const std::string& edit, const char* version = "101",
                                 const char* kind = "main") {
        return edit + "/apks/" + version + "/expansionFiles/" + kind;
    }
    Told put(const std::string& at, const std::string& bytes) {
        return tool.send("POST", "/upload" + at + "?uploadType=media",
                         "Content-Type: application/octet-stream\r\n", bytes);
    }
    // The bytes behind an address; "" when it has none.
    std::string bytes_at(const std::string& target) {
        Wire wire(running.port());
        (void)wire.send("GET " + target + " HTTP/1.0\r\nHost: store.test\r\n"
                        "Authorization: Bearer " + tool.token + "\r\n\r\n");
        const std::string all = wire.read_all();
        const std::size_t end = all.find("\r\n\r\n");
        return all.find(" 200 ") == 8 ? all.substr(end + 4) : std::string();
    }
    Told commit(const std::string& edit) {
        return tool.ask("POST", edit + ":commit?changesNotSentForReview=true");
    }
    std::size_t blobs() { return shop.blobs->blobs()->size(); }
    Json safety() { return body_of(dev.get("/v1/apps/app_notes/data_safety"))["draft"]; }
    Told declare(const std::string& rows) {
        return tool.ask("POST", play_notes + "/dataSafety", {{"safetyLabels", rows}});
    }
};

const std::string head =
    "Question ID (machine readable),Response ID (machine readable),Response value,"
    "Answer requirement,Human-friendly question label\r\n";
std::string row(const std::string& question, const std::string& answer = "",
                const std::string& value = "true") {
    return question + "," + answer + "," + value + ",MULTIPLE_CHOICE,\"A label, with a comma\"\r\n";
}
std::string about(const std::string& type, const std::string& question,
                  const std::string& answer) {
    return row("PSL_DATA_USAGE_RESPONSES:" + type + ":" + question, answer);
}
const std::string collects = row("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA");
const char* const purpose = "DATA_USAGE_COLLECTION_PURPOSE";
const char* const kept = "PSL_DATA_USAGE_COLLECTION_AND_SHARING";

}  // namespace

TEST_CASE_FIXTURE(FileRoom, "symbols come with an edit, stay with the version, are given back") {
    const std::string mapping = noise(700'000);
    const Told put_there = put(symbols(mine), mapping);
    INFO(put_there.body.dump());
    REQUIRE(put_there.status == 200);
    CHECK(put_there.body["deobfuscationFile"]["symbolType"] == "proguard");
    REQUIRE(put(symbols(mine, "101", "nativeCode"), "PK-symbols").status == 200);
    CHECK(bytes_at(symbols(mine) + "?alt=media") == mapping);
    const std::string other = edit();
    CHECK(tool.ask("GET", symbols(other) + "?alt=media").status == 404);  // an edit is a branch
    shop.clock.advance(base::hour_ms / 2);
    tick();
    CHECK(blobs() == 2);  // the sweep knows that the edit names them
    REQUIRE(commit(mine).status == 200);
    CHECK(bytes_at(symbols(other) + "?alt=media") == mapping);
    CHECK(bytes_at(symbols(other, "101", "nativeCode") + "?alt=media") == "PK-symbols");

    CHECK(put(symbols(other), "better").status == 200);
    CHECK(bytes_at(symbols(other) + "?alt=media") == "better");
    REQUIRE(tool.ask("DELETE", other).status == 204);
    const std::string third = edit();
    CHECK(bytes_at(symbols(third) + "?alt=media") == mapping);  // what was thrown away is away
    shop.clock.advance(2 * base::hour_ms);
    tool.token = token_of(account);
    tick();
    CHECK(blobs() == 2);

    CHECK(put(symbols(third, "999"), "x").status == 404);
    CHECK(put(symbols(third, "101", "weird"), "x").status == 400);
    CHECK(put(symbols(third, "x"), "x").status == 400);
    CHECK(put(symbols(third), "").status == 400);
    CHECK(tool.ask("GET", symbols(third)).status == 405);
    const Told begun = tool.send("POST", "/upload" + symbols(third) + "?uploadType=resumable",
                                 "", "");
    const std::string url = header_in(begun.head, "Location");
    const std::string session = url.substr(url.find("/upload"));
    CHECK(tool.send("PUT", session, "Content-Range: bytes 0-3/9\r\n", "byte").status == 308);
    CHECK(tool.send("PUT", session, "Content-Range: bytes 4-8/9\r\n", "after").status == 200);
    CHECK(bytes_at(symbols(third) + "?alt=media") == "byteafter");
}

TEST_CASE_FIXTURE(FileRoom, "an expansion file is a version's own, or another one's") {
    CHECK(tool.ask("GET", expansion(mine)).status == 404);
    CHECK(tool.ask("PUT", expansion(mine, "102"), {{"referencesVersion", 101}}).status == 400);
    const Told put_there = put(expansion(mine), "obb of 101");
    REQUIRE(put_there.status == 200);
    CHECK(put_there.body["expansionFile"]["fileSize"] == "10");
    CHECK(tool.ask("GET", expansion(mine)).body["fileSize"] == "10");
    for (const char* verb : {"PUT", "PATCH"})
        CHECK(tool.ask(verb, expansion(mine, "102"), {{"referencesVersion", 101}})
                  .body["referencesVersion"] == 101);
    CHECK(tool.ask("PATCH", expansion(mine, "102"), Json::object()).body["referencesVersion"] ==
          101);
    CHECK(bytes_at(expansion(mine, "102") + "?alt=media") == "obb of 101");
    CHECK(tool.ask("PUT", expansion(mine, "102"), Json::object()).status == 400);
    CHECK(tool.ask("PUT", expansion(mine), {{"referencesVersion", 102}}).status == 400);  // a ring
    CHECK(tool.ask("PUT", expansion(mine, "102"), {{"referencesVersion", 7}}).status == 400);
    CHECK(put(expansion(mine, "101", "third"), "x").status == 400);
    REQUIRE(commit(mine).status == 200);
    CHECK(bytes_at(expansion(edit(), "102") + "?alt=media") == "obb of 101");
}

TEST_CASE_FIXTURE(FileRoom, "an APK is given back under its version code, a bundle has none") {
    auto bundle = package(103);
    bundle.package.kind = contract::PackageKind::aab;
    add(bundle);
    const std::string all = play_notes + "/generatedApks/";
    CHECK(tool.ask("GET", all + "103").body["generatedApks"].empty());
    CHECK(tool.ask("GET", all + "999").body["generatedApks"].empty());
    CHECK(tool.ask("GET", all + "x").status == 400);
    const Json one = tool.ask("GET", all + "101").body["generatedApks"][0];
    CHECK(one["certificateSha256Hash"] == our_key);
    CHECK(one["generatedUniversalApk"]["downloadId"] == "pkg_101");
    CHECK(tool.ask("GET", all + "101/downloads/pkg_102:download?alt=media").status == 404);

    std::ostringstream bytes;  // a real one, from its upload to its download
    bytes << std::ifstream(std::string(VT_SHARED_DIR) +
                               "/data/packages/apk/apksig/v1-only-with-rsa-2048.apk",
                           std::ios::binary)
                 .rdbuf();
    if (bytes.str().empty()) return;
    shop.add_app({"app_signed"}, "team_fjord", "android.appsecurity.cts.tinyapp");
    const std::string app = "/androidpublisher/v3/applications/android.appsecurity.cts.tinyapp";
    const std::string theirs =
        app + "/edits/" + tool.ask("POST", app + "/edits").body["id"].get<std::string>();
    const Told told = put(theirs + "/apks", bytes.str());
    REQUIRE(told.status == 200);
    const std::string apks = app + "/generatedApks/" + told.body["versionCode"].dump();
    const Json listed = tool.ask("GET", apks).body["generatedApks"];
    REQUIRE(listed.size() == 1);
    const std::string id = listed[0]["generatedUniversalApk"]["downloadId"];
    CHECK(bytes_at(apks + "/downloads/" + id + ":download?alt=media") == bytes.str());
}

TEST_CASE_FIXTURE(FileRoom, "Google's data safety file becomes the store's form") {
    std::string rows = head + collects + row("PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT") +
                       row("PSL_SUPPORT_DATA_DELETION_BY_USER", "DATA_DELETION_YES") +
                       row("PSL_ACCOUNT_DELETION_URL", "", "https://example.org/gone") +
                       row("PSL_DATA_TYPES_PERSONAL", "PSL_NAME") +
                       row("PSL_DATA_TYPES_PERSONAL", "PSL_EMAIL") +
                       row("PSL_DATA_TYPES_PERSONAL", "PSL_PHONE", "") +
                       row("PSL_DATA_TYPES_LOCATION", "PSL_APPROX_LOCATION", "TRUE") +
                       row("PSL_DATA_TYPES_FINANCIAL", "PSL_CREDIT_SCORE", "false");
    for (const char* type : {"PSL_NAME", "PSL_EMAIL", "PSL_APPROX_LOCATION"})
        rows += about(type, kept, "PSL_DATA_USAGE_ONLY_COLLECTED") +
                about(type, "DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL") +
                about(type, purpose, "PSL_APP_FUNCTIONALITY");
    rows += about("PSL_EMAIL", purpose, "PSL_ACCOUNT_MANAGEMENT") +
            about("PSL_APPROX_LOCATION", kept, "PSL_DATA_USAGE_ONLY_SHARED") +
            about("PSL_APPROX_LOCATION", "DATA_USAGE_SHARING_PURPOSE", "PSL_ADVERTISING");
    const Told told = declare("\xef\xbb\xbf" + rows);
    INFO(told.body.dump());
    REQUIRE(told.status == 200);
    CHECK(told.body == Json::object());
    const Json form = safety();
    CHECK(form["encrypted"] == true);
    CHECK(form["deletable"] == true);
    REQUIRE(form["uses"].size() == 2);
    CHECK(form["uses"][0] == Json{{"type", "approximate_location"},
                                  {"purposes", {"app_function", "ads"}},
                                  {"shared", true},
                                  {"optional", true}});
    CHECK(form["uses"][1]["type"] == "personal_info");  // a name and an address are one of ours
    CHECK(form["uses"][1]["purposes"] == Json{"app_function", "account"});
    CHECK(form["uses"][1]["shared"] == false);

    // The smallest file that Google takes.
    REQUIRE(declare(head + row("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", "false")).status ==
            200);
    CHECK(safety()["uses"].empty());
}

TEST_CASE_FIXTURE(FileRoom, "what the store's form does not have is refused by name") {
    const std::string crash = row("PSL_DATA_TYPES_APP_PERFORMANCE", "PSL_CRASH_LOGS") +
                              about("PSL_CRASH_LOGS", kept, "PSL_DATA_USAGE_ONLY_COLLECTED");
    const std::string whole = crash + about("PSL_CRASH_LOGS", purpose, "PSL_ANALYTICS");
    REQUIRE(declare(head + collects + whole).status == 200);
    const Json before = safety();
    const auto refused = [&](const std::string& csv, const std::string& names) {
        const Told told = declare(csv);
        CAPTURE(csv);
        CAPTURE(told.body.dump());
        CHECK(told.status == 400);
        CHECK(reason_of(told) == "badRequest");
        CHECK(told.body["error"]["message"].get<std::string>().find(names) != std::string::npos);
    };
    refused(head + collects + whole + row("PSL_DATA_TYPES_FINANCIAL", "PSL_CREDIT_SCORE"),
            "PSL_DATA_TYPES_FINANCIAL/PSL_CREDIT_SCORE");
    refused(head + collects + whole +
                about("PSL_CRASH_LOGS", purpose, "PSL_DEVELOPER_COMMUNICATIONS"),
            "PSL_DEVELOPER_COMMUNICATIONS");
    refused(head + collects + crash, "PSL_CRASH_LOGS");  // for nothing
    refused(head + whole, "COLLECTS_PERSONAL_DATA");
    refused(head + collects, "COLLECTS_PERSONAL_DATA");
    refused(head + collects + whole + row("PSL_WHAT_IS_THIS"), "PSL_WHAT_IS_THIS");
    refused(head + collects + whole + row("PSL_DATA_TYPES_AUDIO", "PSL_MUSIC", "perhaps"), "true");
    refused(head + row("PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", "false") + whole, "false");
    refused("Question,Answer\r\nx,y\r\n", "Invalid header row");
    refused("", "Invalid header row");
    refused(head + "PSL_NAME\r\n", "too few columns");
    refused(head + "\"PSL_NAME,,true", "quote");
    CHECK(tool.ask("POST", play_notes + "/dataSafety", Json::object()).status == 400);
    CHECK(tool.ask("POST", play_notes + "/dataSafety", {{"safetyLabels", 7}}).status == 400);
    CHECK(safety() == before);
    tool.token = token_of(issue(dev, {{"scopes", {"apps:read"}}}));
    CHECK(declare(head + collects + whole).status == 403);
}

TEST_CASE("a CSV file is read as RFC 4180 writes it") {
    const auto rows = play::read_csv("a,\"b \"\"c\"\"\",\r\n\"d\r\ne\",f,g\n");
    REQUIRE(rows);
    REQUIRE(rows->size() == 2);
    CHECK((*rows)[0] == std::vector<std::string>{"a", "b \"c\"", ""});
    CHECK((*rows)[1] == std::vector<std::string>{"d\r\ne", "f", "g"});
    CHECK(play::read_csv("")->empty());
    CHECK(!play::read_csv("\"open"));
    CHECK(!play::read_csv("\xff"));
}

}  // namespace vitrine::tests
