#include "wire.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace vitrine::tests {

using namespace service::http;

Running::Running(App& app, ServerOptions options) {
    options.port = 0;
    options.tick_ms = 0;
    auto server = Server::listen(app, options);
    REQUIRE(server);
    server_ = std::move(*server);
    thread_ = std::thread([this] { server_->run(); });
}

Running::~Running() {
    stop();
}

void Running::stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
}

Wire::Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    timeval limit{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

Wire::~Wire() {
    ::close(socket_);
}

bool Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::read_more() {
    char buffer[4096];
    const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    held_.append(buffer, static_cast<std::size_t>(count));
    return true;
}

std::string Wire::read_until(std::string_view end) {
    while (held_.find(end) == std::string::npos && read_more()) continue;
    const std::size_t at = held_.find(end);
    const std::size_t size = at == std::string::npos ? held_.size() : at + end.size();
    std::string out = held_.substr(0, size);
    held_.erase(0, size);
    return out;
}

std::string Wire::read_answer() {
    std::string out = read_until("\r\n\r\n");
    const std::size_t at = out.find("Content-Length: ");
    if (at == std::string::npos) return out;
    const auto size = base::parse_decimal(out.substr(at + 16, out.find('\r', at) - at - 16));
    const auto wanted = static_cast<std::size_t>(size.value_or(0));
    while (held_.size() < wanted && read_more()) continue;
    out += held_.substr(0, wanted);
    held_.erase(0, wanted);
    return out;
}

std::string Wire::read_all() {
    while (read_more()) continue;
    return std::exchange(held_, {});
}

bool Wire::closed() {
    return read_all().empty();
}

int status_of(const std::string& answer) {
    if (!answer.starts_with("HTTP/1.1 ") || answer.size() < 12) return 0;
    return static_cast<int>(base::parse_decimal(answer.substr(9, 3)).value_or(0));
}

}  // namespace vitrine::tests
