// The part of Connection that takes the bytes of uploads.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <cstring>

#include "service/http/connection.h"
#include "service/http/routed.h"

// Trap: see connection.cpp.

namespace vitrine::service::http {
namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::uint64_t stream_room = 1 << 20;  // for what stands around the bytes of a file

}  // namespace

// The next piece is read when the last one is on the disk, so a part never holds more than one.
asio::awaitable<Connection::Next> Connection::serve_part(Request request,
                                                         std::optional<std::int64_t> bytes,
                                                         Next next) {
    auto left = static_cast<std::uint64_t>(bytes.value_or(1));  // 1: unknown, and refused
    const Request head = request;
    const auto part = co_await begin_part(std::move(request), bytes);
    if (!part->answer && !co_await ask_for_body(head)) {
        co_await cut_part(*part, App::Cut::gone);
        co_return Next::close;
    }
    std::string piece;
    if (!part->answer) piece.resize(piece_bytes);
    while (!part->answer) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
        const std::size_t count = co_await read_piece(piece.data(), wanted);
        left -= count;
        if (count > 0) co_await take_piece(*part, std::string_view(piece).substr(0, count));
        if (count == wanted || part->answer) continue;
        co_await cut_part(*part, late_ ? App::Cut::slow : App::Cut::gone);
        if (!part->answer) co_return Next::close;
    }
    if (left > 0) next = Next::close;  // the rest of the body stands where a request should
    next = co_await write(*part->answer, next, hall_.options.write_ms);
    if (left > 0) co_await linger();
    co_return next;
}

// The same for a body whose end its own framing says: chunks, or a Content-Length.
asio::awaitable<Connection::Next> Connection::serve_stream(RequestParser& parser, Next next) {
    parser.body_limit(static_cast<std::uint64_t>(contract::upload_bytes_max) + stream_room);
    const Request asked = parser.request;
    const auto part = co_await begin_part(std::move(parser.request), std::nullopt);
    bool more = !parser.is_done();
    if (!part->answer && more && !co_await ask_for_body(asked)) {
        co_await cut_part(*part, App::Cut::gone);
        co_return Next::close;
    }
    std::string piece;
    while (!part->answer && more) {
        more = co_await read_stream(parser, piece);
        if (!piece.empty()) co_await take_piece(*part, piece);
    }
    if (!part->answer && parser.is_done()) co_await end_pieces(*part);
    if (!part->answer) {
        co_await cut_part(*part, late_ ? App::Cut::slow : App::Cut::gone);
        if (!part->answer) co_return Next::close;
    }
    const bool whole = parser.is_done();
    if (!whole) next = Next::close;  // the rest of the body stands where a request should
    next = co_await write(*part->answer, next, hall_.options.write_ms);
    if (!whole) co_await linger();
    co_return next;
}

// What comes next of the body, a piece at most and one read of the socket more. False: it is over,
// or cut.
asio::awaitable<bool> Connection::read_stream(RequestParser& parser, std::string& piece) {
    std::string& body = parser.request.body;
    body.clear();
    beast::error_code error;
    idle_ = true;
    arm(hall_.options.piece_ms);
    while (!error && body.size() < piece_bytes && !parser.is_done() && !hall_.stopping) {
        const auto [trouble, count] =
            co_await beast::http::async_read_some(socket_, buffer_, parser, quietly);
        error = trouble;
    }
    disarm();
    idle_ = false;
    piece.swap(body);
    co_return !error && !parser.is_done() && !hall_.stopping;
}

// Less than wanted: the other side is gone, or too slow (late_), or the store stops.
asio::awaitable<std::size_t> Connection::read_piece(char* into, std::size_t wanted) {
    std::size_t count = std::min(wanted, buffer_.size());
    std::memcpy(into, buffer_.data().data(), count);
    buffer_.consume(count);
    idle_ = true;
    arm(hall_.options.piece_ms);
    while (count < wanted && !late_ && !hall_.stopping) {
        const auto space = asio::buffer(into + count, wanted - count);
        const auto [error, more] = co_await socket_.async_read_some(space, quietly);
        if (error) break;
        count += more;
    }
    disarm();
    idle_ = false;
    co_return count;
}

asio::awaitable<std::shared_ptr<App::Part>> Connection::begin_part(
    Request request, std::optional<std::int64_t> bytes) {
    struct Work {
        static asio::awaitable<std::shared_ptr<App::Part>> run(App& app, Request head,
                                                               std::optional<std::int64_t> size) {
            co_return app.begin_part(std::move(head), size);
        }
    };
    auto work = Work::run(hall_.app, std::move(request), bytes);
    co_return co_await asio::co_spawn(hall_.disk.get_executor(), std::move(work),
                                      asio::use_awaitable);
}

asio::awaitable<void> Connection::take_piece(App::Part& part, std::string_view bytes) {
    struct Work {
        static asio::awaitable<void> run(App& app, App::Part& to, std::string_view piece) {
            app.take_piece(to, piece);
            co_return;
        }
    };
    auto work = Work::run(hall_.app, part, bytes);
    co_await asio::co_spawn(hall_.disk.get_executor(), std::move(work), asio::use_awaitable);
}

asio::awaitable<void> Connection::end_pieces(App::Part& part) {
    struct Work {
        static asio::awaitable<void> run(App& app, App::Part& of) {
            app.end_pieces(of);
            co_return;
        }
    };
    auto work = Work::run(hall_.app, part);
    co_await asio::co_spawn(hall_.disk.get_executor(), std::move(work), asio::use_awaitable);
}

asio::awaitable<void> Connection::cut_part(App::Part& part, App::Cut why) {
    struct Work {
        static asio::awaitable<void> run(App& app, App::Part& of, App::Cut reason) {
            app.cut_part(of, reason);
            co_return;
        }
    };
    auto work = Work::run(hall_.app, part, why);
    co_await asio::co_spawn(hall_.disk.get_executor(), std::move(work), asio::use_awaitable);
}

}  // namespace vitrine::service::http
