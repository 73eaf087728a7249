// What benches of a store that serves share: a store to ask, the one person in it, and the wire.
#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "service/http/server.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/sqlite/sqlite_store.h"
#include "service/translate/translators.h"

namespace vitrine::bench {

inline void must(bool good, const char* what = "a store call was refused") {
    if (good) return;
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

// ---- the wire ------------------------------------------------------------------------------

inline int connected_to(int port) {
    const int wire = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(wire, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return wire;
    ::close(wire);
    return -1;
}

// A whole answer that names its length.
inline std::string read_answer(int wire) {
    std::string held;
    char bytes[65536];
    std::size_t wanted = std::string::npos;
    while (held.size() < wanted) {
        const auto count = ::recv(wire, bytes, sizeof bytes, 0);
        must(count > 0, "a server closed early");
        held.append(bytes, static_cast<std::size_t>(count));
        if (wanted != std::string::npos) continue;
        const std::size_t end = held.find("\r\n\r\n"), at = held.find("Content-Length: ");
        if (end != std::string::npos && at < end)
            wanted = end + 4 + std::strtoull(held.c_str() + at + 16, nullptr, 10);
    }
    return held;
}

inline std::string ask(int wire, const std::string& request) {
    must(::send(wire, request.data(), request.size(), MSG_NOSIGNAL) ==
             static_cast<ssize_t>(request.size()), "a request was not taken");
    return read_answer(wire);
}

// ---- the store -----------------------------------------------------------------------------

inline constexpr const char* email = "ana@example.org";
inline constexpr const char* password = "correct horse";

// Team "t" and its owner.
inline void plant_owner(service::Store& store) {
    must(store.accounts().put_team({{"t"}, "T"}).has_value(), "no team");
    service::machine::Argon2Hasher hasher{service::machine::Cost::least};
    service::Account account;
    account.user = {{"u"}, "Ana", email};
    account.password_hash = *hasher.hash(password);
    must(store.accounts().create(account).has_value(), "no account");
    must(store.accounts().put_member({{"t"}, {"u"}, contract::Role::owner}).has_value(),
         "no member");
}

// The session's cookie, as a header has it.
inline std::string signed_in(int wire) {
    const std::string body =
        contract::Json{{"email", email}, {"password", password}}.dump();
    const std::string answer =
        ask(wire, "POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::size_t at = answer.find("vt_session=");
    must(at != std::string::npos, "nobody was signed in");
    return "Cookie: " + answer.substr(at, answer.find(';', at) - at) + "\r\n";
}

// As vitrine-store serves, but for its limits of requests a second. `anew`: no answer is kept.
inline void serve(const std::string& folder, int port, bool anew = false) {
    using namespace service;
    auto store = sqlite::open_store(folder);
    must(store.has_value(), "no store");
    const auto blobs = memory::make_blobs();
    machine::SystemClock clock;
    machine::SystemRandom random;
    machine::Argon2Hasher hasher;
    translate::NoTranslator translator;
    http::AppOptions options;
    options.per_address = options.per_account = {1e9, 1e9};
    if (anew) options.kept_bytes_max = 0;
    http::App app({**store, clock, random, hasher, translator, *blobs}, http::Site(), options);
    http::ServerOptions listening;
    listening.port = static_cast<std::uint16_t>(port);
    const auto server = http::Server::listen(app, listening);
    must(server.has_value(), "no server");
    (*server)->run();
}

}  // namespace vitrine::bench
