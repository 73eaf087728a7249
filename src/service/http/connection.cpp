#include "service/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

#include "base/text.h"
#include "service/http/negotiate.h"
#include "service/http/status.h"

// Trap: with g++ 12 a lambda with captures inside a co_await expression is destroyed twice. Every
// callable here is a named value or a member function.

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;
using beast::error_code;
namespace bhttp = beast::http;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable);  // errors as values, never thrown

constexpr std::size_t buffer_bytes = 16 * 1024;
constexpr std::size_t head_bytes_usual = 1200;
constexpr std::size_t linger_bytes_max = 4 << 20;
constexpr std::size_t small_body_bytes = 64 * 1024;
constexpr std::int64_t linger_ms = 2000;
constexpr int status_header_too_large = 431;

std::string address_of(const asio::ip::tcp::socket& socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    return error ? "unknown" : peer.address().to_string();
}

}  // namespace

std::string head_of(const Response& response, bool keep) {
    std::string out;
    out.reserve(head_bytes_usual);
    out += "HTTP/1.1 ";
    out += base::decimal(response.status);
    out += ' ';
    const auto reason = bhttp::obsolete_reason(bhttp::int_to_status(
        static_cast<unsigned>(response.status)));
    out.append(reason.data(), reason.size());
    out += "\r\n";
    for (const Header& header : response.headers) {
        out += header.name;
        out += ": ";
        out += header.value;
        out += "\r\n";
    }
    out += keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return out;
}

namespace {

Response closing(const Problem& problem, int status) {
    Response out = status == 0 ? to_http(problem) : to_http(problem, status);
    out.set("X-Content-Type-Options", "nosniff");
    out.set("Content-Length", base::decimal(static_cast<std::int64_t>(out.body.size())));
    return out;
}

Response answer_to(const error_code& what) {
    using bhttp::error;
    if (what == error::body_limit)
        return closing(Problem::of(ProblemKind::too_large, "body_too_large",
                                   "The body of the request is too large."), 0);
    if (what == error::header_limit || what == error::buffer_overflow)
        return closing(Problem::of(ProblemKind::too_large, "header_too_large",
                                   "The header of the request is too large."),
                       status_header_too_large);
    return closing(Problem::of(ProblemKind::malformed, "http_malformed",
                               "The request is not well-formed HTTP."), 0);
}

}  // namespace

bool BodyRoom::take(std::size_t bytes) {
    if (bytes <= small_body_bytes) return true;
    if (hall_.bodies_bytes + bytes > hall_.options.bodies_bytes_max) return false;
    hall_.bodies_bytes += bytes_ = bytes;
    return true;
}

void BodyRoom::leave() {
    hall_.bodies_bytes -= std::exchange(bytes_, 0);
}

Connection::Connection(asio::ip::tcp::socket socket, Hall& hall)
    : socket_(std::move(socket)), address_(address_of(socket_)), hall_(hall),
      buffer_(2 * hall.options.header_bytes_max + buffer_bytes),
      deadline_(socket_.get_executor()), wake_(socket_.get_executor()) {
    buffer_.reserve(buffer_bytes);  // without it every read grows by a little: slow
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);  // write() tries at once
    hall_.app.traffic().connection_opened();
}

Connection::~Connection() {
    hall_.app.traffic().connection_closed();
}

void Connection::arm(std::int64_t ms) {
    late_ = false;
    armed_ = true;
    due_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
    if (!watching_ || due_ < deadline_.expiry()) watch();
}

void Connection::watch() {
    watching_ = true;
    const std::uint64_t number = ++watch_;
    deadline_.expires_at(due_);
    std::weak_ptr<Connection> weak = weak_from_this();
    deadline_.async_wait([weak, number](const error_code& error) {
        const auto self = weak.lock();
        if (error || !self || self->watch_ != number) return;
        self->watching_ = false;
        self->deadline_passed();
    });
}

void Connection::deadline_passed() {
    if (!armed_) return;
    if (std::chrono::steady_clock::now() < due_) return watch();
    late_ = true;
    error_code ignored;
    socket_.cancel(ignored);
}

void Connection::wake() {
    wake_.cancel();
}

void Connection::close() {
    wake_.cancel();
    error_code ignored;
    if (idle_) socket_.cancel(ignored);
}

asio::awaitable<void> Connection::serve() {
    const auto self = shared_from_this();
    Next next = Next::keep;
    while (next == Next::keep && !hall_.stopping) next = co_await serve_one();
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    disarm();
    deadline_.cancel();
}

