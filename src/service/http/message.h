// A request and its answer as values, without sockets: what App::handle takes and gives, what
// the headless journeys and the fuzz target use, and what the Beast server wraps.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service::http {

struct Header {
    std::string name;  // lower case in a Request; as it should be written in a Response
    std::string value;
};

struct Request {
    std::string method = "GET";
    std::string target = "/";  // origin form, percent-encoded: "/v1/apps?q=notes"
    std::vector<Header> headers;
    std::string body;
    std::string address = "local";  // the peer, numeric, without port

    // The first header of this (lower case) name, or null.
    const std::string* find(std::string_view name) const;
    bool is_json() const;  // as its Content-Type says
};

// An open event stream: who listens, and the number of the last change that was told.
struct StreamTicket {
    std::string session;  // the cookie's token or the API key; asked again at every heartbeat
    std::int64_t after = 0;
    std::string team{};   // the one that was named, "" without
};

struct Download;  // a file that is made while it is sent (download.h)

struct Response {
    int status = 200;
    std::vector<Header> headers;
    std::string body;
    // What a repeat under the same Idempotency-Key gets instead of `body`: secrets are shown once.
    std::optional<std::string> kept_body;
    std::shared_ptr<const std::string> shared;  // when set, the body: a file kept in memory
    std::optional<StreamTicket> stream;         // when set, events follow until somebody closes
    std::shared_ptr<Download> download;         // when set, the body: App::next_piece() makes it
    std::string route = "-";                    // its name in metrics and log
    bool steady = false;  // it says what the store holds, to this caller, and nothing else

    std::string_view content() const { return shared ? std::string_view(*shared) : body; }
    const std::string* find(std::string_view name) const;  // ignoring case
    void set(std::string_view name, std::string_view value);  // adds, or replaces
    void erase(std::string_view name);
};

}  // namespace vitrine::service::http
