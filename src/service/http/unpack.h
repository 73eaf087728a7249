// A body that came as gzip (RFC 1952), unpacked piece by piece.
#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"

namespace vitrine::service::http {

// What takes the unpacked bytes.
struct TakesBytes {
    virtual ~TakesBytes() = default;
    virtual base::Result<void> take(std::string_view bytes) = 0;
};

// Holds one piece of 64 KiB. One member or several, one after the other.
class Unpacker {
public:
    Unpacker();
    ~Unpacker();
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    // Refuses (malformed) "gzip_damaged", (too_large) "batch_too_large" for more than a hundred
    // times the bytes that came, and what `to` refuses.
    base::Result<void> give(std::string_view packed, TakesBytes& to);
    base::Result<void> finish();  // refuses what ended too early

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace vitrine::service::http
