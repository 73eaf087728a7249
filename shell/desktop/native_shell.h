// The door of the native programs: libcurl, Pango, the machine's clock, files for what is kept.
#pragma once
#include <string>
#include <utility>

#include "shell/desktop/curl_transport.h"
#include "shell/native/kept_values.h"
#include "shell/native/pango_text.h"
#include "shell/native/system_clock.h"
#include "shell/shell.h"

namespace vitrine::shell {

enum class Links : std::uint8_t { open, refuse };

class NativeShell final : public Shell {
public:
    // `folder` is KeptValues::folder_for(store). `theme` not empty: it wins over the kept choice.
    NativeShell(CurlTransport& net, std::string folder, Links links, std::string theme)
        : net_(net), kept_(std::move(folder)), links_(links), theme_(std::move(theme)) {}

    client::Transport& net() override { return net_; }
    TextDoor& text() override { return text_; }
    base::Clock& clock() override { return clock_; }
    double seconds() override { return steady_seconds(); }
    std::optional<std::string> remembered(Storage where, std::string_view key) override;
    void remember(Storage where, std::string_view key, std::string_view value) override;
    void show_place(std::string_view path_and_query, std::string_view title,
                    History history) override;
    void open_link(std::string_view url) override;  // https only, by the desktop's own opener
    void copy_text(std::string_view text) override;
    void leave_to_sign_in() override { signed_out_ = true; }
    std::int32_t utc_offset_minutes() override;
    Fields fields() const override { return Fields::own; }

    bool signed_out() const { return signed_out_; }
    // The newest title the console gave its place, once; "" when it is the same as before.
    std::string take_title() { return std::exchange(title_, {}); }

private:
    void use_theme(std::string_view name);  // "dark", "light", "high_contrast": for mixed lines

    CurlTransport& net_;
    PangoText text_;
    SystemClock clock_;
    KeptValues kept_;
    Links links_;
    std::string theme_, title_;
    bool signed_out_ = false;
};

}  // namespace vitrine::shell
