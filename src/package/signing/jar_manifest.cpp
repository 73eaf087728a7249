#include "package/signing/jar_manifest.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::package {
namespace {

constexpr std::size_t lines_most = 400'000;

// The line at `at` without its end (CR, LF or both); moves `at` behind it.
std::string_view take_line(std::string_view text, std::size_t& at) {
    const std::size_t from = at;
    const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    at = end;
    if (at < text.size() && text[at++] == '\r' && at < text.size() && text[at] == '\n') ++at;
    return text.substr(from, end - from);
}

}  // namespace

std::optional<std::string_view> JarSection::name() const {
    if (attributes.empty() || base::lower_ascii(attributes.front().first) != "name")
        return std::nullopt;
    return attributes.front().second;
}

std::optional<std::string_view> JarSection::find(std::string_view attribute) const {
    for (const auto& [name, value] : attributes)
        if (name.size() == attribute.size() && base::starts_with_ignoring_case(name, attribute))
            return value;
    return std::nullopt;
}

std::vector<JarSection> read_jar_manifest(std::string_view text, std::size_t most) {
    std::vector<JarSection> out;
    std::size_t at = 0, line_count = 0;
    while (at < text.size() && out.size() < most) {
        const std::size_t from = at;
        std::vector<std::string> lines;
        bool ended = false;
        while (at < text.size() && !ended) {
            const std::string_view line = take_line(text, at);
            if (line.empty()) ended = true;
            else if (line[0] == ' ' && !lines.empty()) lines.back() += line.substr(1);
            else lines.emplace_back(line);
            if (++line_count > lines_most) return {};
        }
        if (lines.empty()) continue;
        JarSection section;
        section.bytes = text.substr(from, at - from);
        for (const std::string& line : lines) {
            const std::size_t colon = line.find(": ");
            if (colon == line.npos) section.attributes.emplace_back(line, "");
            else section.attributes.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        }
        out.push_back(std::move(section));
    }
    return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    std::uint32_t bits = 0;
    std::size_t pads = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t value = letters.find(text[i]);
        if (value == letters.npos && (text[i] != '=' || i + 2 < text.size())) return std::nullopt;
        if (value != letters.npos && pads > 0) return std::nullopt;
        pads += value == letters.npos;
        bits = bits << 6 | static_cast<std::uint32_t>(value == letters.npos ? 0 : value);
        if (i % 4 != 3) continue;
        for (const int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift & 0xff);
        bits = 0;
    }
    out.resize(out.size() - pads);
    return out;
}

}  // namespace vitrine::package