asio::awaitable<Connection::Next> Connection::serve_one() {
    if (!co_await wait_for_request()) co_return Next::close;
    RequestParser parser;
    parser.header_limit(static_cast<std::uint32_t>(hall_.options.header_bytes_max));
    parser.body_limit(boost::none);  // how much there may be, the request's kind decides
    if (!co_await read_head(parser)) co_return Next::close;
    parser.request.address = address_;
    const Next next = parser.keep_alive() && !hall_.stopping ? Next::keep : Next::close;
    std::optional<Response> kept;
    if (parser.is_done()) kept = hall_.app.handle_kept(parser.request);
    if (kept) co_return co_await write(*kept, next, hall_.options.write_ms);
    co_return co_await answer(parser, next);
}

asio::awaitable<Connection::Next> Connection::answer(RequestParser& parser, Next next) {
    const auto length = parser.content_length();
    const bool chunked = parser.version >= 11;
    const App::Work work = hall_.app.work_of(parser.request);
    if (work == App::Work::part) {
        std::optional<std::int64_t> bytes;
        if (length) bytes = static_cast<std::int64_t>(std::min<std::uint64_t>(*length, INT64_MAX));
        co_return co_await serve_part(std::move(parser.request), bytes, next);
    }
    if (work == App::Work::stream)
        co_return co_await serve_stream(parser, next);
    if (length.value_or(0) > hall_.options.body_bytes_max)
        co_return co_await refuse(bhttp::error::body_limit, true);
    BodyRoom room(hall_);
    const std::uint64_t bytes =
        parser.is_done() ? 0 : length.value_or(hall_.options.body_bytes_max);
    if (!room.take(bytes))
        co_return co_await refuse_busy("too_many_bodies", "The store holds as much as it can.");
    parser.body_limit(hall_.options.body_bytes_max);
    if (!parser.is_done() && !co_await ask_for_body(parser.request)) co_return Next::close;
    if (!co_await read_body(parser)) co_return Next::close;
    Response response;
    if (auto file = hall_.app.handle_file(parser.request)) response = std::move(*file);
    else
        response = co_await ask_app(std::move(parser.request),
                                    work == App::Work::slow ? hall_.disk : hall_.desk);
    room.leave();
    if (response.stream) {
        co_await stream_events(std::move(response));
        co_return Next::close;
    }
    if (response.download) co_return co_await write_download(std::move(response), next, chunked);
    co_return co_await write(response, next, hall_.options.write_ms);
}

// False: nothing came in time, or the other side went away.
asio::awaitable<bool> Connection::wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    idle_ = true;
    arm(hall_.options.idle_ms);
    const auto [error, count] =
        co_await socket_.async_read_some(buffer_.prepare(buffer_bytes / 2), quietly);
    idle_ = false;
    disarm();
    if (error || count == 0) co_return false;
    buffer_.commit(count);
    co_return true;
}

// Most heads come whole, with the bytes that were waited for.
asio::awaitable<bool> Connection::read_head(RequestParser& parser) {
    error_code error;
    buffer_.consume(parser.put(buffer_.data(), error));
    if (error == bhttp::error::need_more) {
        arm(hall_.options.header_ms);
        const auto [trouble, count] =
            co_await bhttp::async_read_header(socket_, buffer_, parser, quietly);
        disarm();
        error = trouble;
    }
    if (error) {
        co_await refuse(error, parser.got_some() || buffer_.size() > 0);
        co_return false;
    }
    if (!parser.is_unambiguous()) {
        co_await refuse(bhttp::error::bad_field, true);
        co_return false;
    }
    co_return true;
}

// False: nobody is there any more.
asio::awaitable<bool> Connection::ask_for_body(const Request& request) {
    const std::string* expects = request.find("expect");
    if (!expects || !beast::iequals(*expects, "100-continue")) co_return true;
    co_return co_await write_text("HTTP/1.1 100 Continue\r\n\r\n", hall_.options.write_ms);
}

asio::awaitable<bool> Connection::read_body(RequestParser& parser) {
    if (parser.is_done()) co_return true;
    arm(hall_.options.body_ms);
    const auto [body_error, body_count] =
        co_await bhttp::async_read(socket_, buffer_, parser, quietly);
    disarm();
    if (!body_error) co_return true;
    co_await refuse(body_error, true);
    co_return false;
}

asio::awaitable<Connection::Next> Connection::refuse(const error_code& error, bool had_bytes) {
    Response answer;
    if (late_ && had_bytes) {
        answer = closing(Problem::of(ProblemKind::timeout, "too_slow",
                                     "The request came too slowly."), 0);
    } else if (error.category() == bhttp::make_error_code(bhttp::error::bad_method).category() &&
               error != bhttp::error::end_of_stream && error != bhttp::error::partial_message) {
        answer = answer_to(error);
    } else {
        co_return Next::close;  // the other side went away: nobody is there to be told
    }
    hall_.app.traffic().count_request("-", "other", answer.status, 0);
    co_await write(answer, Next::close, hall_.options.write_ms);
    co_await linger();
    co_return Next::close;
}

