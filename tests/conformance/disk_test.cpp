// What only a store on a disk can promise: what is kept, and what trouble looks like.
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "base/text.h"
#include "small_disk.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("a store on disk");

std::string refusal(const std::string& folder, const sqlite::Options& options = {}) {
    const auto store = sqlite::open_store(folder, options);
    if (store) return "(good)";
    CHECK(store.error().kind == base::ProblemKind::unavailable);
    CHECK_FALSE(store.error().detail.empty());
    return store.error().code;
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

TEST_CASE("everything is still there after closing and opening again") {
    OnDisk store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "更新之后微信支付"), a_review("b", "x")}));
    good(store->reviews().set_reply({"a"}, {}, {"Hi", "Ana", at(1), 0}));
    const auto kept = good(store->submissions().insert(
        a_submission("s1", contract::Stage::queued), an_audit("s1")));
    good(store->metrics().put_points({"notes"}, contract::Metric::installs, PointGrain::day,
                                     std::vector{Point{{0}, 5, PointState::settled, at(0)}}));
    const auto newest = good(store->changes().newest());
    good(store->changes().trim(0));
    store.store.reset();
    store.store = store.open({sqlite::Check::quick, 5000, 0});
    CHECK(found(*store.store, "支付") == std::vector<std::string>{"a"});
    CHECK(good(store->reviews().find({"a"}))->review.reply->text == "Hi");
    CHECK(good(store->submissions().find({"s1"}))->detail == kept);
    CHECK(good(store->metrics().points(std::vector{contract::AppId{"notes"}},
                                       contract::Metric::installs, PointGrain::day, {0}, {1}))
              .size() == 1);
    CHECK(good(store->changes().newest()) == newest);
    CHECK(good(store->changes().append({}, {})) == newest + 1);
}

TEST_CASE("two programs on the same folder see each other's writes") {
    OnDisk store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("a", "word")}));
    CHECK(found(*store.store, "word").size() == 1);
    const auto other = store.open();
    good(other->reviews().upsert(std::vector{a_review("a", "changed"), a_review("b", "word")}));
    CHECK(found(*store.store, "word") == std::vector<std::string>{"b"});
    CHECK(found(*store.store, "changed") == std::vector<std::string>{"a"});
    const auto batch = good(other->begin_batch());
    const auto impatient = store.open({sqlite::Check::none, 20, 0});
    CHECK(code_of(impatient->settings().put("k", "v")) == "database_locked_by_other");
    CHECK(found(*store.store, "word").size() == 1);
}

TEST_CASE("files that are no database of ours are refused and left alone") {
    Folder folder;
    CHECK(refusal((folder / "missing").string()) == "database_readonly");
    write_file(folder / "store.db", "This is no database. " + std::string(4096, 'x'));
    CHECK(refusal(folder.path()) == "database_corrupt");
    CHECK(std::filesystem::file_size(folder / "store.db") > 4096);
    std::filesystem::remove(folder / "store.db");
    sqlite3* foreign = nullptr;
    REQUIRE(sqlite3_open((folder / "store.db").c_str(), &foreign) == SQLITE_OK);
    sqlite3_exec(foreign, "CREATE TABLE recipes(name)", nullptr, nullptr, nullptr);
    sqlite3_close(foreign);
    CHECK(refusal(folder.path()) == "database_corrupt");
    CHECK(!std::filesystem::exists(folder / "secrets"));
}

TEST_CASE("a database of a later version is refused") {
    OnDisk store;
    store.store.reset();
    sqlite3* file = nullptr;
    REQUIRE(sqlite3_open((store.folder / "store.db").c_str(), &file) == SQLITE_OK);
    sqlite3_exec(file, "PRAGMA user_version = 9999", nullptr, nullptr, nullptr);
    sqlite3_close(file);
    CHECK(refusal(store.folder.path()) == "database_too_new");
}

TEST_CASE("a damaged file is found out by the check, and never crashes a reader") {
    OnDisk store;
    two_teams(*store.store);
    std::vector<IncomingReview> reviews;
    for (int i = 0; i < 500; ++i)
        reviews.push_back(a_review(base::decimal(i), "words to fill pages " + base::decimal(i)));
    good(store->reviews().upsert(reviews));
    store.store.reset();
    {
        const auto path = store.folder / "store.db";
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        const auto size = std::filesystem::file_size(path);
        for (std::uintmax_t page = 10; page * 4096 < size; page += 3) {
            file.seekp(static_cast<std::streamoff>(page * 4096));
            file << std::string(4096, '\x5a');
        }
    }
    CHECK(refusal(store.folder.path(), {sqlite::Check::quick, 5000, 0}) == "database_corrupt");
    const auto opened = sqlite::open_store(store.folder.path());
    if (!opened) return;
    ReviewQuery query;
    query.team = {"lark"};
    const auto page = (*opened)->reviews().list(query);
    if (!page) CHECK(page.error().code == "database_corrupt");
    (void)(*opened)->reviews().upsert(reviews);
    (void)(*opened)->apps().find({"notes"});
}

