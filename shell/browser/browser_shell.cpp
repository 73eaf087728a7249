#include "shell/browser/browser_shell.h"

#include <cstdlib>
#include <cstring>

#include "shell/browser/imports.h"

namespace vitrine::browser {
namespace {

std::uint32_t length_of(std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
}

// A block from the page, read word by word and freed at the end.
class Block {
public:
    explicit Block(void* at) : at_(static_cast<std::uint32_t*>(at)), next_(at_) {}
    ~Block() { std::free(at_); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    explicit operator bool() const { return at_ != nullptr; }
    std::uint32_t word() { return *next_++; }
    std::int32_t number() { return static_cast<std::int32_t>(word()); }
    float real() {
        float value = 0;
        std::memcpy(&value, next_++, sizeof value);
        return value;
    }
    std::string text(std::uint32_t bytes) {
        std::string out(reinterpret_cast<const char*>(next_), bytes);
        next_ += (bytes + 3) / 4;
        return out;
    }
    const std::uint32_t* rest() const { return next_; }

private:
    std::uint32_t* at_;
    std::uint32_t* next_;
};

}  // namespace

base::Instant PageClock::now() {
    return {static_cast<std::int64_t>(vt_wall_ms())};
}

void PageTransport::send(client::Ask ask) {
    const std::string_view verb = names(&ask.out.verb)[static_cast<std::size_t>(ask.out.verb)];
    vt_send(static_cast<double>(ask.id), verb.data(), length_of(verb), ask.out.path.data(),
            length_of(ask.out.path), ask.out.body.data(), length_of(ask.out.body),
            ask.out.if_match.data(), length_of(ask.out.if_match));
}

void PageTransport::use_csrf_token(std::string token) {
    vt_use_csrf_token(token.data(), length_of(token));
}

shell::TextBlock PageText::layout(const shell::TextAsk& ask) {
    Block block(vt_layout(ask.text.data(), length_of(ask.text),
                          static_cast<std::uint32_t>(ask.face), ask.size, ask.max_width,
                          ask.max_lines, ask.lang.data(), length_of(ask.lang)));
    shell::TextBlock out;
    if (!block) return out;
    out.lines.resize(block.word());
    out.truncated = block.word() != 0;
    for (shell::TextLine& line : out.lines) {
        line.width = block.real();
        line.rtl = block.word() != 0;
        line.text = block.text(block.word());
    }
    return out;
}

shell::TextBitmap PageText::raster(const shell::TextLine& line, const shell::TextAsk& style,
                                   float scale) {
    Block block(vt_raster(line.text.data(), length_of(line.text),
                          static_cast<std::uint32_t>(style.face), style.size, scale, line.rtl,
                          style.lang.data(), length_of(style.lang)));
    shell::TextBitmap out;
    if (!block) return out;
    out.width = block.number();
    out.height = block.number();
    out.left = block.number();
    out.top = block.number();
    out.colored = block.word() != 0;
    const std::size_t pixels = static_cast<std::size_t>(out.width) * out.height;
    out.rgba.assign(block.rest(), block.rest() + pixels);
    return out;
}

double BrowserShell::seconds() { return vt_seconds(); }

std::optional<std::string> BrowserShell::remembered(shell::Storage where, std::string_view key) {
    Block block(vt_remembered(static_cast<std::uint32_t>(where), key.data(), length_of(key)));
    if (!block) return std::nullopt;
    return block.text(block.word());
}

void BrowserShell::remember(shell::Storage where, std::string_view key, std::string_view value) {
    vt_remember(static_cast<std::uint32_t>(where), key.data(), length_of(key), value.data(),
                length_of(value));
}

void BrowserShell::show_place(std::string_view path_and_query, std::string_view title,
                              History history) {
    vt_show_place(path_and_query.data(), length_of(path_and_query), title.data(), length_of(title),
                  history == History::push);
}

void BrowserShell::open_link(std::string_view url) { vt_open_link(url.data(), length_of(url)); }
void BrowserShell::copy_text(std::string_view text) { vt_copy_text(text.data(), length_of(text)); }
void BrowserShell::leave_to_sign_in() { vt_leave_to_sign_in(); }
std::int32_t BrowserShell::utc_offset_minutes() { return vt_utc_offset_minutes(); }

}  // namespace vitrine::browser
