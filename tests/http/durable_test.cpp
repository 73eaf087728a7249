// The store on disk behind the sheet: a restart, a broken file, a full disk, a second process.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"
#include "store_process.h"

namespace vitrine::tests {

using service::sqlite::open_store;
using service::sqlite::Options;

TEST_CASE("what was answered is still there after a restart, and so is the session") {
    Folder folder;
    std::string cookie, target;
    {
        Shop shop(generous(), std::move(*open_store(folder.path())));
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(ines).status == 200);
        cookie = guest.cookie;
        target = "/v1/reviews/" + shop.our_review.text;
        REQUIRE(guest.send("PUT", target + "/reply", R"({"text":"Thanks"})").status == 200);
    }
    Shop shop(generous(), std::move(*open_store(folder.path())));
    Guest guest(*shop.app);
    guest.cookie = cookie;
    CHECK(body_of(guest.get(target))["reply"]["text"] == "Thanks");
    CHECK(body_of(guest.get("/v1/submissions"))["items"].size() == 2);
}

TEST_CASE("rollouts, what they leave on the charts and their rule outlive the process") {
    Folder folder;
    std::string cookie;
    const auto rollout = [](Guest& guest, const char* submission, const Json& ask) {
        return guest.send("POST",
                          "/v1/releases/rel_" + std::string(submission) + "/rollout", ask.dump());
    };
    {
        Shop shop(generous(), std::move(*open_store(folder.path())));
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(ines).status == 200);
        cookie = guest.cookie;
        for (const char* code : {"30", "31"}) {
            contract::SubmissionDetail detail;
            detail.submission.id = {std::string("sub_") + code};
            detail.submission.app = shop.notes;
            detail.submission.version_name = detail.submission.version_code = code;
            detail.submission.stage = contract::Stage::approved;
            detail.submission.updated_at = shop.clock.now();
            REQUIRE(shop.store->submissions().insert(detail, {}));
        }
        CHECK(rollout(guest, "sub_30", {{"action", "start"}, {"fraction", 1}}).status == 200);
        CHECK(rollout(guest, "sub_31", {{"action", "start"}, {"fraction", 0.1}}).status == 200);
        CHECK(rollout(guest, "sub_31", {{"action", "complete"}}).status == 200);
        CHECK(rollout(guest, "sub_31", {{"action", "roll_back"}}).status == 200);
        CHECK(guest.send("PUT", "/v1/apps/app_notes/rollout_rule", R"({"rating_by":1})").status ==
              200);
        shop.clock.advance(base::hour_ms);
        shop.app->tick();
    }
    Shop shop(generous(), std::move(*open_store(folder.path())));
    Guest guest(*shop.app);
    guest.cookie = cookie;
    const Json page = body_of(guest.get("/v1/apps/app_notes/releases?track=production"));
    REQUIRE(page["items"].size() == 2);
    CHECK(page["items"][0]["stage"] == "rolled_back");
    CHECK(page["items"][1]["stage"] == "live");
    CHECK(page["items"][1]["fraction"] == 1.0);
    CHECK(body_of(guest.get("/v1/apps/app_notes/rollout_rule"))["rating_by"] == 1.0);
    const base::Day day = base::day_of(shop.clock.now());
    const Json marks = body_of(guest.get("/v1/annotations?from=" + base::iso_date(day) + "&to=" +
                                         base::iso_date({day.number + 1})));
    CHECK(marks["items"].size() == 4);
}

TEST_CASE("a broken database file is refused with what to do, and left as it is") {
    Folder folder;
    folder.write("store.db", std::string(8192, 'x'));
    const auto store = open_store(folder.path());
    REQUIRE(!store);
    CHECK(store.error().kind == base::ProblemKind::unavailable);
    CHECK(!store.error().title.empty());
    CHECK(!store.error().detail.empty());
    CHECK(std::filesystem::file_size(folder.path() + "/store.db") == 8192);
}

