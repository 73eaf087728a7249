// Raw events as they lie in metrics.db: packed, waiting, and rows of earlier versions.
#include <algorithm>
#include <map>

#include "event_model.h"
#include "service/sqlite/database.h"
#include "service/sqlite/device_pages.h"
#include "service/sqlite/packed_events.h"
#include "service/sqlite/schema.h"

namespace vitrine::service::conformance {
namespace {

using contract::EventKind;
using contract::Metric;
using sqlite::append_life;
using sqlite::DevicePages;
using sqlite::KeptDevice;
using sqlite::unpack_lives;

TEST_SUITE_BEGIN("a store on disk");

const std::vector<contract::AppId> notes{{"notes"}};

// Rows 7 and 9 are the apps 0 and 1; any other is damage that is not noticed here.
struct TwoApps final : sqlite::Unpacking {
    std::uint32_t app_number(std::int64_t row) override { return row == 9 ? 1 : 0; }
};
const std::vector<std::int64_t> rows{7, 9};

PlainEvents some_plain_events(std::uint64_t seed, std::size_t count) {
    SeededRandom random(seed);
    PlainEvents events = plain_events(a_batch("b", some_events(random, count)));
    for (PlainEvent& event : events.all) {
        event.device = static_cast<std::int64_t>(random.next());
        event.words[3] = events.words.number_of("channel " + std::to_string(random.next() % 300));
    }
    return events;
}

void check_equal(const PlainEvents& a, const PlainEvents& b) {
    REQUIRE(a.all.size() == b.all.size());
    for (std::size_t i = 0; i < a.all.size(); ++i) {
        PlainEvent one = a.all[i], other = b.all[i];
        for (std::size_t word = 0; word < one.words.size(); ++word)
            CHECK(a.words[one.words[word]] == b.words[other.words[word]]);
        one.words = other.words = {};
        CHECK(one == other);
    }
}

// The steps up to the one that first names `word`.
std::span<const char* const> steps_before(std::string_view word) {
    const auto all = sqlite::metrics_steps();
    const auto at = std::ranges::find_if(all, [&](std::string_view step) {
        return step.find(word) != step.npos;
    });
    REQUIRE(at != all.end());
    return all.first(static_cast<std::size_t>(at - all.begin()));
}

sqlite::Connection& metrics_of(const OnDisk& store,
                               std::unique_ptr<sqlite::Connection>& connection) {
    connection = good(sqlite::Connection::open((store.folder / "metrics.db").string()));
    return *connection;
}

std::int64_t number(sqlite::Connection& connection, const char* sql) {
    sqlite::Query query(connection, sql);
    REQUIRE(query.step());
    return query.integer(0);
}

TEST_CASE("events are unpacked as they were packed, in about twenty bytes each") {
    TwoApps apps;
    for (const std::size_t count : {0u, 1u, 2u, 500u}) {
        const PlainEvents events = some_plain_events(count + 1, count);
        const std::string bytes = sqlite::packed(events, rows);
        PlainEvents again;
        REQUIRE(sqlite::unpack(bytes, again, apps));
        check_equal(events, again);
        CHECK(bytes.size() < 6000 + 26 * count);
    }
    PlainEvents far;
    far.all.push_back({INT64_MIN, {INT64_MAX / 2}, -1, 1, {}, EventKind::revenue});
    far.all.push_back({INT64_MAX, {-5}, INT64_MAX, 0, {}, EventKind::revenue});
    far.all.push_back({0, {0}, 0, 0, {far.words.number_of(std::string(60, 'x')), 0, 0, 0}, {}});
    PlainEvents again;
    REQUIRE(sqlite::unpack(sqlite::packed(far, rows), again, apps));
    check_equal(far, again);
}

TEST_CASE("packed events that were cut or changed are refused or read, and never past their end") {
    TwoApps apps;
    const PlainEvents events = some_plain_events(5, 40);
    const std::string bytes = sqlite::packed(events, rows);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        // A piece of memory of its own, so that a sanitizer sees its end.
        const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<long>(size));
        PlainEvents out;
        CHECK_FALSE(sqlite::unpack({cut.data(), cut.size()}, out, apps));
    }
    PlainEvents more;
    CHECK_FALSE(sqlite::unpack(bytes + '\0', more, apps));
    SeededRandom random(8);
    for (int turn = 0; turn < 3000; ++turn) {
        std::vector<char> changed(bytes.begin(), bytes.end());
        for (int i = 0; i < 1 + turn % 3; ++i)
            changed[random.next() % changed.size()] = static_cast<char>(random.next());
        PlainEvents out;
        if (!sqlite::unpack({changed.data(), changed.size()}, out, apps)) continue;
        for (const PlainEvent& event : out.all) {
            CHECK(event.app < 2);
            for (const std::uint32_t word : event.words) CHECK(word < out.words.size());
        }
    }
}

