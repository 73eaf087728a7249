// multipart/form-data (RFC 7578) as it comes, piece by piece: of a body of any length no more is
// held than a piece, a delimiter and the head of one part.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::service::agc {

// What stands in `boundary` of a Content-Type, nullopt when that is no form's.
std::optional<std::string> boundary_in(std::string_view content_type);

// Takes the parts of a form, in order. What it refuses ends the reading.
struct FormTaker {
    virtual ~FormTaker() = default;
    // `file_name`: none for a plain value.
    virtual base::Result<void> begin_part(std::string_view name,
                                          const std::optional<std::string>& file_name) = 0;
    virtual base::Result<void> take(std::string_view bytes) = 0;
    virtual base::Result<void> end_part() = 0;
};

// Refuses (malformed) "form_malformed": whatever is no such form, a head of more than 8 KiB, more
// than 100 parts, an end before the last delimiter.
class FormReader {
public:
    // `taker` must outlive it.
    FormReader(std::string_view boundary, FormTaker& taker)
        : delimiter_("\r\n--" + std::string(boundary)), taker_(taker) {}

    base::Result<void> add(std::string_view bytes);
    base::Result<void> finish();

private:
    enum class At : std::uint8_t { preamble, delimiter, head, part, epilogue };
    // False: more bytes are needed.
    base::Result<bool> step();
    base::Result<bool> pass_body(bool taken);
    base::Result<bool> read_delimiter_end();
    base::Result<bool> read_head();

    std::string delimiter_;
    FormTaker& taker_;
    At at_ = At::preamble;
    std::string held_ = "\r\n";  // so that the first delimiter is as the others
    int parts_ = 0;
};

}  // namespace vitrine::service::agc
