#include "shell/desktop/window.h"

#include <GLES3/gl3.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "imgui.h"
#include "shell/desktop/keys.h"
#include "shell/render/cpu/cpu_renderer.h"
#include "shell/render/gpu/gpu_gles.h"

namespace vitrine::shell {
namespace {

base::Problem no_window(std::string_view title, std::string_view detail) {
    return base::Problem::of(base::ProblemKind::unavailable, "no_window", title, detail);
}

void ask_for_gles3() {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
    SDL_GL_SetAttribute(SDL_GL_STENCIL_SIZE, 0);
}

// Mesa's and ANGLE's rasterisers on the CPU, which are slower than ours.
bool is_software(const char* renderer) {
    const std::string_view name = renderer ? renderer : "";
    for (const std::string_view soft : {"llvmpipe", "softpipe", "swrast", "SwiftShader"})
        if (name.find(soft) != std::string_view::npos) return true;
    return name.empty();
}

SDL_Window* make_window(const WindowWish& wish, float scale, std::uint32_t flags) {
    flags |= SDL_WINDOW_ALLOW_HIGHDPI;
    flags |=
        wish.frame == Frame::full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
    const auto px = [&](int logical) {
        return static_cast<int>(std::lround(static_cast<float>(logical) * scale));
    };
    return SDL_CreateWindow(wish.title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                            px(wish.width), px(wish.height), flags);
}

int mouse_button(std::uint8_t button) {
    switch (button) {
        case SDL_BUTTON_LEFT: return 0;
        case SDL_BUTTON_RIGHT: return 1;
        case SDL_BUTTON_MIDDLE: return 2;
        case SDL_BUTTON_X1: return 3;
        case SDL_BUTTON_X2: return 4;
        default: return -1;
    }
}

void feed_modifiers(SDL_Keymod mods) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Ctrl, (mods & KMOD_CTRL) != 0);
    io.AddKeyEvent(ImGuiMod_Shift, (mods & KMOD_SHIFT) != 0);
    io.AddKeyEvent(ImGuiMod_Alt, (mods & KMOD_ALT) != 0);
    io.AddKeyEvent(ImGuiMod_Super, (mods & KMOD_GUI) != 0);
}

void place_input_method(ImGuiContext*, ImGuiViewport*, ImGuiPlatformImeData* at) {
    if (!at->WantVisible) return SDL_StopTextInput();
    const float scale = ImGui::GetIO().DisplayFramebufferScale.y;
    const SDL_Rect line{static_cast<int>(at->InputPos.x * scale),
                        static_cast<int>(at->InputPos.y * scale), 1,
                        static_cast<int>(at->InputLineHeight * scale)};
    SDL_SetTextInputRect(&line);
    SDL_StartTextInput();
}

const char* clipboard_text(ImGuiContext*) {
    auto* kept = static_cast<std::string*>(ImGui::GetPlatformIO().Platform_ClipboardUserData);
    char* text = SDL_GetClipboardText();
    *kept = text ? text : "";
    SDL_free(text);
    return kept->c_str();
}

}  // namespace

base::Result<std::unique_ptr<Window>> Window::open(const WindowWish& wish) {
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return base::refused(no_window("There is no display to open a window on", SDL_GetError()));
    std::unique_ptr<Window> out(new Window);
    out->scale_ = std::clamp(wish.scale, 0.5f, 4.0f);
    out->fit_width_ = wish.fit_width;
    out->fit_height_ = wish.fit_height;
    const bool gpu = wish.renderer != RendererChoice::cpu && out->start_gpu(wish);
    if (!gpu && wish.renderer == RendererChoice::gpu)
        return base::refused(no_window("There is no OpenGL ES 3 here", "Use --renderer cpu"));
    if (!gpu) {
        out->window_.reset(make_window(wish, out->scale_, 0));
        if (!out->window_) return base::refused(no_window("No window opened", SDL_GetError()));
        out->start_cpu();
    }
    out->wake_event_ = SDL_RegisterEvents(1);
    out->renderer_->announce();
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_ClipboardUserData = &out->clipboard_;
    platform.Platform_GetClipboardTextFn = clipboard_text;
    platform.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) {
        SDL_SetClipboardText(text);
    };
    platform.Platform_SetImeDataFn = place_input_method;
    if (wish.frame == Frame::full_screen)
        SDL_DisableScreenSaver();
    else
        SDL_EnableScreenSaver();
    return out;
}

bool Window::start_gpu(const WindowWish& wish) {
    ask_for_gles3();
    window_.reset(make_window(wish, scale_, SDL_WINDOW_OPENGL));
    if (window_) gl_ = SDL_GL_CreateContext(window_.get());
    if (gl_) {
        const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
        const bool good = wish.renderer == RendererChoice::gpu || !is_software(name);
        auto gles = good ? std::make_unique<render::GlesRenderer>() : nullptr;
        if (gles && gles->works()) {
            SDL_GL_SetSwapInterval(1);
            renderer_ = std::move(gles);
            return true;
        }
        gles.reset();
        SDL_GL_DeleteContext(gl_);
        gl_ = nullptr;
    }
    window_.reset();
    return false;
}

