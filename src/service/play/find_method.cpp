#include "base/text.h"
#include "service/play/methods.h"

namespace vitrine::service::play {
namespace {

// How literally one segment fits its pattern: "edits" 3, "{editId}:commit" 2, "{editId}" 1, not 0.
// The value is what stands for the brace.
int fit(std::string_view pattern, std::string_view segment, base::Query& values) {
    if (!pattern.starts_with('{')) return pattern == segment ? 3 : 0;
    const std::size_t end = pattern.find('}');
    const std::string_view name = pattern.substr(1, end - 1), verb = pattern.substr(end + 1);
    if (!segment.ends_with(verb) || segment.size() == verb.size()) return 0;
    segment.remove_suffix(verb.size());
    auto value = base::percent_decode(segment, base::Plus::plus);
    if (!value || !base::is_utf8(*value)) return 0;
    values.emplace_back(std::string(name), std::move(*value));
    return verb.empty() ? 1 : 2;
}

// 0: it does not fit. Earlier segments count more.
std::uint64_t fit(std::string_view pattern, const std::vector<std::string_view>& path,
                  base::Query& values) {
    const auto parts = base::split(pattern, '/');
    if (parts.size() != path.size()) return 0;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const int one = fit(parts[i], path[i], values);
        if (one == 0) return 0;
        sum = sum * 4 + static_cast<std::uint64_t>(one);
    }
    return sum;
}

}  // namespace

FoundMethod find_method(std::string_view verb, std::string_view path) {
    const auto parts = base::split(path, '/');
    FoundMethod found;
    std::uint64_t best = 0;
    for (const Method& one : methods()) {
        base::Query values;
        const std::uint64_t fits = fit(one.path, parts, values);
        if (fits == 0) continue;
        if (one.verb != verb) {
            found.other_verb = true;
            continue;
        }
        if (fits <= best) continue;
        best = fits;
        found.method = &one;
        found.values = std::move(values);
    }
    return found;
}

}  // namespace vitrine::service::play
