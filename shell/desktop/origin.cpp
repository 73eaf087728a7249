#include "shell/desktop/origin.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::shell {
namespace {

base::Problem not_an_origin(std::string_view text) {
    return base::Problem::of(base::ProblemKind::malformed, "not_an_origin",
                             "'" + std::string(text) + "' is not the address of a store",
                             "Give it as http://HOST:PORT or https://HOST");
}

bool plain_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == ':' || c == '[' || c == ']';
    });
}

}  // namespace

base::Result<Origin> Origin::parse(std::string_view text) {
    std::string lower = base::lower_ascii(base::trimmed(text));
    if (lower.ends_with('/')) lower.pop_back();
    const std::size_t slashes = lower.find("://");
    if (slashes == std::string::npos) return base::refused(not_an_origin(text));
    const std::string_view scheme = std::string_view(lower).substr(0, slashes);
    if (scheme != "http" && scheme != "https") return base::refused(not_an_origin(text));
    const std::string_view rest = std::string_view(lower).substr(slashes + 3);
    if (!plain_host(rest)) return base::refused(not_an_origin(text));
    const std::size_t colon = rest.ends_with(']') ? rest.npos : rest.rfind(':');
    std::string host(rest.substr(0, colon));
    if (host.empty()) return base::refused(not_an_origin(text));
    return Origin(std::move(lower), std::move(host));
}

bool Origin::loopback() const {
    return host_ == "localhost" || host_ == "[::1]" || host_.starts_with("127.");
}

}  // namespace vitrine::shell
