#include "scalar_copy.h"
#include "scene.h"
#include "shell/render/cpu/cpu_renderer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>

using namespace vitrine::render;

namespace {

constexpr ImU32 ground = 0xFF201810u;

std::span<const std::uint32_t> pixels_of(const CpuRenderer& renderer) {
    return {renderer.pixels(),
            static_cast<std::size_t>(renderer.width_px() * renderer.height_px())};
}

std::vector<std::uint32_t> drawn_anew(Stage& stage) {
    CpuRenderer fresh;
    fresh.resize(stage.width_px(), stage.height_px());
    fresh.draw(stage.data(), ground);
    return {pixels_of(fresh).begin(), pixels_of(fresh).end()};
}

bool equals_drawn_anew(const CpuRenderer& kept, Stage& stage, const std::string& name) {
    const auto got = pixels_of(kept);
    const auto wanted = drawn_anew(stage);
    if (std::equal(got.begin(), got.end(), wanted.begin(), wanted.end())) return true;
    dump((name + "_kept").c_str(), kept.pixels(), kept.width_px(), kept.height_px());
    dump((name + "_anew").c_str(), wanted.data(), kept.width_px(), kept.height_px());
    return false;
}

}  // namespace

TEST_CASE("a frame that changes some tiles equals a frame drawn anew, byte for byte") {
    for (const float scale : {1.0f, 1.25f, 2.0f}) {
        Stage stage(300, 200, scale);
        CpuRenderer kept;
        kept.resize(stage.width_px(), stage.height_px());
        Dice dice(8);
        int partial = 0;
        for (int frame = 0; frame < 80; ++frame) {
            build_scene(stage, static_cast<std::uint32_t>(frame / 20), dice.below(40));
            if (dice.below(4) == 0) stage.glyphs.repaint_slot(1 + dice.below(255), dice.next());
            if (dice.below(6) == 0) stage.pictures.repaint_slot(1 + dice.below(255), dice.next());
            kept.draw(stage.data(), ground);
            partial += kept.tally().dirty_share < 0.9f;
            CAPTURE(scale);
            CAPTURE(frame);
            REQUIRE(equals_drawn_anew(kept, stage, "partial"));
        }
        CHECK(partial > 40);
    }
}

TEST_CASE("pixels outside the reported rectangles are untouched, and the same frame reports none") {
    Stage stage(300, 200, 1);
    CpuRenderer renderer;
    renderer.resize(300, 200);
    build_scene(stage, 1, 0);
    renderer.draw(stage.data(), ground);
    for (int moment = 1; moment < 20; ++moment) {
        const std::vector<std::uint32_t> before(pixels_of(renderer).begin(),
                                                pixels_of(renderer).end());
        build_scene(stage, 1, moment);
        const auto told = renderer.draw(stage.data(), ground);
        const std::vector<PixelRect> dirty(told.begin(), told.end());
        CHECK(dirty.size() <= Tiles::most_rects);
        CHECK_FALSE(dirty.empty());
        int untold = 0;
        for (int y = 0; y < 200; ++y)
            for (int x = 0; x < 300; ++x) {
                const auto i = static_cast<std::size_t>(y * 300 + x);
                bool inside = false;
                for (const PixelRect& r : dirty)
                    inside |= x >= r.x && y >= r.y && x < r.x + r.width && y < r.y + r.height;
                untold += !inside && pixels_of(renderer)[i] != before[i];
            }
        CHECK(untold == 0);
        build_scene(stage, 1, moment);
        CHECK(renderer.draw(stage.data(), ground).empty());
    }
}

TEST_CASE("a reused slot of an atlas repaints what shows it, and little else") {
    Stage stage(300, 200, 1);
    CpuRenderer renderer;
    renderer.resize(300, 200);
    const auto show = [&] {
        stage.clear();
        ImDrawList& list = stage.add_list();
        stage.glyph(list, stage.pictures, 5, 10, 10, 0xFFFFFFFFu);
        stage.glyph(list, stage.pictures, 200, 200, 150, 0xFFFFFFFFu);
        const auto dirty = renderer.draw(stage.data(), ground);
        return std::vector<PixelRect>(dirty.begin(), dirty.end());
    };
    show();
    CHECK(show().empty());
    stage.pictures.repaint_slot(5, 4711);
    CHECK(show() == std::vector<PixelRect>{{0, 0, 32, 32}});
    CHECK(equals_drawn_anew(renderer, stage, "slot"));
    stage.pictures.paint_slot(5, 99);  // no rectangle: the whole texture counts as changed
    stage.pictures.texture().SetStatus(ImTextureStatus_WantUpdates);
    CHECK(show().size() == 2);
    stage.pictures.paint_slot(200, 100);
    stage.pictures.texture().SetStatus(ImTextureStatus_WantCreate);
    CHECK(show().size() == 2);
    CHECK(equals_drawn_anew(renderer, stage, "slot"));
}

