// Webhooks: who makes them, where they may lead, and deliveries to a real receiver.
#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "folder.h"
#include "receiver.h"
#include "service/hooks/sender.h"
#include "service/machine/signatures.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

using service::hooks::Reach;
using service::hooks::Sender;

AppOptions near_by() {
    AppOptions options = generous();
    options.hook_reach = Reach::loopback;
    return options;
}

struct HookRoom {
    Shop shop;
    Guest owner{*shop.app};
    explicit HookRoom(AppOptions options = near_by(),
                      std::unique_ptr<service::ports::Store> store = nullptr)
        : shop(options, std::move(store)) {
        REQUIRE(owner.sign_in(ines).status == 200);
    }

    Response make(const std::string& url, const Json& kinds = {"review.reply"}) {
        return owner.send("POST", "/v1/webhooks", Json{{"url", url}, {"kinds", kinds}}.dump());
    }
    // Its path; `secret` is what it signs with.
    std::string made(const std::string& url, const Json& kinds = {"review.reply"}) {
        const Response answer = make(url, kinds);
        REQUIRE(answer.status == 200);
        secret = body_of(answer)["secret"];
        return "/v1/webhooks/" + body_of(answer)["hook"]["id"].get<std::string>();
    }
    void reply(const std::string& text) {
        REQUIRE(owner.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                           Json{{"text", text}}.dump())
                    .status == 200);
    }
    // Waits, ten seconds at most, until the newest delivery is in this state; as it is then.
    Json newest_in(const std::string& hook, const std::string& state, int tries = 1) {
        Json newest;
        for (int i = 0; i < 1000; ++i) {
            const Json page = body_of(owner.get(hook + "/deliveries"));
            if (!page["items"].empty()) newest = page["items"][0];
            if (newest.is_object() && newest["state"] == state && newest["tries"] >= tries) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return newest;
    }
    std::string secret;
};

TEST_CASE_FIXTURE(HookRoom, "a webhook's secret is told once, and the webhook is the team's own") {
    owner.extra = {{"idempotency-key", "k1"}};
    const Json first = body_of(make("https://ci.example.org/hook"));
    const Json again = body_of(make("https://ci.example.org/hook"));
    owner.extra.clear();
    CHECK(first["secret"].get<std::string>().starts_with("vtw_"));
    CHECK(again["secret"] == "");
    CHECK(again["hook"] == first["hook"]);
    const Response listed = owner.get("/v1/webhooks");
    CHECK(body_of(listed)["total"] == 1);
    CHECK(listed.body.find(first["secret"].get<std::string>()) == std::string::npos);
    const std::string path = "/v1/webhooks/" + first["hook"]["id"].get<std::string>();
    CHECK(body_of(owner.get(path))["url"] == "https://ci.example.org/hook");

    const Json ping = body_of(owner.send("POST", path + "/ping", ""));
    const std::string delivery = path + "/deliveries/" + ping["id"].get<std::string>();
    CHECK(owner.get(delivery).status == 200);
    Guest foreign(*shop.app), analyst(*shop.app);
    REQUIRE(foreign.sign_in(otto).status == 200);
    REQUIRE(analyst.sign_in(anna).status == 200);
    for (const std::string& target : {path, path + "/deliveries", delivery}) {
        CHECK(foreign.get(target).status == 404);
        CHECK(analyst.get(target).status == 403);
    }
    for (const std::string& target : {path + "/ping", path + "/secret", delivery + "/replay"}) {
        CHECK(foreign.send("POST", target, "").status == 404);
        CHECK(analyst.send("POST", target, "").status == 403);
    }
    CHECK(foreign.send("PATCH", path, R"({"enabled":false})").status == 404);
    CHECK(foreign.send("DELETE", path, "").status == 404);
    CHECK(analyst.send("DELETE", path, "").status == 403);
    CHECK(body_of(foreign.get("/v1/webhooks"))["total"] == 0);
    // A delivery is found at its own webhook only.
    const std::string other = made("https://ci.example.org/other");
    CHECK(owner.get(other + "/deliveries/" + ping["id"].get<std::string>()).status == 404);

    const Json renewed = body_of(owner.send("POST", path + "/secret", ""));
    CHECK(renewed["secret"] != first["secret"]);
    CHECK(owner.send("DELETE", path + "?reason=unused", "").status == 200);
    CHECK(owner.get(path).status == 404);
    const Json log = body_of(owner.get("/v1/audit?action=webhook"));
    CHECK(log["items"][0]["action"] == "webhook.remove");
    CHECK(log["items"][0]["reason"] == "unused");
    CHECK(log["items"].size() == 4);
}

