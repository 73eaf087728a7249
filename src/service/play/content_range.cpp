#include "service/play/content_range.h"

#include "base/text.h"

namespace vitrine::service::play {
namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return base::parse_decimal(text);
}

}  // namespace

std::optional<ContentRange> content_range_in(std::string_view text) {
    text = base::trimmed(text);
    if (!base::starts_with_ignoring_case(text, "bytes")) return std::nullopt;
    text = base::trimmed(text.substr(5));
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view range = text.substr(0, slash), total = text.substr(slash + 1);
    ContentRange out;
    if (total != "*") {
        out.total = number_in(total);
        if (!out.total) return std::nullopt;
    }
    if (range == "*") return out;
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = number_in(range.substr(0, dash)), last = number_in(range.substr(dash + 1));
    if (!from || !last || *last < *from || *last == INT64_MAX) return std::nullopt;
    if (out.total && *last >= *out.total) return std::nullopt;
    out.from = *from;
    out.to = *last + 1;
    return out;
}

}  // namespace vitrine::service::play
