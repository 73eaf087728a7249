#include "shell/desktop/native_shell.h"

#include <SDL.h>

#include <ctime>

#include "theme_tokens.h"

namespace vitrine::shell {

std::optional<std::string> NativeShell::remembered(Storage where, std::string_view key) {
    const bool theme = where == Storage::settings && key == "theme";
    auto value = theme && !theme_.empty() ? std::optional(theme_) : kept_.read(where, key);
    if (theme && value) use_theme(*value);
    return value;
}

void NativeShell::remember(Storage where, std::string_view key, std::string_view value) {
    kept_.write(where, key, value);
    if (where == Storage::settings && key == "theme") use_theme(value);
}

void NativeShell::use_theme(std::string_view name) {
    const auto& theme = name == "light"           ? console::tokens::light
                        : name == "high_contrast" ? console::tokens::high_contrast
                                                  : console::tokens::dark;
    text_.use_ink(theme.text.primary);
}

void NativeShell::show_place(std::string_view, std::string_view title, History) { title_ = title; }

void NativeShell::open_link(std::string_view url) {
    if (links_ == Links::refuse || !url.starts_with("https://")) return;
    SDL_OpenURL(std::string(url).c_str());
}

void NativeShell::copy_text(std::string_view text) {
    SDL_SetClipboardText(std::string(text).c_str());
}

std::int32_t NativeShell::utc_offset_minutes() {
    const std::time_t now = clock_.now().ms / 1000;
    std::tm local{};
    localtime_r(&now, &local);
    return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

}  // namespace vitrine::shell