TEST_CASE("a full disk refuses the write, keeps what was there, and reading goes on") {
    Folder folder;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    const auto bytes = static_cast<std::int64_t>(
        std::filesystem::file_size(folder.path() + "/store.db"));
    Options options;
    options.max_bytes = bytes + 64 * 1024;
    Shop shop(generous(), std::move(*open_store(folder.path(), options)));
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    const std::string messages = "/v1/submissions/" + shop.our_submission.text + "/messages";
    const std::string body = Json{{"text", std::string(3900, 'x')}}.dump();
    int written = 0;
    Response refused;
    for (; written < 200; ++written) {
        refused = guest.send("POST", messages, body);
        if (refused.status != 200) break;
    }
    CHECK(refused.status == 503);
    CHECK(code_of(refused) == "disk_full");
    CHECK(refused.find("Retry-After") != nullptr);
    const Json detail = body_of(guest.get("/v1/submissions/" + shop.our_submission.text));
    CHECK(detail["messages"].size() == static_cast<std::size_t>(written));
    CHECK(guest.get("/readyz").status == 200);
}

namespace {

// A signed-in guest of a store on disk, with its files within reach.
struct OnDisk {
    Folder folder;
    Shop shop{generous(), std::move(*open_store(folder.path()))};
    Guest guest{*shop.app};
    OnDisk() {
        REQUIRE(guest.sign_in(ines).status == 200);
        REQUIRE(reply("Before").status == 200);
        REQUIRE(guest.get("/readyz").status == 200);
    }
    std::filesystem::path file(const char* name) const { return folder.path() + "/" + name; }
    Response reply(const std::string& text) {
        return guest.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                          Json{{"text", text}}.dump());
    }
    void refuses_and_is_not_ready(const std::string& code) {
        const Response refused = reply("Lost");
        CHECK(refused.status == 503);
        CHECK(code_of(refused) == code);
        CHECK(!body_of(refused)["detail"].get<std::string>().empty());
        const Response ready = guest.get("/readyz");
        CHECK(ready.status == 503);
        CHECK(code_of(ready) == code);
    }
};

}  // namespace

TEST_CASE_FIXTURE(OnDisk, "a removed database refuses writes, and is served again once put back") {
    std::filesystem::rename(file("store.db"), file("elsewhere"));
    refuses_and_is_not_ready("database_gone");
    CHECK(!std::filesystem::exists(file("store.db")));
    std::filesystem::rename(file("elsewhere"), file("store.db"));
    CHECK(reply("After").status == 200);
    CHECK(guest.get("/readyz").status == 200);
}

TEST_CASE_FIXTURE(OnDisk, "a database replaced by its own copy is not the one that was opened") {
    std::filesystem::copy_file(file("store.db"), file("copy"));
    std::filesystem::rename(file("copy"), file("store.db"));
    refuses_and_is_not_ready("database_gone");
}

TEST_CASE_FIXTURE(OnDisk, "a removed file of metrics refuses figures, and the store is not ready") {
    std::filesystem::remove(file("metrics.db"));
    CHECK(guest.get("/readyz").status == 503);
    service::ports::Point point;
    point.start = shop.clock.now();
    const auto kept = shop.store->metrics().put_points(shop.notes, contract::Metric::installs,
                                                       service::ports::PointGrain::day,
                                                       std::span(&point, 1));
    REQUIRE(!kept);
    CHECK(kept.error().code == "database_gone");
    CHECK(reply("This is in the other file").status == 200);
}

TEST_CASE_FIXTURE(OnDisk, "an overwritten database refuses writes though its pages are cached") {
    std::fstream(file("store.db"), std::ios::in | std::ios::out) << std::string(4096, 'x');
    refuses_and_is_not_ready("database_corrupt");
}

TEST_CASE_FIXTURE(OnDisk, "an emptied database refuses writes") {
    std::filesystem::resize_file(file("store.db"), 0);
    refuses_and_is_not_ready("database_corrupt");
}

