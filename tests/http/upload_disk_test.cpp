// Uploads and the disk behind them: a killed store, a hostile archive.
#include <doctest/doctest.h>

#include <algorithm>

#include "folder.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"
#include "uploader.h"

namespace vitrine::tests {

std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> out;
    for (const auto& one : std::filesystem::recursive_directory_iterator(folder))
        if (one.is_regular_file()) out.push_back(one.path().lexically_relative(folder).string());
    std::ranges::sort(out);
    return out;
}

TEST_CASE("a killed store has every checkpoint of a part, and the upload goes on from there") {
    Folder folder;
    const std::string bytes = noise(20 << 20);
    std::string id, cookie, token;
    {
        Child store(folder.path());
        Uploader ines_(store.port(), ines);
        cookie = ines_.cookie;
        token = ines_.token;
        id = ines_.reserve("app_notes", bytes).body["id"];
        CHECK(ines_.put(id, (20 << 20) - 1000, std::string_view(bytes).substr(bytes.size() - 1000))
                  .status == 200);
        Wire wire(store.port());
        wire.send(ines_.part_head(id, 0, bytes.size()) + bytes.substr(0, 13 << 20));
        for (int i = 0; i < 5000 && received(ines_.look(id).body) <= 1000; ++i) continue;
        store.kill();
    }
    Child store(folder.path());
    Uploader ines_(store.port(), ines);
    ines_.cookie = cookie;
    ines_.token = token;
    const Json there = ines_.look(id).body;
    REQUIRE(there["received"].size() == 2);
    const auto from = there["received"][0]["to"].get<std::int64_t>();
    CHECK(there["received"][0]["from"] == 0);
    CHECK(from >= contract::checkpoint_bytes);
    CHECK(there["received"][1] == Json{{"from", (20 << 20) - 1000}, {"to", 20 << 20}});
    const auto missing = bytes.size() - 1000 - static_cast<std::size_t>(from);
    CHECK(ines_.put(id, from, std::string_view(bytes).substr(static_cast<std::size_t>(from),
                                                             missing)).status == 200);
    CHECK(ines_.commit(id).code() == "not_an_archive");  // so its SHA-256 is right
}

TEST_CASE("nothing in an archive names a place on the disk") {
    Folder outer;
    const std::string folder = outer.path() + "/data";
    std::filesystem::create_directory(folder);
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder)), {},
              std::move(*service::files::open_blobs(folder)));
    Running running(*shop.app);
    Uploader ines_(running.port(), ines);
    const auto before = files_below(outer.path());
    for (const std::string name : {"../../../evil", "/tmp/vitrine_evil", "a/../../evil",
                                   "..\\evil"}) {
        const Told refused = ines_.upload(shop.notes.text, archive_of(name, "evil"));
        CAPTURE(name);
        CHECK(refused.status >= 400);
        CHECK(refused.status < 500);
        CHECK(refused.code() == "unsafe_entry_name");
    }
    const Told fine = ines_.upload(shop.notes.text, archive_of("res/fine", "fine"));
    CHECK(fine.code() == "manifest_missing");
    std::size_t incoming = 0;
    for (const std::string& name : files_below(outer.path())) {
        const bool known = std::ranges::find(before, name) != before.end();
        if (!known) CHECK(name.starts_with("data/blobs/incoming/upl_"));
        incoming += !known;
    }
    CHECK(incoming == 5);
    CHECK_FALSE(std::filesystem::exists("/tmp/vitrine_evil"));
}

TEST_CASE("bytes that belong to no upload are swept when the store starts") {
    Folder folder;
    folder.write("blobs/incoming/upl_orphan", "left by a crash");
    folder.write("blobs/ab/" + std::string(64, 'b'), "a blob");
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())), {},
              std::move(*service::files::open_blobs(folder.path())));
    CHECK(shop.blobs->uploads()->empty());
    CHECK(std::filesystem::exists(folder.path() + "/blobs/ab/" + std::string(64, 'b')));
}

}  // namespace vitrine::tests
