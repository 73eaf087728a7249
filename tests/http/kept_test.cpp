// Answers that are given again: always what would be read now, for whom it is, and for nobody else.
#include <doctest/doctest.h>

#include <thread>

#include "exposition.h"
#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "wire.h"

namespace vitrine::tests {

using service::http::Header;
using service::sqlite::open_store;

constexpr const char* our_app = "/v1/apps/app_notes";
const Json no_apps = Json::array();

// A store on a disk, a second program on the same folder, and somebody who owns Fjord.
struct KeptRoom {
    Folder folder;
    Shop shop;
    std::unique_ptr<service::ports::Store> other = std::move(*open_store(folder.path()));
    Guest owner{*shop.app};

    explicit KeptRoom(AppOptions options = generous())
        : shop(options, std::move(*open_store(folder.path()))) {
        REQUIRE(owner.sign_in(ines).status == 200);
    }

    double given_again() {
        Guest anybody(*shop.app);
        return read_exposition(anybody.get("/metrics").content())
            .value("vitrine_http_answers_given_again_total");
    }
    // Asks until the answer is one that was kept.
    Response kept(Guest& guest, const std::string& target) {
        Response answer;
        for (int i = 0; i < 3; ++i) {
            const double before = given_again();
            answer = guest.get(target);
            if (given_again() > before) return answer;
        }
        FAIL("never given again: " << target);
        return answer;
    }
    Guest signed_in(std::string_view email) {
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(email).status == 200);
        return guest;
    }
    std::string key_id;  // of the last key that was issued
    Guest program(const Json& scopes, const Json& apps = Json::array(), int days = 30) {
        const Json ask = {{"name", "CI"}, {"scopes", scopes}, {"apps", apps}, {"valid_days", days}};
        const Response made = owner.send("POST", "/v1/api-keys", ask.dump());
        REQUIRE(made.status == 200);
        key_id = body_of(made)["key"]["id"];
        Guest guest(*shop.app);
        guest.extra = {{"authorization", "Bearer " + body_of(made)["secret"].get<std::string>()}};
        return guest;
    }
    void rename(service::ports::Store& store, const std::string& name) {
        contract::App app = (*store.apps().find(shop.notes))->app;
        app.name = name;
        REQUIRE(store.apps().update(app));
    }
};

std::vector<std::string> lines_of(const Response& answer) {
    Json body = body_of(answer);
    if (body.is_object()) body.erase("request_id");  // a problem's
    std::vector<std::string> out{std::to_string(answer.status), body.dump()};
    for (const Header& header : answer.headers)
        if (header.name != "X-Request-Id") out.push_back(header.name + ": " + header.value);
    return out;
}

TEST_CASE_FIXTURE(KeptRoom, "what is asked again is the same answer with a number of its own") {
    for (const std::string target :
         {"/v1/apps/app_notes", "/v1/apps", "/v1/reviews", "/v1/reviews/rev_app_notes",
          "/v1/reviews/facets", "/v1/reviews/tags"}) {
        CAPTURE(target);
        const Response first = owner.get(target);
        CHECK(first.status == 200);
        const Response again = kept(owner, target);
        CHECK(lines_of(again) == lines_of(first));
        CHECK(again.find("X-Request-Id")->size() == 12);
        CHECK(*again.find("X-Request-Id") != *first.find("X-Request-Id"));
    }
    CHECK(given_again() >= 6);
}

TEST_CASE_FIXTURE(KeptRoom, "a write is seen at once, also one of another program") {
    kept(owner, our_app);
    rename(*shop.store, "Mine");
    CHECK(body_of(owner.get(our_app))["name"] == "Mine");
    kept(owner, our_app);
    rename(*other, "Theirs");
    CHECK(body_of(owner.get(our_app))["name"] == "Theirs");
    const std::string review = "/v1/reviews/" + shop.our_review.text;
    kept(owner, review);
    REQUIRE(owner.send("PUT", review + "/reply", R"({"text":"Hi"})").status == 200);
    CHECK(body_of(owner.get(review))["reply"]["text"] == "Hi");
    kept(owner, "/v1/reviews");
    REQUIRE(other->reviews().remove_reply(shop.our_review, {}));
    CHECK(body_of(owner.get(review))["reply"].is_null());
    CHECK(body_of(owner.get("/v1/reviews"))["items"][0]["reply"].is_null());
}

