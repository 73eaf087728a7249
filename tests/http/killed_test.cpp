// A store is killed at any moment, again and again, and nothing that it answered is lost or there
// twice. `VITRINE_ROUNDS=200` for a long run, `VITRINE_ROUNDS_SEED` for the run that a failure
// printed.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "clerk.h"
#include "folder.h"
#include "service/sqlite/connection.h"
#include "service/sqlite/review_search.h"
#include "service/sqlite/schema.h"
#include "service/sqlite/sqlite_store.h"
#include "store_process.h"

namespace vitrine::tests {

using service::sqlite::Connection;
using service::sqlite::open_store;
using service::sqlite::Query;

std::int64_t from_environment(const char* name, std::int64_t otherwise) {
    const char* value = std::getenv(name);
    return value ? base::parse_decimal(value).value_or(otherwise) : otherwise;
}

std::int64_t rounds() { return from_environment("VITRINE_ROUNDS", 6); }

std::uint64_t seed() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    const auto seed = from_environment("VITRINE_ROUNDS_SEED",
                                       static_cast<std::int64_t>(now % 1'000'000));
    MESSAGE("VITRINE_ROUNDS_SEED=" << seed);
    return static_cast<std::uint64_t>(seed);
}

// A moment that no bytes can tell: this is the one place where a test lets time go by.
void let_pass(std::int64_t microseconds) {
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
}

std::string first_text(Connection& file, const char* sql) {
    Query query(file, sql);
    return query.step() ? query.text(0) : "";
}

// What SQLite itself says of the files as the killed process left them.
void check_whole(const std::string& folder) {
    for (const char* name : {"/store.db", "/metrics.db"}) {
        if (!std::filesystem::exists(folder + name)) continue;
        auto file = Connection::open(folder + name);
        REQUIRE(file);
        REQUIRE(service::sqlite::register_search_terms(**file));
        CHECK(first_text(**file, "PRAGMA integrity_check") == "ok");
        CHECK(first_text(**file, "PRAGMA foreign_key_check").empty());
    }
}

std::int64_t version_of(const std::string& folder) {
    auto file = Connection::open(folder + "/store.db");
    REQUIRE(file);
    return base::parse_decimal(first_text(**file, "PRAGMA user_version")).value_or(0);
}

std::string small_package() {
    std::ostringstream bytes;
    bytes << std::ifstream(std::string(VT_SHARED_DIR) +
                               "/data/packages/apk/apksig/v1-only-with-rsa-2048.apk",
                           std::ios::binary)
                 .rdbuf();
    if (bytes.str().empty()) MESSAGE("no uploads: ../shared/data/packages is not there");
    return bytes.str();
}

void plant(const std::string& folder) {
    Shop shop(generous(), std::move(*open_store(folder)));
}

