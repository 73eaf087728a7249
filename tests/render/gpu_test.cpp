// CPU against OpenGL ES 3 on the same draw data, without a window. Where there is no EGL (a machine
// without Mesa) the test says so and passes.
#include "scene.h"
#include "shell/render/cpu/cpu_renderer.h"
#include "shell/render/gpu/gpu_gles.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace vitrine::render;

namespace {

constexpr ImU32 ground = 0xFF201810u;

// A context without a surface and a framebuffer to draw into, both for one test.
class OffScreen {
public:
    OffScreen(int width, int height) : width_(width), height_(height) {
        const auto display_of = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
            eglGetProcAddress("eglGetPlatformDisplayEXT"));
        if (!display_of) return;
        display_ = display_of(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        if (!display_ || !eglInitialize(display_, nullptr, nullptr)) return;
        eglBindAPI(EGL_OPENGL_ES_API);
        const EGLint wanted[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT, EGL_SURFACE_TYPE, 0,
                                 EGL_NONE};
        const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_NONE};
        EGLConfig config = nullptr;
        EGLint found = 0;
        eglChooseConfig(display_, wanted, &config, 1, &found);
        context_ = eglCreateContext(display_, found ? config : nullptr, EGL_NO_CONTEXT, version);
        if (!context_ || !eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_))
            return;
        GLuint buffer = 0, frame = 0;
        glGenRenderbuffers(1, &buffer);
        glBindRenderbuffer(GL_RENDERBUFFER, buffer);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
        glGenFramebuffers(1, &frame);
        glBindFramebuffer(GL_FRAMEBUFFER, frame);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, buffer);
        works_ = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    }
    ~OffScreen() {
        if (context_) eglDestroyContext(display_, context_);
        if (display_) eglTerminate(display_);
    }
    OffScreen(const OffScreen&) = delete;
    OffScreen& operator=(const OffScreen&) = delete;

    bool works() const { return works_; }
    std::vector<std::uint32_t> pixels() const {
        std::vector<std::uint32_t> upside_down(static_cast<std::size_t>(width_ * height_)), out;
        glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, upside_down.data());
        for (int y = height_ - 1; y >= 0; --y)
            out.insert(out.end(), upside_down.begin() + y * width_,
                       upside_down.begin() + (y + 1) * width_);
        return out;
    }

private:
    int width_, height_;
    EGLDisplay display_ = nullptr;
    EGLContext context_ = nullptr;
    bool works_ = false;
};

int difference(std::uint32_t a, std::uint32_t b) {
    int most = 0;
    for (int shift = 0; shift < 24; shift += 8)
        most = std::max(most, std::abs(int(a >> shift & 255) - int(b >> shift & 255)));
    return most;
}

// Share of pixels, in percent, that differ by more than two levels.
double percent_off(const std::vector<std::uint32_t>& a, const std::uint32_t* b) {
    std::size_t off = 0;
    for (std::size_t i = 0; i < a.size(); ++i) off += difference(a[i], b[i]) > 2;
    return 100.0 * static_cast<double>(off) / static_cast<double>(a.size());
}

struct Pair {
    std::vector<std::uint32_t> gpu;
    CpuRenderer cpu;
};

// Draws the stage on both. False: there is no OpenGL ES here.
bool draw_both(Stage& stage, Pair& out) {
    const OffScreen screen(stage.width_px(), stage.height_px());
    if (!screen.works()) {
        MESSAGE(
            "SKIPPED: no OpenGL ES 3 without a window on this machine; CPU and GPU not compared");
        return false;
    }
    ImGui::CreateContext();
    {
        GlesRenderer gles;
        REQUIRE(gles.works());
        gles.announce();
        gles.resize(stage.width_px(), stage.height_px());
        gles.draw(stage.data(), ground);
        out.gpu = screen.pixels();
    }
    ImGui::DestroyContext();
    out.cpu.resize(stage.width_px(), stage.height_px());
    out.cpu.draw(stage.data(), ground);
    return true;
}

}  // namespace

TEST_CASE("CPU and GPU draw the same scene within the stated tolerance") {
    for (const float scale : {1.0f, 1.25f, 2.0f})
        for (std::uint32_t seed = 0; seed < 4; ++seed) {
            Stage stage(300, 200, scale, ImTextureFormat_RGBA32);
            build_scene(stage, seed, 4);
            Pair pair;
            if (!draw_both(stage, pair)) return;
            CAPTURE(scale);
            CAPTURE(seed);
            const double off = percent_off(pair.gpu, pair.cpu.pixels());
            WARN(off <= 0.1);  // what Mesa's software driver reaches; others may round otherwise
            CHECK(off <= 1.0);
            if (off <= 1.0) continue;
            dump("gpu", pair.gpu.data(), stage.width_px(), stage.height_px());
            dump("cpu", pair.cpu.pixels(), stage.width_px(), stage.height_px());
        }
}

TEST_CASE("text is the same on CPU and GPU, to one level") {
    for (const float scale : {1.0f, 1.25f, 2.0f}) {
        Stage stage(300, 100, scale, ImTextureFormat_RGBA32);
        stage.clear();
        ImDrawList& list = stage.add_list();
        Dice dice(1);
        for (int i = 0; i < 200; ++i)
            stage.glyph(list, i % 2 ? stage.glyphs : stage.pictures, 1 + dice.below(255),
                        dice.between(-10, 300), dice.between(-10, 100), dice.colour());
        Pair pair;
        if (!draw_both(stage, pair)) return;
        int worst = 0;
        for (std::size_t i = 0; i < pair.gpu.size(); ++i)
            worst = std::max(worst, difference(pair.gpu[i], pair.cpu.pixels()[i]));
        CAPTURE(scale);
        CHECK(worst <= 2);  // up to a level for each of the glyphs that lie over each other
    }
}
