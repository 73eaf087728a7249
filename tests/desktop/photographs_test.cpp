// Both native programs on a display that nobody sees (Xvfb), against a real store with the demo
// seed. Needs Xvfb, and fails without it.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/desktop/children.h"
#include "tests/desktop/photograph.h"

using namespace desktop_test;
using Json = nlohmann::json;

namespace {

const std::string build = VT_BINARY_DIR;

struct Scene {
    Folder folder;
    int port = free_port();
    std::string display;
    std::unique_ptr<Child> x_server, store;

    // What is missing, in words; "": the display and the store are there.
    std::string open() {
        const std::string x = "/usr/bin/Xvfb", store_path = build + "/vitrine-store";
        for (const std::string& needed :
             {x, store_path, build + "/vitrine-console", build + "/vitrine-kiosk"})
            if (access(needed.c_str(), X_OK) != 0)
                return needed + " is not here, so nothing can be photographed";
        if (!start_display(x))
            return "Xvfb opened no display: " + read_whole(folder / "xvfb.log");
        if (!start_store(store_path))
            return "the store does not answer: " + read_whole(folder / "store.log");
        return "";
    }

private:
    bool start_display(const std::string& x) {
        std::string socket;
        for (int number = 90 + getpid() % 400; display.empty(); ++number) {
            socket = "/tmp/.X11-unix/X" + std::to_string(number);
            if (!std::filesystem::exists(socket)) display = ":" + std::to_string(number);
        }
        x_server = std::make_unique<Child>(
            std::vector<std::string>{x, display, "-screen", "0", "1920x1080x24", "-nolisten",
                                     "tcp"},
            std::vector<std::string>{}, folder / "xvfb.log");
        for (int i = 0; i < 200 && x_server->running() && !std::filesystem::exists(socket); ++i)
            pause();
        return x_server->running() && std::filesystem::exists(socket);
    }
    bool start_store(const std::string& path) {
        store = std::make_unique<Child>(
            std::vector<std::string>{path, "serve", "--port", std::to_string(port), "--data",
                                     folder / "data", "--seed", "demo", "--reviewer", "nobody",
                                     "--quiet"},
            std::vector<std::string>{}, folder / "store.log");
        for (int i = 0; i < 3600 && store->running() && !answers(port); ++i) pause();
        return answers(port);
    }
    static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(50)); }
};

// Nothing here passes without a display: a case that has none fails with what is missing.
Scene& the_scene() {
    static Scene scene;
    static const std::string missing = scene.open();
    REQUIRE_MESSAGE(missing.empty(), missing);
    return scene;
}

struct Taken {
    int exit_code = -1;
    Photograph photo;
    Json probe;
    std::string words;
};

Taken photograph(Scene& scene, const std::string& program, const std::string& name,
                 std::vector<std::string> more) {
    const std::string png = scene.folder / (name + ".png"), probe = scene.folder / (name + ".json");
    const std::string log = scene.folder / (name + ".log");
    std::vector<std::string> words{build + "/" + program,
                                   "--store",
                                   "http://127.0.0.1:" + std::to_string(scene.port),
                                   "--user",
                                   "ines@northlight.example",
                                   "--photo",
                                   png,
                                   "--probe",
                                   probe,
                                   "--watch",
                                   "5"};
    words.insert(words.end(), more.begin(), more.end());
    Child child(words,
                {"DISPLAY=" + scene.display, "VITRINE_PASSWORD=vitrine-demo", "SDL_VIDEODRIVER=x11",
                 "XDG_STATE_HOME=" + (scene.folder / "state")},
                log);
    Taken out;
    out.exit_code = child.wait(120);
    out.words = read_whole(log);
    out.photo = Photograph::read(png);
    out.probe = Json::parse(read_whole(probe), nullptr, false);
    if (const char* keep = std::getenv("VITRINE_KEEP_PHOTOS"))
        std::filesystem::copy_file(png, std::string(keep) + "/" + name + ".png",
                                   std::filesystem::copy_options::overwrite_existing);
    return out;
}

void is_a_page(const Taken& taken, int width, int height) {
    CHECK_MESSAGE(taken.exit_code == 0, taken.words);
    CHECK(taken.photo.width == width);
    CHECK(taken.photo.height == height);
    CHECK(taken.photo.colours() > 100);
    CHECK(taken.photo.most_common_share() < 0.97);
    CHECK(taken.photo.busy_lines() > 60);
    REQUIRE(taken.probe.is_object());
    CHECK_FALSE(taken.probe["loading"].get<bool>());
    CHECK(taken.probe["blank_rows"].get<double>() == 0);
}

}  // namespace

TEST_CASE("the desktop program shows each page and then rests") {
    Scene& scene = the_scene();
    const std::pair<const char*, const char*> pages[] = {
        {"overview", "/"},
        {"submissions", "/submissions"},
        {"submission", "/submissions/example_20481"},
        {"reviews", "/reviews"},
        {"analytics", "/analytics"}};
    for (const auto& [name, place] : pages) {
        INFO(name);
        const Taken taken =
            photograph(scene, "vitrine-console", name, {"--place", place, "--renderer", "cpu"});
        is_a_page(taken, 1440, 900);
        // A label that tells an age may turn over once a minute.
        CHECK(taken.probe.value("idle_frames", 99) <= 2);
        CHECK(taken.probe.value("renderer", "") == "cpu");
    }
}

TEST_CASE("the desktop program draws with OpenGL ES and at other scales and themes") {
    Scene& scene = the_scene();
    is_a_page(photograph(scene, "vitrine-console", "gpu",
                         {"--place", "/reviews", "--renderer", "gpu", "--theme", "light"}),
              1440, 900);
    is_a_page(photograph(scene, "vitrine-console", "scaled",
                         {"--place", "/reviews", "--renderer", "cpu", "--scale", "1.25"}),
              1800, 1125);
}

TEST_CASE("the kiosk fills the display with its boards") {
    Scene& scene = the_scene();
    for (const char* board : {"today", "ratings"}) {
        const Taken taken =
            photograph(scene, "vitrine-kiosk", board,
                       {"--place", std::string("/boards/") + board, "--renderer", "cpu"});
        is_a_page(taken, 1920, 1080);
        CHECK(taken.probe.value("idle_frames", 99) <= 2);
    }
}

TEST_CASE("a store that does not answer is said in one line, with an exit code") {
    Scene& scene = the_scene();
    const std::string log = scene.folder / "nobody.log";
    Child child(
        {build + "/vitrine-console", "--store", "http://127.0.0.1:1", "--user", "a@b.example"},
        {"DISPLAY=" + scene.display, "VITRINE_PASSWORD=x",
         "XDG_STATE_HOME=" + (scene.folder / "other")},
        log);
    CHECK(child.wait(20) == 1);
    CHECK(read_whole(log).find("http://127.0.0.1:1 did not answer") != std::string::npos);
}

TEST_CASE("the kept session is for its owner only") {
    Scene& scene = the_scene();
    int sessions = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(scene.folder / "state")) {
        if (entry.path().filename() != "session") continue;
        ++sessions;
        CHECK((entry.status().permissions() & std::filesystem::perms::all) ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    }
    CHECK(sessions == 1);
}