TEST_CASE("a full disk is said, loses nothing, and is over when there is room") {
    OnDisk store;
    two_teams(*store.store);
    good(store->reviews().upsert(std::vector{a_review("kept", "word")}));
    store.store.reset();
    const auto size = std::filesystem::file_size(store.folder / "store.db");
    const auto room = static_cast<std::int64_t>(size) + 40 * 4096;
    store.store = store.open({sqlite::Check::none, 5000, room});
    std::vector<IncomingReview> many;
    const std::string long_text(500, 'a');
    for (int i = 0; i < 2000; ++i) many.push_back(a_review(base::decimal(i), long_text));
    CHECK(code_of(store->reviews().upsert(many)) == "disk_full");
    {
        const auto batch = good(store->begin_batch());
        CHECK(code_of(store->reviews().upsert(many)) == "disk_full");
        const auto after = store->settings().put("half", "done");
        const bool kept = after && batch->commit();
        CHECK(good(store->settings().find("half")).has_value() == kept);
    }
    CHECK(found(*store.store, "word") == std::vector<std::string>{"kept"});
    CHECK(found(*store.store, "").size() == 1);
    store.store.reset();
    store.store = store.open();
    CHECK(good(store->reviews().upsert(many)).added == 2000);
}

// What check_on_small_disk() wants: 0, or the number of the promise that was broken.
int on_a_full_file_system(const std::string& folder) {
    if (!make_small_disk(folder, 12)) return not_allowed_here;
    const auto opened = sqlite::open_store(folder);
    if (!opened) return 1;
    Store& store = **opened;
    two_teams(store);
    std::vector<std::string> kept;
    for (int i = 0; i < 20000; ++i) {
        const std::string id = base::decimal(i);
        const auto done = store.reviews().upsert(std::vector{a_review(id, std::string(900, 'a'))});
        if (done) kept.push_back(id);
        else if (done.error().code != "disk_full") return 2;
        else break;
    }
    if (kept.size() < 100 || kept.size() == 20000) return 3;
    for (const std::string& id : kept)
        if (const auto one = store.reviews().find({id}); !one || !*one) return 4;
    if (!resize_small_disk(folder, 64)) return not_allowed_here;
    if (!store.reviews().upsert(std::vector{a_review("after", "room again")})) return 5;
    return found(store, "room") == std::vector<std::string>{"after"} ? 0 : 6;
}

TEST_CASE("a full file system is said, and nothing that was answered is lost") {
    check_on_small_disk(on_a_full_file_system);
}

TEST_CASE("a folder that may not be written is refused") {
    OnDisk store;
    store.store.reset();
    const std::string folder = store.folder.path();
    std::filesystem::permissions(folder, std::filesystem::perms(0555));
    std::filesystem::permissions(folder + "/store.db", std::filesystem::perms(0444));
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0) _exit(2);  // root may write anything
        const auto refused = sqlite::open_store(folder);
        _exit(!refused && refused.error().code == "database_readonly" ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
    std::filesystem::permissions(folder, std::filesystem::perms(0755));
}

// The child says each write's number once the store has answered it; then it is killed.
void write_until_killed(const std::string& folder, int pipe) {
    const auto store = sqlite::open_store(folder);
    if (!store) _exit(1);
    for (std::int32_t i = 0;; ++i) {
        const std::vector one{a_review(base::decimal(i), "word")};
        if (!(*store)->reviews().upsert(one)) _exit(1);
        if (i % 7 == 3) {  // the rest of what it does is left in the middle
            const auto batch = (*store)->begin_batch();
            (void)(*store)->reviews().upsert(std::vector{a_review("torn", "torn")});
            if (write(pipe, &i, sizeof i) != sizeof i) _exit(1);
            continue;
        }
        if (write(pipe, &i, sizeof i) != sizeof i) _exit(1);
    }
}

TEST_CASE("a killed program loses no answered write and leaves no half of one") {
    OnDisk store;
    two_teams(*store.store);
    store.store.reset();
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) write_until_killed(store.folder.path(), ends[1]);
    close(ends[1]);
    std::int32_t answered = -1;
    while (answered < 30 && read(ends[0], &answered, sizeof answered) == sizeof answered) {}
    kill(child, SIGKILL);
    while (read(ends[0], &answered, sizeof answered) == sizeof answered) {}
    close(ends[0]);
    waitpid(child, nullptr, 0);
    REQUIRE(answered >= 30);
    store.store = store.open({sqlite::Check::quick, 5000, 0});
    for (std::int32_t i = 0; i <= answered; ++i)
        CHECK(good(store->reviews().find({base::decimal(i)})));
    CHECK(found(*store.store, "torn").empty());
    CHECK(found(*store.store, "word").size() >= 31);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
