#include "service/hooks/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace vitrine::service::hooks {
namespace {

enum class Place : std::uint8_t { everywhere, here, inside, nowhere };

struct Range4 {
    std::uint32_t network;
    int bits;
    Place place;
};

constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}

// IANA's registry of special-purpose IPv4 addresses (RFC 6890 and its updates), and multicast.
// Link-local addresses are nowhere: that is where clouds answer questions about secrets.
constexpr Range4 ranges4[] = {
    {ip4(127, 0, 0, 0), 8, Place::here},       {ip4(10, 0, 0, 0), 8, Place::inside},
    {ip4(172, 16, 0, 0), 12, Place::inside},   {ip4(192, 168, 0, 0), 16, Place::inside},
    {ip4(100, 64, 0, 0), 10, Place::inside},   {ip4(0, 0, 0, 0), 8, Place::nowhere},
    {ip4(169, 254, 0, 0), 16, Place::nowhere}, {ip4(192, 0, 0, 0), 24, Place::nowhere},
    {ip4(192, 0, 2, 0), 24, Place::nowhere},   {ip4(192, 88, 99, 0), 24, Place::nowhere},
    {ip4(198, 18, 0, 0), 15, Place::nowhere},  {ip4(198, 51, 100, 0), 24, Place::nowhere},
    {ip4(203, 0, 113, 0), 24, Place::nowhere}, {ip4(224, 0, 0, 0), 3, Place::nowhere},
};

Place place_of4(std::uint32_t address) {
    for (const Range4& range : ranges4)
        if ((address ^ range.network) >> (32 - range.bits) == 0) return range.place;
    return Place::everywhere;
}

using Bytes16 = std::array<std::uint8_t, 16>;

struct Range6 {
    std::array<std::uint8_t, 4> start;
    int bits;  // at most 32
    Place place;
};

// Only 2000::/3 is given out. What carries an IPv4 address inside (Teredo, 6to4), or is for
// documents, is nowhere.
constexpr Range6 ranges6[] = {
    {{0xfc, 0, 0, 0}, 7, Place::inside},
    {{0x20, 0x01, 0, 0}, 23, Place::nowhere},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, Place::nowhere},
    {{0x20, 0x02, 0, 0}, 16, Place::nowhere},
    {{0x3f, 0xff, 0, 0}, 20, Place::nowhere},
    {{0x20, 0, 0, 0}, 3, Place::everywhere},
};

std::uint32_t word_at(const std::uint8_t* bytes) {
    return ip4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

Place place_of6(const Bytes16& address) {
    constexpr Bytes16 mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
    if (std::equal(mapped.begin(), mapped.begin() + 12, address.begin()))
        return place_of4(word_at(address.data() + 12));
    constexpr Bytes16 loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    if (address == loopback) return Place::here;
    for (const Range6& range : ranges6)
        if ((word_at(address.data()) ^ word_at(range.start.data())) >> (32 - range.bits) == 0)
            return range.place;
    return Place::nowhere;
}

bool may_reach(Place place, Reach reach, bool encrypted) {
    switch (place) {
        case Place::everywhere: return encrypted;
        case Place::here: return reach != Reach::open_net;
        case Place::inside: return encrypted && reach == Reach::any;
        case Place::nowhere: break;
    }
    return false;
}

// The place that a host names by itself; nullopt: a name that only the network can tell.
std::optional<Place> place_in(const std::string& host) {
    in_addr four{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return place_of4(ntohl(four.s_addr));
    if (host.starts_with('[')) {
        Bytes16 six{};
        const bool good = host.ends_with(']') &&
                          ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(),
                                      six.data()) == 1;
        return good ? place_of6(six) : Place::nowhere;
    }
    if (host == "localhost" || host.ends_with(".localhost")) return Place::here;
    return std::nullopt;
}

// Letters, digits, '-' and '_' between dots. A last label of digits would be read as a number by
// some resolvers ("127.1", "0x7f000001"), so only four plain parts may look like that.
bool is_name(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    std::string_view last;
    for (const std::string_view label : base::split(host, '.')) {
        if (label.empty() || label.size() > 63) return false;
        for (const char c : label)
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
                return false;
        last = label;
    }
    return !host.ends_with('.') && !(last.front() >= '0' && last.front() <= '9');
}

struct Parts {
    bool encrypted = false;
    std::string host;  // lower case; an IPv6 address in brackets
};

std::optional<Parts> parts_of(std::string_view url) {
    Parts out;
    if (base::starts_with_ignoring_case(url, "https://")) out.encrypted = true;
    else if (!base::starts_with_ignoring_case(url, "http://")) return std::nullopt;
    for (const char c : url)
        if (c <= ' ' || c >= 0x7f || std::string_view("\\#<>\"`{}|^").find(c) != url.npos)
            return std::nullopt;
    url.remove_prefix(out.encrypted ? 8 : 7);
    std::string_view authority = url.substr(0, url.find_first_of("/?"));
    if (authority.find('@') != authority.npos) return std::nullopt;
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    if (colon != authority.npos) {
        const auto port = base::parse_decimal(authority.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) return std::nullopt;
        authority = authority.substr(0, colon);
    }
    out.host = base::lower_ascii(authority);
    return out;
}

}  // namespace

std::optional<std::string> refuse_url(std::string_view url, Reach reach) {
    const auto parts = parts_of(url);
    if (!parts) return "an address like https://ci.example.org/hook was expected";
    const auto place = place_in(parts->host);
    if (!place && !is_name(parts->host)) return "this is not the name of a host";
    if (place && !may_reach(*place, reach, parts->encrypted))
        return *place == Place::everywhere ? "https is needed: others could read and change it"
                                           : "this store sends nothing into such networks";
    if (!place && !parts->encrypted) return "https is needed: others could read and change it";
    return std::nullopt;
}

bool may_connect(const sockaddr* address, Reach reach, bool encrypted) {
    if (address->sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, address, sizeof four);
        return may_reach(place_of4(ntohl(four.sin_addr.s_addr)), reach, encrypted);
    }
    if (address->sa_family != AF_INET6) return false;
    sockaddr_in6 six{};
    std::memcpy(&six, address, sizeof six);
    Bytes16 bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return may_reach(place_of6(bytes), reach, encrypted);
}

}  // namespace vitrine::service::hooks
