// The part of Connection that sends a file whose length nobody knows yet: in chunks (RFC 9112,
// section 7.1), to a client of HTTP/1.0 until the connection closes.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "service/http/connection.h"
#include "service/http/download.h"

namespace vitrine::service::http {
namespace {

std::string chunk_of(std::string_view bytes) {
    char size[16];
    const auto end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
    std::string out(size, end);
    out += "\r\n";
    out += bytes;
    return out + "\r\n";
}

}  // namespace

asio::awaitable<App::Piece> Connection::ask_piece(Download& download) {
    struct Work {
        static asio::awaitable<App::Piece> run(App& app, Download& of) {
            co_return app.next_piece(of);
        }
    };
    auto work = Work::run(hall_.app, download);
    co_return co_await asio::co_spawn(hall_.disk.get_executor(), std::move(work),
                                      asio::use_awaitable);
}

// A file that breaks off ends without its last chunk, so that nobody takes it for whole.
asio::awaitable<Connection::Next> Connection::write_download(Response response, Next next,
                                                             bool chunked) {
    if (!chunked) next = Next::close;
    if (chunked) response.set("Transfer-Encoding", "chunked");
    if (!co_await write_text(head_of(response, next == Next::keep), hall_.options.write_ms))
        co_return Next::close;
    while (!hall_.stopping) {
        const App::Piece piece = co_await ask_piece(*response.download);
        if (piece.then == App::Piece::Then::broken) co_return Next::close;
        std::string bytes;
        if (!chunked) bytes = piece.bytes;
        else if (!piece.bytes.empty()) bytes = chunk_of(piece.bytes);
        const bool last = piece.then == App::Piece::Then::end;
        if (last && chunked) bytes += "0\r\n\r\n";
        if (!bytes.empty() && !co_await write_text(std::move(bytes), hall_.options.write_ms))
            co_return Next::close;
        if (last) co_return next;
    }
    co_return Next::close;
}

}  // namespace vitrine::service::http
