// A real server on a free port, and a client that sends bytes exactly as a test wants them.
#pragma once
#include <thread>

#include "service/http/server.h"
#include "shop.h"

namespace vitrine::tests {

class Running {
public:
    explicit Running(App& app, service::http::ServerOptions options = {});
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    std::uint16_t port() const { return server_->port(); }
    void stop();

private:
    std::unique_ptr<service::http::Server> server_;
    std::thread thread_;
};

// One TCP connection. Every wait ends after a minute at the latest.
class Wire {
public:
    explicit Wire(std::uint16_t port);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    bool send(std::string_view bytes);
    // What has come until `end` is in it, or the other side closed, or time is up.
    std::string read_until(std::string_view end);
    std::string read_answer();  // head and body by its Content-Length
    std::string read_all();     // until the other side closes
    bool closed();              // the other side closes and has nothing more to say
    std::string ask(std::string_view bytes) {
        send(bytes);
        return read_answer();
    }

private:
    bool read_more();
    int socket_ = -1;
    std::string held_;
};

int status_of(const std::string& answer);  // of "HTTP/1.1 404 Not Found", 0 without one

}  // namespace vitrine::tests
