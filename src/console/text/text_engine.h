// Lays out and draws text of any script through the platform's TextDoor, with caches: layouts by
// (text, style, width, lines, language), line bitmaps by (line, style, scale) in a RunAtlas. At
// most `lines_per_frame` lines are rasterised in a frame; the rest show as bars and a frame is
// asked for.
//
// A view does not call this: text() and paragraph() (type.h) do.
#pragma once
#include <cstdint>
#include <vector>

#include "console/text/run_atlas.h"
#include "console/ui.h"

namespace vitrine::console {

class TextEngine {
public:
    static constexpr int lines_per_frame = 40;

    explicit TextEngine(shell::TextDoor& door);

    void begin_frame(std::int64_t frame, float scale);
    // Valid until the next call of layout in a later frame.
    const shell::TextBlock& layout(const shell::TextAsk& ask);
    // Draws `line` with its left edge at x and its baseline at y (logical). False: not yet there,
    // a bar was drawn instead. May lay out: copy what layout() gave before drawing it.
    bool draw(Ui& ui, const shell::TextLine& line, const shell::TextAsk& style, float x,
              float baseline, Colour colour);
    std::size_t pages() const { return atlas_.pages(); }
    std::int64_t rasterised() const { return rasterised_; }  // since the start, for tests

private:
    struct Layout {
        std::uint64_t key = 0;
        std::int64_t used_in = -1;
        shell::TextBlock block;
    };
    struct Run {
        std::uint64_t key = 0;
        std::int64_t used_in = -1;
        std::vector<RunAtlas::Slot> slots;  // left to right: a wide line is cut into slices
        std::int32_t left = 0, top = 0;
        bool empty = false, colored = false;
    };
    bool draw_run(Ui& ui, const shell::TextLine& line, const shell::TextAsk& style, float x,
                  float baseline, Colour colour);
    float width_of(std::string_view text, const shell::TextAsk& style);
    Run* find_run(std::uint64_t key);
    Run* raster(std::uint64_t key, const shell::TextLine& line, const shell::TextAsk& style);

    shell::TextDoor& door_;
    RunAtlas atlas_;
    std::vector<Layout> layouts_;  // 4-way sets
    std::vector<Run> runs_;
    std::int64_t frame_ = 0, rasterised_ = 0;
    std::uint32_t epoch_ = 0;
    float scale_ = 1;
    int budget_ = lines_per_frame;
};

}  // namespace vitrine::console
