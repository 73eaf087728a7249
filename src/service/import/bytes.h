// A file as a stream of bytes, unpacked on the way when it is gzip (RFC 1952).
//
// Constant memory, whatever the file's size. Whether it is gzip is told by its first two bytes,
// never by its name. A gzip that ends early or is damaged gives what could be read and then a
// trouble(): the importer keeps what came and says so.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::service::import {

class Bytes {
public:
    // Refuses (unavailable): a file that cannot be opened or is no regular file.
    static base::Result<Bytes> open(const std::string& path);
    ~Bytes();
    Bytes(Bytes&&) noexcept;
    Bytes& operator=(Bytes&&) noexcept;

    // The next piece, empty at the end. Valid until the next call.
    std::string_view next();
    // "" or one sentence on why the stream ended before its time.
    const std::string& trouble() const;
    // Share of the file that was read, 0..1 (of the packed size with gzip).
    double share_read() const;

private:
    struct Inside;
    explicit Bytes(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace vitrine::service::import
