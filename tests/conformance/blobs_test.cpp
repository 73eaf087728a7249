// What every keeper of bytes promises, and what only files can.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "base/text.h"
#include "service/files/blobs.h"
#include "small_disk.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

const std::string sha(64, 'a'), other_sha(64, 'b');

struct BlobsInMemory {
    std::unique_ptr<Blobs> blobs = memory::make_blobs(1 << 20);
    Blobs* operator->() { return blobs.get(); }
};
struct BlobsInFiles {
    Folder folder;
    std::unique_ptr<Blobs> blobs = good(files::open_blobs(folder.path()));
    Blobs* operator->() { return blobs.get(); }
};
#define EACH_BLOBS BlobsInMemory, BlobsInFiles

std::string text_of(const package::ByteSource& source) {
    std::string out(source.size(), '\0');
    CHECK(source.read_at(0, out));
    return out;
}
void write(Blobs& blobs, const char* upload, std::int64_t offset, std::string_view bytes) {
    const auto file = good(blobs.open({upload}));
    good(file->write_at(offset, bytes));
    good(file->sync());
}

TEST_SUITE_BEGIN("blobs keep their promises");

TEST_CASE_TEMPLATE("bytes are written at any place, in any order, by several hands", S,
                   EACH_BLOBS) {
    S blobs;
    CHECK_FALSE(good(blobs->read_upload({"u1"})));
    const auto one = good(blobs->open({"u1"}));
    write(*blobs.blobs, "u1", 6, "world");
    good(one->write_at(0, "hello "));
    good(one->write_at(4, "O"));
    CHECK(text_of(*good(blobs->read_upload({"u1"}))) == "hellO world");
    const auto source = good(blobs->read_upload({"u1"}));
    char past[4];
    CHECK_FALSE(source->read_at(9, past));
    CHECK_FALSE(source->read_at(~0ull, past));
}

TEST_CASE_TEMPLATE("every blob is listed, and one that is discarded is gone", S, EACH_BLOBS) {
    S blobs;
    CHECK(good(blobs->blobs()).empty());
    write(*blobs.blobs, "u1", 0, "one");
    write(*blobs.blobs, "u2", 0, "two");
    write(*blobs.blobs, "u3", 0, "still on its way");
    good(blobs->keep({"u1"}, sha));
    good(blobs->keep({"u2"}, other_sha));
    auto all = good(blobs->blobs());
    std::ranges::sort(all);
    CHECK(all == std::vector{sha, other_sha});
    const auto reading = good(blobs->read(sha));
    good(blobs->remove(sha));
    good(blobs->remove(sha));
    good(blobs->remove("../escape"));
    CHECK(good(blobs->blobs()) == std::vector{other_sha});
    CHECK(!good(blobs->read(sha)));
    CHECK(text_of(*reading) == "one");  // who reads it reads on
    CHECK(good(blobs->read_upload({"u3"})));
}

TEST_CASE_TEMPLATE("a kept upload is a blob by its content's name, and an upload no more", S,
                   EACH_BLOBS) {
    S blobs;
    CHECK_FALSE(good(blobs->read(sha)));
    CHECK(code_of(blobs->keep({"u1"}, sha)) == "not_found");
    write(*blobs.blobs, "u1", 0, "first");
    const auto open_source = good(blobs->read_upload({"u1"}));
    good(blobs->keep({"u1"}, sha));
    CHECK(text_of(*open_source) == "first");
    CHECK(text_of(*good(blobs->read(sha))) == "first");
    CHECK_FALSE(good(blobs->read_upload({"u1"})));
    CHECK_FALSE(good(blobs->read(other_sha)));
    write(*blobs.blobs, "u2", 0, "first");
    good(blobs->keep({"u2"}, sha));
    CHECK(text_of(*good(blobs->read(sha))) == "first");
    CHECK(good(blobs->uploads()).empty());
}

TEST_CASE_TEMPLATE("a removed blob is gone, but for who reads it", S, EACH_BLOBS) {
    S blobs;
    write(*blobs.blobs, "u1", 0, "first");
    write(*blobs.blobs, "u2", 0, "second");
    good(blobs->keep({"u1"}, sha));
    good(blobs->keep({"u2"}, other_sha));
    const auto open_source = good(blobs->read(sha));
    good(blobs->remove(sha));
    good(blobs->remove(sha));
    good(blobs->remove("../incoming"));
    CHECK_FALSE(good(blobs->read(sha)));
    CHECK(text_of(*open_source) == "first");
    CHECK(text_of(*good(blobs->read(other_sha))) == "second");
}

TEST_CASE_TEMPLATE("dropped uploads are gone, the others are listed", S, EACH_BLOBS) {
    S blobs;
    write(*blobs.blobs, "u1", 0, "a");
    write(*blobs.blobs, "u2", 0, "b");
    const auto open_source = good(blobs->read_upload({"u1"}));
    good(blobs->drop({"u1"}));
    good(blobs->drop({"u1"}));
    CHECK(text_of(*open_source) == "a");
    CHECK(good(blobs->uploads()) == std::vector<contract::UploadId>{{"u2"}});
}