// Closing while bytes still arrive would reset the connection, and the answer with it.
asio::awaitable<void> Connection::linger() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    buffer_.clear();
    arm(linger_ms);
    for (std::size_t seen = 0; seen < linger_bytes_max && !late_;) {
        const auto [error, count] =
            co_await socket_.async_read_some(buffer_.prepare(buffer_bytes), quietly);
        if (error) break;
        seen += count;
    }
    disarm();
}

asio::awaitable<Connection::Next> Connection::write(const Response& response, Next next,
                                                    std::int64_t limit_ms) {
    const std::string head = head_of(response, next == Next::keep);
    const std::string_view body = response.content();
    std::array<asio::const_buffer, 2> parts{asio::buffer(head),
                                            asio::buffer(body.data(), body.size())};
    error_code error;
    const std::size_t done = socket_.write_some(parts, error);  // mostly, all of it
    if (error && error != asio::error::would_block) co_return Next::close;
    if (done == head.size() + body.size()) co_return next;
    const std::size_t of_head = std::min(done, head.size());
    parts[0] += of_head;
    parts[1] += done - of_head;
    arm(limit_ms);
    const auto [trouble, count] = co_await asio::async_write(socket_, parts, quietly);
    disarm();
    co_return trouble ? Next::close : next;
}

asio::awaitable<bool> Connection::write_text(std::string text, std::int64_t limit_ms) {
    const auto buffer = asio::buffer(text);
    arm(limit_ms);
    const auto [error, count] = co_await asio::async_write(socket_, buffer, quietly);
    disarm();
    co_return !error;
}

asio::awaitable<Response> Connection::ask_app(Request request, asio::thread_pool& threads) {
    struct Work {
        static asio::awaitable<Response> run(App& app, Request ask) { co_return app.handle(ask); }
    };
    auto work = Work::run(hall_.app, std::move(request));
    co_return co_await asio::co_spawn(threads.get_executor(), std::move(work),
                                      asio::use_awaitable);
}

asio::awaitable<std::optional<std::string>> Connection::ask_events(StreamTicket& ticket) {
    struct Work {
        static asio::awaitable<std::optional<std::string>> run(App& app, StreamTicket& ticket) {
            co_return app.next_events(ticket);
        }
    };
    auto work = Work::run(hall_.app, ticket);
    co_return co_await asio::co_spawn(hall_.desk.get_executor(), std::move(work),
                                      asio::use_awaitable);
}

// Whoever listens to events says nothing more but that they leave. Noticed at once, because a page
// that is loaded again and again would else hold its old streams until the next heartbeat.
void Connection::watch_for_leaving() {
    const auto noticed = [self = shared_from_this()](const error_code& error) {
        if (error) return;
        self->left_ = true;
        self->wake_.cancel();
    };
    socket_.async_wait(asio::ip::tcp::socket::wait_read, noticed);
}

// Events are pulled when there is something to tell and the last batch is written, so a slow
// reader holds one batch at most.
asio::awaitable<void> Connection::stream_events(Response response) {
    StreamTicket ticket = *response.stream;
    bool open = co_await write_text(head_of(response, false) + response.body,
                                    hall_.options.event_write_ms);
    watch_for_leaving();
    while (open && !left_ && !hall_.stopping) {
        const std::int64_t seen = hall_.newest_change;
        const auto events = co_await ask_events(ticket);
        if (!events) break;
        if (!events->empty()) {
            open = co_await write_text(*events, hall_.options.event_write_ms);
            continue;
        }
        if (seen != hall_.newest_change || left_ || hall_.stopping) continue;
        wake_.expires_after(std::chrono::milliseconds(hall_.options.heartbeat_ms));
        const auto [error] = co_await wake_.async_wait(quietly);
        if (!error) open = co_await write_text(": \n\n", hall_.options.event_write_ms);
    }
    hall_.app.close_stream(ticket);
}

asio::awaitable<Connection::Next> Connection::refuse_busy(const char* code, const char* title) {
    const Response answer =
        closing(Problem::unavailable(code, title, "Try again in a moment."), 0);
    co_await write(answer, Next::close, hall_.options.event_write_ms);
    co_await linger();
    co_return Next::close;
}

asio::awaitable<void> Connection::refuse_crowd() {
    const auto self = shared_from_this();
    co_await refuse_busy("too_many_connections", "The store has too many visitors just now.");
}

}  // namespace vitrine::service::http