TEST_CASE_FIXTURE(OnDisk, "a second program that writes into the same files is no trouble") {
    {
        const auto other = open_store(folder.path());
        REQUIRE(other);
        REQUIRE((*other)->settings().put("test", "from outside"));
    }
    CHECK(reply("After").status == 200);
    CHECK(guest.get("/readyz").status == 200);
    CHECK(shop.store->settings().find("test")->value() == "from outside");
}

TEST_CASE("a page found damaged keeps the store from being ready until it is restarted") {
    Folder folder;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    const std::filesystem::path file = folder.path() + "/store.db";
    const auto store = open_store(folder.path());
    REQUIRE(store);
    const auto bytes = std::filesystem::file_size(file);
    std::fstream damaged(file, std::ios::in | std::ios::out);
    damaged.seekp(4096);
    damaged << std::string(bytes - 4096, 'x');
    damaged.close();
    const auto accounts = (*store)->accounts().count();
    REQUIRE(!accounts);
    CHECK(accounts.error().code == "database_corrupt");
    REQUIRE(!(*store)->sound());
    CHECK((*store)->sound().error().code == "database_corrupt");
}

TEST_CASE("a store with a damaged first page does not start, says so, and changes nothing") {
    Folder folder;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    const std::string file = folder.path() + "/store.db";
    {
        std::fstream damaged(file, std::ios::in | std::ios::out);
        damaged << std::string(4096, 'x');
    }
    const auto bytes = [&] {
        std::ostringstream out;
        out << std::ifstream(file, std::ios::binary).rdbuf();
        return out.str();
    };
    const std::string before = bytes();
    StoreProcess store(folder.path());
    CHECK(!store.listens());
    CHECK(store.said().find("damaged") != std::string::npos);
    CHECK(store.said().find(file) != std::string::npos);
    CHECK(store.said().find("backup") != std::string::npos);
    CHECK(bytes() == before);
}

TEST_CASE_FIXTURE(OnDisk, "a clock that jumps back loses nothing and locks nobody out") {
    shop.clock.advance(-40 * base::day_ms);
    CHECK(reply("From the past").status == 200);
    const Json draft = {{"app", "app_notes"}, {"version_name", "3"}, {"version_code", "30"},
                        {"track", "production"}};
    REQUIRE(guest.send("POST", "/v1/submissions", draft.dump()).status == 200);
    for (int i = 0; i < 3; ++i) shop.app->tick();
    shop.clock.advance(40 * base::day_ms);
    for (int i = 0; i < 3; ++i) shop.app->tick();
    CHECK(body_of(guest.get("/v1/submissions"))["total"] == 3);  // the shop's two, and this
    const std::string review = "/v1/reviews/" + shop.our_review.text;
    CHECK(body_of(guest.get(review))["reply"]["text"] == "From the past");
    CHECK(guest.get("/readyz").status == 200);
}

TEST_CASE_FIXTURE(OnDisk, "a clock that jumps ahead ends sessions, says so, and keeps everything") {
    Request request;
    request.method = "POST";
    request.target = "/v1/submissions/" + shop.our_submission.text + "/messages";
    request.body = R"({"text":"Once"})";
    request.headers = {{"content-type", "application/json"}, {"idempotency-key", "k1"}};
    REQUIRE(guest.send(request).status == 200);
    shop.clock.advance(400 * base::day_ms);
    for (int i = 0; i < 3; ++i) shop.app->tick();
    const Response ended = guest.get("/v1/me");
    CHECK(ended.status == 401);
    CHECK(!body_of(ended)["title"].get<std::string>().empty());
    shop.clock.advance(-400 * base::day_ms);
    Guest again(*shop.app);
    REQUIRE(again.sign_in(ines).status == 200);
    const Json page = body_of(again.get("/v1/submissions/" + shop.our_submission.text));
    REQUIRE(page["messages"].size() == 1);
    CHECK(page["messages"][0]["text"] == "Once");
    const Json found = body_of(again.get("/v1/reviews/" + shop.our_review.text));
    CHECK(found["reply"]["text"] == "Before");
}

}  // namespace vitrine::tests
