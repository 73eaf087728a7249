// A crowd of slow visitors, for a short while: tests/bench/load_bench.cpp is the long one.
#include <doctest/doctest.h>

#include <thread>

#include "service/sqlite/sqlite_store.h"
#include "tests/http/crowd.h"
#include "tests/http/folder.h"
#include "tests/http/uploader.h"

namespace vitrine::tests {

namespace {

constexpr std::int64_t memory_bound_kib = 48 << 10;

void add_long_reviews(const std::string& folder, int count) {
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder)));
    std::vector<service::ports::IncomingReview> reviews;
    for (int i = 0; i < count; ++i) {
        service::ports::IncomingReview one;
        one.source = "crowd";
        one.source_id = std::to_string(i);
        one.review.app = shop.notes;
        one.review.rating = 3;
        one.review.text = std::string(4000, 'w');
        one.review.created_at = shop.clock.now();
        reviews.push_back(std::move(one));
    }
    REQUIRE(shop.store->reviews().upsert(reviews));
}

service::http::ServerOptions impatient() {
    service::http::ServerOptions options;
    options.header_ms = options.body_ms = options.piece_ms = 700;
    options.write_ms = options.event_write_ms = 700;
    options.heartbeat_ms = 100;
    options.bodies_bytes_max = 4 << 20;
    return options;
}

}  // namespace

TEST_CASE("a crowd of slow visitors is let go in time, in bounded memory, and delays nobody") {
    Folder folder;
    add_long_reviews(folder.path(), 2000);
    Child store(folder.path(), impatient());
    Uploader owner(store.port(), ines);
    Door door{store.port(), {}, {}};
    for (int i = 0; i < 3; ++i) {
        const Uploader one(store.port(), ines);
        door.who.push_back("Cookie: " + one.cookie + "\r\nX-CSRF-Token: " + one.token + "\r\n");
        door.uploads.push_back(
            owner.reserve("app_notes", crowd_upload_bytes, std::string(64, 'a')).body["id"]);
    }
    CHECK(owner.ask("GET", "/v1/reviews?limit=200").status == 200);
    const std::int64_t before = store.peak_kib();
    Crowd crowd(door, {16, 4, 4, 3, 12, 8}, 2000);
    constexpr Slow cut[] = {Slow::uploads, Slow::posts, Slow::says_header};
    const auto all_were_cut = [&] {
        return std::ranges::all_of(
            cut, [&](Slow kind) { return crowd.told(kind).by_status.contains(408); });
    };
    int moves = 0;
    for (; moves < 300 && (moves < 30 || !all_were_cut()); ++moves) {
        crowd.move();
        const Told answer = owner.ask("GET", "/v1/apps");
        CHECK(answer.status == 200);
    }
    CHECK(all_were_cut());
    CHECK(crowd.told(Slow::posts).by_status.contains(503));  // more bodies than there is room for
    CHECK(crowd.let_go(Slow::listens) == 0);                  // slow, but not too slow
    const std::int64_t more = store.peak_kib() - before;
    MESSAGE(crowd.inside() << " slow visitors took " << more << " KiB more");
    CHECK(more < memory_bound_kib);
}

}  // namespace vitrine::tests
