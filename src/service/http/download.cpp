#include "service/http/download.h"

#include <algorithm>

#include "service/http/negotiate.h"
#include "service/http/routed.h"

namespace vitrine::service::http {
namespace {

constexpr int gzip_level = 5;
constexpr int gzip_window_bits = 15 + 16;  // zlib's way to ask for gzip's head and tail
constexpr int gzip_memory = 8;
constexpr std::uint64_t piece_bytes = 256 * 1024;

}  // namespace

GzipPieces::GzipPieces()
    : ready_(deflateInit2(&stream_, gzip_level, Z_DEFLATED, gzip_window_bits, gzip_memory,
                          Z_DEFAULT_STRATEGY) == Z_OK) {}

GzipPieces::~GzipPieces() {
    if (ready_) deflateEnd(&stream_);
}

bool GzipPieces::add(std::string_view bytes, bool last, std::string& out) {
    if (!ready_) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    Bytef buffer[16 * 1024];
    do {
        stream_.next_out = buffer;
        stream_.avail_out = sizeof buffer;
        if (deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) return false;
        out.append(reinterpret_cast<const char*>(buffer), sizeof buffer - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return true;
}

Response file_reply(std::unique_ptr<desks::Export> file) {
    Response out;
    out.set("Content-Type", file->type());
    out.set("Content-Disposition", "attachment; filename=\"" + file->name() + "\"");
    out.set("Cache-Control", "no-store");
    out.set("X-Accel-Buffering", "no");
    out.set("Vary", "Accept, Accept-Encoding");
    out.download = std::make_shared<Download>();
    out.download->file = std::move(file);
    return out;
}

// Content that never changes under its name, and is packed already.
Response bytes_reply(std::unique_ptr<package::ByteSource> bytes, std::string_view type,
                     std::string_view name) {
    Response out;
    out.set("Content-Type", type);
    out.set("Content-Disposition", "attachment; filename=\"" + std::string(name) + "\"");
    out.set("Cache-Control", "no-store");
    out.set("X-Accel-Buffering", "no");
    out.download = std::make_shared<Download>();
    out.download->bytes = std::move(bytes);
    return out;
}

// Where the query names no format, the header Accept does.
void App::name_format(Routed& at) {
    const std::string* accept = at.request.find("accept");
    if (!accept || base::find_value(at.query, "format")) return;
    const bool lines = accept->find("application/x-ndjson") != std::string::npos;
    at.query.emplace_back("format", lines ? "ndjson" : "csv");
}

Response App::open_download(Routed& at, Response answer) {
    Download& download = *answer.download;
    download.token = at.token;
    download.team = at.team;
    if (at.request.method == "HEAD") return answer;
    const std::string caller = at.who->user.id.text;
    {
        const std::lock_guard lock(guard_);
        int& of_caller = exports_by_caller_[caller];
        if (of_caller >= options_.exports_per_caller_max || exports_ >= options_.exports_max) {
            if (of_caller == 0) exports_by_caller_.erase(caller);
            auto problem = too_many(30);
            problem.code = "too_many_exports";
            problem.title = "Too many exports are on their way.";
            return refusal(at, std::move(problem));
        }
        ++of_caller;
        ++exports_;
    }
    download.place = std::shared_ptr<void>(this, [this, caller](void*) {
        const std::lock_guard lock(guard_);
        --exports_;
        const auto known = exports_by_caller_.find(caller);
        if (known != exports_by_caller_.end() && --known->second <= 0)
            exports_by_caller_.erase(known);
    });
    const std::string* accepts = at.request.find("accept-encoding");
    if (!download.bytes && accepts && quality_of(*accepts, "gzip") > 0) {
        download.gzip = std::make_unique<GzipPieces>();
        answer.set("Content-Encoding", "gzip");
    }
    return answer;
}

App::Piece App::next_bytes(Download& download) {
    const std::uint64_t left = download.bytes->size() - download.sent;
    Piece piece;
    piece.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece_bytes)));
    if (!piece.bytes.empty() &&
        !download.bytes->read_at(download.sent, std::span(piece.bytes.data(), piece.bytes.size())))
        return {};
    download.sent += piece.bytes.size();
    download.over = download.sent == download.bytes->size();
    piece.then = download.over ? Piece::Then::end : Piece::Then::more;
    return piece;
}

// Somebody who was signed out, or lost the right, meanwhile gets no further page.
App::Piece App::next_piece(Download& download) {
    if (download.over) return {};
    download.over = true;  // unless this one goes well
    if (download.bytes) return next_bytes(download);
    const auto who = caller_of(download.token, download.team);
    if (!who) return {};
    auto page = download.file->next(*who);
    if (!page) return {};
    Piece piece;
    if (!download.gzip) piece.bytes = std::move(page->rows);
    else if (!download.gzip->add(page->rows, page->last, piece.bytes)) return {};
    piece.then = page->last ? Piece::Then::end : Piece::Then::more;
    download.over = page->last;
    return piece;
}

}  // namespace vitrine::service::http
