// A console without its views: draws what a test asks for, frame by frame, on the CPU renderer.
#pragma once
#include <string>
#include <vector>

#include "console/ui_host.h"
#include "imgui.h"
#include "shell/headless/fake_text.h"
#include "shell/render/cpu/cpu_renderer.h"

namespace vitrine::test {

std::string ui_fonts();  // the bytes of ui.fonts, "" when it was not built

struct Screen {
    explicit Screen(float width = 1000, float height = 700,
                    shell::Shell::Fields fields = shell::Shell::Fields::own,
                    shell::TextDoor* door = nullptr);

    // One frame, 1/60 s after the last.
    template <class Draw>
    void frame(Draw draw) {
        before();
        console::Ui ui = host.begin_frame(look());
        draw(ui);
        host.end_frame(ui);
        after();
    }
    template <class Draw>
    void frames(int count, Draw draw) {
        for (int i = 0; i < count; ++i) frame(draw);
    }
    // Frames until the scheduler wants none at once; how many it took (at most 100).
    template <class Draw>
    int settle(Draw draw) {
        int count = 0;
        while (host.frames().next_frame_at() <= seconds && count < 100) {
            frame(draw);
            ++count;
        }
        return count;
    }
    // Press and release of the left button, with the frames a person's hand takes.
    template <class Draw>
    void click(float x, float y, Draw draw) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(x, y);
        frames(2, draw);
        io.AddMouseButtonEvent(0, true);
        frames(2, draw);
        io.AddMouseButtonEvent(0, false);
        frames(2, draw);
    }
    template <class Draw>
    void key(ImGuiKey key, Draw draw) {
        ImGui::GetIO().AddKeyEvent(key, true);
        frame(draw);
        ImGui::GetIO().AddKeyEvent(key, false);
        frame(draw);
    }

    const console::SemNode* find(console::SemRole role, std::string_view name) const;
    std::string text() const { return console::screen_text(host_nodes()); }
    const std::vector<console::SemNode>& host_nodes() const;
    void resize(float width, float height, float scale = 1);
    // Writes the picture as a portable pixmap when the environment names a folder.
    void photograph(const std::string& name) const;

    shell::FakeText fake;
    mutable console::UiHost host;
    render::CpuRenderer renderer;
    const console::Theme* theme = &console::tokens::dark;
    base::Instant now{1'778'755'260'000};  // 14 May 2026, 10:41 UTC
    double seconds = 1;
    float scale = 1;

private:
    console::FrameLook look() const;
    void before();
    void after();
};

}  // namespace vitrine::test
