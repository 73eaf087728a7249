// One connection from accept to close. Only server.cpp and connection.cpp see Boost.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>

#include "service/http/server.h"

namespace vitrine::service::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

// What all connections share. Lives as long as the io thread.
struct Hall {
    App& app;
    const ServerOptions& options;
    asio::thread_pool& desk;
    bool stopping = false;
    std::int64_t newest_change = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(asio::ip::tcp::socket socket, Hall& hall);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    asio::awaitable<void> serve();
    asio::awaitable<void> refuse_crowd();  // there are too many connections already
    void wake();   // something changed: an open event stream looks at once
    void close();  // finishes the answer on its way, then ends

private:
    using Parser = beast::http::request_parser<beast::http::string_body>;
    enum class Next : std::uint8_t { keep, close };

    asio::awaitable<Next> serve_one();
    asio::awaitable<bool> wait_for_request();
    asio::awaitable<bool> read_request(Parser& parser);
    asio::awaitable<Next> refuse(const beast::error_code& error, bool had_bytes);
    asio::awaitable<Next> write(const Response& response, Next next, std::int64_t limit_ms);
    asio::awaitable<bool> write_text(std::string text, std::int64_t limit_ms);
    asio::awaitable<void> stream_events(Response response);
    void watch_for_leaving();
    asio::awaitable<Response> ask_app(Request request);
    asio::awaitable<std::optional<std::string>> ask_events(StreamTicket& ticket);
    asio::awaitable<void> linger();
    void arm(std::int64_t ms);  // cancels what the socket does when the time is over
    void disarm();
    std::string address() const;

    asio::ip::tcp::socket socket_;
    Hall& hall_;
    beast::flat_buffer buffer_;
    asio::steady_timer deadline_, wake_;
    std::uint64_t armed_ = 0;  // tells a timer that came too late
    bool late_ = false;        // the deadline passed
    bool left_ = false;        // a listener to events closed its end
    bool idle_ = false;        // between two requests: may be closed at once
};

}  // namespace vitrine::service::http
