#include "shell/headless/fake_text.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace vitrine::shell {
namespace {

bool is_mark(char32_t c) {
    return (c >= 0x300 && c < 0x370) || (c >= 0x610 && c < 0x61b) || (c >= 0x64b && c < 0x660) ||
           (c >= 0xe34 && c < 0xe3b) || (c >= 0xe47 && c < 0xe4f) || c == 0xe31 || c == 0x200d ||
           (c >= 0xfe00 && c < 0xfe10);
}

float advance(char32_t c, float size) {
    if (is_mark(c)) return 0;
    return c >= 0x2e80 || (c >= 0x1100 && c < 0x1200) ? size : size / 2;
}

bool starts_from_right(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = base::next_code_point(text, at);
        if (c >= 0x590 && c < 0x900) return true;
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0xc0) return false;
    }
    return false;
}

float width_of(std::string_view text, float size) {
    float width = 0;
    for (std::size_t at = 0; at < text.size();)
        width += advance(base::next_code_point(text, at), size);
    return width;
}

// How many bytes of `text` go on one line: up to the last space that fits, or what fits.
std::size_t bytes_that_fit(std::string_view text, float size, float max_width) {
    float width = 0;
    std::size_t last_space = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        const char32_t c = base::next_code_point(text, at);
        width += advance(c, size);
        if (width > max_width && before > 0) {
            if (c == ' ') return before;
            return last_space > 0 ? last_space : before;
        }
        if (c == ' ') last_space = before;
    }
    return text.size();
}

std::string with_ellipsis(std::string_view text, float size, float max_width) {
    constexpr std::string_view dots = "…";
    const float room = max_width - width_of(dots, size);
    std::size_t end = 0;
    float width = 0;
    for (std::size_t at = 0; at < text.size();) {
        width += advance(base::next_code_point(text, at), size);
        if (max_width > 0 && width > room) break;
        end = at;
    }
    return std::string(text.substr(0, end)).append(dots);
}

}  // namespace

TextBlock FakeText::layout(const TextAsk& ask) {
    TextBlock out;
    const std::string repaired = base::to_valid_utf8(ask.text);
    std::string_view rest = repaired;
    const auto most = static_cast<std::size_t>(std::max(0, ask.max_lines));
    while (true) {
        const std::size_t paragraph_end = std::min(rest.find('\n'), rest.size());
        std::string_view paragraph = rest.substr(0, paragraph_end);
        const bool rtl = starts_from_right(paragraph);
        do {
            const std::size_t take = ask.max_width > 0
                                         ? bytes_that_fit(paragraph, ask.size, ask.max_width)
                                         : paragraph.size();
            const bool more = take < paragraph.size() || paragraph_end < rest.size();
            std::string text(base::trimmed(paragraph.substr(0, take)));
            if (most > 0 && out.lines.size() + 1 == most && more) {
                text = with_ellipsis(take < paragraph.size() ? paragraph : text, ask.size,
                                     ask.max_width);
                out.truncated = true;
            }
            out.lines.push_back({text, width_of(text, ask.size), rtl});
            if (out.truncated) return out;
            paragraph.remove_prefix(take);
            while (paragraph.starts_with(' ')) paragraph.remove_prefix(1);
        } while (!paragraph.empty());
        if (paragraph_end == rest.size()) return out;
        rest.remove_prefix(paragraph_end + 1);
    }
}

TextBitmap FakeText::raster(const TextLine& line, const TextAsk& style, float scale) {
    TextBitmap out;
    const float em = style.size * scale;
    out.width = static_cast<std::int32_t>(std::ceil(line.width * scale));
    out.height = std::max(1, static_cast<std::int32_t>(std::lround(em * 0.75f)));
    out.top = out.height;
    if (out.width <= 0) return {};
    out.rgba.assign(static_cast<std::size_t>(out.width) * out.height, 0x00ffffffu);
    float x = 0;
    for (std::size_t at = 0; at < line.text.size();) {
        const char32_t c = base::next_code_point(line.text, at);
        const float wide = advance(c, em);
        const float left = line.rtl ? static_cast<float>(out.width) - x - wide : x;
        x += wide;
        if (c == ' ' || wide == 0) continue;
        const int from = std::max(0, static_cast<int>(std::lround(left + em * 0.06f)));
        const int to = std::min(out.width, static_cast<int>(std::lround(left + wide - em * 0.06f)));
        const int top = wide > em * 0.75f ? 0 : out.height / 3;
        for (int y = top; y < out.height; ++y)
            for (int at_x = from; at_x < to; ++at_x)
                out.rgba[static_cast<std::size_t>(y) * out.width + at_x] = 0xffffffffu;
    }
    return out;
}

}  // namespace vitrine::shell
