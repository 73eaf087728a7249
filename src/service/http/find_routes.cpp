#include "base/text.h"
#include "service/http/routes.h"

namespace vitrine::service::http {
namespace {

// A route with its pattern taken apart once: each segment is a literal or the name of a value.
struct Segment {
    std::string_view text;
    bool is_value = false;
};
struct Pattern {
    const Route* route;
    std::vector<Segment> segments;
    int literals = 0;
};

Pattern pattern_of(const Route& route) {
    Pattern out{&route, {}};
    const std::string_view path = route.call->path;
    for (const std::string_view one : base::split(path.substr(1), '/')) {
        const bool is_value = one.starts_with('{');
        out.segments.push_back({is_value ? one.substr(1, one.size() - 2) : one, is_value});
        out.literals += !is_value;
    }
    return out;
}

const std::vector<Pattern>& patterns() {
    static const std::vector<Pattern> all = [] {
        std::vector<Pattern> out;
        for (const Route& route : routes()) out.push_back(pattern_of(route));
        return out;
    }();
    return all;
}

bool fits(const Pattern& pattern, const std::vector<std::string>& parts) {
    if (pattern.segments.size() != parts.size()) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Segment& wanted = pattern.segments[i];
        if (wanted.is_value ? parts[i].empty() : wanted.text != parts[i]) return false;
    }
    return true;
}

}  // namespace

std::optional<Found> find_routes(std::string_view path) {
    std::vector<std::string> parts;
    for (const auto part : base::split(path.substr(1), '/')) {
        auto decoded = base::percent_decode(part);
        if (!decoded || !base::is_utf8(*decoded)) return std::nullopt;
        parts.push_back(std::move(*decoded));
    }
    Found found;
    const Pattern* best = nullptr;
    for (const Pattern& pattern : patterns()) {
        if (best && pattern.literals < best->literals) continue;
        if (!fits(pattern, parts)) continue;
        if (!best || pattern.literals > best->literals) found.at.clear();
        best = &pattern;
        found.at.push_back(pattern.route);
    }
    if (!best) return found;
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (best->segments[i].is_value)
            found.values.emplace_back(best->segments[i].text, parts[i]);
    return found;
}

}  // namespace vitrine::service::http