TEST_CASE("a batch waits until somebody looks, and then waits no more") {
    OnDisk store;
    two_teams(*store.store);
    std::unique_ptr<sqlite::Connection> connection;
    auto& file = metrics_of(store, connection);
    const auto waiting = [&] { return number(file, "SELECT count(*) FROM waiting_batches"); };
    const auto send = [&](const std::string& id) {
        good(store->events().keep(a_batch(id, {an_event(EventKind::install, 1, 0)})));
    };
    send("a");
    send("b");
    CHECK(waiting() == 2);
    CHECK(good(store->events().funnel(notes, {0}, {99'999})) == ports::FunnelCounts{});
    CHECK(waiting() == 0);
    send("c");  // somebody looked since the batch before: it is counted at once
    CHECK(waiting() == 0);
    send("d");
    CHECK(waiting() == 1);
    CHECK(good(store->metrics().points(notes, Metric::installs, PointGrain::day, {0},
                                       at(99'999)))[0].sum == 4);
    for (int i = 0; i < 300; ++i) send("many " + std::to_string(i));
    CHECK(waiting() < 200);  // nobody waits for more than that
    good(store->events().settle(at(0)));
    CHECK(waiting() == 0);
}

TEST_CASE("raw events that are damaged on the disk are told, and count for nothing") {
    OnDisk store;
    two_teams(*store.store);
    good(store->events().keep(a_batch("a", {an_event(EventKind::install, 1, 0)})));
    {
        std::unique_ptr<sqlite::Connection> connection;
        good(metrics_of(store, connection).execute("UPDATE raw_batches SET packed = x'01ff'"));
    }
    const auto look = [&] {
        return store->metrics().points(notes, Metric::installs, PointGrain::day, {0}, at(999));
    };
    CHECK(code_of(look()) == "database_corrupt");
    CHECK(code_of(look()) == "database_corrupt");
}

TEST_CASE("raw events and batches of an earlier version stay, are known by name, and are swept") {
    OnDisk store;
    store.store.reset();
    std::filesystem::remove(store.folder / "metrics.db");
    {
        const auto steps = steps_before("raw_batches");
        const auto old = good(sqlite::Database::open({(store.folder / "metrics.db").string(),
                                                      steps}));
        auto writing = good(old->write());
        good((*writing).execute(
            "INSERT INTO event_apps VALUES(1, 'notes');"
            "INSERT INTO raw_events(app, kind, device, at, country, version, device_class, "
            "channel, amount) VALUES(1, 0, 5, 7, '', '', '', '', 0), (1, 0, 6, 7, '', '', '', '', "
            "0), (1, 0, 7, 7, '', '', '', '', 0);"
            "INSERT INTO batches VALUES(1, 'lark', 'old', 'h', 'a', " +
            std::to_string(at(0).ms) + ", 2), (2, 'lark', 'newer', 'h', 'a', " +
            std::to_string(at(90).ms) + ", 3);"));
        good(writing.commit());
    }
    store.store = store.open();
    two_teams(*store.store);
    CHECK(good(store->events().count_raw()) == 3);
    EventBatch again = a_batch("old", {an_event(EventKind::install, 1, 0)});
    CHECK(good(store->events().keep(again)) == ports::KeptBatch{"h", "a"});
    good(store->events().keep(a_batch("new", {an_event(EventKind::install, 1, 0)}, at(60))));
    CHECK(good(store->events().count_raw()) == 4);
    CHECK(good(store->events().sweep({at(1).ms + contract::raw_kept_ms})) == 2);
    CHECK(!good(store->events().find_batch({"lark"}, "old")));
    CHECK(good(store->events().sweep({at(999).ms + contract::raw_kept_ms})) == 2);
    CHECK(good(store->events().count_raw()) == 0);
    CHECK(good(store->metrics().points(notes, Metric::installs, PointGrain::day, {0},
                                       at(99'999)))[0].sum == 1);
}

TEST_CASE("lives of devices are unpacked as they were packed, or refused") {
    SeededRandom random(12);
    std::vector<KeptDevice> all;
    for (int i = 0; i < 200; ++i) {
        KeptDevice one{i - 100, {}};
        one.life.last_day = static_cast<std::int32_t>(random.next() % 40'000) - 9'000;
        one.life.days = random.next() >> random.next() % 64;
        for (std::int64_t& first : one.life.first)
            if (random.next() % 2 == 0) first = static_cast<std::int64_t>(random.next());
        all.push_back(one);
    }
    std::string lives;
    for (const KeptDevice& one : all) append_life(lives, one);
    std::vector<KeptDevice> again;
    REQUIRE(unpack_lives(lives, again));
    CHECK(again == all);
    std::swap(all[3], all[4]);
    lives.clear();
    for (const KeptDevice& one : all) append_life(lives, one);
    again.clear();
    CHECK_FALSE(unpack_lives(lives, again));  // out of order: none would be found
    for (int turn = 0; turn < 2000; ++turn) {
        std::vector<char> changed(lives.begin(), lives.begin() + 300);
        changed[random.next() % changed.size()] = static_cast<char>(random.next());
        changed.resize(random.next() % changed.size());
        again.clear();
        (void)unpack_lives({changed.data(), changed.size()}, again);
        CHECK(again.size() <= changed.size());
    }
}

// Few events of many devices, whose numbers are as they are in life, and some close to each other.
TEST_CASE("devices by the thousand are kept in pages as the memory store keeps them one by one") {
    OnDisk disk;
    InMemory memory;
    two_teams(*disk.store);
    two_teams(*memory.store);
    SeededRandom random(3);
    std::vector<std::int64_t> devices;
    for (int i = 0; i < 3000; ++i)
        devices.push_back(i % 10 == 0 ? std::int64_t{i} << 24
                                      : static_cast<std::int64_t>(random.next()));
    devices.push_back(INT64_MIN);
    devices.push_back(INT64_MAX);
    for (int batch = 0; batch < 12; ++batch) {
        auto events = some_events(random, 1500);
        for (DeviceEvent& event : events) event.device = devices[random.next() % devices.size()];
        const EventBatch made = a_batch("b" + std::to_string(batch), events);
        for (Store* store : {disk.store.get(), memory.store.get()})
            good(store->events().keep(made));
        if (batch % 4 == 0) good(disk->events().settle(at(0)));
    }
    const std::vector<contract::AppId> apps{{"notes"}, {"radar"}};
    CHECK(good(disk->events().cohorts(apps, {0}, {99'999}, 99)) ==
          good(memory->events().cohorts(apps, {0}, {99'999}, 99)));
    CHECK(good(disk->events().funnel(apps, {0}, {99'999})) ==
          good(memory->events().funnel(apps, {0}, {99'999})));
    std::unique_ptr<sqlite::Connection> connection;
    auto& file = metrics_of(disk, connection);
    CHECK(number(file, "SELECT count(*) FROM device_pages") > 50);
    CHECK(number(file, "SELECT max(length(lives)) FROM device_pages") <=
          static_cast<std::int64_t>(DevicePages::page_bytes_max));
    CHECK(number(file, "SELECT count(*) FROM devices") == 0);
}

TEST_CASE("a device that an earlier version kept in a row of its own is no new one") {
    OnDisk store;
    two_teams(*store.store);
    const base::Day day = base::day_of(at(0));
    good(store->events().keep(a_batch("a", {an_event(EventKind::open, 1, 0)})));
    CHECK(good(store->events().cohorts(notes, {0}, {99'999}, 99)).size() == 1);
    {
        std::unique_ptr<sqlite::Connection> connection;
        auto& file = metrics_of(store, connection);
        good(file.execute(
            "DELETE FROM device_pages; INSERT INTO devices VALUES(1, 1, NULL, NULL, " +
            std::to_string(an_event(EventKind::open, 1, 0).at.ms) + ", NULL, " +
            std::to_string(day.number) + ", 1), (1, 2, NULL, NULL, 5, NULL, 0, 1)"));
    }
    good(store->events().keep(a_batch("b", {an_event(EventKind::open, 1, 0, 90),
                                            an_event(EventKind::open, 1, 1)})));
    CHECK(good(store->events().cohorts(notes, {0}, {99'999}, 99)) ==
          std::vector<ports::CohortCount>{{day, 0, 1}, {day, 1, 1}});
    std::unique_ptr<sqlite::Connection> connection;
    auto& file = metrics_of(store, connection);
    CHECK(number(file, "SELECT count(*) FROM devices") == 1);
    CHECK(number(file, "SELECT count(*) FROM device_pages") == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
