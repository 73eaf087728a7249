// Importing catalogues and daily figures.
#include <doctest/doctest.h>

#include "tests/import/stage.h"

using vitrine::contract::Metric;
using vitrine::test::Stage;
namespace ports = vitrine::service::ports;

namespace {

std::vector<ports::JoinedPoint> days_of(Stage& stage, std::string_view package, Metric metric) {
    const auto app = stage.app(package).id;
    return stage.store->metrics()
        .points(std::span(&app, 1), metric, ports::PointGrain::day, {0}, {4'000'000'000'000})
        .value();
}

}  // namespace

TEST_CASE("a play table gives apps with stars, and the shifted row is reported and skipped") {
    Stage stage;
    const auto file = stage.file(
        "play.csv",
        "App,Category,Rating,Reviews,Size,Installs,Type,Price,Content Rating,Genres,Last Updated,"
        "Current Ver,Android Ver\n"
        "Sketch,ART,4.5,215644,25M,\"50,000,000+\",Free,0,Teen,Art,\"June 8, 2018\",1.2,4.2\n"
        "Photo Frame,1.9,19,3.0M,\"1,000+\",Free,0,Everyone,,\"February 11, 2018\",1.0.19,4.0\n"
        "No Stars Yet,ART,NaN,0,1M,10+,Free,0,Teen,Art,x,Varies with device,4.2\n");
    CHECK(stage.import({"catalogue", file}) == 3);
    CHECK(stage.says(":3: skipped: it has 12 fields, the header has 13"));
    CHECK(stage.app("imported.sketch").rating == 4.5);
    CHECK(stage.app("imported.sketch").review_count == 215644);
    CHECK(stage.app("imported.no_stars_yet").live_version.empty());
    CHECK(stage.import({"catalogue", file}) == 3);
    CHECK(stage.says("0 new, 2 already there"));
}

TEST_CASE("of several releases of one listing the newest wins, in whatever order they come") {
    Stage stage;
    const std::string rest = R"("lang":"de","country":"DE",)";
    const auto file = stage.file(
        "l.jsonl",
        R"({"app_id":"org.example.a","title":"New",)" + rest + R"("version":"2","updated":20})" "\n"
        R"({"app_id":"org.example.a","title":"Old",)" + rest + R"("version":"1","updated":10})" "\n"
        "not json\n");
    CHECK(stage.import({"catalogue", file}) == 3);
    CHECK(stage.says(":3: skipped"));
    CHECK(stage.app("org.example.a").name == "New");
    CHECK(stage.app("org.example.a").default_locale == "de-DE");
    CHECK(stage.app("org.example.a").live_version == "2");
}

TEST_CASE("what a catalogue tells of an app is its live listing, unless people drafted one") {
    Stage stage;
    const auto line = [](const std::string& summary) {
        return R"({"app_id":"org.example.a","title":"A long name that is cut after thirty",)"
               R"("lang":"pt","country":"BR","summary":")" + summary +
               R"(","description":"One\r\ntwo"})" "\n";
    };
    CHECK(stage.import({"catalogue", stage.file("1.jsonl", line("First"))}) == 0);
    const auto app = stage.app("org.example.a").id;
    auto& listings = stage.store->listings();
    CHECK(listings.head(app).value() == ports::ListingHead{1, 1});
    const auto text = [&] {
        const auto part = listings.part(app, "text.pt-BR", INT64_MAX).value();
        return part.facts;
    };
    CHECK(text() == R"({"description":"One\ntwo","summary":"First",)"
                    R"("title":"A long name that is cut after"})");
    CHECK(stage.import({"catalogue", stage.file("1.jsonl", line("First"))}) == 0);
    CHECK(listings.head(app).value() == ports::ListingHead{1, 1});
    CHECK(stage.import({"catalogue", stage.file("2.jsonl", line("Second"))}) == 0);
    CHECK(listings.head(app).value() == ports::ListingHead{2, 2});
    const ports::ListingPart drafted{"text.pt-BR", R"({"description":"","summary":"","title":""})",
                                     0};
    REQUIRE(listings.write(app, std::span(&drafted, 1)));
    CHECK(stage.import({"catalogue", stage.file("3.jsonl", line("Third"))}) == 0);
    CHECK(listings.head(app).value() == ports::ListingHead{3, 2});
    CHECK(text() == drafted.facts);
}

TEST_CASE("a file of no known catalogue format is refused") {
    Stage stage;
    CHECK(stage.import({"catalogue", stage.file("x.csv", "a,b\n1,2\n")}) == 1);
    CHECK(stage.import({"catalogue", stage.file("x.jsonl", "{\"a\":1}\n")}) == 1);
    CHECK(stage.says("none of the four catalogue formats"));
}

TEST_CASE("daily figures: a gap is a gap, a second import changes nothing, a new value corrects") {
    Stage stage;
    const std::vector<std::string> map = {"--map", "when=day,n=installs,s=installs.channel.Search",
                                          "--app", "org.example.a"};
    const auto run = [&](std::string_view text) {
        std::vector<std::string> args = {"events", stage.file("e.csv", text)};
        args.insert(args.end(), map.begin(), map.end());
        return stage.import(args);
    };
    CHECK(run("when,n,s\n2020-06-01 00:00:00,10,4\n2020-06-02,,\n2020-06-03,-1,-1\n"
              "2020-06-04,7,1\n") == 0);
    auto days = days_of(stage, "org.example.a", Metric::installs);
    REQUIRE(days.size() == 2);
    CHECK(days[0].sum == 10);
    CHECK(days[1].sum == 7);
    CHECK(days[1].state == ports::PointState::settled);
    CHECK(run("when,n,s\n2020-06-01,10,4\n2020-06-04,8,1\nnever,1,1\n") == 3);
    CHECK(stage.says("0 new, 1 changed, 1 already there"));
    days = days_of(stage, "org.example.a", Metric::installs);
    REQUIRE(days.size() == 2);
    CHECK(days[0].state == ports::PointState::settled);
    CHECK(days[1].sum == 8);
    CHECK(days[1].state == ports::PointState::corrected);
}

TEST_CASE("a map to something that is no metric is refused") {
    Stage stage;
    const auto file = stage.file("e.csv", "d,v\n2020-01-01,1\n");
    CHECK(stage.import({"events", file}) == 1);
    CHECK(stage.import({"events", file, "--map", "d=day,v=fame"}) == 1);
    CHECK(stage.import({"events", file, "--map", "v=installs"}) == 1);
    CHECK(stage.says("No column is the day."));
}
