// What /metrics says, read as strictly as the format is written; and blobs that nobody has.
#include <doctest/doctest.h>

#include "exposition.h"
#include "folder.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

using Labels = std::map<std::string, std::string>;

Exposition told(Guest& guest) {
    const Response answer = guest.get("/metrics");
    CHECK(answer.status == 200);
    CHECK(*answer.find("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    Exposition out = read_exposition(answer.content());
    for (const std::string& wrong : out.wrong) CHECK_MESSAGE(wrong.empty(), wrong);
    return out;
}

TEST_CASE("the strict reader refuses what the format does not allow") {
    const std::string head = "# HELP a_total A.\n# TYPE a_total counter\n";
    CHECK(read_exposition(head + "a_total{x=\"1\"} 2\n").wrong.empty());
    for (const std::string& text :
         {std::string("a_total 1\n"), head + "a_total\n", head + "a_total x\n", head + "b 1\n",
          head + "a_total -1\n", head + "a_total 1", head + "\n", head + "a_total{x=1} 1\n",
          head + "a_total{x=\"1} 1\n", head + "a_total 1\na_total 2\n", head + head,
          std::string("# HELP a A.\n# TYPE a counter\na 1\n"),
          std::string("# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n"),
          std::string("# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\n"
                      "h_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n"),
          std::string("# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\n"
                      "h_count 2\n"),
          std::string("# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\n"
                      "h_count 1\n")}) {
        CAPTURE(text);
        CHECK(!read_exposition(text).wrong.empty());
    }
}

TEST_CASE("requests are counted by pattern, method and class, and timed by pattern") {
    Shop shop(generous());
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    CHECK(guest.get("/v1/apps/app_notes").status == 200);
    CHECK(guest.get("/v1/apps/app_boats").status == 404);
    CHECK(guest.get("/v1/apps/%22quoted%22%0A").status == 404);
    Request strange;
    strange.method = "BREW\"\n";
    strange.target = "/v1/apps/app_notes";
    guest.send(strange);
    const Exposition told_now = told(guest);
    const auto requests = [&](const char* method, const char* status) {
        return told_now.value("vitrine_http_requests_total",
                              Labels{{"route", "/v1/apps/{app}"}, {"method", method},
                                     {"status", status}});
    };
    CHECK(requests("GET", "2xx") == 1);
    CHECK(requests("GET", "4xx") == 2);
    CHECK(requests("other", "4xx") == 1);
    CHECK(told_now.value("vitrine_http_request_seconds_count",
                         Labels{{"route", "/v1/apps/{app}"}}) == 4);
    for (const Family& family : told_now.families)
        for (const Sample& sample : family.samples)
            for (const auto& [label, value] : sample.labels)
                CHECK(value.find("app_") == std::string::npos);  // patterns, never what was asked
}

TEST_CASE("queues and sizes are told as they are") {
    Folder folder;
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())));
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    const auto queue = [&](const char* name) {
        return told(guest).value("vitrine_queue_length", Labels{{"queue", name}});
    };
    for (const char* name : {"hook_news", "deliveries", "uploads", "checks", "reviews"})
        CHECK(queue(name) == 0);
    const Response hook = guest.send("POST", "/v1/webhooks",
                                     R"({"url":"https://ci.example.org/","kinds":["ping"]})");
    CHECK(hook.status == 422);
    const Response made = guest.send(
        "POST", "/v1/webhooks", R"({"url":"https://ci.example.org/","kinds":["review.reply"]})");
    REQUIRE(made.status == 200);
    const Json hook_made = body_of(made);
    const std::string path = "/v1/webhooks/" + hook_made["hook"]["id"].get<std::string>();
    CHECK(guest.send("POST", path + "/ping", "").status == 200);
    CHECK(queue("deliveries") == 1);
    CHECK(guest.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply", R"({"text":"Hi"})")
              .status == 200);
    CHECK(queue("hook_news") == 1);
    CHECK(guest.send("POST", "/v1/submissions/" + shop.our_submission.text + "/moves",
                     R"({"move":"submit"})")
              .status == 200);
    CHECK(queue("checks") == 1);
    const Exposition now = told(guest);
    CHECK(now.value("vitrine_database_bytes", Labels{{"file", "store.db"}}) > 4096);
    CHECK(now.value("vitrine_database_bytes", Labels{{"file", "metrics.db"}}) > 0);
    CHECK(now.value("vitrine_store_readable") == 1);
}

TEST_CASE("a blob that no package has and no upload will become is swept, others stay") {
    Shop shop(generous());
    const auto lay = [&](const std::string& sha256) {
        REQUIRE(shop.blobs->open({"u"}).value()->write_at(0, sha256));
        REQUIRE(shop.blobs->keep({"u"}, sha256));
    };
    for (const char* sha256 : {"aaaa", "bbbb", "cccc"}) lay(sha256);
    service::ports::StoredPackage package;
    package.detail.package.id = {"pkg_1"};
    package.detail.package.app = shop.notes;
    package.detail.package.sha256 = "aaaa";
    REQUIRE(shop.store->packages().keep(package));
    service::ports::StoredUpload upload;
    upload.upload.id = {"up_1"};
    upload.upload.app = shop.notes;
    upload.upload.sha256 = "bbbb";
    upload.upload.expires_at = {shop.clock.ms + base::hour_ms};
    REQUIRE(shop.store->uploads().insert(upload, 10));
    shop.clock.advance(11 * base::minute_ms);
    shop.app->tick();
    CHECK(*shop.blobs->read("aaaa"));
    CHECK(*shop.blobs->read("bbbb"));
    CHECK(!*shop.blobs->read("cccc"));
    shop.clock.advance(base::hour_ms);  // the upload is over: its bytes belong to nobody now
    shop.app->tick();
    shop.clock.advance(11 * base::minute_ms);
    shop.app->tick();
    CHECK(*shop.blobs->read("aaaa"));
    CHECK(!*shop.blobs->read("bbbb"));
}

}  // namespace vitrine::tests
