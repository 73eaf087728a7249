#include "receiver.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace vitrine::tests {

Receiver::Receiver() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_, 64) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

Receiver::~Receiver() {
    {
        const std::lock_guard lock(guard_);
        stopping_ = true;
    }
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    for (const int peer : held_) ::close(peer);
}

std::string Receiver::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void Receiver::answer_with(std::vector<int> codes, std::string head) {
    const std::lock_guard lock(guard_);
    codes_.assign(codes.begin(), codes.end());
    extra_head_ = std::move(head);
}

std::vector<Receiver::Received> Receiver::wait_for(std::size_t count) {
    std::unique_lock lock(guard_);
    news_.wait_for(lock, std::chrono::seconds(10), [&] { return received_.size() >= count; });
    return received_;
}

std::size_t Receiver::count() {
    const std::lock_guard lock(guard_);
    return received_.size();
}

std::string Receiver::Received::header(const std::string& name) const {
    const std::string start = "\r\n" + name + ": ";
    const std::size_t at = head.find(start);
    if (at == std::string::npos) return "";
    const std::size_t from = at + start.size();
    return head.substr(from, head.find("\r\n", from) - from);
}

void Receiver::serve() {
    while (true) {
        const int peer = ::accept(listener_, nullptr, nullptr);
        {
            const std::lock_guard lock(guard_);
            if (stopping_ || peer < 0) {
                if (peer >= 0) ::close(peer);
                return;
            }
        }
        take(peer);
    }
}

void Receiver::take(int peer) {
    timeval limit{5, 0};
    ::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    std::string text;
    std::size_t wanted = std::string::npos, split = 0;
    while (text.size() < wanted) {
        char buffer[4096];
        const auto count = ::recv(peer, buffer, sizeof buffer, 0);
        if (count <= 0) break;
        text.append(buffer, static_cast<std::size_t>(count));
        split = text.find("\r\n\r\n");
        if (split == std::string::npos || wanted != std::string::npos) continue;
        const std::size_t at = text.find("Content-Length: ");
        wanted = split + 4 + std::strtoul(text.c_str() + at + 16, nullptr, 10);
    }
    int code = 200;
    std::string head;
    {
        const std::lock_guard lock(guard_);
        if (!codes_.empty()) {
            code = codes_.front();
            codes_.pop_front();
        }
        head = extra_head_;
        received_.push_back({text.substr(0, split + 2), text.substr(std::min(text.size(),
                                                                             split + 4))});
        if (code == 0) held_.push_back(peer);
    }
    news_.notify_all();
    if (code == 0) return;
    const std::string answer = "HTTP/1.1 " + std::to_string(code) + " X\r\n" + head +
                               "Content-Length: 0\r\nConnection: close\r\n\r\n";
    (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(peer);
}

}  // namespace vitrine::tests