TEST_CASE("texture requests are answered") {
    Stage stage(64, 64, 1);
    CpuRenderer renderer;
    renderer.resize(64, 64);
    ImVector<ImTextureData*> asked;
    asked.push_back(&stage.glyphs.texture());
    asked.push_back(&stage.pictures.texture());
    ImDrawData& data = stage.data();
    data.Textures = &asked;
    renderer.draw(data, ground);
    CHECK(stage.glyphs.texture().Status == ImTextureStatus_OK);
    CHECK(stage.glyphs.texture().TexID != ImTextureID_Invalid);
    stage.glyphs.repaint_slot(3, 1);
    renderer.draw(data, ground);
    CHECK(stage.glyphs.texture().Status == ImTextureStatus_OK);
    CHECK(stage.glyphs.texture().Updates.empty());
    stage.glyphs.texture().SetStatus(ImTextureStatus_WantDestroy);
    renderer.draw(data, ground);
    CHECK(stage.glyphs.texture().Status == ImTextureStatus_WantDestroy);  // may still be in use
    stage.glyphs.texture().UnusedFrames = 1;
    renderer.draw(data, ground);
    CHECK(stage.glyphs.texture().Status == ImTextureStatus_Destroyed);
    CHECK(stage.glyphs.texture().TexID == ImTextureID_Invalid);
}

TEST_CASE("what a page is made of takes the fast paths") {
    for (const float scale : {1.0f, 1.25f, 2.0f}) {
        Stage stage(300, 200, scale);
        stage.clear();
        ImDrawList& list = stage.add_list();
        list.AddRectFilled({0, 0}, {300, 200}, 0xFF101010u);
        list.AddRectFilled({10, 10}, {50, 50}, 0x40FFFFFFu);
        list.AddRectFilledMultiColor({60, 10}, {90, 50}, ~0u, ~0u, 0xFF000000u, 0xFF000000u);
        for (int i = 0; i < 10; ++i) {
            stage.glyph(list, stage.glyphs, 9, static_cast<float>(i) * 17.3f, 60.9f, ~0u);
            stage.glyph(list, stage.pictures, 9, static_cast<float>(i) * 17.3f, 80.1f, ~0u);
        }
        list.AddTriangleFilled({10, 100}, {60, 100}, {30, 140}, 0xFF00FF00u);
        CpuRenderer renderer;
        renderer.resize(stage.width_px(), stage.height_px());
        renderer.draw(stage.data(), ground);
        const Tally tally = renderer.tally();
        CAPTURE(scale);
        CHECK(tally.of(Kind::fill) == 1);
        CHECK(tally.of(Kind::tint) == 1);
        CHECK(tally.of(Kind::ramp) == 1);
        CHECK(tally.of(Kind::glyph) == 10);
        CHECK(tally.of(Kind::image) == 10);
        CHECK(tally.of(Kind::tri_flat) == 1);
        CHECK(tally.of(Kind::tri_fade) >= 3);
        CHECK(tally.of(Kind::scaled) + tally.of(Kind::tri_textured) + tally.of(Kind::tri_ramp) ==
              0);
        CHECK(tally.refused == 0);
    }
}

TEST_CASE("clip rectangles cut where OpenGL's scissor cuts") {
    const auto lit = [](ImVec4 clip, float scale) {
        Stage stage(20, 20, scale);
        ImDrawList& list = stage.add_list();
        list.PushClipRect({clip.x, clip.y}, {clip.z, clip.w});
        list.AddRectFilled({-5, -5}, {40, 40}, ~0u);
        CpuRenderer renderer;
        renderer.resize(stage.width_px(), stage.height_px());
        renderer.draw(stage.data(), 0xFF000000u);
        PixelRect out{999, 999, 0, 0};
        for (int y = 0; y < renderer.height_px(); ++y)
            for (int x = 0; x < renderer.width_px(); ++x)
                if (renderer.pixels()[y * renderer.width_px() + x] == ~0u) {
                    out.x = std::min(out.x, x), out.y = std::min(out.y, y);
                    out.width = std::max(out.width, x + 1 - out.x);
                    out.height = std::max(out.height, y + 1 - out.y);
                }
        return out;
    };
    CHECK(lit({2, 3, 10, 12}, 1) == PixelRect{2, 3, 8, 9});
    CHECK(lit({2, 3, 10, 12}, 2) == PixelRect{4, 6, 16, 18});
    CHECK(lit({2.6f, 3.6f, 10.4f, 12.4f}, 1) == PixelRect{2, 5, 7, 8});  // as upstream's truncation
    CHECK(lit({-50, -50, 50, 50}, 1) == PixelRect{0, 0, 20, 20});
    CHECK(lit({5, 5, 5, 9}, 1).width == 0);
    CHECK(lit({9, 9, 5, 5}, 1).width == 0);
}

