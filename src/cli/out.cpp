#include "cli/out.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "cli/interrupt.h"
#include "contract/http_status.h"
#include "contract/problem.h"

namespace vitrine::cli {
namespace {

constexpr std::string_view unshown = "\xef\xbf\xbd";

bool steers(char32_t c, Lines lines) {
    if (c == '\n' || c == '\t') return lines == Lines::one;
    const bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
                       c == 0x200e || c == 0x200f || c == 0x061c;
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || turns;
}

bool wants_no_colour(const OutWish& wish) {
    const char *none = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
    return wish.no_colour || (none && *none) ||
           (terminal && std::string_view(terminal) == "dumb");
}

void put(std::FILE* file, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file);
}

std::string_view code_of(Ink ink) {
    switch (ink) {
        case Ink::good: return "\033[32m";
        case Ink::bad: return "\033[31m";
        case Ink::warn: return "\033[33m";
        case Ink::faint: return "\033[2m";
        case Ink::strong: return "\033[1m";
    }
    return "";
}

}  // namespace

std::string plain(std::string_view text, Lines lines) {
    const std::string valid = base::to_valid_utf8(text);
    std::string out;
    out.reserve(valid.size());
    for (std::size_t at = 0; at < valid.size();) {
        const std::size_t from = at;
        const char32_t c = base::next_code_point(valid, at);
        if (steers(c, lines)) out += c == '\n' || c == '\t' ? std::string_view(" ") : unshown;
        else out.append(valid, from, at - from);
    }
    return out;
}

Out::Out(OutWish wish) : wish_(wish) {
    lively_ = !wish.quiet && !json() && (wish.verbose || ::isatty(STDERR_FILENO) == 1);
    colours_ = ::isatty(STDOUT_FILENO) == 1 && !wants_no_colour(wish);
}

void Out::line(std::string_view text) const {
    if (json()) return;
    put(stdout, text);
    put(stdout, "\n");
}

void Out::note(std::string_view text) const {
    if (!lively_) return;
    put(stderr, text);
    put(stderr, "\n");
}

void Out::value(const Json& json_value) const {
    if (json()) put(stdout, base::dump_json(json_value) + "\n");
}

void Out::bytes(std::string_view raw) const { put(stdout, raw); }

std::string Out::ink(Ink ink, std::string_view text) const {
    if (!colours_) return std::string(text);
    std::string out(code_of(ink));
    out += text;
    out += "\033[0m";
    return out;
}

Exit Out::complain(const base::Problem& problem, const Json& beside) const {
    const Exit exit = exit_of(problem);
    if (json()) {
        Json document =
            contract::problem_to_json(problem, contract::status_of(problem.kind));
        if (beside.is_object())
            for (const auto& [name, value] : beside.items())
                if (!document.contains(name)) document[name] = value;
        document["exit"] = static_cast<int>(exit);
        put(stderr, base::dump_json(document) + "\n");
        return exit;
    }
    std::string text = "vitrine: " + plain(problem.title);
    if (!problem.detail.empty()) text += " " + plain(problem.detail);
    text += "\n";
    for (const auto& field : problem.fields)
        text += "vitrine:   " + plain(field.path) + ": " + plain(field.detail) + "\n";
    if (!problem.request_id.empty())
        text += "vitrine:   request " + plain(problem.request_id) + " (" + plain(problem.code) +
                ")\n";
    put(stderr, text);
    return exit;
}

bool Out::flush() const { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

Progress::Progress(const Out& out, std::string label, std::int64_t total)
    : out_(out), label_(plain(label)), total_(std::max<std::int64_t>(total, 1)),
      began_ms_(steady_ms()) {}

void Progress::show(std::int64_t done) {
    if (!out_.lively() || ::isatty(STDERR_FILENO) != 1) return;
    constexpr std::int64_t between_ms = 100;
    constexpr int width = 24;
    const std::int64_t now = steady_ms();
    if (first_ < 0) first_ = done;
    if (drawn_ && now - drawn_ms_ < between_ms) return;
    drawn_ms_ = now;
    drawn_ = true;
    const double share = static_cast<double>(done) / static_cast<double>(total_);
    const int full = std::clamp(static_cast<int>(share * width), 0, width);
    const double seconds = static_cast<double>(std::max<std::int64_t>(now - began_ms_, 1)) / 1000;
    const auto speed = static_cast<std::int64_t>(static_cast<double>(done - first_) / seconds);
    std::string text = "\r" + label_ + "  [";
    text.append(static_cast<std::size_t>(full), '#');
    text.append(static_cast<std::size_t>(width - full), '-');
    text += "]  " + base::fixed(share * 100, 0) + " %  " + bytes_text(done) + " of " +
            bytes_text(total_) + "  " + bytes_text(speed) + "/s\033[K";
    put(stderr, text);
    std::fflush(stderr);
}

void Progress::clear() {
    if (!drawn_) return;
    put(stderr, "\r\033[K");
    std::fflush(stderr);
    drawn_ = false;
}

std::string bytes_text(std::int64_t bytes) {
    constexpr std::string_view units[] = {"B", "KB", "MB", "GB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1000 && unit + 1 < std::size(units)) {
        value /= 1000;
        ++unit;
    }
    std::string out = base::fixed(value, unit == 0 || value >= 100 ? 0 : 1) + " ";
    out += units[unit];
    return out;
}

}  // namespace vitrine::cli