TEST_CASE_FIXTURE(KeptRoom, "a revoked key opens nothing from then on") {
    Guest guest = program({"apps:read"});
    kept(guest, our_app);
    REQUIRE(owner.send("DELETE", "/v1/api-keys/" + key_id, "").status == 200);
    CHECK(guest.get(our_app).status == 401);
    Guest second = program({"apps:read"});
    kept(second, our_app);
    REQUIRE(other->keys().remove({key_id}));  // at the machine: vitrine-store key revoke
    CHECK(second.get(our_app).status == 401);
}

TEST_CASE_FIXTURE(KeptRoom, "a key that is over opens nothing, though nothing was written") {
    Guest guest = program({"apps:read"}, no_apps, 1);
    guest.get(our_app);
    shop.clock.advance(base::day_ms - base::second_ms);
    kept(guest, our_app);
    shop.clock.advance(base::second_ms);
    CHECK(guest.get(our_app).status == 401);
}

TEST_CASE_FIXTURE(KeptRoom, "a session that is over or was ended opens nothing") {
    kept(owner, our_app);
    shop.clock.advance(7 * base::day_ms);  // not used for a week
    CHECK(owner.get(our_app).status == 401);
    REQUIRE(owner.sign_in(ines).status == 200);
    Guest second = signed_in(ines);
    kept(owner, our_app);
    kept(second, our_app);
    REQUIRE(second.send("DELETE", "/v1/session", "").status == 200);
    CHECK(second.get(our_app).status == 401);
    CHECK(owner.get(our_app).status == 200);
    Guest third = signed_in(ines);
    kept(owner, our_app);
    REQUIRE(third.send("DELETE", "/v1/sessions", "").status == 200);  // all but its own
    CHECK(owner.get(our_app).status == 401);
    kept(third, our_app);
}

TEST_CASE_FIXTURE(KeptRoom, "who loses a role, or the team, sees no more of it") {
    Guest reader = signed_in(anna);
    kept(reader, our_app);
    kept(reader, "/v1/reviews");
    const Json elsewhere = {{"role", "none"},
                            {"apps", {{{"app", "app_maps"}, {"role", "developer"}}}}};
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    kept(reader, our_app);
    REQUIRE(owner.send("PUT", "/v1/members/usr_anna", elsewhere.dump()).status == 200);
    CHECK(reader.get(our_app).status == 404);
    CHECK(body_of(reader.get("/v1/reviews"))["total"] == 0);
    kept(reader, "/v1/apps/app_maps");
    REQUIRE(owner.send("DELETE", "/v1/members/usr_anna", "").status == 200);
    CHECK(reader.get("/v1/apps/app_maps").status == 403);
    CHECK(reader.get("/v1/apps").status == 403);
}

TEST_CASE_FIXTURE(KeptRoom, "a role that another program takes is gone at once") {
    Guest reader = signed_in(anna);
    kept(reader, our_app);
    REQUIRE(other->accounts().put_member(
        {{"team_fjord"}, {"usr_anna"}, contract::Role::none, {}, shop.clock.now()}));
    CHECK(reader.get(our_app).status == 403);
}

TEST_CASE_FIXTURE(KeptRoom, "nobody meets another's answers") {
    kept(owner, our_app);
    kept(owner, "/v1/apps");
    kept(owner, "/v1/reviews/rev_app_notes");
    Guest stranger = signed_in(otto), nobody(*shop.app), wrong(*shop.app);
    CHECK(stranger.get(our_app).status == 404);
    CHECK(stranger.get("/v1/reviews/rev_app_notes").status == 404);
    CHECK(body_of(stranger.get("/v1/apps"))["items"][0]["id"] == "app_boats");
    CHECK(body_of(kept(stranger, "/v1/apps"))["items"][0]["id"] == "app_boats");
    CHECK(body_of(kept(owner, "/v1/apps"))["items"][0]["id"] == "app_notes");
    CHECK(nobody.get(our_app).status == 401);
    wrong.cookie = owner.cookie + "0";
    CHECK(wrong.get(our_app).status == 401);
    CHECK(owner.get(std::string(our_app) + "?team=team_harbour").status == 404);
    Guest narrow = program({"apps:read"}, {"app_notes"}), reviews = program({"reviews:read"});
    kept(narrow, our_app);
    CHECK(reviews.get(our_app).status == 403);
    CHECK(narrow.get("/v1/reviews").status == 403);
}

