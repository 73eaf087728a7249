// Backups taken while the store is written to, and stores made from them.
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "folder.h"
#include "service/backup/backup.h"
#include "service/commands/command.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

namespace fs = std::filesystem;
using service::backup::back_up;
using service::backup::restore;
using service::commands::run;
using service::sqlite::open_store;

void quiet(const std::string&, std::int64_t, std::int64_t) {}

struct Shelf {
    Folder folder;
    std::string data = folder.path() + "/data", copy = folder.path() + "/copy",
                again = folder.path() + "/again";
    Shelf() {
        fs::create_directories(data + "/blobs/ab");
        std::ofstream(data + "/blobs/ab/abcd") << "bytes of a package";
        Shop shop(generous(), std::move(*open_store(data)));
    }
};

TEST_CASE("a backup taken while others write holds every write that was answered before") {
    Shelf shelf;
    auto store = std::move(*open_store(shelf.data));
    std::atomic<int> answered = 0;
    std::atomic<bool> enough = false;
    std::thread writer([&] {
        for (int i = 0; !enough; ++i)
            if (store->settings().put("write." + std::to_string(i), "done")) answered = i + 1;
    });
    while (answered < 20) std::this_thread::yield();
    const int before = answered;
    const auto done = back_up(shelf.data, shelf.copy, quiet);
    enough = true;
    writer.join();
    REQUIRE_MESSAGE(done, (done ? "" : done.error().detail));
    REQUIRE(restore(shelf.copy, shelf.again, quiet));
    const auto restored = open_store(shelf.again);
    REQUIRE(restored);
    for (int i = 0; i < before; ++i)
        CHECK(*(*restored)->settings().find("write." + std::to_string(i)));
    std::ifstream blob(shelf.again + "/blobs/ab/abcd");
    CHECK(std::string(std::istreambuf_iterator<char>(blob), {}) == "bytes of a package");
}

TEST_CASE("a restored store is served with its accounts, sessions and reviews") {
    Shelf shelf;
    REQUIRE(back_up(shelf.data, shelf.copy, quiet));
    REQUIRE(restore(shelf.copy, shelf.again, quiet));
    Shop shop(generous(), std::move(*open_store(shelf.again)));
    Guest guest(*shop.app);
    CHECK(guest.sign_in(ines).status == 200);
    CHECK(body_of(guest.get("/v1/submissions"))["items"].size() == 2);
}

TEST_CASE("nothing that exists is overwritten") {
    Shelf shelf;
    REQUIRE(back_up(shelf.data, shelf.copy, quiet));
    CHECK(back_up(shelf.data, shelf.copy, quiet).error().code == "something_in_the_way");
    CHECK(restore(shelf.copy, shelf.data, quiet).error().code == "something_in_the_way");
    CHECK(open_store(shelf.data));
    fs::create_directories(shelf.again);
    CHECK(restore(shelf.copy, shelf.again, quiet));
}

TEST_CASE("a backup that is incomplete, changed or strange is refused and makes nothing") {
    Shelf shelf;
    const auto refusal = [&] {
        const auto done = restore(shelf.copy, shelf.again, quiet);
        CHECK(!fs::exists(shelf.again));
        CHECK(!fs::exists(shelf.again + ".partial"));
        return done ? std::string("(good)") : done.error().code;
    };
    REQUIRE(back_up(shelf.data, shelf.copy, quiet));
    const std::string sums = shelf.copy + "/SHA256SUMS";
    fs::copy_file(sums, sums + ".kept");
    std::ofstream(sums, std::ios::app) << std::string(64, '0') << "  blobs/../../escape\n";
    CHECK(refusal() == "backup_unusable");
    std::ofstream(sums) << "nonsense\n";
    CHECK(refusal() == "backup_unusable");
    fs::remove(sums);
    CHECK(refusal() == "backup_unusable");
    fs::rename(sums + ".kept", sums);
    {
        std::fstream file(shelf.copy + "/store.db", std::ios::in | std::ios::out);
        file.seekp(5000);
        file << "one letter more";
    }
    CHECK(refusal() == "backup_unusable");
    fs::remove(shelf.copy + "/blobs/ab/abcd");
    CHECK(refusal() == "file_unreadable");
}