void Window::start_cpu() { renderer_ = std::make_unique<render::CpuRenderer>(); }

Window::~Window() {
    renderer_.reset();
    for (auto& cursor : cursors_) cursor.reset();
    if (gl_) SDL_GL_DeleteContext(gl_);
    window_.reset();
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

std::string_view Window::renderer_name() const { return gl_ ? "gpu" : "cpu"; }

News Window::wait(double seconds) {
    News news;
    SDL_Event event;
    const int ms = seconds < 0 ? -1 : static_cast<int>(std::min(std::ceil(seconds * 1000), 1e9));
    if (ms != 0 && SDL_WaitEventTimeout(&event, ms)) take(event, news);
    while (SDL_PollEvent(&event)) take(event, news);
    return news;
}

void Window::wake() {
    SDL_Event event{};
    event.type = wake_event_;
    SDL_PushEvent(&event);
}

void Window::take(const SDL_Event& event, News& news) {
    ImGuiIO& io = ImGui::GetIO();
    int window_w = 1, drawable_w = 1, unused = 0;
    SDL_GetWindowSize(window_.get(), &window_w, &unused);
    SDL_GetWindowSizeInPixels(window_.get(), &drawable_w, &unused);
    const float per_point =
        static_cast<float>(drawable_w) / static_cast<float>(std::max(1, window_w)) / scale_;
    if (event.type == wake_event_) {
        news.woken = true;
        return;
    }
    switch (event.type) {
        case SDL_QUIT: news.quit = true; return;
        case SDL_WINDOWEVENT: return take_window_event(event.window, news);
        case SDL_MOUSEMOTION:
            io.AddMouseSourceEvent(event.motion.which == SDL_TOUCH_MOUSEID
                                       ? ImGuiMouseSource_TouchScreen
                                       : ImGuiMouseSource_Mouse);
            io.AddMousePosEvent(static_cast<float>(event.motion.x) * per_point,
                                static_cast<float>(event.motion.y) * per_point);
            break;
        case SDL_MOUSEBUTTONDOWN:
        case SDL_MOUSEBUTTONUP: {
            const int button = mouse_button(event.button.button);
            if (button < 0) return;
            io.AddMousePosEvent(static_cast<float>(event.button.x) * per_point,
                                static_cast<float>(event.button.y) * per_point);
            io.AddMouseButtonEvent(button, event.type == SDL_MOUSEBUTTONDOWN);
            break;
        }
        case SDL_MOUSEWHEEL:
            io.AddMouseWheelEvent(-event.wheel.preciseX, event.wheel.preciseY);
            break;
        case SDL_TEXTINPUT: io.AddInputCharactersUTF8(event.text.text); break;
        case SDL_KEYDOWN:
        case SDL_KEYUP: {
            feed_modifiers(static_cast<SDL_Keymod>(event.key.keysym.mod));
            const ImGuiKey key = key_of(event.key.keysym.sym);
            if (key != ImGuiKey_None) io.AddKeyEvent(key, event.type == SDL_KEYDOWN);
            break;
        }
        default: return;
    }
    news.input = true;
}

void Window::take_window_event(const SDL_WindowEvent& event, News& news) {
    ImGuiIO& io = ImGui::GetIO();
    switch (event.event) {
        case SDL_WINDOWEVENT_CLOSE: news.quit = true; return;
        case SDL_WINDOWEVENT_HIDDEN:
        case SDL_WINDOWEVENT_MINIMIZED: hidden_ = true; return;
        case SDL_WINDOWEVENT_SHOWN:
        case SDL_WINDOWEVENT_RESTORED:
        case SDL_WINDOWEVENT_MAXIMIZED: hidden_ = false; break;
        case SDL_WINDOWEVENT_EXPOSED:
        case SDL_WINDOWEVENT_SIZE_CHANGED: break;
        case SDL_WINDOWEVENT_LEAVE:
            io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
            news.input = true;
            return;
        case SDL_WINDOWEVENT_FOCUS_GAINED: io.AddFocusEvent(true); return;
        case SDL_WINDOWEVENT_FOCUS_LOST:
            io.AddFocusEvent(false);
            news.input = true;
            return;
        default: return;
    }
    whole_ = true;
    news.picture = true;
}

bool Window::visible() const { return !hidden_; }

void Window::fit_io(double delta_seconds) {
    ImGuiIO& io = ImGui::GetIO();
    int width = 0, height = 0;
    SDL_GetWindowSizeInPixels(window_.get(), &width, &height);
    if (width != width_px_ || height != height_px_) {
        renderer_->resize(width, height);
        width_px_ = width;
        height_px_ = height;
        whole_ = true;
    }
    if (fit_width_ > 0 && fit_height_ > 0)
        scale_ = std::clamp(std::min(static_cast<float>(width) / fit_width_,
                                     static_cast<float>(height) / fit_height_),
                            0.25f, 8.0f);
    io.DisplaySize =
        ImVec2(static_cast<float>(width) / scale_, static_cast<float>(height) / scale_);
    io.DisplayFramebufferScale = ImVec2(scale_, scale_);
    io.DeltaTime = static_cast<float>(std::clamp(delta_seconds, 1e-5, 0.1));
    io.ConfigInputTrickleEventQueue = true;
}

void Window::show(const ImDrawData& picture, ImU32 background) {
    const auto changed = renderer_->draw(picture, background);
    if (gl_)
        SDL_GL_SwapWindow(window_.get());
    else
        present_pixels(changed);
    show_cursor();
}

void Window::present_pixels(std::span<const render::PixelRect> changed) {
    const auto& cpu = static_cast<const render::CpuRenderer&>(*renderer_);
    SDL_Surface* surface = SDL_GetWindowSurface(window_.get());
    if (!surface || !cpu.pixels()) return;
    const render::PixelRect all{0, 0, cpu.width_px(), cpu.height_px()};
    if (std::exchange(whole_, false)) changed = {&all, 1};
    std::vector<SDL_Rect> rects;
    for (const render::PixelRect& r : changed) {
        SDL_Rect part{r.x, r.y, std::min(r.width, surface->w - r.x),
                      std::min(r.height, surface->h - r.y)};
        if (part.w <= 0 || part.h <= 0) continue;
        auto* to = static_cast<std::uint8_t*>(surface->pixels) + part.y * surface->pitch +
                   part.x * surface->format->BytesPerPixel;
        const std::uint32_t* from =
            cpu.pixels() + static_cast<std::size_t>(part.y) * all.width + part.x;
        SDL_ConvertPixels(part.w, part.h, SDL_PIXELFORMAT_RGBA32, from, all.width * 4,
                          surface->format->format, to, surface->pitch);
        rects.push_back(part);
    }
    if (!rects.empty())
        SDL_UpdateWindowSurfaceRects(window_.get(), rects.data(), static_cast<int>(rects.size()));
}

void Window::show_cursor() {
    constexpr SDL_SystemCursor shapes[] = {
        SDL_SYSTEM_CURSOR_ARROW,    SDL_SYSTEM_CURSOR_IBEAM,  SDL_SYSTEM_CURSOR_SIZEALL,
        SDL_SYSTEM_CURSOR_SIZENS,   SDL_SYSTEM_CURSOR_SIZEWE, SDL_SYSTEM_CURSOR_SIZENESW,
        SDL_SYSTEM_CURSOR_SIZENWSE, SDL_SYSTEM_CURSOR_HAND,   SDL_SYSTEM_CURSOR_WAIT};
    const int wanted = ImGui::GetMouseCursor();
    if (wanted == shown_cursor_) return;
    shown_cursor_ = wanted;
    if (wanted < 0) {
        SDL_ShowCursor(SDL_FALSE);
        return;
    }
    const auto at = std::min<std::size_t>(static_cast<std::size_t>(wanted), cursors_.size() - 1);
    if (!cursors_[at]) cursors_[at].reset(SDL_CreateSystemCursor(shapes[at]));
    SDL_SetCursor(cursors_[at].get());
    SDL_ShowCursor(SDL_TRUE);
}

std::vector<std::uint32_t> Window::read_pixels() {
    const auto count = static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_);
    if (!gl_) {
        const std::uint32_t* pixels = static_cast<render::CpuRenderer&>(*renderer_).pixels();
        if (!pixels) return {};
        return {pixels, pixels + count};
    }
    std::vector<std::uint32_t> out(count), upside_down(count);
    glReadPixels(0, 0, width_px_, height_px_, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
    for (int y = 0; y < height_px_; ++y)
        std::copy_n(
            upside_down.begin() + static_cast<std::ptrdiff_t>(height_px_ - 1 - y) * width_px_,
            width_px_, out.begin() + static_cast<std::ptrdiff_t>(y) * width_px_);
    return out;
}

std::vector<std::uint32_t> Window::photograph(const ImDrawData& picture, int& width, int& height) {
    const auto changed = renderer_->draw(picture, IM_COL32_BLACK);
    width = width_px_;
    height = height_px_;
    auto out = read_pixels();  // before the swap: afterwards the back buffer is undefined
    if (gl_)
        SDL_GL_SwapWindow(window_.get());
    else
        present_pixels(changed);
    return out;
}

}  // namespace vitrine::shell
