#include "shell/desktop/options.h"

#include "base/text.h"

namespace vitrine::shell {
namespace {

using Taken = base::Result<void>;

Taken wrong(std::string_view flag, std::string_view expected) {
    return base::refused(base::Problem::of(base::ProblemKind::malformed, "wrong_flag",
                                           std::string(flag) + " " + std::string(expected)));
}

Taken take_scale(Options& out, std::string_view value) {
    const auto number = base::parse_number(value);
    if (!number || *number < 0.5 || *number > 4) return wrong("--scale", "needs a number 0.5 to 4");
    out.window.scale = static_cast<float>(*number);
    return {};
}

Taken take_size(Options& out, std::string_view value) {
    const auto parts = base::split(value, 'x');
    const auto width = parts.size() == 2 ? base::parse_decimal(parts[0]) : std::nullopt;
    const auto height = parts.size() == 2 ? base::parse_decimal(parts[1]) : std::nullopt;
    if (!width || !height || *width < 320 || *height < 240 || *width > 8192 || *height > 8192)
        return wrong("--size", "needs WIDTHxHEIGHT, for example 1440x900");
    out.window.width = static_cast<int>(*width);
    out.window.height = static_cast<int>(*height);
    return {};
}

Taken take_theme(Options& out, std::string_view value) {
    if (value == "dark")
        out.theme = console::ThemeWish::dark;
    else if (value == "light")
        out.theme = console::ThemeWish::light;
    else if (value == "high_contrast")
        out.theme = console::ThemeWish::high_contrast;
    else
        return wrong("--theme", "needs dark, light or high_contrast");
    return {};
}

Taken take_renderer(Options& out, std::string_view value) {
    if (value == "gpu")
        out.window.renderer = RendererChoice::gpu;
    else if (value == "cpu")
        out.window.renderer = RendererChoice::cpu;
    else if (value == "auto")
        out.window.renderer = RendererChoice::automatic;
    else
        return wrong("--renderer", "needs auto, gpu or cpu");
    return {};
}

Taken take_watch(Options& out, std::string_view value) {
    const auto number = base::parse_number(value);
    if (!number || *number < 0 || *number > 3600) return wrong("--watch", "needs seconds");
    out.watch_s = *number;
    return {};
}

Taken take(Options& out, std::string_view flag, std::string_view value) {
    if (flag == "--scale") return take_scale(out, value);
    if (flag == "--size") return take_size(out, value);
    if (flag == "--theme") return take_theme(out, value);
    if (flag == "--renderer") return take_renderer(out, value);
    if (flag == "--watch") return take_watch(out, value);
    if (flag == "--store")
        out.store = value;
    else if (flag == "--place")
        out.place = value;
    else if (flag == "--user")
        out.user = value;
    else if (flag == "--photo")
        out.photo = value;
    else if (flag == "--probe")
        out.probe = value;
    else
        return wrong(flag, "is not known; see --help");
    return {};
}

}  // namespace

base::Result<Options> read_options(int count, char** words, const Options& defaults) {
    Options out = defaults;
    for (int i = 1; i < count; ++i) {
        const std::string_view flag = words[i];
        if (flag == "--help" || flag == "-h") {
            out.help = true;
            return out;
        }
        if (i + 1 >= count)
            return base::refused(wrong(flag, "is not known, or lacks its value").error());
        if (auto taken = take(out, flag, words[++i]); !taken) return base::refused(taken.error());
    }
    return out;
}

std::string_view options_help() {
    return "  --store URL        the store to ask (http://localhost:8600)\n"
           "  --user EMAIL       sign in anew; the password is asked on the terminal, or taken "
           "from\n"
           "                     VITRINE_PASSWORD. Without it the kept session goes on\n"
           "  --place /reviews   where to begin\n"
           "  --theme NAME       dark, light or high_contrast\n"
           "  --scale 1.25       window pixels per interface pixel, 0.5 to 4\n"
           "  --size 1440x900    of the window, in interface pixels\n"
           "  --renderer NAME    auto, gpu (OpenGL ES 3) or cpu\n"
           "  --photo FILE.png   write a picture once the page has come to rest, then end\n"
           "  --watch SECONDS    with --photo: look on that long before ending\n"
           "  --probe FILE       write what the last frame showed as JSON, at rest and at the "
           "end\n";
}

}  // namespace vitrine::shell
