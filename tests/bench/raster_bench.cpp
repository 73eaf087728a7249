// What a frame costs without a GPU: a page like ours at 1440 x 900, all of it and as a hover
// changes it, Prints figures, judges nothing: machines differ. raster_scalar_bench is the same
// without vectors.
#include "../render/scene.cpp"
#include "shell/render/cpu/cpu_renderer.h"
#include "shell/render/cpu/lanes.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace vitrine::render_bench {
namespace {

using render::CpuRenderer, render::Dice, render::Sheet, render::Stage;

constexpr int rounds = 40;

void chart(ImDrawList& list, int moment) {
    std::vector<ImVec2> line;
    for (int i = 0; i < 2000; ++i)
        line.push_back({270 + static_cast<float>(i) * 0.55f,
                        330 + 60 * std::sin(static_cast<float>(i + moment) * 0.02f) +
                            20 * std::sin(static_cast<float>(i) * 0.37f)});
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const ImVec2 white = Sheet::white(), a = line[i], b = line[i + 1];
        list.PrimReserve(6, 4);
        list.PrimQuadUV(a, b, {b.x, 430}, {a.x, 430}, white, white, white, white, 0x40D07030u);
        list._VtxWritePtr[-1].col = list._VtxWritePtr[-2].col = 0x00D07030u;
    }
    list.AddPolyline(line.data(), static_cast<int>(line.size()), 0xFFD07030u, 0, 2);
}

void text(const Stage& stage, Stage& sheets, ImDrawList& list, Dice& dice, float x, float y,
          int letters) {
    for (int i = 0; i < letters; ++i)
        stage.glyph(list, sheets.glyphs, 1 + dice.below(255), x + static_cast<float>(i) * 8, y,
                    0xFFE0E0E0u);
}

// `hover`: which row of the table is lit. `moment` shifts the chart.
void build_page(Stage& stage, int hover, int moment) {
    stage.clear();
    Dice dice(1);
    ImDrawList& list = stage.add_list();
    list.AddRectFilled({0, 0}, {240, 900}, 0xFF281E18u);
    for (int i = 0; i < 14; ++i)
        text(stage, stage, list, dice, 40, 80 + static_cast<float>(i) * 36, 14);
    for (int i = 0; i < 4; ++i) {
        const float x = 264 + static_cast<float>(i) * 290;
        list.AddRectFilled({x, 80}, {x + 270, 220}, 0xFF30241Cu, 8);
        list.AddRect({x, 80}, {x + 270, 220}, 0xFF50443Cu, 8);
        text(stage, stage, list, dice, x + 16, 96, 24);
        text(stage, stage, list, dice, x + 16, 130, 10);
    }
    chart(stage.add_list(), moment);
    ImDrawList& table = stage.add_list();
    for (int row = 0; row < 25; ++row) {
        const float y = 450 + static_cast<float>(row) * 18;
        if (row == hover) table.AddRectFilled({264, y}, {1416, y + 18}, 0x20FFFFFFu);
        for (int column = 0; column < 8; ++column)
            text(stage, stage, table, dice, 272 + static_cast<float>(column) * 140, y + 1, 11);
    }
}

template <class Draw>
double median_ms(Draw draw) {
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) times.push_back(draw(round));
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

double timed(CpuRenderer& renderer, Stage& stage, ImU32 background) {
    ImDrawData& data = stage.data();
    const auto start = std::chrono::steady_clock::now();
    renderer.draw(data, background);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

void measure(float scale) {
    Stage stage(1440, 900, scale);
    CpuRenderer renderer;
    renderer.resize(stage.width_px(), stage.height_px());
    build_page(stage, 3, 0);
    const double full = median_ms(
        [&](int round) { return timed(renderer, stage, 0xFF000000u + static_cast<ImU32>(round)); });
    const auto tally = renderer.tally();
    const double still = median_ms([&](int) { return timed(renderer, stage, 0xFF000000u); });
    const double hover = median_ms([&](int round) {
        build_page(stage, round % 25, 0);
        return timed(renderer, stage, 0xFF000000u);
    });
    const float share = renderer.tally().dirty_share * 100;
    const double moving = median_ms([&](int round) {
        build_page(stage, 3, round);
        return timed(renderer, stage, 0xFF000000u);
    });
    std::printf(
        "%s, scale %.2f: full %.2f ms, nothing new %.2f, hover %.2f (%.1f %% dirty), chart moves "
        "%.2f\n",
        render::has_lanes ? "vectors" : "scalar", static_cast<double>(scale), full, still, hover,
        static_cast<double>(share), moving);
    std::printf("        operations:");
    for (const int count : tally.ops) std::printf(" %d", count);
    std::printf("\n");
}

}  // namespace
}  // namespace vitrine::render_bench

int main() {
    vitrine::render_bench::measure(1);
    vitrine::render_bench::measure(2);
}