TEST_CASE_TEMPLATE("a name that is no plain name never reaches the disk", S, EACH_BLOBS) {
    S blobs;
    for (const std::string name : {"", "..", "../u", "/tmp/u", "a/b", "a.b", "a\\b", "ü"}) {
        CHECK(code_of(blobs->open({name})) == "not_found");
        CHECK_FALSE(good(blobs->read_upload({name})));
        CHECK_FALSE(good(blobs->read(name)));
        good(blobs->drop({name}));
        write(*blobs.blobs, "u1", 0, "a");
        CHECK(code_of(blobs->keep({"u1"}, name)) == "not_found");
    }
    CHECK(code_of(blobs->open({std::string(300, 'a')})) == "not_found");
}

TEST_CASE("a full shelf in memory is said, and over when there is room") {
    const auto blobs = memory::make_blobs(100);
    write(*blobs, "u1", 0, std::string(60, 'a'));
    const auto file = good(blobs->open({"u2"}));
    CHECK(code_of(file->write_at(0, std::string(41, 'b'))) == "disk_full");
    CHECK(code_of(file->write_at(4'000'000'000, "b")) == "disk_full");
    good(file->write_at(0, std::string(40, 'b')));
    good(blobs->drop({"u1"}));
    good(file->write_at(40, std::string(60, 'b')));
    CHECK(good(blobs->read_upload({"u2"}))->size() == 100);
}

TEST_CASE("blobs in files are there after opening again, and nothing else is in the folder") {
    BlobsInFiles blobs;
    write(*blobs.blobs, "u1", 0, "kept");
    good(blobs->keep({"u1"}, sha));
    write(*blobs.blobs, "u2", 0, "on its way");
    blobs.blobs = good(files::open_blobs(blobs.folder.path()));
    CHECK(text_of(*good(blobs->read(sha))) == "kept");
    CHECK(text_of(*good(blobs->read_upload({"u2"}))) == "on its way");
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::recursive_directory_iterator(blobs.folder.path()))
        if (one.is_regular_file())
            names.push_back(one.path().lexically_relative(blobs.folder.path()).string());
    std::ranges::sort(names);
    CHECK(names == std::vector<std::string>{"blobs/aa/" + sha, "blobs/incoming/u2"});
    CHECK(code_of(files::open_blobs((blobs.folder / "missing").string())) ==
          "data_folder_unusable");
}

TEST_CASE("a link that stands where an upload should be is not followed") {
    BlobsInFiles blobs;
    std::ofstream(blobs.folder / "secret") << "secret";
    std::filesystem::create_symlink(blobs.folder / "secret",
                                    blobs.folder / "blobs" / "incoming" / "u1");
    CHECK(code_of(blobs->open({"u1"})) == "blobs_failed");
    CHECK(code_of(blobs->read_upload({"u1"})) == "blobs_failed");
}

// What check_on_small_disk() wants: 0, or the number of the promise that was broken.
int on_a_full_file_system(const std::string& folder) {
    if (!make_small_disk(folder, 4)) return not_allowed_here;
    const auto blobs = files::open_blobs(folder);
    if (!blobs) return 1;
    const auto file = (*blobs)->open({"u1"});
    if (!file) return 2;
    const std::string piece(256 * 1024, 'x');
    std::int64_t written = 0;
    base::Result<void> done;
    for (; written < (8 << 20); written += 256 * 1024)
        if (done = (*file)->write_at(written, piece); !done) break;
    if (done || done.error().code != "disk_full" || done.error().retry_after_s <= 0) return 3;
    if (!resize_small_disk(folder, 16)) return not_allowed_here;
    if (!(*file)->write_at(written, piece) || !(*file)->sync()) return 4;
    const auto source = (*blobs)->read_upload({"u1"});
    if (!source || !*source) return 5;
    std::string all((*source)->size(), '\0');
    if (!(*source)->read_at(0, all)) return 6;
    return all == std::string(static_cast<std::size_t>(written) + piece.size(), 'x') ? 0 : 7;
}

TEST_CASE("a full file system is said, and writing goes on when there is room") {
    check_on_small_disk(on_a_full_file_system);
}

TEST_CASE("a program killed while it keeps blobs leaves whole ones only") {
    Folder folder;
    const std::string bytes(300'000, 'k');
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        const auto blobs = files::open_blobs(folder.path());
        for (int i = 0;; ++i) {
            const auto file = (*blobs)->open({"u"});
            if (!file || !(*file)->write_at(0, bytes)) _exit(1);
            if (!(*blobs)->keep({"u"}, "b" + base::decimal(1000 + i))) _exit(1);
            if (::write(ends[1], "x", 1) != 1) _exit(1);
        }
    }
    close(ends[1]);
    char told = 0;
    int kept = 0;
    while (kept < 20 && read(ends[0], &told, 1) == 1) ++kept;
    kill(child, SIGKILL);
    while (read(ends[0], &told, 1) == 1) ++kept;
    close(ends[0]);
    waitpid(child, nullptr, 0);
    REQUIRE(kept >= 20);
    const auto blobs = good(files::open_blobs(folder.path()));
    int whole = 0;
    for (int i = 0;; ++i) {
        const auto source = good(blobs->read("b" + base::decimal(1000 + i)));
        if (!source) break;
        CHECK(text_of(*source) == bytes);
        ++whole;
    }
    CHECK(whole >= kept);
    CHECK(whole <= kept + 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
