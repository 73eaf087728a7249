// Uploads over real sockets: parts in any order and at once, cut, resumed, refused.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "folder.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"
#include "uploader.h"

namespace vitrine::tests {

constexpr std::int64_t piece_bytes = 256 * 1024;  // what the store takes at once

struct Desk {
    Shop shop{generous()};
    Running running{*shop.app};
    Uploader ines_{running.port(), ines};
    std::string id_of(const Told& reserved) {
        REQUIRE(reserved.status == 200);
        return reserved.body["id"].get<std::string>();
    }
    std::string reserved(std::string_view bytes) {
        return id_of(ines_.reserve(shop.notes.text, bytes));
    }
};

// A file of ../shared/data/packages; "" with a loud line when the folder is absent.
std::string real_package(const std::string& name) {
    std::ifstream file(std::string(VT_SHARED_DIR) + "/data/packages/" + name, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    if (out.str().empty()) MESSAGE("SKIPPED: ../shared/data/packages has no " << name);
    return out.str();
}
constexpr const char* volume = "apk/androguard/a2dp.Vol_137.apk";

std::string app_named(Uploader& who, const std::string& package) {
    const Told made = who.ask("POST", "/v1/apps", {{"package_name", package}, {"name", "Volume"},
                                                   {"default_locale", "en"}});
    REQUIRE(made.status == 200);
    return made.body["id"].get<std::string>();
}

Json ranges(std::initializer_list<std::pair<int, int>> all) {
    Json out = Json::array();
    for (const auto& [from, to] : all) out.push_back({{"from", from}, {"to", to}});
    return out;
}

TEST_CASE_FIXTURE(Desk, "a package goes up in parallel parts and is read, listed and kept once") {
    const std::string bytes = real_package(volume);
    if (bytes.empty()) return;
    const std::string app = app_named(ines_, "a2dp.Vol");
    const std::string id = id_of(ines_.reserve(app, bytes));
    constexpr std::size_t part = 100'000;
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (std::size_t turn = 0; turn < 3; ++turn)
        threads.emplace_back([&, turn] {
            Uploader one(running.port(), ines);
            for (std::size_t at = (2 - turn) * part; at < bytes.size(); at += 3 * part)
                good += one.put(id, static_cast<std::int64_t>(at),
                                std::string_view(bytes).substr(at, part)).status == 200;
        });
    for (auto& thread : threads) thread.join();
    CHECK(good == 9);
    const Told there = ines_.look(id);
    CHECK(there.body["received"] == ranges({{0, static_cast<int>(bytes.size())}}));
    const Told done = ines_.commit(id);
    REQUIRE(done.status == 200);
    CHECK(done.body["facts"]["package_name"] == "a2dp.Vol");
    CHECK(done.body["facts"]["signature"]["verified"] == true);
    CHECK(done.body["package"]["version_code"] == "137");
    CHECK(done.body["package"]["sha256"] == sha256_of(bytes));
    CHECK(done.body["package"]["uploaded_by"] == "ines");
    const std::string package = done.body["package"]["id"].get<std::string>();
    CHECK(ines_.ask("GET", "/v1/packages/" + package).body == done.body);
    CHECK(ines_.commit(id).body == done.body);
    CHECK(ines_.upload(app, bytes).body == done.body);
    const Told list = ines_.ask("GET", "/v1/apps/" + app + "/packages");
    REQUIRE(list.body["items"].size() == 1);
    CHECK(list.body["items"][0] == done.body["package"]);
    CHECK(ines_.look(id).body["package"] == package);
    CHECK(ines_.put(id, 0, "x").code() == "upload_closed");
    Uploader otto_(running.port(), otto), rita_(running.port(), rita);
    CHECK(otto_.ask("GET", "/v1/packages/" + package).status == 404);
    CHECK(otto_.ask("GET", "/v1/apps/" + app + "/packages").status == 404);
    CHECK(rita_.ask("GET", "/v1/packages/" + package).body == done.body);
}

TEST_CASE_FIXTURE(Desk, "what cannot be published is refused with its reason and stays to see") {
    const std::string stripped = real_package("apk/apksig/v2v3-signed-v3-block-stripped.apk");
    const std::string bare = real_package("apk/androguard/TestActivity_unsigned.apk");
    const std::string foreign = real_package(volume);
    if (stripped.empty() || bare.empty() || foreign.empty()) return;
    const std::string app = app_named(ines_, "tests.androguard");
    for (const auto& [bytes, reason] : {std::pair(stripped, "signature_stripped"),
                                        std::pair(bare, "jar_manifest_missing"),
                                        std::pair(foreign, "wrong_package_name")}) {
        const std::string id = id_of(ines_.reserve(app, bytes));
        REQUIRE(ines_.put(id, 0, bytes).status == 200);
        const Told refused = ines_.commit(id);
        CHECK(refused.code() == reason);
        CHECK(refused.status >= 400);
        CHECK(refused.status < 500);
        const Json there = ines_.look(id).body;
        CHECK(there["state"] == "refused");
        CHECK(there["refusal"]["code"] == refused.code());
        const Told again = ines_.commit(id);
        CHECK(again.status == refused.status);
        CHECK(again.code() == refused.code());
        CHECK(again.body["title"] == refused.body["title"]);
    }
    CHECK(ines_.ask("GET", "/v1/apps/" + app + "/packages").body["items"].empty());
}

TEST_CASE_FIXTURE(Desk, "a part that began before the commit changes nothing of the package") {
    const std::string bytes = real_package(volume);
    if (bytes.empty()) return;
    const std::string id = id_of(ines_.reserve(app_named(ines_, "a2dp.Vol"), bytes));
    REQUIRE(ines_.put(id, 0, bytes).status == 200);
    Wire late(running.port());
    late.send(ines_.part_head(id, 0, 1000, "Expect: 100-continue\r\n"));
    REQUIRE(late.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
    REQUIRE(ines_.commit(id).status == 200);
    const Told refused = told_in(late.ask(std::string(1000, '\0')));
    CHECK(refused.status == 409);
    const auto blob = shop.blobs->read(sha256_of(bytes));
    REQUIRE(*blob);
    std::string kept((*blob)->size(), '\0');
    REQUIRE((*blob)->read_at(0, kept));
    CHECK(kept == bytes);
}

TEST_CASE_FIXTURE(Desk, "parts out of order and over each other: the bytes that came last count") {
    const std::string bytes = noise(3 * piece_bytes);
    const std::string id = reserved(bytes);
    const std::string_view all = bytes;
    CHECK(ines_.put(id, 500'000, all.substr(500'000)).body["received"] ==
          ranges({{500'000, 786'432}}));
    CHECK(ines_.put(id, 0, std::string(100'000, '?')).body["received"] ==
          ranges({{0, 100'000}, {500'000, 786'432}}));
    CHECK(ines_.put(id, 50'000, all.substr(50'000, 460'000)).body["received"] ==
          ranges({{0, 786'432}}));
    CHECK(ines_.commit(id).code() == "sha256_mismatch");
    CHECK(ines_.look(id).body["state"] == "open");
    CHECK(ines_.put(id, 0, all.substr(0, 100'000)).status == 200);
    CHECK(ines_.commit(id).code() == "not_an_archive");  // the bytes are right, but no package
    CHECK(ines_.look(id).body["state"] == "refused");
}

TEST_CASE_FIXTURE(Desk, "a commit with bytes missing is refused, and the upload goes on") {
    const std::string bytes = noise(1000);
    const std::string id = reserved(bytes);
    CHECK(ines_.commit(id).code() == "upload_incomplete");
    ines_.put(id, 0, std::string_view(bytes).substr(0, 999));
    const Told refused = ines_.commit(id);
    CHECK(refused.status == 409);
    CHECK(refused.body["detail"].get<std::string>().find("999 of 1000") != std::string::npos);
    CHECK(ines_.put(id, 999, std::string_view(bytes).substr(999)).status == 200);
    CHECK(ines_.commit(id).code() == "not_an_archive");
}

TEST_CASE_FIXTURE(Desk, "after a broken connection the upload goes on where the bytes stopped") {
    const std::string bytes = noise(5 * piece_bytes);
    const std::string id = reserved(bytes);
    {
        Wire wire(running.port());
        wire.send(ines_.part_head(id, 0, bytes.size()) + bytes.substr(0, 3 * piece_bytes + 17));
    }
    std::int64_t there = 0;
    for (int i = 0; i < 2000 && there == 0; ++i) there = received(ines_.look(id).body);
    CHECK(there == 3 * piece_bytes + 17);
    const auto at = static_cast<std::size_t>(there);
    CHECK(ines_.put(id, there, std::string_view(bytes).substr(at)).status == 200);
    CHECK(ines_.commit(id).code() == "not_an_archive");
}

TEST_CASE("a part that comes too slowly is told so, and what came of it is kept") {
    Shop shop(generous());
    service::http::ServerOptions impatient;
    impatient.piece_ms = 100;
    Running running(*shop.app, impatient);
    Uploader ines_(running.port(), ines);
    const std::string id = ines_.reserve(shop.notes.text, noise(9000)).body["id"];
    Wire wire(running.port());
    const Told slow = told_in(wire.ask(ines_.part_head(id, 100, 8000) + "abc"));
    CHECK(slow.status == 408);
    CHECK(slow.code() == "too_slow");
    CHECK(wire.closed());
    CHECK(ines_.look(id).body["received"] == ranges({{100, 103}}));
}

TEST_CASE_FIXTURE(Desk, "one connection carries parts and other requests, also sent ahead") {
    const std::string bytes = noise(2 * piece_bytes + 5);
    const std::string id = reserved(bytes);
    Wire wire(running.port());
    const std::string look = "GET /v1/uploads/" + id + " HTTP/1.1\r\nHost: a\r\nCookie: " +
                             ines_.cookie + "\r\n\r\n";
    wire.send(look + ines_.part_head(id, 0, piece_bytes) + bytes.substr(0, piece_bytes) +
              ines_.part_head(id, piece_bytes, piece_bytes + 5) + bytes.substr(piece_bytes) + look);
    CHECK(received(told_in(wire.read_answer()).body) == 0);
    CHECK(received(told_in(wire.read_answer()).body) == piece_bytes);
    CHECK(received(told_in(wire.read_answer()).body) == 2 * piece_bytes + 5);
    CHECK(told_in(wire.read_answer()).body["received"] == ranges({{0, 524'293}}));
}

TEST_CASE_FIXTURE(Desk, "who may not upload is told before the bytes are sent") {
    const std::string id = reserved(noise(1000));
    Uploader otto_(running.port(), otto), anna_(running.port(), anna), rita_(running.port(), rita);
    const auto first_word = [&](const Uploader& who, const std::string& head) {
        Wire wire(who.port);
        return status_of(wire.ask(head));
    };
    const std::string waits = "Expect: 100-continue\r\n";
    CHECK(first_word(otto_, otto_.part_head(id, 0, 1000, waits)) == 404);
    CHECK(first_word(rita_, rita_.part_head(id, 0, 1000, waits)) == 403);
    CHECK(first_word(anna_, anna_.part_head(id, 0, 1000, waits)) == 403);
    Uploader nobody(running.port(), ines);
    nobody.token = "wrong";
    CHECK(first_word(nobody, nobody.part_head(id, 0, 1000, waits)) == 403);
    nobody.cookie = "vt_session=none";
    CHECK(first_word(nobody, nobody.part_head(id, 0, 1000, waits)) == 401);
    CHECK(otto_.look(id).status == 404);
    CHECK(otto_.commit(id).status == 404);
    CHECK(otto_.ask("DELETE", "/v1/uploads/" + id).status == 404);
    // A reviewer may publish nowhere, whatever the id: the answer tells nothing of it.
    CHECK(rita_.look(id).status == 404);
    CHECK(rita_.commit(id).status == 403);
    CHECK(rita_.ask("DELETE", "/v1/uploads/" + id).status == 403);
    CHECK(rita_.ask("DELETE", "/v1/uploads/upl_unknown").status == 403);
    CHECK(otto_.reserve(shop.notes.text, noise(9)).status == 404);
    CHECK(rita_.reserve(shop.notes.text, noise(9)).status == 403);
    CHECK(anna_.look(id).status == 200);
    CHECK(anna_.commit(id).status == 403);
    CHECK(anna_.reserve(shop.notes.text, noise(9)).status == 403);
    CHECK(anna_.ask("DELETE", "/v1/uploads/" + id).status == 403);
    CHECK(received(ines_.look(id).body) == 0);
}

TEST_CASE_FIXTURE(Desk, "what is no part of the upload is refused, and the connection is let go") {
    const std::string id = reserved(noise(1000));
    CHECK(ines_.put(id, 0, std::string(1001, 'x')).code() == "part_beyond_size");
    CHECK(ines_.put(id, 999, "xy").code() == "part_beyond_size");
    CHECK(ines_.put(id, 1000, "x").code() == "part_beyond_size");
    CHECK(ines_.put(id, -1, "x").code() == "part_beyond_size");
    CHECK(ines_.put(id, INT64_MAX, "x").status == 422);
    CHECK(ines_.put(id, 0, "").code() == "part_empty");
    CHECK(ines_.ask("PUT", "/v1/uploads/" + id + "/parts/0", {{"a", 1}}).code() == "not_bytes");
    CHECK(ines_.ask("PUT", "/v1/uploads/" + id + "/parts/first").code() == "not_bytes");
    CHECK(ines_.ask("GET", "/v1/uploads/" + id + "/parts/0").status == 405);
    const auto answered = [&](const std::string& bytes) {
        Wire wire(running.port());
        const Told out = told_in(wire.ask(bytes));
        CHECK(wire.closed());
        return out;
    };
    const std::string head = ines_.part_head(id, 0, 5, "Content-Encoding: gzip\r\n");
    CHECK(answered(head + "12").code() == "not_bytes");
    CHECK(answered(ines_.part_head(id, 0, 4'000'000'000)).status == 422);
    std::string chunked = ines_.part_head(id, 0, 5);
    chunked.replace(chunked.find("Content-Length: 5"), 17, "Transfer-Encoding: chunked");
    CHECK(answered(chunked + "5\r\nhello\r\n0\r\n\r\n").status == 411);
    CHECK(ines_.put("upl_nobody", 0, "x").status == 404);
    CHECK(ines_.put("..%2f..%2fetc", 0, "x").status == 404);
    CHECK(received(ines_.look(id).body) == 0);
}

TEST_CASE_FIXTURE(Desk, "a reservation says what is wrong with it") {
    const std::string app = shop.notes.text, sha = sha256_of("x");
    const auto refused = ines_.reserve(app, 4'000'000'001, sha);
    CHECK(refused.status == 413);
    CHECK(refused.code() == "upload_too_large");
    CHECK(ines_.reserve(app, 0, sha).status == 422);
    CHECK(ines_.reserve(app, -5, sha).status == 422);
    CHECK(ines_.reserve(app, 5, "abc").status == 422);
    CHECK(ines_.reserve(app, 5, std::string(64, 'g')).status == 422);
    CHECK(ines_.reserve("app_nobody", 5, sha).status == 404);
    CHECK(ines_.reserve(shop.boats.text, 5, sha).status == 404);
    const Told big = ines_.reserve(app, 4'000'000'000, std::string(64, 'A'));
    CHECK(big.status == 200);
    CHECK(big.body["sha256"] == std::string(64, 'a'));
    CHECK(big.body["part_bytes"] == 8 << 20);
}

TEST_CASE_FIXTURE(Desk, "a team's uploads are bounded, and cancelling makes room") {
    std::string last;
    for (int i = 0; i < contract::uploads_open_max; ++i) last = reserved(noise(9));
    CHECK(ines_.reserve(shop.notes.text, noise(9)).code() == "too_many_uploads");
    Uploader otto_(running.port(), otto);
    CHECK(otto_.reserve(shop.boats.text, noise(9)).status == 200);
    CHECK(ines_.put(last, 0, "x").status == 200);
    CHECK(ines_.ask("DELETE", "/v1/uploads/" + last).status == 200);
    CHECK(ines_.look(last).status == 404);
    CHECK(ines_.put(last, 0, "x").status == 404);
    CHECK(ines_.commit(last).status == 404);
    CHECK(ines_.ask("DELETE", "/v1/uploads/" + last).status == 404);
    CHECK(shop.blobs->uploads()->empty());
    CHECK(ines_.reserve(shop.notes.text, noise(9)).status == 200);
}

TEST_CASE_FIXTURE(Desk, "a team's parts at once are bounded") {
    const std::string id = reserved(noise(1000));
    std::vector<std::unique_ptr<Wire>> wires;
    const std::string head = ines_.part_head(id, 0, 9, "Expect: 100-continue\r\n");
    for (int i = 0; i < 16; ++i) {
        wires.push_back(std::make_unique<Wire>(running.port()));
        wires.back()->send(head);
        REQUIRE(wires.back()->read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
    }
    Wire one_more(running.port());
    const Told refused = told_in(one_more.ask(head));
    CHECK(refused.status == 429);
    CHECK(refused.head.find("Retry-After") != std::string::npos);
    CHECK(told_in(wires[0]->ask("123456789")).status == 200);
    CHECK(ines_.put(id, 0, "x").status == 200);
}

TEST_CASE_FIXTURE(Desk, "an upload is over a day after its last part, and swept") {
    const std::string idle = reserved(noise(10)), busy = reserved(noise(10));
    CHECK(ines_.put(idle, 0, "x").status == 200);
    shop.clock.advance(base::day_ms - 1);
    CHECK(ines_.put(busy, 0, "x").status == 200);
    shop.clock.advance(1);
    CHECK(ines_.look(idle).status == 404);
    CHECK(ines_.put(idle, 0, "x").status == 404);
    CHECK(ines_.look(busy).status == 200);
    CHECK(shop.blobs->uploads()->size() == 2);
    shop.app->tick();
    CHECK(*shop.blobs->uploads() == std::vector<contract::UploadId>{{busy}});
    CHECK_FALSE(*shop.store->uploads().find({idle}));
    CHECK(ines_.put(busy, 1, "y").status == 200);
}

TEST_CASE("a full disk is said, what came before is kept, and the upload goes on") {
    Shop shop(generous(), nullptr, {}, service::memory::make_blobs(3 * piece_bytes));
    Running running(*shop.app);
    Uploader ines_(running.port(), ines);
    const std::string bytes = noise(3 * piece_bytes);
    const std::string other = ines_.reserve(shop.notes.text, noise(10)).body["id"];
    CHECK(ines_.put(other, 0, "x").status == 200);
    const std::string id = ines_.reserve(shop.notes.text, bytes).body["id"];
    const Told full = ines_.put(id, 0, bytes);
    CHECK(full.status == 503);
    CHECK(full.code() == "disk_full");
    CHECK(full.head.find("Retry-After") != std::string::npos);
    CHECK(received(ines_.look(id).body) == 2 * piece_bytes);
    CHECK(ines_.ask("DELETE", "/v1/uploads/" + other).status == 200);
    CHECK(ines_.put(id, 2 * piece_bytes, std::string_view(bytes).substr(2 * piece_bytes)).status ==
          200);
    CHECK(ines_.commit(id).code() == "not_an_archive");
}

}  // namespace vitrine::tests
