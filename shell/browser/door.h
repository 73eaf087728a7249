// Everything that lives as long as the page: Dear ImGui, the console, the mirror and the picture.
#pragma once
#include <memory>

#include "console/console.h"
#include "shell/browser/browser_shell.h"
#include "shell/browser/mirror.h"
#include "shell/browser/picture.h"

namespace vitrine::browser {

// Facts about the machine that the page knows and hands to start(); the bits of its `facts`.
enum Fact : std::uint32_t {
    fact_dark = 1,            // prefers-color-scheme
    fact_reduced_motion = 2,
    fact_mac = 4,             // Cmd instead of Ctrl
    fact_gpu = 8,             // draw with WebGL2
};

class Door {
public:
    Door(std::uint32_t facts, std::string place);

    void resize(float width, float height, int width_px, int height_px);
    // Draws one frame; true when the mirror must be shown at once.
    bool frame();
    void show_mirror();
    void set_facts(std::uint32_t facts);
    void act(std::uint32_t element, console::SemActionKind kind, std::string value);
    void set_fonts(std::string container);

    BrowserShell shell;
    Mirror mirror;
    Picture picture;
    std::unique_ptr<console::Console> console;
    double first_data_at = 0;  // vt_seconds() right after the frame that drew the first row

private:
    double last_frame_ = 0;
};

// The page's one door; made by the export `start`.
Door& door();
bool has_door();
void open_door(std::uint32_t facts, std::string place);

}  // namespace vitrine::browser
