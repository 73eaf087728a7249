// What is tried again, and what is not: against a server that answers as it is told.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "base/text.h"
#include "cli/http.h"

namespace vitrine::tests {
namespace {

// Answers each request with the next of its texts, the last one again and again; "" hangs up.
class Told {
public:
    explicit Told(std::vector<std::string> answers) : answers_(std::move(answers)) {
        door_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        REQUIRE(::bind(door_, reinterpret_cast<sockaddr*>(&address), length) == 0);
        REQUIRE(::listen(door_, 16) == 0);
        REQUIRE(::getsockname(door_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Told() {
        ::shutdown(door_, SHUT_RDWR);
        thread_.join();
        ::close(door_);
    }
    Told(const Told&) = delete;
    Told& operator=(const Told&) = delete;

    cli::HttpOptions options(std::int64_t patience_ms = 20'000) const {
        return {"http://127.0.0.1:" + base::decimal(port_), "vtk_secret", patience_ms};
    }
    std::vector<std::string> requests() {
        const std::lock_guard lock(guard_);
        return requests_;
    }

private:
    void serve() {
        for (std::size_t turn = 0;; ++turn) {
            const int line = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
            if (line < 0) return;
            std::string head;
            char bytes[4096];
            const auto whole = [&] {  // a POST here has the body {}
                return head.find("\r\n\r\n") != std::string::npos &&
                       (!head.starts_with("POST") || head.ends_with("{}"));
            };
            while (!whole()) {
                const auto got = ::recv(line, bytes, sizeof bytes, 0);
                if (got <= 0) break;
                head.append(bytes, static_cast<std::size_t>(got));
            }
            const std::lock_guard lock(guard_);
            requests_.push_back(head);
            const std::string& answer = answers_[std::min(turn, answers_.size() - 1)];
            ::send(line, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::shutdown(line, SHUT_RDWR);
            ::close(line);
        }
    }
    std::vector<std::string> answers_, requests_;
    std::mutex guard_;
    std::thread thread_;
    int door_ = -1, port_ = 0;
};

std::string answer(const std::string& status, const std::string& body,
                   const std::string& more = "") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " +
           base::decimal(static_cast<std::int64_t>(body.size())) + "\r\nConnection: close\r\n" +
           more + "\r\n" + body;
}
const std::string well = answer("200 OK", "{}");
const std::string later = answer("503 Service Unavailable", R"({"code":"busy","title":"Busy."})");

cli::HttpAsk write_under(const std::string& key) {
    cli::HttpAsk ask;
    ask.method = "POST";
    ask.path = "/v1/things";
    ask.body = "{}";
    ask.idempotency_key = key;
    return ask;
}

}  // namespace

TEST_CASE("reading and keyed writes are tried again after a cut and after 'later'") {
    for (const bool reads : {true, false}) {
        CAPTURE(reads);
        Told store({"", later, answer("429 Too Many Requests", "{}", "Retry-After: 1\r\n"), well});
        cli::Http http(store.options());
        cli::HttpAsk ask = write_under("one");
        if (reads) {
            ask = {};
            ask.path = "/v1/things";
            ask.repeatable = true;
        }
        CHECK(http.ask(ask));
        const auto requests = store.requests();
        CHECK(requests.size() == 4);
        if (!reads)
            for (const auto& one : requests)
                CHECK(one.find("Idempotency-Key: one\r\n") != std::string::npos);
    }
}

TEST_CASE("a write without a key is sent once, whatever becomes of it") {
    for (const std::string& first : {std::string(), later}) {
        Told store({first, well});
        cli::Http http(store.options());
        const auto done = http.ask(write_under(""));
        CHECK_FALSE(done);
        CHECK(store.requests().size() == 1);
    }
    // "Too many" is said before a request is looked at.
    Told store({answer("429 Too Many Requests", "{}", "Retry-After: 1\r\n"), well});
    cli::Http http(store.options());
    CHECK(http.ask(write_under("")));
    CHECK(store.requests().size() == 2);
}

TEST_CASE("patience ends, refusals are not asked twice, and a redirect gets no key") {
    Told busy({later});
    cli::Http in_a_hurry(busy.options(0));
    CHECK(in_a_hurry.ask(write_under("one")).error().code == "busy");
    CHECK(busy.requests().size() == 1);
    Told no({answer("409 Conflict", R"({"code":"wrong_stage","title":"No."})",
                    "X-Request-Id: req_7\r\n")});
    cli::Http asking(no.options());
    const auto refused = asking.ask(write_under("one"));
    CHECK(refused.error().code == "wrong_stage");
    CHECK(refused.error().request_id == "req_7");
    CHECK(no.requests().size() == 1);
    Told other({well});
    Told store({answer("302 Found", "", "Location: " + other.options().origin + "/\r\n")});
    cli::Http http(store.options(0));
    cli::HttpAsk ask;
    ask.path = "/v1/me";
    ask.repeatable = true;
    CHECK_FALSE(http.ask(ask));
    CHECK(other.requests().empty());
}

TEST_CASE("an answer that breaks off is no answer, and nonsense is named") {
    Told cut({"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":", well});
    cli::Http http(cut.options());
    cli::HttpAsk ask;
    ask.path = "/v1/me";
    ask.repeatable = true;
    CHECK(http.ask(ask).value_or("") == "{}");
    Told nonsense({answer("500 Internal Server Error", "<html>")});
    cli::Http confused(nonsense.options(0));
    CHECK(confused.ask(ask).error().code == "bad_answer");
    Told noise({"this is not HTTP\r\n\r\n"});
    cli::Http lost(noise.options(0));
    CHECK(lost.ask(ask).error().code == "not_reachable");
}

}  // namespace vitrine::tests
