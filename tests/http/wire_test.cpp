// Real sockets: limits, slow clients, requests that proxies would read differently, event streams.
#include <doctest/doctest.h>

#include "wire.h"

namespace vitrine::tests {

using service::http::Server;
using service::http::ServerOptions;

ServerOptions short_patience() {
    ServerOptions options;
    options.header_ms = options.body_ms = options.idle_ms = 150;
    options.heartbeat_ms = 50;
    return options;
}

struct OnTheWire {
    Shop shop{generous()};
    Running running{*shop.app};
    Wire wire{running.port()};
};

constexpr const char* get_me = "GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_CASE_FIXTURE(OnTheWire, "one connection carries many requests, also sent ahead") {
    for (int i = 0; i < 3; ++i) CHECK(status_of(wire.ask(get_me)) == 401);
    wire.send(std::string(get_me) + get_me);
    CHECK(status_of(wire.read_answer()) == 401);
    CHECK(status_of(wire.read_answer()) == 401);
}

TEST_CASE_FIXTURE(OnTheWire, "Connection: close and HTTP/1.0 end the connection") {
    CHECK(status_of(wire.ask(
              "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) == 200);
    CHECK(wire.closed());
    Wire old(running.port());
    CHECK(status_of(old.ask("GET /healthz HTTP/1.0\r\n\r\n")) == 200);
    CHECK(old.closed());
}

TEST_CASE_FIXTURE(OnTheWire, "signing in and reading works over the wire") {
    const std::string body = R"({"email":"ines@fjord.example","password":"correct horse"})";
    const std::string answer =
        wire.ask("POST /v1/session HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Type: "
                 "application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    REQUIRE(status_of(answer) == 200);
    const std::size_t at = answer.find("vt_session=");
    const std::string cookie = answer.substr(at, answer.find(';', at) - at);
    CHECK(wire.ask("GET /v1/me HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n")
              .find("\"email\":\"ines@fjord.example\"") != std::string::npos);
}

TEST_CASE_FIXTURE(OnTheWire, "a chunked body is put together") {
    CHECK(wire.ask("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"e\r\n2\r\n\":\r\n0\r\n\r\n")
              .find("json_malformed") != std::string::npos);
}

TEST_CASE_FIXTURE(OnTheWire, "who expects to be asked for the body is asked") {
    wire.send("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(wire.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(status_of(wire.ask("{}")) == 422);
}

TEST_CASE("requests that two servers could read differently are refused, and nothing after them") {
    Shop shop(generous());
    Running running(*shop.app);
    const char* tail = "GET /v1/me HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const std::string head : {
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: "
             "chunked\r\n\r\n0\r\n\r\n",
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
             "Content-Length: 5\r\n\r\n{}",
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
             "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}",
             "GET /healthz HTTP/1.1\nHost: a\n\n",
             "GET /healthz HTTP/1.1\r\nHost: a\r\nX y: z\r\n\r\n",
             "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
             "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "GET /healthz HTTP/1.1\r\n\r\n",
             "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
             "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
             "\x16\x03\x01\x02 TLS by accident\r\n\r\n",
         }) {
        Wire wire(running.port());
        wire.send(head + tail);
        const std::string answer = wire.read_answer();
        CAPTURE(head);
        CHECK(status_of(answer) == 400);
        CHECK(answer.find("application/problem+json") != std::string::npos);
        CHECK(wire.closed());
    }
}

TEST_CASE("chunks that could be read in two ways are refused, and nothing after them") {
    Shop shop(generous());
    Running running(*shop.app);
    const std::string head =
        "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    for (const std::string& request : {
             chunked + "0x2\r\n{}\r\n0\r\n\r\n", chunked + "-2\r\n{}\r\n0\r\n\r\n",
             chunked + "+2\r\n{}\r\n0\r\n\r\n", chunked + " 2\r\n{}\r\n0\r\n\r\n",
             chunked + "2\n{}\r\n0\r\n\r\n", chunked + "2\r\n{}0\r\n\r\n",
             chunked + "2\r\n{}xx0\r\n\r\n", chunked + "\r\n{}\r\n0\r\n\r\n",
             chunked + "10000000000000002\r\n{}\r\n0\r\n\r\n",
             chunked + "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n",
             head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             head + "Transfer-Encoding:\x0b" "chunked\r\n\r\n0\r\n\r\n",
             head + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",
             head + "Content-Length: 2, 2\r\n\r\n{}", head + "Content-Length: 0x2\r\n\r\n{}",
             head + "Content-Length: 2 2\r\n\r\n{}", head + "Content-Length:\r\n\r\n{}",
             head + "Content-Length: 99999999999999999999\r\n\r\n{}",
             head + "X: a\r\n\tContent-Length: 2\r\nContent-Length : 2\r\n\r\n{}",
             head + "X: a\nContent-Length: 2\r\n\r\n{}",
             head + std::string("X\0Y: a\r\n\r\n", 10), head + std::string("X: a\0b\r\n\r\n", 10),
         }) {
        Wire wire(running.port());
        wire.send(request + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        const std::string all = wire.read_all();
        CAPTURE(request.substr(0, 200));
        CHECK(status_of(all) >= 400);
        CHECK(status_of(all) < 500);
        CHECK(all.find("HTTP/1.1 ", 9) == std::string::npos);  // one answer, to the first
    }
}

TEST_CASE_FIXTURE(OnTheWire, "a header that is folded over two lines is no second header") {
    wire.send("POST /v1/session HTTP/1.1\r\nHost: a\r\nX: a\r\n Content-Length: 20\r\n"
              "Content-Length: 2\r\nContent-Type: application/json\r\n\r\n{}" +
              std::string(get_me));
    const int first = status_of(wire.read_answer());
    CHECK((first == 400 || first == 422));
    if (first == 422) CHECK(status_of(wire.read_answer()) == 401);  // what follows is the next one
}

TEST_CASE_FIXTURE(OnTheWire, "chunk extensions and trailers are read over and mean nothing") {
    const std::string answer =
        wire.ask("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n"
                 "Authorization: Bearer x\r\n\r\n");
    CHECK(status_of(answer) == 422);
    CHECK(status_of(wire.ask(get_me)) == 401);
}

TEST_CASE("large bodies together take so much memory and no more, small ones go on") {
    Shop shop(generous());
    ServerOptions options;
    options.bodies_bytes_max = 2 << 20;
    Running running(*shop.app, options);
    const auto begin = [&](Wire& wire, std::size_t bytes) {
        wire.send("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                  "Expect: 100-continue\r\nContent-Length: " + std::to_string(bytes) +
                  "\r\n\r\n");
        return status_of(wire.read_until("\r\n\r\n"));
    };
    const std::string rest(1 << 20, ' ');
    Wire first(running.port()), small(running.port());
    {
        Wire second(running.port()), third(running.port());
        CHECK(begin(first, 1 << 20) == 100);
        CHECK(begin(second, 1 << 20) == 100);
        const int refused = begin(third, 1 << 20);
        CHECK(refused == 503);
        CHECK(third.read_all().find("too_many_bodies") != std::string::npos);
        CHECK(begin(small, 2) == 100);
        CHECK(status_of(small.ask("{}")) == 422);
    }  // the second goes away, and so does what it took
    CHECK(status_of(first.ask(rest)) == 400);
    int again = 0;
    for (int i = 0; i < 100 && again != 100; ++i) {
        Wire one(running.port());
        again = begin(one, 1 << 20);
    }
    CHECK(again == 100);
}

TEST_CASE_FIXTURE(OnTheWire, "a header without end is refused at its limit") {
    wire.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(64 * 1024, 'x'));
    CHECK(status_of(wire.read_answer()) == 431);
    CHECK(wire.closed());
}

TEST_CASE_FIXTURE(OnTheWire, "a body over the limit is refused before it is sent, said or not") {
    CHECK(status_of(wire.ask("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: "
                             "2000000\r\n\r\n")) == 413);
    Wire chunked(running.port());
    chunked.send("POST /v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "200000\r\n" + std::string(0x200000, 'x') + "\r\n0\r\n\r\n");
    CHECK(status_of(chunked.read_answer()) == 413);
}

TEST_CASE("slow clients are told so and let go") {
    Shop shop(generous());
    Running running(*shop.app, short_patience());
    Wire header(running.port());
    header.send("GET /healthz HT");
    CHECK(status_of(header.read_answer()) == 408);
    CHECK(header.closed());
    Wire body(running.port());
    body.send("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{");
    CHECK(status_of(body.read_answer()) == 408);
    Wire idle(running.port());
    CHECK(status_of(idle.ask("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")) == 200);
    CHECK(idle.closed());
    Wire silent(running.port());
    CHECK(silent.closed());
}

TEST_CASE("past the number of connections newcomers are told to come back") {
    Shop shop(generous());
    ServerOptions options;
    options.connections_max = 2;
    Running running(*shop.app, options);
    Wire first(running.port()), second(running.port());
    CHECK(status_of(first.ask(get_me)) == 401);
    CHECK(status_of(second.ask(get_me)) == 401);
    {
        Wire third(running.port());
        const std::string answer = third.read_answer();
        CHECK(status_of(answer) == 503);
        CHECK(answer.find("Retry-After: ") != std::string::npos);
        CHECK(answer.find("too_many_connections") != std::string::npos);
    }
    CHECK(status_of(first.ask(get_me)) == 401);
}

TEST_CASE("events arrive over the wire, with a heartbeat in between, and the stop ends them") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    Running running(*shop.app, short_patience());
    Wire wire(running.port());
    wire.send("GET /v1/stream HTTP/1.1\r\nHost: a\r\nCookie: " + guest.cookie + "\r\n\r\n");
    CHECK(status_of(wire.read_until("\r\n\r\n")) == 200);
    CHECK(wire.read_until("\n\n") == "retry: 3000\n\n");
    CHECK(wire.read_until("\n\n") == ": \n\n");
    guest.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply", R"({"text":"Thanks"})");
    CHECK(wire.read_until("event: review\n").ends_with("event: review\n"));
    running.stop();
    wire.read_all();
    CHECK(shop.app->traffic().open_streams() == 0);
}

TEST_CASE("a listener that leaves makes room at once, not with the next heartbeat") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    Running running(*shop.app);  // a heartbeat is many seconds away
    const std::string listen =
        "GET /v1/stream HTTP/1.1\r\nHost: a\r\nCookie: " + guest.cookie + "\r\n\r\n";
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 8; ++i) {  // as many as one session may hold
            Wire wire(running.port());
            wire.send(listen);
            CHECK(status_of(wire.read_until("\r\n\r\n")) == 200);
        }
        for (int i = 0; i < 500 && shop.app->traffic().open_streams() > 0; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        CHECK(shop.app->traffic().open_streams() == 0);
    }
}

TEST_CASE("a client that goes away in the middle hurts nobody") {
    Shop shop(generous());
    Running running(*shop.app);
    for (const char* part : {"", "G", "GET / HTTP/1.1\r\n", get_me,
                             "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 9"
                             "\r\n\r\n{"}) {
        Wire wire(running.port());
        wire.send(part);
    }
    Wire wire(running.port());
    CHECK(status_of(wire.ask(get_me)) == 401);
}

TEST_CASE("a taken port is said so, with what to do") {
    Shop shop(generous());
    Running running(*shop.app);
    ServerOptions options;
    options.port = running.port();
    const auto second = Server::listen(*shop.app, options);
    REQUIRE(!second);
    CHECK(second.error().code == "port_taken");
    CHECK(second.error().detail.find("--port") != std::string::npos);
    options.host = "not an address";
    CHECK(Server::listen(*shop.app, options).error().code == "address_unusable");
}

}  // namespace vitrine::tests
