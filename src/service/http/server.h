// The sockets: a thin sheet of Boost.Beast over App.
//
// One thread moves bytes for all connections (Asio coroutines), a few others run App::handle, so
// that a slow query delays no other answer; only kept answers (App::handle_kept) are given by the
// first one. Uploads and their checks have threads of their own. A body is held whole up to its
// limit; only a part of an upload goes to the disk piece by piece.
// Everything is bounded: header, body and address in bytes, every phase in time, connections, parts
// and event streams in number. A client that is too slow, too large or malformed gets a problem
// document where it can still be told, then is closed. Boost.Beast refuses what proxies and servers
// read differently (two lengths, length and chunks, bare line feeds), and this sheet closes after
// every refusal of its own, so nothing hides behind one.
#pragma once
#include <memory>
#include <string>

#include "service/http/app.h"

namespace vitrine::service::http {

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    int desk_threads = 2;
    int disk_threads = 4;  // for what writes and reads whole files
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 1 << 20;
    // Bodies of over 64 KiB that are held at once, all together; more are asked to come back.
    std::size_t bodies_bytes_max = 64 << 20;
    int connections_max = 1000;
    std::int64_t header_ms = 10'000;     // for a whole header, once its first byte is here
    std::int64_t body_ms = 30'000;       // for a whole body
    std::int64_t piece_ms = 60'000;     // for a piece of 256 KiB of an uploaded part
    std::int64_t idle_ms = 60'000;       // between two requests
    std::int64_t write_ms = 30'000;      // for a whole answer
    std::int64_t event_write_ms = 10'000;  // for one batch of events: slow readers are dropped
    std::int64_t heartbeat_ms = 15'000;
    std::int64_t tick_ms = 1000;         // 0: App::tick() is never called
};

class Server {
public:
    // Refuses (unavailable) "port_taken", "address_unusable". Listens when it returns; connections
    // wait until run().
    static base::Result<std::unique_ptr<Server>> listen(App& app, const ServerOptions& options);
    virtual ~Server() = default;

    virtual std::uint16_t port() const = 0;
    // Serves until stop(); then gives running answers a moment and returns.
    virtual void run() = 0;
    virtual void stop() = 0;          // any thread
    virtual void stop_on_signals() = 0;  // SIGINT and SIGTERM stop it
};

}  // namespace vitrine::service::http
