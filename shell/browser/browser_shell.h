// The browser's door: Shell, Transport and TextDoor on the page's own fetch, Canvas 2D, history
// and storage. It owns no event loop; web/main.mjs calls our exports (exports.cpp).
#pragma once
#include "shell/shell.h"

namespace vitrine::browser {

class PageClock final : public base::Clock {
public:
    base::Instant now() override;
};

// Each send() becomes one fetch; the page answers by the export `answer`, also when the network
// is dead or 30 s have passed (status 0). The page opens the change stream by itself.
class PageTransport final : public client::Transport {
public:
    void send(client::Ask ask) override;
    std::vector<client::Answer> take_answers() override { return std::exchange(answers_, {}); }
    std::vector<client::StreamEvent> take_events() override { return std::exchange(events_, {}); }
    client::StreamState stream_state() const override { return stream_; }
    void use_csrf_token(std::string token) override;

    void answered(client::Answer answer) { answers_.push_back(std::move(answer)); }
    void happened(client::StreamEvent event) { events_.push_back(std::move(event)); }
    void stream_is(client::StreamState state) { stream_ = state; }

private:
    std::vector<client::Answer> answers_;
    std::vector<client::StreamEvent> events_;
    client::StreamState stream_ = client::StreamState::off;
};

// Canvas 2D measures and draws; the console keeps what it gets.
class PageText final : public shell::TextDoor {
public:
    shell::TextBlock layout(const shell::TextAsk& ask) override;
    shell::TextBitmap raster(const shell::TextLine& line, const shell::TextAsk& style,
                             float scale) override;
    std::uint32_t epoch() const override { return epoch_; }

    void fonts_arrived() { ++epoch_; }

private:
    std::uint32_t epoch_ = 1;
};

class BrowserShell final : public shell::Shell {
public:
    PageTransport& net() override { return net_; }
    PageText& text() override { return text_; }
    base::Clock& clock() override { return clock_; }
    double seconds() override;
    std::optional<std::string> remembered(shell::Storage where, std::string_view key) override;
    void remember(shell::Storage where, std::string_view key, std::string_view value) override;
    void show_place(std::string_view path_and_query, std::string_view title,
                    History history) override;
    void open_link(std::string_view url) override;
    void copy_text(std::string_view text) override;
    void leave_to_sign_in() override;
    std::int32_t utc_offset_minutes() override;
    Fields fields() const override { return Fields::overlay; }

private:
    PageClock clock_;
    PageTransport net_;
    PageText text_;
};

}  // namespace vitrine::browser