TEST_CASE_FIXTURE(KeptRoom, "a key's secret is no cookie, and a session no key, kept or not") {
    Guest guest = program({"apps:read"});
    kept(guest, our_app);
    const std::string secret = guest.extra[0].value.substr(7);
    Guest as_cookie(*shop.app), as_key(*shop.app);
    as_cookie.cookie = "vt_session=" + secret;
    CHECK(as_cookie.get(our_app).status == 401);
    kept(owner, our_app);
    as_key.extra = {{"authorization", "Bearer " + owner.cookie.substr(owner.cookie.find('=') + 1)}};
    CHECK(as_key.get(our_app).status == 401);
    // With both, the key counts, as ever.
    Guest both = program({"reviews:read"});
    both.cookie = owner.cookie;
    CHECK(both.get(our_app).status == 403);
}

TEST_CASE_FIXTURE(KeptRoom, "a use is noted once a minute, and does not void what others keep") {
    Guest guest = program({"apps:read"});
    const auto last_used = [&] { return (*other->keys().find({key_id}))->key.last_used_at; };
    kept(guest, our_app);
    kept(owner, our_app);
    const auto first = last_used();
    REQUIRE(first);
    shop.clock.advance(base::minute_ms - 1);
    const double before = given_again();
    guest.get(our_app);
    CHECK(given_again() == before + 1);
    CHECK(last_used() == first);
    shop.clock.advance(1);
    guest.get(our_app);
    CHECK(given_again() == before + 1);
    CHECK(last_used() == shop.clock.now());
    shop.clock.advance(base::minute_ms / 2);
    Guest fresh = signed_in(ines);
    kept(fresh, our_app);
    shop.clock.advance(base::minute_ms / 2);
    const auto second = last_used();
    guest.get("/v1/apps/app_unknown");
    CHECK(last_used() != second);
    const double now = given_again();
    fresh.get(our_app);
    CHECK(given_again() == now + 1);
}

TEST_CASE("kept answers count against the limits") {
    AppOptions options = generous();
    options.per_account = {6, 1.0 / 60};
    KeptRoom room(options);
    int fine = 0;
    for (int i = 0; i < 20; ++i) fine += room.owner.get(our_app).status == 200;
    CHECK(fine == 6);
    CHECK(room.given_again() > 3);
    CHECK(code_of(room.owner.get(our_app)) == "too_many_requests");
    CHECK(room.owner.get(our_app).find("Retry-After") != nullptr);
    room.shop.clock.advance(60 * base::second_ms);
    CHECK(room.owner.get(our_app).status == 200);
    CHECK(room.owner.get(our_app).status == 429);
    options = generous();
    options.per_address = {20, 1.0 / 60};
    KeptRoom narrow(options);
    for (int i = 0; i < 40; ++i) narrow.owner.get(our_app);
    CHECK(narrow.owner.get(our_app).status == 429);
}

TEST_CASE_FIXTURE(KeptRoom, "what somebody has already is not sent again, until it changes") {
    for (const std::string& target : {std::string(our_app), "/v1/reviews/" + shop.our_review.text,
                                     std::string("/v1/reviews?limit=20")}) {
        CAPTURE(target);
        const Response first = owner.get(target);
        REQUIRE(first.find("ETag"));
        Guest knower(*shop.app);
        knower.cookie = owner.cookie;
        knower.extra = {{"if-none-match", *first.find("ETag")}};
        for (int i = 0; i < 3; ++i) {
            const Response again = knower.get(target);
            CHECK(again.status == 304);
            CHECK(again.content().empty());
            CHECK(again.find("Content-Length") == nullptr);
            CHECK(*again.find("ETag") == *first.find("ETag"));
            CHECK(again.find("X-Request-Id"));
        }
        rename(*other, "Renamed " + target);
        REQUIRE(owner.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                           Json{{"text", "Hello " + target}}.dump())
                    .status == 200);
        const Response changed = knower.get(target);
        CHECK(changed.status == 200);
        CHECK(*changed.find("ETag") != *first.find("ETag"));
        knower.cookie.clear();
        CHECK(knower.get(target).status == 401);
    }
}

TEST_CASE_FIXTURE(KeptRoom, "packed and plain answers are kept apart") {
    for (int i = 0; i < 30; ++i)
        shop.add_app({"app_" + std::to_string(i)}, "team_fjord",
                     ("org.example.app" + std::to_string(i)).c_str());
    Guest packer(*shop.app);
    packer.cookie = owner.cookie;
    packer.extra = {{"accept-encoding", "br, gzip"}};
    const Response packed = kept(packer, "/v1/apps"), plain = kept(owner, "/v1/apps");
    CHECK(*packed.find("Content-Encoding") == "gzip");
    CHECK(packed.content().size() < plain.content().size());
    CHECK(plain.find("Content-Encoding") == nullptr);
    CHECK(body_of(plain)["total"] == 31);
    CHECK(*packed.find("Content-Length") == std::to_string(packed.content().size()));
    packer.extra = {{"accept-encoding", "gzip;q=0"}};
    CHECK(lines_of(packer.get("/v1/apps")) == lines_of(plain));
}

