#include "tests/journeys/session.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "imgui.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/seed/seed.h"
#include "service/translate/translators.h"
#include "shell/headless/fake_text.h"
#include "shell/native/kept_values.h"
#include "shell/native/pango_text.h"
#include "shell/native/png_file.h"
#include "shell/render/cpu/cpu_renderer.h"

namespace vitrine::journeys {

using console::SemActionKind;
using console::SemNode;
using console::SemRole;

namespace {

constexpr base::Instant morning{1'778'755'260'000};  // 2026-05-14T10:41:00Z

service::http::AppOptions generous() {
    service::http::AppOptions out;
    out.per_address = out.per_account = {1e9, 1e9};
    out.sign_ins_per_address = out.sign_ins_per_account = {1e9, 1e9};
    return out;
}

bool can_be_pressed(SemRole role) {
    switch (role) {
        case SemRole::link:
        case SemRole::button:
        case SemRole::checkbox:
        case SemRole::radio:
        case SemRole::tab:
        case SemRole::menu_item: return true;
        default: return false;
    }
}

}  // namespace

struct Stage {
    base::FixedClock clock{morning};
    std::unique_ptr<service::ports::Store> store = service::memory::make_store();
    std::unique_ptr<service::ports::Blobs> blobs = service::memory::make_blobs();
    service::machine::SystemRandom random;
    service::machine::Argon2Hasher hasher{service::machine::Cost::least};
    service::translate::NoTranslator translator;
    std::unique_ptr<service::http::App> app;

