// The store's stamp: the same while nothing is written, never the same again after a write.
#include <sqlite3.h>

#include <atomic>
#include <set>
#include <thread>

#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("the store's stamp");

using Words = std::array<std::uint32_t, 12>;

Words stamp_of(Store& store) {
    const auto stamp = store.stamp();
    REQUIRE(stamp);
    return stamp->words;
}

Session a_session(const std::string& hash, const std::string& user) {
    Session session;
    session.token_hash = hash;
    session.id = {"ses_" + hash};
    session.user = {user};
    session.created_at = session.last_seen_at = at(0);
    session.expires_at = at(60);
    return session;
}

void add_person(Store& store) {
    Account account;
    account.user = {{"ana"}, "Ana", "ana@example.org"};
    good(store.accounts().create(account));
    good(store.accounts().create_session(a_session("aa", "ana")));
}

// Merges the log into the file, as SQLite does when the log has grown.
void checkpoint(const Folder& folder) {
    sqlite3* file = nullptr;
    REQUIRE(sqlite3_open((folder / "store.db").c_str(), &file) == SQLITE_OK);
    CHECK(sqlite3_exec(file, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
    sqlite3_close(file);
}

TEST_CASE("a store in memory cannot tell, and says so") {
    InMemory store;
    two_teams(*store.store);
    CHECK(!store->stamp());
}

TEST_CASE("reading leaves the stamp, and every kind of write changes it") {
    OnDisk store;
    two_teams(*store.store);
    add_person(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "word")}));
    Words last = stamp_of(*store.store);
    good(store->apps().list({{"lark"}, "", 50, {}, {}}));
    good(store->accounts().find_session("aa"));
    good(store->reviews().facets({"lark"}, {}));
    CHECK(found(*store.store, "word").size() == 1);
    good(store->load());
    CHECK(stamp_of(*store.store) == last);
    const auto changes = [&](auto&& write) {
        write();
        const Words now = stamp_of(*store.store);
        CHECK(now != last);
        last = now;
    };
    changes([&] { good(store->apps().update(an_app("lark", "notes").app)); });
    changes([&] { good(store->reviews().set_reply({"a"}, {}, {"Hi", "Ana", at(1), 0})); });
    changes([&] { good(store->accounts().put_team({{"lark"}, "Lark"})); });
    changes([&] {
        good(store->accounts().put_member({{"lark"}, {"ana"}, contract::Role::owner, {}, at(0)}));
    });
    changes([&] { good(store->accounts().remove_session("aa")); });
    changes([&] { good(store->settings().put("k", "v")); });
    changes([&] {
        good(store->submissions().insert(a_submission("s1", contract::Stage::draft),
                                         an_audit("s1")));
    });
    changes([&] {
        const auto batch = good(store->begin_batch());
        good(store->settings().put("k", "w"));
        good(batch->commit());
    });
}

TEST_CASE("another program's write changes the stamp too") {
    OnDisk store;
    two_teams(*store.store);
    const auto other = store.open();
    const Words before = stamp_of(*store.store);
    CHECK(stamp_of(*other) == before);
    good(other->apps().update(an_app("lark", "notes").app));
    CHECK(stamp_of(*store.store) != before);
    CHECK(stamp_of(*other) == stamp_of(*store.store));
}

TEST_CASE("there is no stamp for what a batch has written, and none is changed by undoing it") {
    OnDisk store;
    two_teams(*store.store);
    const Words before = stamp_of(*store.store);
    {
        const auto batch = good(store->begin_batch());
        good(store->settings().put("k", "v"));
        CHECK(!store->stamp());
        std::thread([&] { CHECK(stamp_of(*store.store) == before); }).join();
    }
    CHECK(stamp_of(*store.store) == before);
}

TEST_CASE("noting that somebody was here leaves the stamp, whatever else it is a part of") {
    OnDisk store;
    two_teams(*store.store);
    add_person(*store.store);
    const auto other = store.open();
    const auto note = [](Store& in, std::int64_t minute) {
        good(in.accounts().touch_session("aa", at(minute), at(minute + 60)));
    };
    const Words first = stamp_of(*store.store);
    for (int i = 1; i < 5; ++i) note(*store.store, i);
    CHECK(stamp_of(*store.store) == first);
    CHECK(good(store->accounts().find_session("aa"))->last_seen_at == at(4));

    good(store->settings().put("k", "v"));
    const Words second = stamp_of(*store.store);
    CHECK(second != first);
    note(*store.store, 5);
    CHECK(stamp_of(*store.store) == second);

    good(other->settings().put("k", "w"));
    note(*store.store, 6);
    const Words third = stamp_of(*store.store);
    CHECK(third != second);
    CHECK(third != first);

    note(*store.store, 7);
    good(other->settings().put("k", "x"));
    CHECK(stamp_of(*store.store) != third);

    const Words fourth = stamp_of(*store.store);
    const auto batch = good(store->begin_batch());
    note(*store.store, 8);
    good(store->settings().put("k", "y"));
    good(batch->commit());
    CHECK(stamp_of(*store.store) != fourth);
}

TEST_CASE("no stamp comes again, however often the log is merged and begun anew") {
    OnDisk store;
    two_teams(*store.store);
    std::set<Words> seen;
    std::size_t writes = 0;
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 10; ++i, ++writes) {
            good(store->settings().put("k", i % 2 == 0 ? "v" : "w"));
            CHECK(seen.insert(stamp_of(*store.store)).second);
        }
        checkpoint(store.folder);
        const auto merged = store->stamp();
        if (merged) seen.insert(merged->words);
    }
    CHECK(seen.size() >= writes);
}

TEST_CASE("whoever writes finds another stamp at once, while others write and read") {
    OnDisk store;
    two_teams(*store.store);
    const auto other = store.open();
    std::atomic<bool> done = false;
    std::thread stranger([&] {
        for (int i = 0; !done; ++i) (void)other->settings().put("other", i % 2 ? "a" : "b");
    });
    std::thread reader([&] {
        while (!done) (void)store->settings().find("mine");
    });
    int unchanged = 0;
    for (int i = 0; i < 200; ++i) {
        const auto before = store->stamp();
        good(store->settings().put("mine", i % 2 ? "a" : "b"));
        const auto after = store->stamp();
        unchanged += before && after && *before == *after;
    }
    done = true;
    stranger.join();
    reader.join();
    CHECK(unchanged == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