TEST_CASE("a damaged store is not backed up as if it were well") {
    Shelf shelf;
    {
        std::fstream file(shelf.data + "/store.db", std::ios::in | std::ios::out);
        for (int page = 2; page < 30; ++page) {
            file.seekp(page * 4096);
            file << std::string(4096, 'Z');
        }
    }
    CHECK(!back_up(shelf.data, shelf.copy, quiet));
    CHECK(!fs::exists(shelf.copy));
    CHECK(!fs::exists(shelf.copy + ".partial"));
}

struct SealedShelf : Shelf {
    SealedShelf() {
        auto store = std::move(*open_store(data));
        service::ports::StoredHook hook{{"team_fjord"}, "vtw_secret", {}};
        hook.hook.id = {"h1"};
        REQUIRE(store->hooks().create(hook));
    }
    static std::string secret_in(const std::string& place) {
        auto store = open_store(place);
        REQUIRE_MESSAGE(store, (store ? "" : store.error().code));
        return (*store)->hooks().find({"h1"})->value().secret;
    }
};

TEST_CASE("a backup holds the key, for its owner alone, and what is restored opens its secrets") {
    SealedShelf shelf;
    REQUIRE(back_up(shelf.data, shelf.copy, quiet));
    REQUIRE(restore(shelf.copy, shelf.again, quiet));
    CHECK(shelf.secret_in(shelf.again) == "vtw_secret");
    for (const std::string& folder : {shelf.copy, shelf.again})
        CHECK((fs::status(folder + "/secrets/store.key").permissions() &
               (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
}

TEST_CASE("a backup without the key is restored with the key and not without it") {
    SealedShelf shelf;
    using service::backup::Secrets;
    REQUIRE(back_up(shelf.data, shelf.copy, quiet, Secrets::left_out));
    CHECK(!fs::exists(shelf.copy + "/secrets"));
    const auto without = restore(shelf.copy, shelf.again, quiet);
    REQUIRE(!without);
    CHECK(without.error().code == "secrets_key_missing");
    CHECK(without.error().detail.find("--key") != std::string::npos);
    CHECK(!fs::exists(shelf.again));
    const std::string key = shelf.data + "/secrets/store.key";
    CHECK(restore(shelf.copy, shelf.again, quiet, "/nowhere").error().code == "file_unreadable");
    shelf.folder.write("wrong.key", "vitrine secrets 1\n1 " + std::string(64, 'a') + "\n");
    const std::string wrong = shelf.folder.path() + "/wrong.key";
    CHECK(restore(shelf.copy, shelf.again, quiet, wrong).error().code == "backup_unusable");
    CHECK(!fs::exists(shelf.again));
    REQUIRE(restore(shelf.copy, shelf.again, quiet, key));
    CHECK(shelf.secret_in(shelf.again) == "vtw_secret");
}

TEST_CASE("a backup from before a rotation is restored with the key from after it") {
    SealedShelf shelf;
    using service::backup::Secrets;
    REQUIRE(back_up(shelf.data, shelf.copy, quiet, Secrets::left_out));
    CHECK(run({"key", "rotate-secrets", "--data", shelf.data}) == 0);
    REQUIRE(restore(shelf.copy, shelf.again, quiet, shelf.data + "/secrets/store.key"));
    CHECK(shelf.secret_in(shelf.again) == "vtw_secret");
    CHECK(shelf.secret_in(shelf.data) == "vtw_secret");
}

TEST_CASE("backup and restore on the command line") {
    Shelf shelf;
    CHECK(run({"backup"}) == 2);
    CHECK(run({"restore"}) == 2);
    CHECK(run({"backup", "--to", shelf.copy, "--data", shelf.folder.path() + "/nowhere"}) == 1);
    CHECK(run({"backup", "--to", shelf.copy, "--data", shelf.data}) == 0);
    CHECK(run({"restore", "--from", shelf.copy, "--data", shelf.again}) == 0);
    CHECK(run({"doctor", "--data", shelf.again}) == 0);
    CHECK(run({"restore", "--from", shelf.copy, "--data", shelf.again}) == 1);
    const std::string bare = shelf.folder.path() + "/bare", third = shelf.folder.path() + "/third";
    CHECK(run({"backup", "--to", bare, "--data", shelf.data, "--without-key"}) == 0);
    CHECK(run({"restore", "--from", bare, "--data", third, "--key",
               shelf.data + "/secrets/store.key"}) == 0);
}

}  // namespace vitrine::tests
