// Every real file of the shared folder comes in. Skipped, loudly, where the folder is absent.
#include <doctest/doctest.h>

#include <algorithm>

#include "service/machine/secrets.h"
#include "service/sqlite/sqlite_store.h"
#include "tests/import/stage.h"

using vitrine::test::Stage;
namespace fs = std::filesystem;

namespace {

const fs::path data = fs::path(VT_SHARED_DIR) / "data";

bool absent() {
    if (fs::exists(data / "reviews")) return false;
    MESSAGE("SKIPPED: there are no shared files at " << data.string());
    return true;
}

std::vector<std::string> files_in(const char* folder, std::string_view but = "") {
    std::vector<std::string> out;
    for (const auto& one : fs::directory_iterator(data / folder)) {
        const std::string name = one.path().filename().string();
        const bool wanted = name.find(".csv") != std::string::npos ||
                            name.find(".jsonl") != std::string::npos;
        if (wanted && name != but) out.push_back(one.path().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

struct DiskStage : Stage {
    DiskStage() {
        fs::create_directories(folder / "db");
        store = vitrine::service::sqlite::open_store((folder / "db").string()).value();
        (void)store->accounts().put_team({{"team_one"}, "One"});
    }
};

}  // namespace

// Sanitizers make each row some twenty times dearer and find the same in a part of the files.
#ifdef VT_SANITIZED
constexpr std::uintmax_t bytes_max = 300'000;
constexpr std::int64_t reviews_total = 18'189;
#else
constexpr std::uintmax_t bytes_max = 100'000'000;
constexpr std::int64_t reviews_total = 188'556;
#endif

TEST_CASE("all real reviews come in on disk, and only once") {
    if (absent()) return;
    DiskStage stage;
    constexpr std::string_view films = "film-reviews-ko.csv.gz";
    std::vector<std::string> args = {"reviews"};
    auto files = files_in("reviews", films);
    std::erase_if(files, [](const auto& file) { return fs::file_size(file) > bytes_max; });
    args.insert(args.end(), files.begin(), files.end());
    CHECK(stage.import(args) == 0);
    if (const auto file = data / "reviews" / films; fs::file_size(file) <= bytes_max)
        CHECK(stage.import({"reviews", file.string(), "--rating-scale", "10"}) == 0);
    CHECK(stage.reviews().total == reviews_total);
    CHECK(stage.import({"reviews", files.front()}) == 0);
    CHECK(stage.says("4,921 already there"));
    CHECK(stage.reviews().total == reviews_total);
}

TEST_CASE("all real catalogues come in, with one shifted row skipped") {
    if (absent()) return;
    DiskStage stage;
    std::vector<std::string> args = {"catalogue"};
    for (auto& file : files_in("catalogue")) args.push_back(file);
    CHECK(stage.import(args) == 3);
    CHECK(stage.says("google-play-2018.csv.gz:10474: skipped: it has 12 fields"));
    CHECK(stage.says("96,285 rows"));
    CHECK(stage.app("com.audible.iphone").name == "com.audible.iphone");
    CHECK(stage.app("acr.browser.barebones").name == "Lightning (old)");
}

TEST_CASE("all real event files come in, by their presets or a map") {
    if (absent()) return;
    DiskStage stage;
    std::vector<std::string> args = {"events"};
    for (auto& file : files_in("events", "daily-counts-by-country.csv")) args.push_back(file);
    CHECK(stage.import(args) == 0);
    CHECK(stage.says("gaps"));
    CHECK(stage.import({"events", (data / "events" / "daily-counts-by-country.csv").string(),
                        "--map", "Date=day,Germany=installs,Italy=installs.country.IT", "--app",
                        "org.example.counts"}) == 0);
    const auto again = data / "events" / "immuni-downloads-by-platform.csv";
    CHECK(stage.import({"events", again.string()}) == 0);
    CHECK(stage.says("0 new, 729 already there"));
}
