#include "service/http/negotiate.h"

#include <zlib.h>

#include "base/text.h"

namespace vitrine::service::http {
namespace {

// "0.8" -> 800. Nonsense counts as 0: a client that cannot write a number gets no surprises.
int thousandths(std::string_view text) {
    const auto value = base::parse_number(base::trimmed(text));
    if (!value || *value < 0 || *value > 1) return 0;
    return static_cast<int>(*value * 1000 + 0.5);
}

int q_of(std::string_view parameters) {
    for (const auto part : base::split(parameters, ';')) {
        const auto trimmed = base::trimmed(part);
        if (base::starts_with_ignoring_case(trimmed, "q=")) return thousandths(trimmed.substr(2));
    }
    return 1000;
}

std::string_view without_weakness(std::string_view etag) {
    return etag.starts_with("W/") ? etag.substr(2) : etag;
}

}  // namespace

int quality_of(std::string_view accept_encoding, std::string_view coding) {
    int others = coding == "identity" ? 1 : 0;  // identity is acceptable unless refused
    for (const auto entry : base::split(accept_encoding, ',')) {
        const std::size_t end = entry.find(';');
        const std::string name = base::lower_ascii(base::trimmed(entry.substr(0, end)));
        const int q = end == std::string_view::npos ? 1000 : q_of(entry.substr(end + 1));
        if (name == coding) return q;
        if (name == "*") others = q;
    }
    return others;
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    if (base::trimmed(if_none_match) == "*") return true;
    for (const auto one : base::split(if_none_match, ','))
        if (without_weakness(base::trimmed(one)) == without_weakness(etag)) return true;
    return false;
}

std::string gzip(std::string_view text) {
    constexpr int gzip_window = 15 + 16, memory_level = 8, level = 5;
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int end = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return end == Z_STREAM_END ? out : std::string();
}

bool has_token(std::string_view header, std::string_view token) {
    for (const auto part : base::split(header, ','))
        if (base::lower_ascii(base::trimmed(part)) == token) return true;
    return false;
}

}  // namespace vitrine::service::http
