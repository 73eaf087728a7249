#include "service/http/unpack.h"

#include <zlib.h>

#include <string>

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;
using base::Result;

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::uint64_t ratio_max = 100, free_bytes = 1 << 20;

Problem damaged() {
    return Problem::of(ProblemKind::malformed, "gzip_damaged", "The body is not whole gzip.");
}

}  // namespace

struct Unpacker::Inside {
    z_stream zip{};
    bool ready = false;
    bool in_member = false;
    std::uint64_t packed = 0, plain = 0;
    std::string piece = std::string(piece_bytes, '\0');
};

Unpacker::Unpacker() : inside_(std::make_unique<Inside>()) {
    constexpr int gzip_only = 15 + 16;
    inside_->ready = inflateInit2(&inside_->zip, gzip_only) == Z_OK;
}

Unpacker::~Unpacker() {
    if (inside_->ready) inflateEnd(&inside_->zip);
}

Result<void> Unpacker::give(std::string_view packed, TakesBytes& to) {
    Inside& in = *inside_;
    if (!in.ready)
        return base::refused(Problem::unavailable("out_of_memory", "There is too little memory.",
                                                  "Try again in a moment."));
    in.packed += packed.size();
    in.zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    in.zip.avail_in = static_cast<uInt>(packed.size());
    // Output may wait inside after the input is used up, until a round leaves room.
    bool more = false;
    while (in.zip.avail_in > 0 || more) {
        if (!in.in_member && inflateReset(&in.zip) != Z_OK) return base::refused(damaged());
        in.in_member = true;
        in.zip.next_out = reinterpret_cast<Bytef*>(in.piece.data());
        in.zip.avail_out = static_cast<uInt>(in.piece.size());
        const int got = inflate(&in.zip, Z_NO_FLUSH);
        if (got != Z_OK && got != Z_STREAM_END && got != Z_BUF_ERROR)
            return base::refused(damaged());
        const std::size_t made = in.piece.size() - in.zip.avail_out;
        in.plain += made;
        if (in.plain > free_bytes + ratio_max * in.packed)
            return base::refused(Problem::of(ProblemKind::too_large, "batch_too_large",
                                             "The body grows too much when it is unpacked."));
        if (auto done = to.take(std::string_view(in.piece).substr(0, made)); !done) return done;
        in.in_member = got != Z_STREAM_END;
        more = in.in_member && in.zip.avail_out == 0;
    }
    return {};
}

Result<void> Unpacker::finish() {
    if (inside_->packed == 0 || inside_->in_member) return base::refused(damaged());
    return {};
}

}  // namespace vitrine::service::http
