// One SDL2 window: feeds Dear ImGui's io from its events and shows the pictures of a renderer.
//
// Only SDL's video part is started: with joysticks or sensors SDL's wait polls instead of sleeping.
// wait() blocks in the display server's socket, so an idle program costs nothing.
//
//     logical pixels = window pixels / scale        (io.DisplaySize, mouse)
//     picture        = drawable pixels              (renderer, photograph)
#pragma once
#include <SDL.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "shell/render/renderer.h"

namespace vitrine::shell {

enum class RendererChoice : std::uint8_t { automatic, gpu, cpu };
enum class Frame : std::uint8_t { window, full_screen };

struct WindowWish {
    std::string title;
    int width = 1440, height = 900;  // logical pixels; full_screen takes the display's
    float scale = 1;                 // 0.5 .. 4 window pixels per logical pixel
    Frame frame = Frame::window;
    // > 0: the scale follows the display, so that it always shows that many logical pixels across
    // and at least `fit_height` down. For layouts made for one size.
    float fit_width = 0, fit_height = 0;
    RendererChoice renderer = RendererChoice::automatic;
};

// What one wait() brought.
struct News {
    bool input = false;    // io was fed
    bool woken = false;    // somebody called wake()
    bool picture = false;  // the window needs its picture again: shown, resized, uncovered
    bool quit = false;
};

class Window {
public:
    // Needs a current Dear ImGui context. Refuses (unavailable) without a display, and when
    // `renderer` is gpu but there is no OpenGL ES 3. automatic: a software OpenGL counts as none.
    static base::Result<std::unique_ptr<Window>> open(const WindowWish& wish);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    News wait(double seconds);  // until something happens or the time is over; < 0: no limit
    void wake();                // from any thread: the wait ends
    void fit_io(double delta_seconds);
    bool visible() const;  // minimised and hidden windows are not drawn
    void show(const ImDrawData& picture, ImU32 background);
    // Shows `picture` and gives what was drawn as opaque RGBA of `width` x `height`.
    std::vector<std::uint32_t> photograph(const ImDrawData& picture, int& width, int& height);

    std::string_view renderer_name() const;  // "gpu" or "cpu"
    void set_title(const std::string& title) { SDL_SetWindowTitle(window_.get(), title.c_str()); }

private:
    struct Close {
        void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
        void operator()(SDL_Cursor* cursor) const { SDL_FreeCursor(cursor); }
    };
    Window() = default;
    bool start_gpu(const WindowWish& wish);
    void start_cpu();
    void take(const SDL_Event& event, News& news);
    void take_window_event(const SDL_WindowEvent& event, News& news);
    std::vector<std::uint32_t> read_pixels();
    void present_pixels(std::span<const render::PixelRect> changed);
    void show_cursor();

    std::unique_ptr<SDL_Window, Close> window_;
    SDL_GLContext gl_ = nullptr;
    std::unique_ptr<render::Renderer> renderer_;
    std::array<std::unique_ptr<SDL_Cursor, Close>, 9> cursors_;  // by ImGuiMouseCursor
    std::string clipboard_;
    float scale_ = 1, fit_width_ = 0, fit_height_ = 0;
    int width_px_ = 0, height_px_ = 0, shown_cursor_ = -2;
    std::uint32_t wake_event_ = 0;
    bool hidden_ = false, whole_ = true;
};

}  // namespace vitrine::shell
