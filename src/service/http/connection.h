// One connection from accept to close. Only server.cpp and connection.cpp see Boost.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>

#include "service/http/request_parser.h"
#include "service/http/server.h"

namespace vitrine::service::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

// What all connections share. Lives as long as the io thread.
struct Hall {
    App& app;
    const ServerOptions& options;
    asio::thread_pool& desk;
    asio::thread_pool& disk;
    bool stopping = false;
    std::int64_t newest_change = 0;
    std::size_t bodies_bytes = 0;  // that BodyRooms have taken
};

// Room for one body among those that are held at once. A small one needs none.
class BodyRoom {
public:
    explicit BodyRoom(Hall& hall) : hall_(hall) {}
    ~BodyRoom() { leave(); }
    BodyRoom(const BodyRoom&) = delete;
    BodyRoom& operator=(const BodyRoom&) = delete;
    bool take(std::size_t bytes);  // once; false: there is no room
    void leave();

private:
    Hall& hall_;
    std::size_t bytes_ = 0;
};

// The first lines of an answer, up to and with the empty one.
std::string head_of(const Response& response, bool keep);

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
    enum class Next : std::uint8_t { keep, close };

    asio::awaitable<Next> serve_one();
    asio::awaitable<bool> wait_for_request();
    asio::awaitable<bool> read_head(RequestParser& parser);
    asio::awaitable<bool> read_body(RequestParser& parser);
    asio::awaitable<Next> answer(RequestParser& parser, Next next);
    asio::awaitable<bool> ask_for_body(const Request& request);
    asio::awaitable<Next> serve_part(Request request, std::optional<std::int64_t> bytes,
                                     Next next);
    asio::awaitable<Next> serve_stream(RequestParser& parser, Next next);
    asio::awaitable<bool> read_stream(RequestParser& parser, std::string& piece);
    asio::awaitable<std::size_t> read_piece(char* into, std::size_t wanted);
    asio::awaitable<Next> refuse(const beast::error_code& error, bool had_bytes);
    asio::awaitable<Next> refuse_busy(const char* code, const char* title);
    asio::awaitable<Next> write(const Response& response, Next next, std::int64_t limit_ms);
    asio::awaitable<bool> write_text(std::string text, std::int64_t limit_ms);
    asio::awaitable<void> stream_events(Response response);
    asio::awaitable<Next> write_download(Response response, Next next, bool chunked);
    asio::awaitable<App::Piece> ask_piece(Download& download);
    void watch_for_leaving();
    asio::awaitable<Response> ask_app(Request request, asio::thread_pool& threads);
    asio::awaitable<std::shared_ptr<App::Part>> begin_part(Request request,
                                                           std::optional<std::int64_t> bytes);
    asio::awaitable<void> take_piece(App::Part& part, std::string_view bytes);
    asio::awaitable<void> end_pieces(App::Part& part);
    asio::awaitable<void> cut_part(App::Part& part, App::Cut why);
    asio::awaitable<std::optional<std::string>> ask_events(StreamTicket& ticket);
    asio::awaitable<void> linger();
    void arm(std::int64_t ms);  // cancels what the socket does when the time is over
    void disarm() { armed_ = false; }
    void watch();
    void deadline_passed();

    asio::ip::tcp::socket socket_;
    std::string address_;
    Hall& hall_;
    beast::flat_buffer buffer_;
    asio::steady_timer deadline_, wake_;
    // The timer is set anew only for an earlier deadline; when it comes before its time, it is set
    // once more. Most deadlines are gone by then, and each would cost a call into the kernel.
    std::chrono::steady_clock::time_point due_{};
    std::uint64_t watch_ = 0;  // tells a timer that came too late
    bool armed_ = false, watching_ = false;
    bool late_ = false;        // the deadline passed
    bool left_ = false;        // a listener to events closed its end
    bool idle_ = false;        // between two requests, or pieces: may be closed at once
};

}  // namespace vitrine::service::http
