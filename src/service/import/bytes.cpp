#include "service/import/bytes.h"

#include <sys/stat.h>
#include <zlib.h>

#include <cstdio>

namespace vitrine::service::import {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

bool looks_like_gzip(const std::string& head, std::size_t count) {
    return count >= 2 && static_cast<unsigned char>(head[0]) == 0x1f &&
           static_cast<unsigned char>(head[1]) == 0x8b;
}

}  // namespace

struct Bytes::Inside {
    std::unique_ptr<std::FILE, CloseFile> file;
    std::string packed = std::string(piece_bytes, '\0');
    std::string plain = std::string(2 * piece_bytes, '\0');
    std::string trouble;
    std::uint64_t size = 0, read = 0;
    bool gzip = false, first = true, over = false;
    bool member_open = false;  // between a gzip member's header and its trailer
    z_stream zip = {};

    ~Inside() {
        if (gzip) inflateEnd(&zip);
    }

    bool fill() {
        const std::size_t count = std::fread(packed.data(), 1, packed.size(), file.get());
        read += count;
        if (std::ferror(file.get()) != 0) trouble = "the file could not be read to its end";
        zip.next_in = reinterpret_cast<Bytef*>(packed.data());
        zip.avail_in = static_cast<uInt>(count);
        return count > 0;
    }

    // A gzip file is one member or several, one after the other.
    bool begin_member() {
        member_open = true;
        return inflateReset(&zip) == Z_OK;
    }

    std::string_view stop(const char* why, std::size_t made) {
        over = true;
        if (why != nullptr && trouble.empty()) trouble = why;
        return std::string_view(plain).substr(0, made);
    }

    std::string_view unpack() {
        zip.next_out = reinterpret_cast<Bytef*>(plain.data());
        zip.avail_out = static_cast<uInt>(plain.size());
        while (zip.avail_out > 0) {
            const std::size_t made = plain.size() - zip.avail_out;
            if (zip.avail_in == 0 && !fill())
                return stop(member_open ? "the gzip stream ends too early" : nullptr, made);
            if (!member_open && !begin_member()) return stop("the gzip stream is damaged", made);
            const int got = inflate(&zip, Z_NO_FLUSH);
            if (got == Z_STREAM_END) member_open = false;
            else if (got != Z_OK && got != Z_BUF_ERROR)
                return stop("the gzip stream is damaged", plain.size() - zip.avail_out);
        }
        return plain;
    }
};

Bytes::Bytes(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Bytes::~Bytes() = default;
Bytes::Bytes(Bytes&&) noexcept = default;
Bytes& Bytes::operator=(Bytes&&) noexcept = default;

base::Result<Bytes> Bytes::open(const std::string& path) {
    const auto cannot = [&](const char* why) {
        return base::refused(base::Problem::unavailable(
            "file_unreadable", path + ": " + why, "Give the path of a file that can be read."));
    };
    struct stat facts = {};
    if (stat(path.c_str(), &facts) != 0) return cannot("there is no such file");
    if (!S_ISREG(facts.st_mode)) return cannot("this is not a file");
    auto inside = std::make_unique<Inside>();
    inside->file.reset(std::fopen(path.c_str(), "rb"));
    if (!inside->file) return cannot("the file cannot be opened");
    inside->size = static_cast<std::uint64_t>(facts.st_size);
    inside->fill();
    inside->gzip = looks_like_gzip(inside->packed, inside->zip.avail_in);
    // 15 bits of window, +16: gzip and nothing else.
    if (inside->gzip && inflateInit2(&inside->zip, 15 + 16) != Z_OK) {
        inside->gzip = false;
        return cannot("there is not enough memory to unpack it");
    }
    inside->member_open = inside->gzip;
    return Bytes(std::move(inside));
}

std::string_view Bytes::next() {
    Inside& in = *inside_;
    if (in.over) return {};
    if (in.gzip) return in.unpack();
    if (!in.first && !in.fill()) return {};
    in.first = false;
    return std::string_view(in.packed).substr(0, in.zip.avail_in);
}

const std::string& Bytes::trouble() const {
    return inside_->trouble;
}

double Bytes::share_read() const {
    if (inside_->size == 0) return 1;
    return static_cast<double>(inside_->read) / static_cast<double>(inside_->size);
}

}  // namespace vitrine::service::import
