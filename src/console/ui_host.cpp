#include "console/ui_host.h"

#include <algorithm>
#include <cmath>

#include "console/draw.h"
#include "console/text/glyphs.h"
#include "console/text/text_engine.h"
#include "console/text/type.h"
#include "imgui.h"
#include "imgui_internal.h"

namespace vitrine::console {

struct UiHost::Inside {
    explicit Inside(shell::TextDoor& door) : context(ImGui::CreateContext()), engine(door) {}
    ~Inside() { ImGui::DestroyContext(context); }
    ImGuiContext* context;
    Glyphs glyphs;
    TextEngine engine;
};

UiHost::UiHost(shell::TextDoor& text, shell::Shell::Fields fields)
    : inside_(std::make_unique<Inside>(text)), fields_(fields) {
    ImGui::SetCurrentContext(inside_->context);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    io.DisplaySize = ImVec2(1440, 900);
    ImGuiStyle& style = ImGui::GetStyle();
    style.WindowPadding = ImVec2(0, 0);
    style.WindowBorderSize = style.ChildBorderSize = style.PopupBorderSize = 0;
    style.WindowMinSize = ImVec2(1, 1);
    style.WindowRounding = style.ChildRounding = 0;
    style.ItemSpacing = ImVec2(0, 0);
    style.CurveTessellationTol = 0.35F;
    style.CircleTessellationMaxError = 0.15F;
    style.AntiAliasedLinesUseTex = false;
    inside_->glyphs.start();
}

UiHost::~UiHost() { ImGui::SetCurrentContext(inside_->context); }

bool UiHost::set_fonts(std::string_view bytes) {
    ImGui::SetCurrentContext(inside_->context);
    const bool good = inside_->glyphs.load(bytes);
    frames_.kick(2);
    return good;
}

namespace {
Breakpoint breakpoint_of(float width) {
    if (width >= tokens::layout.breakpoints.wide) return Breakpoint::wide;
    return width >= tokens::layout.breakpoints.medium ? Breakpoint::medium : Breakpoint::narrow;
}

constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove |
    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoScrollWithMouse |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav;

// A press that comes in one frame with the move to its place waits for the next: what has other
// things on it (a row, a tile) knows only then that the pointer is over it. So does all behind it.
std::vector<ImGuiInputEvent> take_early_press() {
    ImVector<ImGuiInputEvent>& queue = ImGui::GetCurrentContext()->InputEventsQueue;
    const ImVec2 now = ImGui::GetIO().MousePos;
    bool moved = false;
    int at = 0;
    for (; at < queue.Size; ++at) {
        const ImGuiInputEvent& event = queue[at];
        if (event.Type == ImGuiInputEventType_MousePos)
            moved |= event.MousePos.PosX != now.x || event.MousePos.PosY != now.y;
        if (event.Type == ImGuiInputEventType_MouseButton && event.MouseButton.Down && moved) break;
    }
    std::vector<ImGuiInputEvent> later(queue.Data + at, queue.Data + queue.Size);
    queue.resize(at);
    return later;
}

}  // namespace

void UiHost::take_input(const FrameLook& look) {
    frames_.begin_frame(look.seconds);
    sem_.begin_frame();
    ImGuiIO& io = ImGui::GetIO();
    const float scale = io.DisplayFramebufferScale.x > 0 ? io.DisplayFramebufferScale.x : 1;
    if (scale != scale_) frames_.kick(2);
    scale_ = scale;
    io.DeltaTime = std::clamp(io.DeltaTime, 1e-5F, 0.1F);
    ImGui::GetDrawListSharedData()->InitialFringeScale = 1 / scale;
    ring_.reset();
    ages_shown_ = false;
    tip_.wanted = false;
    typing_before_ = typing_;
    typing_ = false;
    const auto later = take_early_press();
    ImGui::NewFrame();
    ImVector<ImGuiInputEvent>& queue = ImGui::GetCurrentContext()->InputEventsQueue;
    for (const ImGuiInputEvent& event : later) queue.push_back(event);
    if (!queue.empty()) frames_.kick(2);
    if (ImGui::IsMouseClicked(0)) ring_visible_ = false;
    if (io.MouseSource == ImGuiMouseSource_TouchScreen) touch_ = true;
    else if (io.MouseDelta.x != 0 || io.MouseDelta.y != 0) touch_ = false;
    inside_->engine.begin_frame(frames_.frames(), scale);
}

Ui UiHost::begin_frame(const FrameLook& look) {
    ImGui::SetCurrentContext(inside_->context);
    take_input(look);
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const Rect page{0, 0, size.x, size.y};
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("page", nullptr, plain_window);
    const Breakpoint breakpoint = breakpoint_of(size.x);
    Ui ui{*this, sem_, frames_, inside_->glyphs, inside_->engine, ImGui::GetWindowDrawList(),
          *look.theme, look.now, look.seconds, scale_, look.utc_offset_minutes, breakpoint,
          touch_ || breakpoint == Breakpoint::narrow, look.reduced_motion,
          look.theme == &tokens::high_contrast, fields_, editor_, page, page, 0x5eed, 0};
    fill(ui, page, ui.theme.bg.canvas);
    return ui;
}

void UiHost::end_frame(Ui& ui) {
    ImGui::End();
    ui.draw = ImGui::GetForegroundDrawList();
    ui.clip = ui.page;
    draw_ring(ui);
    draw_tip(ui);
    focus_before_ = sem_.focus();
    if (fields_ == shell::Shell::Fields::own) move_focus(ui);
    if (popover_ != 0 && popover_drawn_ + 1 < frame()) close_popover();
    if (ages_shown_) frames_.wake_at(ui.seconds + 60);
    sem_.drop_stale_actions();
    if (sem_.has_actions()) frames_.kick(1);
    forget_unseen();
    ImGui::Render();
}

UiHost::Pointer UiHost::pointer() const {
    const ImVec2 at = ImGui::GetIO().MousePos;
    return {at.x, at.y};
}

void UiHost::draw_ring(Ui& ui) {
    if (!ring_) return;
    const float width = ui.high_contrast ? 3 : tokens::border.focus;
    const Clip clip{ui, ring_->clip};
    const float out = ring_->offset + width;
    console::frame(ui, outset(ring_->rect, out), ui.theme.border.focus, ring_->radius + out, width);
}

void UiHost::want_tooltip(Ui& ui, Rect anchor, std::string_view text) {
    if (text.empty()) return;
    if (tip_.text != text || tip_.anchor.x != anchor.x) {
        tip_ = {anchor, std::string(text), ui.seconds, true};
    }
    tip_.anchor = anchor;
    tip_.wanted = true;
    if (ui.seconds - tip_.since < 0.4) ui.frames.wake_at(tip_.since + 0.41);
}

void UiHost::draw_tip(Ui& ui) {
    if (!tip_.wanted) {
        tip_.text.clear();
        return;
    }
    if (ui.seconds - tip_.since < 0.4) return;
    const TypeStyle style = tokens::type.small;
    const float widest = std::min(300.0F, ui.page.w - 32);
    const float inner = std::min(widest, std::ceil(measure(ui, tip_.text, style)) + 1);
    const Paragraph look{style, ui.theme.text.primary, 0, {}, Select::no};
    const float height = paragraph_height(ui, inner, tip_.text, look) + 16;
    const float width = inner + 20;
    const float x = std::clamp(tip_.anchor.x + (tip_.anchor.w - width) / 2, 8.0F,
                               std::max(8.0F, ui.page.w - width - 8));
    const bool below = tip_.anchor.bottom() + 6 + height < ui.page.h;
    const float y = below ? tip_.anchor.bottom() + 6 : tip_.anchor.y - 6 - height;
    const Rect box = ui.snap(Rect{x, y, width, height});
    shadow(ui, box, tokens::radius.md, 2, 1);
    fill(ui, box, ui.theme.bg.raised, tokens::radius.md);
    console::frame(ui, box, ui.theme.border.strong, tokens::radius.md);
    paragraph(ui, inset(box, 10, 8), tip_.text, look);
}

// Tab walks what can be focused in the order of the tree; a modal node keeps it inside.
void UiHost::move_focus(Ui& ui) {
    if (!ImGui::IsKeyPressed(ImGuiKey_Tab, true) || ImGui::GetIO().KeyCtrl) return;
    const auto& nodes = sem_.nodes();
    std::vector<bool> within(nodes.size(), false);
    std::int32_t modal = -1;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].flags & sem_modal) modal = static_cast<std::int32_t>(i);
    }
    std::vector<std::uint64_t> order;
    std::size_t at = 0;
    bool found = false;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::int32_t up = nodes[i].parent;
        within[i] = modal < 0 || static_cast<std::int32_t>(i) == modal ||
                    (up >= 0 && within[static_cast<std::size_t>(up)]);
        if (!within[i] || !(nodes[i].flags & sem_focusable)) continue;
        if (nodes[i].key == sem_.focus()) {
            at = order.size();
            found = true;
        }
        order.push_back(nodes[i].key);
    }
    if (order.empty()) return;
    const bool back = ImGui::GetIO().KeyShift;
    const std::size_t count = order.size();
    std::size_t next = back ? count - 1 : 0;
    if (found) next = back ? (at + count - 1) % count : (at + 1) % count;
    focus_by(order[next], true);
    ui.frames.kick(2);
}