TEST_CASE("a store that is killed while it writes loses nothing it answered, doubles nothing") {
    Folder folder;
    plant(folder.path());
    Clerk clerk(seed(), small_package());
    {
        StoreProcess store(folder.path());
        REQUIRE(store.listens());
        clerk.sign_in(store.port());
    }
    for (std::int64_t round = 0; round < rounds(); ++round) {
        CAPTURE(round);
        if (clerk.below(4) == 0) {  // also while it starts
            StoreProcess store(folder.path());
            let_pass(clerk.below(100'000));
            store.kill();
            check_whole(folder.path());
        }
        StoreProcess store(folder.path());
        INFO(store.said());
        REQUIRE(store.listens());
        clerk.settle(store.port());
        clerk.write(store.port(), [&] {
            let_pass(clerk.below(2) == 0 ? clerk.below(3'000) : clerk.below(60'000));
            store.kill();
        });
        check_whole(folder.path());
    }
    StoreProcess store(folder.path());
    REQUIRE(store.listens());
    clerk.look_at_everything(store.port());
    CHECK(store.stop() == 0);
    MESSAGE(rounds() << " rounds, " << clerk.asked << " writes, " << clerk.answered
                     << " answered, " << clerk.asked_again << " asked again");
}

// store.db as the first version left it, with `reviews` reviews and a submission for each.
void first_version(const std::string& folder, std::int64_t reviews) {
    auto file = Connection::open(folder + "/store.db");
    REQUIRE(file);
    REQUIRE(service::sqlite::register_search_terms(**file));
    const auto run = [&](const std::string& sql) {
        const auto done = (*file)->execute(sql);
        CAPTURE(done ? std::string() : done.error().detail);
        REQUIRE(done);
    };
    run("BEGIN; PRAGMA application_id = 1447646290;" +
        std::string(service::sqlite::store_steps()[0]) + "; PRAGMA user_version = 1; COMMIT");
    const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                "WHERE i < " + base::decimal(reviews) + ") ";
    run("BEGIN; INSERT INTO teams VALUES('lark', 'Lark & Loom');"
        "INSERT INTO apps(id, team, package_name, name, default_locale, icon, live_version, stage, "
        "active_devices, review_count, unanswered_reviews, folded) VALUES('notes', 'lark', "
        "'org.example.notes', 'Notizbuch', 'en', '', '', 'live', 0, 0, 0, "
        "'notizbuch' || char(10) || 'org.example.notes');" +
        numbers + "INSERT INTO reviews SELECT i, 'r' || i, 1, 'test', i, 3, 'de', 'DE', '1', '', "
                  "i, 0, 0, 1, 1 FROM n;" +
        numbers + "INSERT INTO review_texts SELECT i, 'Wort ' || i, 'Ana', '', '', NULL, 0, NULL, "
                  "NULL FROM n;"
                  "INSERT INTO review_search(rowid, text) SELECT row, text FROM review_texts;"
                  "UPDATE review_generation SET number = 1;" +
        numbers + "INSERT INTO submissions SELECT 's' || i, i, 1, '1.' || i, i, 'production', "
                  "'draft', 0, 'Ana', 0, 1, i, i, 0, 0, 0, NULL, NULL, 1, '[]', '[]', '[]', '' "
                  "FROM n; COMMIT");
}

TEST_CASE("a store that is killed while it brings an old database up to date goes on from there") {
    Folder old;
    constexpr std::int64_t reviews = 3000;
    first_version(old.path(), reviews);
    service::ports::SeededRandom random(seed());
    std::int64_t cut_short = 0, half_way = 0;
    const auto begin = std::chrono::steady_clock::now();
    {
        Folder folder;
        std::filesystem::copy(old.path(), folder.path(),
                              std::filesystem::copy_options::recursive);
        StoreProcess store(folder.path());
        REQUIRE(store.listens());
    }
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    for (std::int64_t round = 0; round < rounds(); ++round) {
        CAPTURE(round);
        Folder folder;
        std::filesystem::copy(old.path(), folder.path(),
                              std::filesystem::copy_options::recursive);
        for (int kills = 0; kills < 3; ++kills) {
            StoreProcess store(folder.path());
            let_pass(static_cast<std::int64_t>(random.next() %
                                               static_cast<std::uint64_t>(whole.count())));
            store.kill();
            cut_short += store.said().find("listens") == std::string::npos;
            check_whole(folder.path());
            const std::int64_t version = version_of(folder.path());
            half_way += version > 1 && version < std::ssize(service::sqlite::store_steps());
        }
        {
            StoreProcess store(folder.path());
            INFO(store.said());
            REQUIRE(store.listens());
        }
        const auto store = open_store(folder.path());
        REQUIRE(store);
        service::ports::ReviewQuery query;
        query.team = {"lark"};
        CHECK((*store)->reviews().list(query)->total == reviews);
        query.filter.q = "wort ana 2999";
        CHECK((*store)->reviews().list(query)->total == 1);
        service::ports::SubmissionQuery submissions;
        submissions.team = contract::TeamId{"lark"};
        CHECK((*store)->submissions().list(submissions)->total == reviews);
        CHECK((*store)->finder().submissions({submissions.team, "1.2999", 10})->size() == 1);
        CHECK((*store)->finder().apps({submissions.team, "notiz", 10})->size() == 1);
    }
    MESSAGE(cut_short << " of " << 3 * rounds() << " starts were cut short, " << half_way
                      << " between two steps of the schema");
}

}  // namespace vitrine::tests