TEST_CASE_FIXTURE(KeptRoom, "only plain reads of the store's rows are kept") {
    const double before = given_again();
    Request head;
    head.method = "HEAD";
    head.target = our_app;
    Request with_body;
    with_body.target = our_app;
    with_body.body = "{}";
    with_body.headers = {{"content-type", "application/json"}};
    for (int i = 0; i < 3; ++i) {
        const Response answer = owner.send(head);
        CHECK(answer.status == 200);
        CHECK(answer.content().empty());
        owner.send(with_body);
        owner.get("/v1/me");
        owner.get("/v1/metrics?metrics=installs&from=2026-05-01&to=2026-05-02");
        owner.get("/v1/apps/app_unknown");
        owner.get("/v1/submissions");
        owner.get("/v1/audit");
        owner.get("/healthz");
    }
    CHECK(given_again() == before);
    kept(owner, our_app);
    CHECK(owner.send("DELETE", our_app, "").status == 405);
    CHECK(owner.send(head).content().empty());
}

// Fails until it is told to work.
struct Moody final : service::ports::Translator {
    bool works = false;
    base::Result<contract::Translation> translate(std::string_view, std::string_view,
                                                  std::string_view to) override {
        if (!works) return base::refused(base::Problem::unavailable("translator_failed", "", ""));
        return contract::Translation{std::string(to), "No longer syncs"};
    }
};

TEST_CASE_FIXTURE(KeptRoom, "where a translator has a word, it is asked each time") {
    Moody moody;
    App app({*shop.store, shop.clock, shop.random, shop.hasher, moody, *shop.blobs}, {},
            generous());
    Guest reader(app);
    reader.cookie = owner.cookie;
    const std::string target = "/v1/reviews/" + shop.our_review.text;
    for (int i = 0; i < 3; ++i) CHECK(body_of(reader.get(target))["translation"].is_null());
    moody.works = true;
    for (int i = 0; i < 3; ++i)
        CHECK(body_of(reader.get(target))["translation"]["text"] == "No longer syncs");
    const Response translated = reader.get(target);
    moody.works = false;
    reader.extra = {{"if-none-match", *translated.find("ETag")}};
    CHECK(reader.get(target).status == 200);  // its tag is the revision's: not of the translation
}