void UiHost::focus_by(std::uint64_t key, bool keyboard) {
    sem_.set_focus(key);
    ring_visible_ = keyboard;
    frames_.kick(2);
}

Scrolled& UiHost::scrolled(std::uint64_t key) {
    for (Scrolled& one : scrolls_) {
        if (one.key == key) {
            one.drawn_in = frame();
            return one;
        }
    }
    Scrolled fresh;
    fresh.key = key;
    fresh.drawn_in = frame();
    scrolls_.push_back(fresh);
    return scrolls_.back();
}

double& UiHost::kept(std::uint64_t key, double first) {
    for (Kept& one : kept_) {
        if (one.key == key) {
            one.drawn_in = frame();
            return one.value;
        }
    }
    kept_.push_back({key, first, frame()});
    return kept_.back().value;
}

// Scroll positions outlive their page for a while: going back finds them. Bounded all the same.
void UiHost::forget_unseen() {
    if (scrolls_.size() > 64) {
        std::erase_if(scrolls_, [&](const Scrolled& one) { return one.drawn_in + 2000 < frame(); });
    }
    if (kept_.size() > 64) {
        std::erase_if(kept_, [&](const Kept& one) { return one.drawn_in + 600 < frame(); });
    }
}

void UiHost::open_popover(std::uint64_t key) {
    if (popover_ == 0) focus_before_popover_ = sem_.focus();
    popover_ = key;
    popover_drawn_ = frame();
    popover_fresh_ = true;
    frames_.kick(3);
}

void UiHost::close_popover() {
    if (popover_ == 0) return;
    popover_ = 0;
    focus_by(focus_before_popover_, ring_visible_);
    frames_.kick(3);
}

}  // namespace vitrine::console
