// The picture of a few scenes as hashes, in tests/golden/render_scenes.txt. They are the same on
// every machine and in every build, so a change is either meant (./dev test --accept) or a bug.
#include "scene.h"
#include "shell/render/cpu/cpu_renderer.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <string>

using namespace vitrine::render;

namespace {

constexpr int scene_count = 4;
constexpr float scales[] = {1.0f, 1.25f, 2.0f};

std::string line_of(int scene, float scale, bool keep_picture) {
    Stage stage(300, 200, scale);
    build_scene(stage, static_cast<std::uint32_t>(scene), 2 + scene);
    CpuRenderer renderer;
    renderer.resize(stage.width_px(), stage.height_px());
    renderer.draw(stage.data(), 0xFF201810u);
    const auto size = static_cast<std::size_t>(stage.width_px() * stage.height_px());
    std::ostringstream line;
    line << "scene " << scene << " scale " << scale << ": " << std::hex << std::setw(16)
         << std::setfill('0') << hash_of({renderer.pixels(), size});
    const std::string name =
        "scene" + std::to_string(scene) + "_" + std::to_string(int(scale * 100));
    if (keep_picture) dump(name.c_str(), renderer.pixels(), stage.width_px(), stage.height_px());
    return line.str() + "\n";
}

std::string all_lines(bool keep_pictures) {
    std::string text;
    for (int scene = 0; scene < scene_count; ++scene)
        for (const float scale : scales) text += line_of(scene, scale, keep_pictures);
    return text;
}

}  // namespace

TEST_CASE("scenes look as they did") {
    const std::string path = VT_SOURCE_DIR "/tests/golden/render_scenes.txt",
                      now = all_lines(false);
    if (std::getenv("VITRINE_ACCEPT")) std::ofstream(path) << now;
    std::ifstream file(path);
    std::stringstream golden;
    golden << file.rdbuf();
    CHECK(golden.str() == now);
    if (golden.str() != now) all_lines(true);
}
