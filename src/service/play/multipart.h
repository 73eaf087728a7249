// A body of type multipart/related (RFC 2387) as uploads send it: a description in JSON, then the
// bytes of the file.
//
//   --B CRLF headers CRLF CRLF {"...":...} CRLF --B CRLF headers CRLF CRLF bytes CRLF --B--
//
// It comes in pieces of any length and may be anything at all: headers and description are bounded,
// the file is passed on as it comes, and what is no such body is refused (malformed).
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::service::play {

inline constexpr std::size_t part_head_bytes_max = 8 << 10, description_bytes_max = 64 << 10;

// The boundary that a Content-Type names; none for another type, or one that is not well-formed.
std::optional<std::string> boundary_in(std::string_view content_type);

class RelatedReader {
public:
    using Sink = std::function<base::Result<void>(std::string_view)>;

    explicit RelatedReader(const std::string& boundary) : mark_("\r\n--" + boundary) {}

    // After a refusal nothing more may come.
    base::Result<void> give(std::string_view bytes, const Sink& file);
    base::Result<void> finish() const;  // refuses what is not whole

private:
    enum class At : std::uint8_t { start, after_mark, head, body, end };

    base::Result<bool> step(const Sink& file);
    base::Result<bool> pass_body(const Sink& file);

    std::string mark_, held_ = "\r\n";  // so that the first boundary is like the others
    At at_ = At::start;
    int part_ = 0;                      // 1: the description, 2: the file
    std::size_t described_ = 0;         // bytes of the description
};

}  // namespace vitrine::service::play
