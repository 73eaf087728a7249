// A file that is made while it is sent: desks/export_desk.h gives its rows page by page, and each
// piece of the body is one page, compressed if the client asked for it. Nothing but that page is
// held, and no lock between two of them, however slow the reader is.
#pragma once
#include <zlib.h>

#include "package/source.h"
#include "service/desks/export_desk.h"
#include "service/http/message.h"

namespace vitrine::service::http {

// gzip (RFC 1952) over a body that comes in pieces.
class GzipPieces {
public:
    GzipPieces();
    ~GzipPieces();
    GzipPieces(const GzipPieces&) = delete;
    GzipPieces& operator=(const GzipPieces&) = delete;

    // False: there was no memory for it.
    bool add(std::string_view bytes, bool last, std::string& out);

private:
    z_stream stream_{};
    bool ready_ = false;
};

struct Download {
    std::unique_ptr<desks::Export> file{};           // or
    std::unique_ptr<package::ByteSource> bytes{};    // bytes as they lie there; sent as they are
    std::uint64_t sent = 0;                          // of these
    std::string token, team;             // who asked; looked at again before every page
    std::unique_ptr<GzipPieces> gzip{};  // null: as it is
    std::shared_ptr<void> place{};       // among those that may be on their way at once
    bool over = false;
};

Response file_reply(std::unique_ptr<desks::Export> file);
Response bytes_reply(std::unique_ptr<package::ByteSource> bytes, std::string_view type,
                     std::string_view name);

}  // namespace vitrine::service::http
