#include "cutting_proxy.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace vitrine::tests {
namespace {

sockaddr_in loopback(int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    return out;
}

void shut(int socket) {
    if (socket >= 0) ::shutdown(socket, SHUT_RDWR);
}

}  // namespace

CuttingProxy::CuttingProxy(int store_port, std::vector<std::int64_t> allowances,
                           std::function<void()> at_cut)
    : store_port_(store_port), allowances_(std::move(allowances)), at_cut_(std::move(at_cut)) {
    door_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t length = sizeof address;
    REQUIRE(::bind(door_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    REQUIRE(::listen(door_, 64) == 0);
    REQUIRE(::getsockname(door_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept_all(); });
}

CuttingProxy::~CuttingProxy() {
    shut(door_);
    accepting_.join();
    ::close(door_);
    {
        const std::lock_guard lock(guard_);
        for (Line& one : lines_) {
            shut(one.client);
            shut(one.store);
        }
    }
    for (Line& one : lines_) {
        one.up.join();
        one.down.join();
        ::close(one.client);
        ::close(one.store);
    }
}

std::string CuttingProxy::origin() const { return "http://127.0.0.1:" + base::decimal(port_); }

void CuttingProxy::accept_all() {
    while (true) {
        const int client = ::accept4(door_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        const int store = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const auto address = loopback(store_port_);
        if (::connect(store, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(client);
            ::close(store);
            continue;
        }
        const std::lock_guard lock(guard_);
        Line& line = lines_.emplace_back();
        line.client = client;
        line.store = store;
        line.up = std::thread([this, client, store] { carry(client, store, true); });
        line.down = std::thread([this, client, store] { carry(store, client, false); });
    }
}

// False: this was the last allowed piece, and everything is cut now.
bool CuttingProxy::allow(std::int64_t bytes) {
    const std::lock_guard lock(guard_);
    passed_ += bytes;
    since_cut_ += bytes;
    const auto turn = static_cast<std::size_t>(cuts_.load());
    if (turn >= allowances_.size() || since_cut_ < allowances_[turn]) return true;
    ++cuts_;
    since_cut_ = 0;
    for (Line& one : lines_) {
        shut(one.client);
        shut(one.store);
    }
    if (at_cut_) at_cut_();
    return false;
}

void CuttingProxy::carry(int from, int to, bool upwards) {
    std::string piece(64 << 10, '\0');
    while (true) {
        const auto got = ::recv(from, piece.data(), piece.size(), 0);
        if (got <= 0) break;
        if (upwards && !allow(got)) break;
        for (ssize_t at = 0; at < got;) {
            const auto put = ::send(to, piece.data() + at, static_cast<std::size_t>(got - at),
                                    MSG_NOSIGNAL);
            if (put <= 0) return shut(from);
            at += put;
        }
    }
    shut(to);
    shut(from);
}

}  // namespace vitrine::tests
