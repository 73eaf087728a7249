// A commit is killed at any moment and repeated: all of it is there, once, or none of it yet.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "folder.h"
#include "play_room.h"

namespace vitrine::tests {

void let_pass(std::int64_t microseconds);                            // killed_test.cpp
std::int64_t from_environment(const char* name, std::int64_t otherwise);
void check_whole(const std::string& folder);

namespace {

struct KilledCommit {
    Folder folder;
    std::unique_ptr<Child> store = std::make_unique<Child>(folder.path());
    std::string package, key, app, edits;
    Json code;
    const std::string name = "android.appsecurity.cts.tinyapp";
    int before = 0, after = 0;  // how often it was killed too early, and too late

    bool ready() {
        std::ostringstream bytes;
        bytes << std::ifstream(std::string(VT_SHARED_DIR) +
                                   "/data/packages/apk/apksig/v1-only-with-rsa-2048.apk",
                               std::ios::binary)
                     .rdbuf();
        package = bytes.str();
        if (package.empty()) return false;
        Uploader owner{store->port(), ines};
        app = owner.ask("POST", "/v1/apps",
                        {{"package_name", name}, {"name", "Tiny"}, {"default_locale", "en"}})
                  .body["id"];
        key = owner.ask("POST", "/v1/api-keys",
                        {{"name", "CI"},
                         {"scopes", {"apps:read", "apps:write", "releases:read", "releases:write",
                                     "releases:publish"}}})
                  .body["secret"];
        edits = "/androidpublisher/v3/applications/" + name + "/edits";
        const Told told = send("POST", "/upload" + begin() + "/apks?uploadType=media", package);
        REQUIRE(told.status == 200);
        code = told.body["versionCode"].dump();
        return true;
    }
    Told ask(const std::string& method, const std::string& target, const Json& body = nullptr) {
        return Tool(store->port(), key).ask(method, target, body);
    }
    Told send(const std::string& method, const std::string& target, const std::string& bytes) {
        return Tool(store->port(), key)
            .send(method, target, "Content-Type: application/octet-stream\r\n", bytes);
    }
    std::string begin() {
        return edits + "/" + ask("POST", edits).body["id"].get<std::string>();
    }
    // One of everything that a commit carries out.
    std::string prepare(const std::string& said) {
        const std::string mine = begin();
        for (const char* language : {"en", "de-DE"})
            REQUIRE(ask("PUT", mine + "/listings/" + language,
                        {{"title", said}, {"shortDescription", said}, {"fullDescription", said}})
                        .status == 200);
        REQUIRE(ask("PATCH", mine + "/details", {{"contactPhone", said}}).status == 200);
        REQUIRE(ask("PUT", mine + "/testers/beta", {{"googleGroups", {said}}}).status == 200);
        const Json release = {{"versionCodes", {code}},
                              {"status", "draft"},
                              {"releaseNotes", {{{"language", "en"}, {"text", said}}}}};
        REQUIRE(ask("PUT", mine + "/tracks/internal", {{"releases", Json::array({release})}})
                    .status == 200);
        REQUIRE(send("POST", "/upload" + symbols(mine) + "?uploadType=media", said).status == 200);
        return mine;
    }
    std::string symbols(const std::string& edit) {
        return edit + "/apks/" + code.get<std::string>() + "/deobfuscationFiles/proguard";
    }
    // What anybody sees of it, in one text.
    std::string seen() {
        Uploader owner{store->port(), ines};
        const std::string edit = begin();
        Wire wire(store->port());
        (void)wire.send("GET " + symbols(edit) + "?alt=media HTTP/1.0\r\nHost: a\r\n"
                        "Authorization: Bearer " + key + "\r\n\r\n");
        const std::string file = wire.read_all();
        const Json drafts = owner.ask("GET", "/v1/submissions?app=" + app).body["items"];
        std::string notes;
        for (const Json& one : drafts) {
            const Json whole = owner.ask("GET", "/v1/submissions/" + one["id"].get<std::string>() +
                                                    "/basket").body;
            if (one["stage"] != "withdrawn") notes += whole["basket"]["notes"].dump();
        }
        std::string out = notes;
        for (const char* language : {"en", "de-DE"})
            out += owner.ask("GET", "/v1/apps/" + app + "/listings/" + language)
                       .body["draft"].dump();
        out += ask("GET", edit + "/details").body["contactPhone"].dump() +
               ask("GET", edit + "/testers/beta").body.dump() +
               file.substr(file.find("\r\n\r\n") + 4);
        REQUIRE(ask("DELETE", edit).status == 204);
        return out;
    }
    void kill_while_committing(const std::string& edit, std::int64_t microseconds) {
        Wire wire(store->port());
        (void)wire.send(Tool(store->port(), key)
                            .head("POST", edit + ":commit?changesNotSentForReview=true",
                                  "Content-Length: 0\r\n\r\n"));
        let_pass(microseconds);
        store->kill();
        check_whole(folder.path());
        store = std::make_unique<Child>(folder.path());
    }
};

}  // namespace

TEST_CASE_FIXTURE(KilledCommit, "a commit that is killed and repeated ends in one state") {
    if (!ready()) return;
    std::string was = seen();
    const std::int64_t rounds = from_environment("VITRINE_ROUNDS", 5);
    for (std::int64_t round = 0; round < rounds; ++round) {
        CAPTURE(round);
        const std::string said = "round " + std::to_string(round);
        const std::string mine = prepare(said);
        kill_while_committing(mine, (round % 5) * (round % 5) * 2'000);
        const bool over = reason_of(ask("GET", mine)) == "editAlreadyCommitted";
        ++(over ? after : before);
        if (!over) {
            CHECK(seen() == was);  // nothing of it yet
            const Told again = ask("POST", mine + ":commit?changesNotSentForReview=true");
            INFO(again.body.dump());
            REQUIRE(again.status == 200);
        }
        CHECK(reason_of(ask("POST", mine + ":commit")) == "editAlreadyCommitted");
        was = seen();
        std::size_t count = 0;  // notes, six texts, a phone, testers and symbols: each once
        for (auto at = was.find(said); at != was.npos; at = was.find(said, at + 1)) ++count;
        CAPTURE(was);
        CHECK(count == 10);
    }
    MESSAGE(before << " killed before the commit held, " << after << " after");
}

}  // namespace vitrine::tests