    Stage() {
        REQUIRE(service::machine::start_crypto());
        REQUIRE(service::seed::plant(*store, hasher, morning).has_value());
        app = std::make_unique<service::http::App>(
            service::desks::World{*store, clock, random, hasher, translator, *blobs},
            service::http::Site(), generous());
    }
};

Stage& the_stage() {
    static Stage stage;
    return stage;
}

struct Session::Screen {
    render::CpuRenderer renderer;
    float width = 0, height = 0;
};

Session::Session(SessionWish wish) : clock_(morning) {
    Stage& stage = the_stage();
    net_ = std::make_unique<InProcessNet>(*stage.app);
    const std::string user =
        wish.user.empty() ? std::string(service::seed::sign_in_hints()[0].email) : wish.user;
    REQUIRE(net_->sign_in(user, std::string(service::seed::demo_password)));
    if (wish.letters == Letters::real)
        text_ = std::make_unique<shell::PangoText>();
    else
        text_ = std::make_unique<shell::FakeText>();
    shell_ = std::make_unique<shell::HeadlessShell>(*net_, *text_, clock_,
                                                    shell::Shell::Fields::overlay);
    console::Console::Options options;
    options.policy = wish.policy;
    options.place = wish.place;
    options.theme = wish.theme;
    options.reduced_motion = true;
    console_ = std::make_unique<console::Console>(*shell_, options);
    screen_ = std::make_unique<Screen>();
    screen_->width = static_cast<float>(wish.width);
    screen_->height = static_cast<float>(wish.height);
    screen_->renderer.announce();
    screen_->renderer.resize(wish.width, wish.height);
    auto fonts = shell::read_file(VT_BINARY_DIR "/assets/ui.fonts");
    REQUIRE(fonts.has_value());
    console_->set_fonts(std::move(*fonts));
    shell_->show_place(wish.place, "", shell::Shell::History::replace);
    settle();
}

Session::~Session() {
    console_.reset();
    screen_.reset();
}

void Session::draw() {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(screen_->width, screen_->height);
    io.DisplayFramebufferScale = ImVec2(1, 1);
    io.DeltaTime = 1.0F / 60;
    console_->frame();
    screen_->renderer.draw(*ImGui::GetDrawData(), IM_COL32_BLACK);
}

// Draws what is due. Small waits (a tooltip's delay, the next line to rasterise) pass by
// themselves; after half a second of nothing the page rests.
void Session::settle() {
    for (int i = 0; i < 400; ++i) {
        if (net_->has_news()) console_->answers_arrived();
        const double due = console_->next_frame_at() - shell_->seconds();
        if (due > 0.5) return;
        if (due > 0) clock_.advance_ms(static_cast<std::int64_t>(due * 1000) + 1);
        draw();
    }
    FAIL("the page does not come to rest; on screen:\n" << screen_text());
}

void Session::wait(std::int64_t ms) {
    const std::int64_t until_ms = clock_.now().ms + ms;
    settle();
    while (clock_.now().ms < until_ms) {
        const double due = console_->next_frame_at() - shell_->seconds();
        const auto left = static_cast<double>(until_ms - clock_.now().ms);
        clock_.advance_ms(static_cast<std::int64_t>(std::max(1.0, std::min(left, due * 1000 + 1))));
        console_->answers_arrived();
        settle();
    }
}

void Session::open(const std::string& path_and_query) {
    console_->open(path_and_query);
    shell_->show_place(path_and_query, "", shell::Shell::History::push);
    settle();
}

void Session::back() {
    const auto path = shell_->step_history(-1);
    REQUIRE_MESSAGE(path.has_value(), "there is nothing to go back to");
    console_->open(*path);
    settle();
}

void Session::forward() {
    const auto path = shell_->step_history(+1);
    REQUIRE_MESSAGE(path.has_value(), "there is nothing to go forward to");
    console_->open(*path);
    settle();
}

void Session::act(const SemNode& node, SemActionKind kind, std::string value) {
    if ((node.flags & console::sem_disabled) != 0)
        FAIL("'" << node.name << "' is disabled: " << node.value);
    console_->sem().act({node.key, kind, std::move(value)});
    settle();
}

void Session::press(const std::string& name) {
    for (const SemNode& node : console_->sem().nodes())
        if (node.name == name && can_be_pressed(node.role)) return act(node, SemActionKind::press);
    FAIL("there is no '" << name << "' to press; on screen:\n" << screen_text());
}

void Session::press(SemRole role, const std::string& name) {
    const SemNode* node = find(role, name);
    if (!node)
        FAIL("there is no " << std::string(role_name(role)) << " '" << name << "':\n"
                            << screen_text());
    else
        act(*node, SemActionKind::press);
}

void Session::press_part(const std::string& part) {
    for (const SemNode& node : console_->sem().nodes()) {
        const bool row = node.role == SemRole::row || node.role == SemRole::list_item;
        if ((row || can_be_pressed(node.role)) && node.name.find(part) != std::string::npos)
            return act(node, SemActionKind::press);
    }
    FAIL("there is nothing with '" << part << "' to press:\n" << screen_text());
}

void Session::type(const std::string& part, const std::string& text) {
    for (const SemNode& node : console_->sem().nodes())
        if (node.name.find(part) != std::string::npos &&
            (node.role == SemRole::text_box || node.role == SemRole::search_box)) {
            const SemNode at = node;
            act(at, SemActionKind::focus);
            return act(at, SemActionKind::set_value, text);
        }
    FAIL("there is no field '" << part << "':\n" << screen_text());
}

bool Session::sees(const std::string& part) const {
    for (const SemNode& node : console_->sem().nodes())
        if (node.name.find(part) != std::string::npos || node.value.find(part) != std::string::npos)
            return true;
    return false;
}

const SemNode* Session::find(SemRole role, const std::string& name) const {
    for (const SemNode& node : console_->sem().nodes())
        if (node.role == role && node.name == name) return &node;
    return nullptr;
}

const SemNode* Session::find_part(SemRole role, const std::string& part) const {
    for (const SemNode& node : console_->sem().nodes())
        if (node.role == role && node.name.find(part) != std::string::npos) return &node;
    return nullptr;
}

int Session::count(SemRole role) const {
    int n = 0;
    for (const SemNode& node : console_->sem().nodes()) n += node.role == role ? 1 : 0;
    return n;
}

std::string Session::screen_text() const { return console::screen_text(console_->sem().nodes()); }

void Session::photograph(const std::string& path) {
    const render::CpuRenderer& picture = screen_->renderer;
    const auto count = static_cast<std::size_t>(picture.width_px()) * picture.height_px();
    CHECK(
        shell::write_png(path, {picture.pixels(), count}, picture.width_px(), picture.height_px()));
}

std::uint64_t Session::picture() const {
    const render::CpuRenderer& picture = screen_->renderer;
    const auto bytes = static_cast<std::size_t>(picture.width_px()) * picture.height_px() * 4;
    return base::fnv1a({reinterpret_cast<const char*>(picture.pixels()), bytes});
}

void check_golden(const std::string& text, const std::string& name) {
    const std::string path = VT_SOURCE_DIR "/tests/golden/" + name;
    const char* accept = std::getenv("VITRINE_ACCEPT");
    if (accept && *accept == '1') {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    std::ifstream file(path, std::ios::binary);
    const std::string expected{std::istreambuf_iterator<char>(file), {}};
    CHECK_MESSAGE(text == expected, name << " differs; ./dev test --accept rewrites it. Now:\n"
                                         << text);
}

}  // namespace vitrine::journeys
