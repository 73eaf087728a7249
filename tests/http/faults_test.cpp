// Disks that fail at any write, files that are damaged anywhere, and what the store says of it.
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>

#include "base/text.h"
#include "events.h"
#include "faulty_disk.h"
#include "folder.h"
#include "service/commands/command.h"
#include "service/sqlite/sqlite_store.h"
#include "store_process.h"
#include "tests/conformance/small_disk.h"
#include "uploader.h"

namespace vitrine::tests {

namespace fs = std::filesystem;
using service::sqlite::open_store;

namespace {

constexpr std::pair<int, const char*> troubles[] = {
    {ENOSPC, "disk_full"}, {EROFS, "database_readonly"}, {EIO, "database_failed"}};

std::string messages_of(const Shop& shop) {
    return "/v1/submissions/" + shop.our_submission.text + "/messages";
}

std::size_t messages_in(Guest& guest, const Shop& shop) {
    return body_of(guest.get("/v1/submissions/" + shop.our_submission.text))["messages"].size();
}

void check_says(const Response& answer, const std::string& code) {
    CAPTURE(answer.body);
    CHECK(answer.status == 503);
    CHECK(code_of(answer) == code);
    CHECK(answer.find("Retry-After") != nullptr);
    CHECK(!body_of(answer)["detail"].get<std::string>().empty());
}

std::string bytes_of(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

void put_bytes(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace

TEST_CASE("a disk that fails at any write says so, loses nothing answered, and is well again") {
    for (const auto& [error, code] : troubles) {
        CAPTURE(code);
        FaultyDisk disk;
        Folder folder;
        std::size_t written = 0;
        int refused = 0;
        {
            Shop shop(generous(), std::move(*open_store(folder.path())));
            Guest guest(*shop.app);
            REQUIRE(guest.sign_in(ines).status == 200);
            for (int healthy = 0;; ++healthy) {
                REQUIRE(healthy < 500);
                disk.break_after(healthy, error);
                const Response answer =
                    guest.send("POST", messages_of(shop), R"({"text":"Hello"})");
                const bool met = disk.met();
                if (met) CHECK(guest.get("/v1/apps").status == 200);  // reading goes on
                disk.heal();
                if (answer.status == 200) ++written;
                else check_says(answer, code), ++refused;
                CHECK(messages_in(guest, shop) == written);
                CHECK(guest.get("/readyz").status == 200);
                if (!met) break;
            }
        }
        CHECK(refused >= 2);
        CHECK(written >= 1);
        Shop shop(generous(), std::move(*open_store(folder.path())));
        shop.random = service::ports::SeededRandom(static_cast<std::uint64_t>(error) + 100);
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(ines).status == 200);
        CHECK(messages_in(guest, shop) == written);
    }
}

TEST_CASE("a batch of events is counted once, whichever write of either file fails at first") {
    for (const auto& [error, code] : troubles) {
        CAPTURE(code);
        FaultyDisk disk;
        Folder folder;
        Shop shop(generous(), std::move(*open_store(folder.path())));
        Sender sender(shop);
        int batches = 0, refused = 0;
        for (bool met = true; met; ++batches) {
            REQUIRE(batches < 500);
            const std::string name = "b" + base::decimal(batches);
            const std::vector<Json> lines{a_line(shop, "install", name.c_str())};
            disk.break_after(batches, error);
            const Response answer = sender.send(name, lines);
            met = disk.met();
            disk.heal();
            if (answer.status == 200) continue;
            check_says(answer, code);
            ++refused;
            CHECK(sender.send(name, lines).status == 200);
        }
        CHECK(refused >= 2);
        CHECK(sender.today("installs") == batches);
    }
}

TEST_CASE("a log that was torn anywhere gives what was written up to there, and the store opens") {
    Folder folder, torn;
    std::string store, log;
    std::size_t before = 0;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    {  // what is written now stands in the log only: it is too short to be copied over yet
        Shop shop(generous(), std::move(*open_store(folder.path())));
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(ines).status == 200);
        for (int i = 0; i < 12; ++i)
            REQUIRE(guest.send("POST", messages_of(shop), Json{{"text", base::decimal(i)}}.dump())
                        .status == 200);
        store = bytes_of(folder.path() + "/store.db");
        log = bytes_of(folder.path() + "/store.db-wal");
        before = messages_in(guest, shop);
    }
    REQUIRE(log.size() > 100'000);
    std::size_t seen_most = 0, seen_last = 0;
    const std::size_t step = log.size() / 37 + 1;
    for (std::size_t at = 0; at < log.size() + step; at += step) {
        for (const bool overwritten : {false, true}) {
            CAPTURE(at);
            for (const char* name : {"/store.db", "/store.db-wal", "/store.db-shm"})
                fs::remove(torn.path() + name);
            put_bytes(torn.path() + "/store.db", store);
            std::string part = log.substr(0, at);
            if (overwritten) part += std::string(log.size() - part.size(), 'x');
            put_bytes(torn.path() + "/store.db-wal", part);
            service::sqlite::Options closely;
            closely.check = service::sqlite::Check::quick;
            auto opened = open_store(torn.path(), closely);
            REQUIRE(opened);
            const auto found = (*opened)->submissions().find({"sub_ours"});
            REQUIRE(found);
            REQUIRE(*found);
            const auto& messages = (*found)->detail.messages;
            for (std::size_t i = 0; i < messages.size(); ++i)
                CHECK(messages[i].text == base::decimal(static_cast<std::int64_t>(i)));
            seen_last = messages.size();
            CHECK(seen_last >= seen_most);
            seen_most = seen_last;
        }
    }
    CHECK(seen_last == before);
}

TEST_CASE("wherever a page of a database is damaged, answers are right or say that it is") {
    for (const char* name : {"/store.db", "/metrics.db"}) {
        CAPTURE(name);
        Folder folder;
        {
            Shop shop(generous(), std::move(*open_store(folder.path())));
            Sender(shop).send("b1", std::vector{a_line(shop, "install", "a")});
        }
        const std::string whole = bytes_of(folder.path() + name);
        std::size_t told = 0;
        for (std::size_t page = 4096; page < whole.size(); page += 4096) {
            CAPTURE(page);
            std::string broken = whole;
            broken.replace(page, 4096, 4096, '\x5a');
            put_bytes(folder.path() + name, broken);
            auto store = open_store(folder.path());
            if (!store) {
                CHECK(store.error().code == "database_corrupt");
                ++told;
                continue;
            }
            Shop shop(generous(), std::move(*store));
            shop.random = service::ports::SeededRandom(page);
            Guest guest(*shop.app);
            const auto sound = [&](const Response& answer) {
                CHECK((answer.status < 500 || answer.status == 503));
                if (answer.status != 503) return;
                CHECK(code_of(answer) == "database_corrupt");
                CHECK(code_of(guest.get("/readyz")) == "database_corrupt");
                ++told;
            };
            const Response in = guest.sign_in(ines);
            sound(in);
            if (in.status != 200) continue;
            for (const char* target :
                 {"/v1/apps", "/v1/submissions", "/v1/reviews?q=synchronisiert", "/v1/me",
                  "/v1/metrics?metrics=installs&from=2026-05-28&to=2026-05-29"})
                sound(guest.get(target));
            sound(guest.send("POST", messages_of(shop), R"({"text":"Hello"})"));
        }
        CHECK(told > 0);
        put_bytes(folder.path() + name, whole);
        CHECK(open_store(folder.path()));
    }
}

TEST_CASE("doctor tells of a damaged page that nobody has read yet") {
    using service::commands::run;
    Folder folder;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    CHECK(run({"doctor", "--data", folder.path()}) == 0);
    for (const char* name : {"/store.db", "/metrics.db"}) {
        const std::string whole = bytes_of(folder.path() + name);
        std::string broken = whole;
        broken.replace(4096, 4096, 4096, '\x5a');
        put_bytes(folder.path() + name, broken);
        CAPTURE(name);
        CHECK(run({"doctor", "--data", folder.path()}) == 1);
        put_bytes(folder.path() + name, whole);
    }
    CHECK(run({"doctor", "--data", folder.path()}) == 0);
}

namespace {

using service::conformance::make_small_disk;
using service::conformance::not_allowed_here;
using service::conformance::resize_small_disk;

int on_a_read_only_disk(const std::string& folder) {
    if (!make_small_disk(folder, 32)) return not_allowed_here;
    { Shop shop(generous(), std::move(*open_store(folder))); }
    const auto flags = MS_REMOUNT | MS_RDONLY;
    if (mount("tmpfs", folder.c_str(), "tmpfs", flags, "size=32m") != 0) return not_allowed_here;
    StoreProcess store(folder);
    if (store.listens()) return 1;
    if (store.said().find(folder) == std::string::npos) return 2;
    return store.said().find("read-only") == std::string::npos ? 3 : 0;
}

// A store of its own process on a file system that fills up while it is served.
int on_a_full_disk(const std::string& folder) {
    if (!make_small_disk(folder, 16)) return not_allowed_here;
    { Shop shop(generous(), std::move(*open_store(folder))); }
    StoreProcess store(folder);
    if (!store.listens()) return 1;
    Uploader guest(store.port(), ines);
    const std::string messages = "/v1/submissions/sub_ours/messages";
    const Json long_text = {{"text", std::string(3900, 'x')}};
    const std::string bytes = noise(20 << 20);
    const Told reserved = guest.reserve("app_notes", bytes);
    if (reserved.status != 200) return 2;
    const std::string id = reserved.body["id"];
    if (guest.put(id, 0, bytes).code() != "disk_full") return 3;
    std::size_t written = 0;
    Told answer;
    while (written < 3000 && (answer = guest.ask("POST", messages, long_text)).status == 200)
        ++written;
    if (answer.status != 503 || answer.code() != "disk_full") return 4;
    if (answer.head.find("Retry-After: ") == std::string::npos) return 5;
    const auto there = [&] {
        return guest.ask("GET", "/v1/submissions/sub_ours").body["messages"].size();
    };
    if (there() != written) return 6;
    if (!resize_small_disk(folder, 96)) return not_allowed_here;
    if (guest.ask("POST", messages, long_text).status != 200) return 7;
    const auto from = static_cast<std::size_t>(received(guest.look(id).body));
    if (guest.put(id, static_cast<std::int64_t>(from), std::string_view(bytes).substr(from))
            .status != 200)
        return 8;
    if (guest.commit(id).code() != "not_an_archive") return 9;  // so its SHA-256 is right
    return there() == written + 1 && store.stop() == 0 ? 0 : 10;
}

}  // namespace

TEST_CASE("a store on a read-only disk does not start, and says why") {
    service::conformance::check_on_small_disk(on_a_read_only_disk);
}

TEST_CASE("a store whose disk is full says so, keeps what it answered, and goes on with room") {
    service::conformance::check_on_small_disk(on_a_full_disk);
}

}  // namespace vitrine::tests