TEST_CASE("draw data that makes no sense is left out, never followed") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), huge = 1e30f,
                    endless = std::numeric_limits<float>::infinity();
    Dice dice(6);
    Stage stage(120, 90, 1.5f);
    CpuRenderer renderer;
    renderer.resize(stage.width_px(), stage.height_px());
    const float odd[] = {nan, huge, -huge, endless, -endless, 1e6f, -1e6f, 3.4e38f, 0, 50, 1e-30f};
    for (int round = 0; round < 400; ++round) {
        build_scene(stage, static_cast<std::uint32_t>(round), round);
        for (const ImDrawList* const_list : stage.data().CmdLists) {
            auto& list = *const_cast<ImDrawList*>(const_list);
            for (int i = 0; i < 40; ++i) {
                ImDrawVert& vertex = list.VtxBuffer[dice.below(list.VtxBuffer.Size)];
                float* fields[] = {&vertex.pos.x, &vertex.pos.y, &vertex.uv.x, &vertex.uv.y};
                *fields[dice.below(4)] = odd[dice.below(11)];
            }
            for (int i = 0; i < 5; ++i)
                list.IdxBuffer[dice.below(list.IdxBuffer.Size)] =
                    static_cast<ImDrawIdx>(dice.next());
            ImDrawCmd& command = list.CmdBuffer[dice.below(list.CmdBuffer.Size)];
            switch (dice.below(7)) {
                case 0:
                    command.ElemCount = dice.next();
                    break;
                case 1:
                    command.IdxOffset = dice.next();
                    break;
                case 2:
                    command.VtxOffset = dice.next();
                    break;
                case 3:
                    (&command.ClipRect.x)[dice.below(4)] = odd[dice.below(11)];
                    break;
                case 4:
                    command.TexRef = {};
                    break;
                case 5:
                    command.UserCallback = [](const ImDrawList*, const ImDrawCmd*) {
                        REQUIRE(false);
                    };
                    break;
                default:
                    command.ElemCount -= 1;
                    break;
            }
        }
        renderer.draw(stage.data(), ground);
        CHECK(renderer.tally().refused > 0);
        REQUIRE(equals_drawn_anew(renderer, stage, "hostile"));
    }
    ImDrawData& data = stage.data();
    data.FramebufferScale = {nan, endless};
    renderer.draw(data, ground);
    renderer.resize(-5, 1 << 30);
    CHECK(renderer.pixels() == nullptr);
    CHECK(renderer.draw(data, ground).empty());
}

TEST_CASE("vectors and plain loops give the same bytes") {
    for (std::uint32_t seed = 0; seed < 6; ++seed) {
        Stage stage(300, 200, seed % 2 ? 2.0f : 1.25f);
        build_scene(stage, seed, 3);
        const auto fast = drawn_anew(stage);
        const auto scalar =
            scalar_pixels(stage.data(), stage.width_px(), stage.height_px(), ground);
        REQUIRE(std::equal(fast.begin(), fast.end(), scalar.begin(), scalar.end()));
    }
}

TEST_CASE("size and background changes repaint everything") {
    Stage stage(100, 100, 1);
    build_scene(stage, 2, 0);
    CpuRenderer renderer;
    renderer.resize(100, 100);
    const PixelRect all{0, 0, 100, 100};
    CHECK(renderer.draw(stage.data(), ground)[0] == all);
    CHECK(renderer.draw(stage.data(), ground).empty());
    CHECK(renderer.draw(stage.data(), ground + 1)[0] == all);
    renderer.resize(90, 80);
    CHECK(renderer.draw(stage.data(), ground)[0] == PixelRect{0, 0, 90, 80});
    renderer.resize(100, 100);
    renderer.draw(stage.data(), ground);
    renderer.forget_textures();
    renderer.draw(stage.data(), ground);
    CHECK(equals_drawn_anew(renderer, stage, "forgotten"));
}
