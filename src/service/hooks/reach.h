// How far webhooks may reach, so that nobody uses the store to knock on doors behind its walls.
//
// An address is looked at twice: as text when a webhook is made (refuse_url), and as the number
// that a connection is really opened to when something is sent (may_connect). Only the second look
// is a wall: a name may lead anywhere, and somewhere else a second later.
#pragma once
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::service::hooks {

enum class Reach : std::uint8_t {
    open_net,   // https to addresses that anybody can reach
    loopback,   // and http and https to this machine: for tests and tunnels
    any,        // and https into private networks: for a store inside one
};

// What is wrong with a webhook's address, in words; nullopt when nothing is. Printable ASCII,
// a scheme, a host, maybe a port and a path; no user, no password, no fragment.
std::optional<std::string> refuse_url(std::string_view url, Reach reach);

// Whether a connection to this address may be opened: IPv4 or IPv6, in network order.
bool may_connect(const sockaddr* address, Reach reach, bool encrypted);

}  // namespace vitrine::service::hooks
