// A write that is sent again under its key, whatever befell the first one.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <thread>

#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {
namespace {

constexpr const char* new_app =
    R"({"package_name":"org.example.maps","name":"Maps","default_locale":"en"})";

void change(const std::string& file, const char* sql) {
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &other) == SQLITE_OK);
    CHECK(sqlite3_exec(other, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(other);
}

}  // namespace

TEST_CASE("a write whose answer cannot be kept for its key is undone, and a repeat does it once") {
    Folder folder;
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())));
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    const std::size_t apps = body_of(guest.get("/v1/apps"))["items"].size();
    change(folder.path() + "/store.db",
           "CREATE TRIGGER broken BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'no'); END");
    guest.extra = {{"idempotency-key", "k1"}};
    CHECK(guest.send("POST", "/v1/apps", new_app).status == 503);
    CHECK(body_of(guest.get("/v1/apps"))["items"].size() == apps);
    change(folder.path() + "/store.db", "DROP TRIGGER broken");
    CHECK(guest.send("POST", "/v1/apps", new_app).status == 200);
    const Response again = guest.send("POST", "/v1/apps", new_app);
    CHECK(again.status == 200);
    CHECK(again.find("Idempotency-Replayed"));
    CHECK(body_of(guest.get("/v1/apps"))["items"].size() == apps + 1);
}

TEST_CASE("many who send one write at once under one key do it once") {
    Folder folder;
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())));
    std::atomic<int> done = 0, waiting = 0, other = 0;
    {
        std::vector<std::jthread> all;
        for (int i = 0; i < 8; ++i)
            all.emplace_back([&] {
                Guest guest(*shop.app);
                guest.sign_in(ines);
                guest.extra = {{"idempotency-key", "k1"}};
                const Response answer = guest.send("POST", "/v1/apps", new_app);
                if (answer.status == 200) ++done;
                else if (code_of(answer) == "request_in_flight") ++waiting;
                else ++other;
            });
    }
    CHECK(done >= 1);
    CHECK(done + waiting == 8);
    CHECK(other == 0);
}

}  // namespace vitrine::tests