TEST_CASE("without room nothing is kept, and with little room everything is still right") {
    for (const std::size_t room : {std::size_t{0}, std::size_t{80'000}}) {
        AppOptions options = generous();
        options.kept_bytes_max = room;
        KeptRoom small(options);
        for (int round = 0; round < 3; ++round)
            for (int i = 0; i < 60; ++i) {
                const std::string letter(1, static_cast<char>('a' + i % 9)),
                    q = "/v1/apps?q=" + letter + "&limit=" + std::to_string(1 + i);
                CHECK(small.owner.get(q).status == 200);
                CHECK(small.owner.get(q).status == 200);
            }
        CHECK((small.given_again() > 0) == (room > 0));
    }
}

TEST_CASE_FIXTURE(KeptRoom, "over the wire a kept answer is whole and ends with its right") {
    kept(owner, our_app);
    Running running(*shop.app);
    const std::string get = "GET /v1/apps/app_notes HTTP/1.1\r\nHost: a\r\n",
                      mine = get + "Cookie: " + owner.cookie + "\r\n\r\n";
    Wire wire(running.port()), stranger(running.port());
    wire.ask(mine);
    const double before = given_again();
    const std::string first = wire.ask(mine), again = wire.ask(mine);
    CHECK(given_again() == before + 2);
    CHECK(status_of(again) == 200);
    CHECK(again.size() == first.size());
    CHECK(again.find("\"package_name\":\"org.example.notes\"") != std::string::npos);
    CHECK(again.find("Content-Security-Policy: ") != std::string::npos);
    wire.send(mine + mine + mine);  // sent ahead
    for (int i = 0; i < 3; ++i) CHECK(status_of(wire.read_answer()) == 200);
    CHECK(status_of(stranger.ask(get + "\r\n")) == 401);
    CHECK(status_of(stranger.ask(get + "Cookie: vt_session=0\r\n\r\n")) == 401);
    rename(*other, "Renamed");
    CHECK(wire.ask(mine).find("\"name\":\"Renamed\"") != std::string::npos);
    REQUIRE(owner.send("DELETE", "/v1/session", "").status == 200);
    CHECK(status_of(wire.ask(mine)) == 401);
    CHECK(status_of(wire.ask(get + "Connection: close\r\nCookie: " + owner.cookie + "\r\n\r\n")) ==
          401);
    CHECK(wire.closed());
}

TEST_CASE_FIXTURE(KeptRoom, "whoever has written reads it, while others read and write") {
    std::atomic<bool> done = false;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            Guest reader(*shop.app);
            reader.cookie = owner.cookie;
            // Not for ever: the clock stands, and so does what the limits give back.
            for (int reads = 0; !done && reads < 200'000; ++reads) reader.get(our_app);
        });
    std::thread stranger([&] {
        for (int i = 0; !done; ++i) (void)other->settings().put("k", i % 2 ? "a" : "b");
    });
    int stale = 0;
    contract::App app = (*other->apps().find(shop.notes))->app;
    for (int i = 0; i < 100; ++i) {
        app.name = "Name " + std::to_string(i);
        if (!(i % 2 ? shop.store : other)->apps().update(app)) continue;  // the other one writes
        for (int j = 0; j < 3; ++j) {
            const Response read = owner.get(our_app);
            REQUIRE_MESSAGE(read.status == 200, read.body);
            stale += body_of(read)["name"] != app.name;
        }
    }
    done = true;
    stranger.join();
    for (std::thread& reader : readers) reader.join();
    CHECK(stale == 0);
}

// ---- whatever happens, the answers are those of a store that keeps none -----------------------

struct Twins : KeptRoom {
    App plain{{*shop.store, shop.clock, shop.random, shop.hasher, shop.translator, *shop.blobs},
              {}, none_kept()};
    Guest reader = signed_in(anna), stranger = signed_in(otto), guest = program({"apps:read"});
    std::vector<std::string> keys{key_id};
    service::ports::SeededRandom dice{20261123};

    static AppOptions none_kept() {
        AppOptions options = generous();
        options.kept_bytes_max = 0;
        return options;
    }
    std::uint64_t below(std::uint64_t end) { return dice.next() % end; }

    void compare() {
        for (Guest* one : {&owner, &reader, &stranger, &guest})
            for (const char* target :
                 {our_app, "/v1/apps", "/v1/apps?team=team_fjord", "/v1/reviews?limit=5",
                  "/v1/reviews/rev_app_notes", "/v1/reviews/rev_app_boats"}) {
                CAPTURE(target);
                Guest twin(plain);
                twin.cookie = one->cookie;
                twin.extra = one->extra;
                const auto wanted = lines_of(twin.get(target));
                CHECK(lines_of(one->get(target)) == wanted);
                CHECK(lines_of(one->get(target)) == wanted);
            }
    }
    void set_role(contract::Role role, std::vector<contract::AppRole> apps) {
        service::ports::Store& store = below(2) ? *other : *shop.store;
        REQUIRE(store.accounts().put_member(
            {{"team_fjord"}, {"usr_anna"}, role, std::move(apps), shop.clock.now()}));
    }
    void happen() {
        const std::string number = std::to_string(below(1000));
        switch (below(9)) {
            case 0: return rename(below(2) ? *other : *shop.store, "Name " + number);
            case 1:
                return (void)owner.send("PUT", "/v1/reviews/rev_app_notes/reply",
                                        Json{{"text", "Reply " + number}}.dump());
            case 2: return set_role(contract::Role::none, {});
            case 3: return set_role(contract::Role::none, {{shop.notes, contract::Role::support}});
            case 4: return set_role(contract::Role::analyst, {});
            case 5:
                (void)other->keys().remove({keys.back()});
                guest.extra = program({below(2) ? "apps:read" : "reviews:read"}).extra;
                return keys.push_back(key_id);
            case 6:
                if (below(2)) reader.send("DELETE", "/v1/session", "");
                else reader.sign_in(anna);
                return;
            case 7: return shop.clock.advance(static_cast<std::int64_t>(below(3)) * 31'000);
            default: return (void)other->settings().put("k", number);
        }
    }
};

TEST_CASE_FIXTURE(Twins, "a store that keeps answers and one that does not say the same") {
    for (int step = 0; step < 60; ++step) {
        CAPTURE(step);
        happen();
        compare();
    }
    CHECK(given_again() > 200);
}

}  // namespace vitrine::tests
