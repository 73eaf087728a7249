#include "crowd.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace vitrine::tests {
namespace {

constexpr int moves_a_second = 10, rests_for = 10;

std::string head_of(const std::string& line, const std::string& who, std::int64_t bytes,
                    const char* type) {
    std::string out = line + " HTTP/1.1\r\nHost: a\r\n" + who;
    if (bytes >= 0)
        out += "Content-Type: " + std::string(type) + "\r\nContent-Length: " +
               std::to_string(bytes) + "\r\n";
    return out + "\r\n";
}

}  // namespace

Crowd::Crowd(Door door, const std::array<int, 6>& how_many, int bytes_a_second)
    : door_(std::move(door)),
      pace_(static_cast<std::size_t>(std::max(1, bytes_a_second / moves_a_second))) {
    for (std::size_t kind = 0; kind < how_many.size(); ++kind)
        for (int i = 0; i < how_many[kind]; ++i)
            visitors_.push_back({static_cast<Slow>(kind), static_cast<std::size_t>(i)});
}

Crowd::~Crowd() {
    for (const Visitor& one : visitors_)
        if (one.socket >= 0) ::close(one.socket);
}

std::string Crowd::words_of(const Visitor& visitor, std::size_t& at_once) const {
    const std::string& who = door_.who[visitor.number % door_.who.size()];
    const auto plain = [&](const char* path) {
        std::string out = head_of(std::string("GET ") + path, who, -1, "");
        at_once = out.size();
        return out;
    };
    switch (visitor.kind) {
        case Slow::listens: return plain("/v1/stream");
        case Slow::exports: return plain("/v1/exports/reviews?format=csv");
        case Slow::lists: return plain("/v1/reviews?limit=200");
        case Slow::uploads: {
            const std::string upload = door_.uploads[visitor.number % door_.uploads.size()];
            std::string out = head_of("PUT /v1/uploads/" + upload + "/parts/0", who,
                                      crowd_upload_bytes, "application/octet-stream");
            at_once = out.size();
            return out + std::string(1 << 20, 'x');
        }
        case Slow::posts: {  // much of a large body, then the rest drop by drop
            constexpr std::int64_t bytes = 1'000'000;
            std::string out = head_of("POST /v1/session", "", bytes, "application/json");
            at_once = out.size() + bytes * 7 / 10;
            return out + std::string(bytes, ' ');
        }
        case Slow::says_header: break;
    }
    std::string out = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ";
    at_once = out.size();
    return out + std::string(10'000, 'x');
}

void Crowd::come(Visitor& visitor) {
    visitor.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int small = 4096;
    ::setsockopt(visitor.socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(door_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    visitor.came = Clock::now();
    if (::connect(visitor.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return leave(visitor);
    visitor.to_say = words_of(visitor, visitor.at_once);
    visitor.said = 0;
    visitor.heard.clear();
}

void Crowd::speak(Visitor& visitor) {
    std::size_t left = visitor.to_say.size() - visitor.said;
    if (left == 0) return;
    if (visitor.said >= visitor.at_once) {
        const std::size_t drop = visitor.kind == Slow::says_header ? 1 : pace_;
        left = std::min(left, drop);
    } else {
        left = visitor.at_once - visitor.said;
    }
    const auto sent = ::send(visitor.socket, visitor.to_say.data() + visitor.said, left,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) visitor.said += static_cast<std::size_t>(sent);
}

void Crowd::hear(Visitor& visitor) {
    char buffer[65536];
    const auto count =
        ::recv(visitor.socket, buffer, std::min(pace_, sizeof buffer), MSG_DONTWAIT);
    if (count > 0 && visitor.heard.size() < 12)
        visitor.heard.append(buffer, static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) leave(visitor);
}

void Crowd::leave(Visitor& visitor) {
    Told& told = told_[static_cast<std::size_t>(visitor.kind)];
    const bool answered = visitor.heard.starts_with("HTTP/1.1 ") && visitor.heard.size() >= 12;
    ++told.by_status[answered ? std::atoi(visitor.heard.c_str() + 9) : 0];
    const auto held = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() -
                                                                           visitor.came);
    told.longest_ms = std::max<std::int64_t>(told.longest_ms, held.count());
    ::close(visitor.socket);
    visitor.socket = -1;
    visitor.rest = rests_for;
    visitor.to_say = {};
}

void Crowd::move() {
    const auto until = Clock::now() + std::chrono::milliseconds(1000 / moves_a_second);
    for (Visitor& one : visitors_) {
        if (one.socket < 0) {
            if (one.rest-- <= 0) come(one);
            continue;
        }
        speak(one);
        hear(one);
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() > 0) ::poll(nullptr, 0, static_cast<int>(left.count()));
}

std::int64_t Crowd::let_go(Slow kind) const {
    std::int64_t all = 0;
    for (const auto& [status, count] : told(kind).by_status) all += count;
    return all;
}

int Crowd::inside() const {
    return static_cast<int>(std::ranges::count_if(
        visitors_, [](const Visitor& one) { return one.socket >= 0; }));
}

}  // namespace vitrine::tests
