// The translator that speaks to a LibreTranslate server, against a stub of one on the loopback.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "folder.h"
#include "shop.h"

namespace vitrine::tests {
namespace {

using service::translate::LibreTranslate;

// A socket that listens on a free port of the loopback.
class Port {
public:
    Port() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::listen(socket_, 8) == 0);
        socklen_t size = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    ~Port() { ::close(socket_); }
    int socket() const { return socket_; }
    std::string url;

private:
    int socket_;
};

// Answers every request with the same status and body, and keeps what was asked.
class Stub {
public:
    Stub(int status, std::string answer) : status_(status), body_(std::move(answer)) {
        thread_ = std::thread([this] { serve(); });
    }
    ~Stub() { stop(); }
    // Ends the thread; what was asked may be read then.
    void stop() {
        if (!thread_.joinable()) return;
        ::shutdown(port_.socket(), SHUT_RDWR);
        thread_.join();
    }
    const std::string& url() const { return port_.url; }

    int asked = 0;
    std::string head, body;  // of the last request

private:
    void serve() {
        for (int one; (one = ::accept(port_.socket(), nullptr, nullptr)) >= 0; ::close(one)) {
            std::string bytes;
            while (!whole(bytes)) {
                char buffer[4096];
                const auto count = ::recv(one, buffer, sizeof buffer, 0);
                if (count <= 0) break;
                bytes.append(buffer, static_cast<std::size_t>(count));
            }
            ++asked;
            const std::string answer = "HTTP/1.1 " + std::to_string(status_) +
                                       " X\r\nConnection: close\r\nContent-Length: " +
                                       std::to_string(body_.size()) + "\r\n\r\n" + body_;
            for (std::size_t sent = 0; sent < answer.size();) {
                const auto count = ::send(one, answer.data() + sent, answer.size() - sent,
                                          MSG_NOSIGNAL);
                if (count <= 0) break;
                sent += static_cast<std::size_t>(count);
            }
        }
    }
    bool whole(const std::string& bytes) {
        const std::size_t end = bytes.find("\r\n\r\n");
        const std::size_t length = bytes.find("Content-Length: ");
        if (end == std::string::npos || length == std::string::npos) return false;
        const auto size = static_cast<std::size_t>(std::atoi(bytes.c_str() + length + 16));
        head = bytes.substr(0, end);
        body = bytes.substr(end + 4);
        return body.size() >= size;
    }

    Port port_;
    int status_;
    std::string body_;
    std::thread thread_;
};

std::string refusal(LibreTranslate translator, std::string_view text = "Guten Tag") {
    const auto made = translator.translate(text, "de-DE", "en");
    return made ? "translated" : made.error().code;
}

const std::string good = R"({"translatedText":"Good day 🌤"})";

}  // namespace

TEST_CASE("a review is translated, and only its text and the two languages leave the store") {
    Stub stub(200, good);
    const auto made = LibreTranslate(stub.url()).translate("Guten \"Tag\"", "de-DE", "en-US");
    REQUIRE(made);
    CHECK(made->text == "Good day 🌤");
    CHECK(made->locale == "en-US");
    stub.stop();
    CHECK(stub.head.starts_with("POST /translate HTTP/1.1\r\n"));
    CHECK(Json::parse(stub.body) == Json{{"q", "Guten \"Tag\""}, {"source", "de"},
                                         {"target", "en"}, {"format", "text"}});
}

TEST_CASE("a language that nobody named is guessed by the server, and a slash is no trouble") {
    Stub stub(200, good);
    REQUIRE(LibreTranslate(stub.url() + "/").translate("Guten Tag", "", "en"));
    stub.stop();
    CHECK(stub.head.starts_with("POST /translate HTTP/1.1\r\n"));
    CHECK(Json::parse(stub.body)["source"] == "auto");
}

TEST_CASE("a translation server that is not there is a refusal, not a crash") {
    std::string url;
    { url = Port().url; }
    CHECK(refusal(LibreTranslate(url)) == "translator_failed");
}

TEST_CASE("a file is no translation server") {
    Folder folder;
    folder.write("translate", good);
    CHECK(refusal(LibreTranslate("file://" + folder.path())) == "translator_failed");
}

TEST_CASE("a translation server that never answers is given up") {
    const Port silent;  // the kernel accepts, nobody answers
    CHECK(refusal(LibreTranslate(silent.url, 50)) == "translator_failed");
}

TEST_CASE("a status that is no success is a refusal, whatever its body says") {
    for (const int status : {400, 429, 500, 503}) {
        CAPTURE(status);
        Stub stub(status, good);
        CHECK(refusal(LibreTranslate(stub.url())) == "translator_failed");
    }
}

TEST_CASE("an answer that is no translation is a refusal") {
    for (const char* body : {"", "{", "[]", "\"Good day\"", "{}", R"({"translatedText":7})",
                             R"({"translatedText":null})"}) {
        CAPTURE(body);
        Stub stub(200, body);
        CHECK(refusal(LibreTranslate(stub.url())) == "translator_failed");
    }
}

TEST_CASE("a long text goes out whole, and an answer that never ends is cut off") {
    const std::string text(100'000, 'x');
    {
        Stub stub(200, good);
        CHECK(refusal(LibreTranslate(stub.url()), text) == "translated");
        stub.stop();
        CHECK(Json::parse(stub.body)["q"] == text);
    }
    Stub stub(200, Json{{"translatedText", std::string(300 * 1024, 'x')}}.dump());
    CHECK(refusal(LibreTranslate(stub.url())) == "translator_failed");
}

TEST_CASE("without a translation server nothing is asked, and the refusal says how to set one up") {
    service::translate::NoTranslator none;
    const auto made = none.translate("Guten Tag", "de", "en");
    REQUIRE(!made);
    CHECK(made.error().code == "translator_off");
    CHECK(made.error().detail.find("--translate-url") != std::string::npos);
}

}  // namespace vitrine::tests