TEST_CASE_FIXTURE(HookRoom, "a webhook is changed under If-Match, and wrong wishes are named") {
    const std::string path = made("https://ci.example.org/hook");
    const Response first = owner.get(path);
    owner.extra = {{"if-match", *first.find("ETag")}};
    CHECK(owner.send("PATCH", path, R"({"kinds":["review.arrived"]})").status == 200);
    const Response stale = owner.send("PATCH", path, R"({"kinds":["release.change"]})");
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"]["kinds"] == Json{"review.arrived"});
    owner.extra.clear();
    const auto path_of = [&](const std::string& body) {
        const Response answer = owner.send("PATCH", path, body);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(path_of(R"({"url":"ftp://ci.example.org/"})") == "url");
    CHECK(path_of(R"({"kinds":[]})") == "kinds");
    CHECK(path_of(R"({"kinds":["ping"]})") == "kinds");
    CHECK(path_of(R"({"kinds":["everything"]})") == "kinds.0");
    CHECK(path_of(R"({"apps":["app_boats"]})") == "apps.0");
    CHECK(body_of(owner.send("PATCH", path, R"({"enabled":false})"))["disabled_for"] ==
          "by_person");
    CHECK(code_of(owner.send("POST", path + "/ping", "")) == "hook_disabled");
    CHECK(body_of(owner.send("PATCH", path, R"({"enabled":true})"))["disabled_for"] == "none");
    for (int i = 1; i < 20; ++i) (void)made("https://ci.example.org/hook");
    CHECK(code_of(make("https://ci.example.org/hook")) == "too_many_hooks");
}

TEST_CASE_FIXTURE(HookRoom, "what failed while the clock was ahead is tried once it is right") {
    (void)made("http://127.0.0.1:9/hook");
    constexpr std::int64_t ahead = 400 * base::day_ms;
    shop.clock.advance(ahead);
    REQUIRE(owner.sign_in(ines).status == 200);
    reply("Thanks");
    service::desks::HookDesk& desk = shop.app->hooks();
    REQUIRE(desk.spread().value() == 1);
    const auto first = desk.due({}, 10).value();
    REQUIRE(first.size() == 1);
    service::desks::Sent sent;
    sent.outcome = contract::TryOutcome::unreachable;
    REQUIRE(desk.settle(first[0].delivery, sent));
    CHECK(desk.due({}, 10).value().empty());
    shop.clock.advance(-ahead);
    REQUIRE(desk.due({}, 10).value().size() == 1);
    REQUIRE(desk.settle(first[0].delivery, sent));
    CHECK(desk.due({}, 10).value().empty());  // a back-off by the right clock
    shop.clock.advance(base::hour_ms);
    CHECK(desk.due({}, 10).value().size() == 1);
}

TEST_CASE("webhooks lead to the open net by https, and nowhere else unless the store is told so") {
    using service::hooks::refuse_url;
    const auto refused = [](const std::string& rest, Reach reach, bool encrypted = true) {
        return refuse_url((encrypted ? "https://" : "http://") + rest, reach).has_value();
    };
    for (const char* rest : {"ci.example.org/hook", "ci.example.org:8443/a?b=c", "EXAMPLE.org",
                             "93.184.216.34/x", "[2606:2800:220:1::1]/x", "a_b-c.example.org"})
        CHECK_MESSAGE(!refused(rest, Reach::open_net), rest);
    for (const char* rest :
         {"", "/hook", "user:pw@ci.example.org/", "ci.example.org@127.0.0.1/", "ci.example.org/#x",
          "a b/", "ci.example.org:0/", "ci.example.org:70000/", "ci.example.org:x/", "localhost/",
          "a.localhost/", "127.0.0.1/", "127.1/", "0x7f.0.0.1/", "2130706433/", "0177.0.0.1/",
          "10.0.0.1/", "172.31.0.1/", "192.168.1.1/", "169.254.169.254/latest/", "100.64.0.1/",
          "0.0.0.0/", "255.255.255.255/", "[::1]/", "[::]/", "[::ffff:10.0.0.1]/", "[fe80::1]/",
          "[fd00::1]/", "[64:ff9b::a00:1]/", "[2002:a00:1::]/", "[::1", "[::1]x/", "\xc3\xa4.org/",
          "a..org/", "a.org./", "a.org\\@b/", "a.org/\r\nX: y"})
        CHECK_MESSAGE(refused(rest, Reach::open_net), rest);
    for (const char* url : {"", "ci.example.org", "ftp://ci.example.org/", "file:///etc/passwd",
                            "http://ci.example.org/"})
        CHECK_MESSAGE(refuse_url(url, Reach::any).has_value(), url);
    CHECK(!refused("127.0.0.1:8080/hook", Reach::loopback, false));
    CHECK(!refused("localhost/hook", Reach::loopback, false));
    CHECK(refused("10.0.0.1/", Reach::any, false));
    CHECK(refused("10.0.0.1/", Reach::loopback));
    CHECK(!refused("10.0.0.1/", Reach::any));
    CHECK(refused("169.254.169.254/", Reach::any));
}

TEST_CASE("a connection is judged by the address it is really opened to") {
    using service::hooks::may_connect;
    const auto four = [](const char* text, Reach reach, bool encrypted) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        REQUIRE(::inet_pton(AF_INET, text, &address.sin_addr) == 1);
        return may_connect(reinterpret_cast<sockaddr*>(&address), reach, encrypted);
    };
    const auto six = [](const char* text, Reach reach) {
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        REQUIRE(::inet_pton(AF_INET6, text, &address.sin6_addr) == 1);
        return may_connect(reinterpret_cast<sockaddr*>(&address), reach, true);
    };
    CHECK(four("93.184.216.34", Reach::open_net, true));
    CHECK(!four("93.184.216.34", Reach::loopback, false));
    for (const char* inside : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.127.0.1",
                               "169.254.169.254", "0.0.0.0", "224.0.0.1", "240.0.0.1"})
        CHECK_MESSAGE(!four(inside, Reach::open_net, true), inside);
    CHECK(four("172.32.0.1", Reach::open_net, true));
    CHECK(four("127.0.0.1", Reach::loopback, false));
    CHECK(six("2606:2800:220:1::1", Reach::open_net));
    for (const char* inside : {"::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1",
                               "fc00::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::1"})
        CHECK_MESSAGE(!six(inside, Reach::open_net), inside);
    sockaddr odd{};
    odd.sa_family = AF_UNIX;
    CHECK(!may_connect(&odd, Reach::any, true));
}

TEST_CASE_FIXTURE(HookRoom, "what happens is delivered, signed over time and body") {
    Receiver receiver;
    const std::string hook = made(receiver.url(), {"review.reply", "submission.stage"});
    Sender sender(shop.app->hooks(), {.look_every_ms = 5});
    reply("Thanks");
    const auto got = receiver.wait_for(1);
    REQUIRE(got.size() == 1);
    CHECK(got[0].head.starts_with("POST /hook HTTP/1.1\r\n"));
    CHECK(got[0].header("Content-Type") == "application/json");
    CHECK(got[0].header("Vitrine-Event") == "review.reply");
    const std::string at = std::to_string(shop.clock.now().ms / 1000);
    CHECK(got[0].header("Vitrine-Signature") ==
          "t=" + at + ",v1=" +
              service::machine::hmac_sha256_hex(secret, at + "." + got[0].body));
    const Json body = Json::parse(got[0].body);
    CHECK(body["kind"] == "review.reply");
    CHECK(body["team"] == "team_fjord");
    CHECK(body["app"] == "app_notes");
    CHECK(body["reply"]["reply"]["text"] == "Thanks");
    CHECK(body["submission"].is_null());
    const Json log = newest_in(hook, "delivered");
    CHECK(log["id"] == got[0].header("Vitrine-Delivery"));
    CHECK(log["event"] == body["id"]);
    CHECK(log["status"] == 200);
    CHECK(log["tries"] == 1);
    CHECK(log["next_try_at"].is_null());

    REQUIRE(owner.send("POST", "/v1/submissions/" + shop.our_submission.text + "/moves",
                       R"({"move":"submit"})")
                .status == 200);
    const auto more = receiver.wait_for(2);
    REQUIRE(more.size() == 2);
    const Json moved = Json::parse(more[1].body)["submission"];
    CHECK(moved["previous_stage"] == "draft");
    CHECK(moved["stage"] == "validating");
    // The RFC's own example (RFC 4231, test case 2).
    CHECK(service::machine::hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE_FIXTURE(HookRoom, "a failed delivery is tried again, later each time, then given up") {
    Receiver receiver;
    receiver.answer_with({500, 302, 404, 503, 500, 500, 500, 500},
                         "Location: " + receiver.url("/elsewhere") + "\r\n");
    const std::string hook = made(receiver.url());
    Sender sender(shop.app->hooks(), {.look_every_ms = 5});
    reply("Thanks");
    std::int64_t wait = 10'000;
    for (int tries = 1; tries < 8; ++tries) {
        const Json log = newest_in(hook, "waiting", tries);
        REQUIRE(log["tries"] == tries);
        CHECK(log["outcome"] == "wrong_status");
        const auto next = base::parse_rfc3339(log["next_try_at"].get<std::string>());
        REQUIRE(next);
        const std::int64_t waits = next->ms - shop.clock.now().ms;
        CHECK(waits >= wait * 8 / 10);
        CHECK(waits <= wait * 12 / 10);
        CHECK(receiver.count() == static_cast<std::size_t>(tries));  // not before its time
        shop.clock.advance(waits);
        REQUIRE(owner.sign_in(ines).status == 200);  // hours go by
        wait = std::min<std::int64_t>(wait * 4, 6 * base::hour_ms);
    }
    const Json log = newest_in(hook, "given_up");
    CHECK(log["tries"] == 8);
    CHECK(log["status"] == 500);
    const auto got = receiver.wait_for(8);
    CHECK(got.size() == 8);
    for (const auto& one : got) {
        CHECK(one.head.starts_with("POST /hook "));  // no redirect was followed
        CHECK(one.body == got[0].body);
    }
    CHECK(got[0].header("Vitrine-Signature") != got[7].header("Vitrine-Signature"));
    CHECK(!body_of(owner.get(hook))["failing_since"].is_null());
    CHECK(body_of(owner.get(hook))["disabled_for"] == "none");

    const std::string again = hook + "/deliveries/" + log["id"].get<std::string>() + "/replay";
    const Json replayed = body_of(owner.send("POST", again, ""));
    CHECK(replayed["replay_of"] == log["id"]);
    const auto more = receiver.wait_for(9);
    REQUIRE(more.size() == 9);
    CHECK(more[8].body == got[0].body);
    CHECK(more[8].header("Vitrine-Delivery") == replayed["id"].get<std::string>());
    CHECK(newest_in(hook, "delivered")["id"] == replayed["id"]);
    CHECK(body_of(owner.get(hook))["failing_since"].is_null());
}

TEST_CASE("a receiver that fails for days, or is gone, is told nothing more") {
    HookRoom room;
    auto& desk = room.shop.app->hooks();
    using contract::TryOutcome;
    const auto fail_whole = [&](std::optional<std::int32_t> status) {
        for (int i = 0; i < 40; ++i) {
            room.shop.clock.advance(8 * base::hour_ms);
            const auto due = desk.due({}, 10);
            REQUIRE(due);
            if (due->empty()) break;
            REQUIRE(desk.settle(due->front().delivery, {TryOutcome::unreachable, status, 5}));
        }
        REQUIRE(room.owner.sign_in(ines).status == 200);  // days have gone by
    };
    const std::string hook = room.made("https://ci.example.org/hook");
    room.reply("One");
    REQUIRE(desk.spread());
    fail_whole(std::nullopt);
    CHECK(body_of(room.owner.get(hook))["disabled_for"] == "none");
    room.reply("Two");
    room.reply("Three");
    REQUIRE(desk.spread());
    fail_whole(std::nullopt);
    Json now = body_of(room.owner.get(hook));
    CHECK(now["disabled_for"] == "long_failure");
    CHECK(!now["disabled_at"].is_null());
    CHECK(body_of(room.owner.get(hook + "/deliveries?state=waiting"))["items"].empty());
    CHECK(body_of(room.owner.get(hook + "/deliveries"))["items"][0]["outcome"] ==
          "hook_disabled");
    CHECK(body_of(room.owner.get("/v1/audit?action=webhook.disable"))["items"][0]["reason"] ==
          "long_failure");
    room.reply("Four");
    REQUIRE(desk.spread());
    CHECK(body_of(room.owner.get(hook + "/deliveries"))["items"].size() == 3);

    CHECK(room.owner.send("PATCH", hook, R"({"enabled":true})").status == 200);
    room.reply("Five");
    REQUIRE(desk.spread());
    fail_whole(410);
    CHECK(body_of(room.owner.get(hook))["disabled_for"] == "gone");
    room.shop.clock.advance(31 * base::day_ms);
    REQUIRE(desk.sweep());
    REQUIRE(room.owner.sign_in(ines).status == 200);
    CHECK(body_of(room.owner.get(hook + "/deliveries"))["items"].empty());
}

TEST_CASE_FIXTURE(HookRoom, "a receiver that never answers holds up nobody else") {
    Receiver deaf, quick;
    deaf.answer_with(std::vector<int>(9, 0));
    const std::string slow_hook = made(deaf.url());
    const std::string hook = made(quick.url());
    Sender sender(shop.app->hooks(), {.timeout_ms = 60'000, .look_every_ms = 5});
    for (int i = 0; i < 5; ++i) reply("Thanks " + std::to_string(i));
    CHECK(quick.wait_for(5).size() == 5);
    CHECK(newest_in(hook, "delivered")["state"] == "delivered");
    CHECK(deaf.count() == 1);  // one at a time
    CHECK(newest_in(slow_hook, "waiting", 0)["tries"] == 0);
}

TEST_CASE_FIXTURE(HookRoom, "trouble on the way is told apart") {
    std::string nobody;
    {
        Receiver gone;
        nobody = gone.url();
    }
    Receiver deaf;
    deaf.answer_with({0});
    const std::string shut = made(nobody), slow = made(deaf.url());
    const std::string plain = made("https" + deaf.url().substr(4));
    Sender sender(shop.app->hooks(), {.timeout_ms = 300, .look_every_ms = 5});
    CHECK(owner.send("POST", shut + "/ping", "").status == 200);
    CHECK(owner.send("POST", slow + "/ping", "").status == 200);
    CHECK(newest_in(shut, "waiting")["outcome"] == "unreachable");
    CHECK(newest_in(slow, "waiting")["outcome"] == "timeout");
    CHECK(owner.send("POST", plain + "/ping", "").status == 200);
    const Json tls = newest_in(plain, "waiting")["outcome"];
    CHECK((tls == "tls" || tls == "timeout"));
}

TEST_CASE("a name that leads behind the wall is found out when it is connected to") {
    HookRoom room;
    Receiver receiver;
    const std::string hook = room.made(receiver.url());
    // As if the name had led elsewhere when it was allowed: now this store reaches the open net.
    service::desks::HookDesk outside({*room.shop.store, room.shop.clock, room.shop.random,
                                      room.shop.hasher, room.shop.translator, *room.shop.blobs},
                                     Reach::open_net);
    CHECK(room.owner.send("POST", hook + "/ping", "").status == 200);
    {
        Sender sender(outside, {.look_every_ms = 5});
        CHECK(room.newest_in(hook, "waiting")["outcome"] == "refused_address");
    }
    CHECK(receiver.count() == 0);
}

TEST_CASE("what was answered is delivered after a restart, and nothing twice that was noted") {
    Folder folder;
    Receiver receiver;
    std::string hook;
    {
        HookRoom room(near_by(), std::move(*service::sqlite::open_store(folder.path())));
        hook = room.made(receiver.url());
        {
            Sender sender(room.shop.app->hooks(), {.look_every_ms = 5});
            room.reply("Noted");
            CHECK(room.newest_in(hook, "delivered")["state"] == "delivered");
        }
        room.reply("News");  // nobody sends any more
        room.owner.send("POST", hook + "/ping", "");
    }
    Shop shop(near_by(), std::move(*service::sqlite::open_store(folder.path())));
    Sender sender(shop.app->hooks(), {.look_every_ms = 5});
    const auto got = receiver.wait_for(3);
    REQUIRE(got.size() == 3);
    std::vector<std::string> kinds;
    for (const auto& one : got) kinds.push_back(one.header("Vitrine-Event"));
    std::ranges::sort(kinds);
    CHECK(kinds == std::vector<std::string>{"ping", "review.reply", "review.reply"});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(receiver.count() == 3);
}

}  // namespace vitrine::tests
