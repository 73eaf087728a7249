#include "shell/desktop/run.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "console/frame_scheduler.h"
#include "imgui.h"
#include "shell/desktop/curl_handle.h"
#include "shell/desktop/native_shell.h"
#include "shell/desktop/sign_in.h"
#include "shell/native/fonts_file.h"
#include "shell/native/own_fields.h"
#include "shell/native/png_file.h"
#include "shell/native/probe_file.h"

namespace vitrine::shell {
namespace {

constexpr int ended = 0, could_not_start = 1, session_over = 3;
constexpr double rest_s = 0.6;  // no frame for that long and nothing asked: at rest
constexpr double photo_limit_s = 60;

void complain(std::string_view what, std::string_view detail = {}) {
    std::string line(what);
    if (!detail.empty()) line.append(": ").append(detail);
    line += '\n';
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

// The cookies to begin with: from signing in anew, or kept from the last time.
std::optional<Cookies> begin_session(const Options& options, const Origin& store,
                                     const std::string& folder, const Habit& habit) {
    if (options.user.empty()) {
        auto kept = kept_session(folder);
        if (!kept) complain("Nobody is signed in at " + store.text(), "add --user EMAIL");
        return kept;
    }
    const auto password = ask_password(options.user);
    if (!password) {
        complain("There is no terminal to ask the password on", "set VITRINE_PASSWORD");
        return std::nullopt;
    }
    while (true) {
        auto cookies = sign_in(store, options.user, *password);
        if (cookies) {
            if (!keep_session(folder, *cookies)) complain("The session could not be kept", folder);
            return *cookies;
        }
        complain(cookies.error().title, cookies.error().detail);
        const bool may_pass = cookies.error().kind == base::ProblemKind::offline ||
                              cookies.error().kind == base::ProblemKind::unavailable;
        if (!habit.stays_up() || !may_pass) return std::nullopt;
        std::this_thread::sleep_for(std::chrono::seconds(5));
    }
}

std::string name_of(console::ThemeWish wish) {
    switch (wish) {
        case console::ThemeWish::dark: return "dark";
        case console::ThemeWish::light: return "light";
        case console::ThemeWish::high_contrast: return "high_contrast";
        case console::ThemeWish::system: break;
    }
    return "";
}

class Program {
public:
    Program(const Options& options, Habit& habit, Origin store, Cookies cookies, std::string folder)
        : options_(options),
          habit_(habit),
          folder_(std::move(folder)),
          net_(std::move(store), std::move(cookies), [this] { wake(); }),
          shell_(net_, folder_,
                 habit.policy() == console::Policy::read_only ? Links::refuse : Links::open,
                 name_of(options.theme)),
          console_(shell_, console_options()) {}
    ~Program() { window_for_wake_ = nullptr; }

    int run();

private:
    console::Console::Options console_options() {
        console::Console::Options out;
        out.policy = habit_.policy();
        out.place = options_.place;
        out.theme = options_.theme;
        out.editor = &fields_;
        return out;
    }
    void wake() {
        if (Window* window = window_for_wake_) window->wake();
    }
    void draw_frame();
    double wait_s();
    void take(const News& news);
    bool resting();
    bool photographed_and_done();
    bool take_photo();
    void write_probe();

    const Options& options_;
    Habit& habit_;
    const std::string folder_;
    std::atomic<Window*> window_for_wake_ = nullptr;
    CurlTransport net_;
    NativeShell shell_;
    OwnFields fields_;
    console::Console console_;
    std::unique_ptr<Window> window_;
    const double started_ = steady_seconds();
    double last_frame_ = steady_seconds(), photo_at_ = 0;
    NativeFigures figures_;
    std::int64_t probed_frames_ = -1;
    bool failed_ = false;
};

int Program::run() {
    auto window = Window::open(options_.window);
    if (!window) {
        complain(window.error().title, window.error().detail);
        return could_not_start;
    }
    window_ = std::move(*window);
    window_for_wake_ = window_.get();
    figures_.renderer = window_->renderer_name();
    if (auto fonts = find_ui_fonts()) console_.set_fonts(std::move(*fonts));
    bool open = true;
    while (open) {
        const double now = shell_.seconds();
        habit_.act(console_, now);
        if (window_->visible() && console_.next_frame_at() <= now) draw_frame();
        const News news = window_->wait(wait_s());
        take(news);
        open =
            !news.quit && !photographed_and_done() && (!shell_.signed_out() || habit_.stays_up());
    }
    if (!options_.probe.empty()) write_probe();
    keep_session(folder_, shell_.signed_out() && !habit_.stays_up() ? Cookies{} : net_.cookies());
    window_for_wake_ = nullptr;
    if (failed_) return could_not_start;
    if (!shell_.signed_out()) return ended;
    complain("The session is over", "start again with --user EMAIL");
    return session_over;
}

void Program::draw_frame() {
    const double now = shell_.seconds();
    window_->fit_io(now - last_frame_);
    last_frame_ = now;
    console_.frame();
    window_->show(*ImGui::GetDrawData(), IM_COL32_BLACK);
    if (const std::string title = shell_.take_title(); !title.empty()) window_->set_title(title);
    if (figures_.first_data_ms < 0 && console_.probe().first_data_frame >= 0)
        figures_.first_data_ms = (shell_.seconds() - started_) * 1000;
    if (photo_at_ > 0) ++figures_.idle_frames;
}

double Program::wait_s() {
    const double now = shell_.seconds();
    double due = habit_.next_at();
    if (window_->visible()) due = std::min(due, console_.next_frame_at());
    // A photograph is waited for, a probe is written, once nothing has moved for a while.
    const bool watching = !options_.photo.empty() || probed_frames_ != console_.probe().frames;
    if (watching && (!options_.photo.empty() || !options_.probe.empty()))
        due = std::min(due, now + rest_s / 3);
    return due >= console::FrameScheduler::never ? -1 : std::max(0.0, due - now);
}

void Program::take(const News& news) {
    if (news.input) console_.input_happened();
    if (news.picture) console_.frames().kick(2);
    if (news.woken) console_.answers_arrived();
    if (!options_.probe.empty() && resting() && probed_frames_ != console_.probe().frames)
        write_probe();
}

bool Program::resting() {
    return console_.probe().frames > 3 && !console_.probe().loading &&
           shell_.seconds() - last_frame_ > rest_s;
}

bool Program::photographed_and_done() {
    if (options_.photo.empty()) return false;
    const double now = shell_.seconds();
    if (photo_at_ > 0) return now - photo_at_ >= options_.watch_s;
    if (resting()) {
        failed_ = !take_photo();
        photo_at_ = now;
        return failed_ || options_.watch_s <= 0;
    }
    if (now - started_ < photo_limit_s) return false;
    complain("The page did not come to rest", "no photograph was taken");
    return failed_ = true;
}

bool Program::take_photo() {
    int width = 0, height = 0;
    const auto pixels = window_->photograph(*ImGui::GetDrawData(), width, height);
    if (write_png(options_.photo, pixels, width, height)) return true;
    complain("The photograph could not be written", options_.photo);
    return false;
}

void Program::write_probe() {
    probed_frames_ = console_.probe().frames;
    if (!write_private_file(options_.probe, probe_json(console_, console_.sem().nodes(), figures_)))
        complain("The probe could not be written", options_.probe);
}

}  // namespace

int run(const Options& options, Habit& habit) {
    const auto store = Origin::parse(options.store);
    if (!store) {
        complain(store.error().title, store.error().detail);
        return could_not_start;
    }
    start_curl();
    const std::string folder = KeptValues::folder_for(store->text());
    auto cookies = begin_session(options, *store, folder, habit);
    if (!cookies) return could_not_start;
    return Program(options, habit, *store, std::move(*cookies), folder).run();
}

int run_program(int count, char** words, std::string_view name, const Options& defaults,
                Habit& habit) {
    auto options = read_options(count, words, defaults);
    if (!options) {
        complain(options.error().title);
        return could_not_start;
    }
    if (options->help) {
        std::string text(name);
        text.append(" [FLAGS]\n").append(options_help());
        [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
        return ended;
    }
    return run(*options, habit);
}

}  // namespace vitrine::shell
