// Importing reviews: what comes in, what is refused, and that twice is once.
#include <doctest/doctest.h>

#include "tests/import/stage.h"

using vitrine::test::Stage;

namespace {

constexpr std::string_view header =
    "review_id,app_id,app_name,app_version,user,rating,recommended,sentiment,lang,lang_basis,"
    "country,title,text,helpful,created_at,reply,replied_at\n";

std::string rows(std::string_view text) {
    return std::string(header) + std::string(text);
}

}  // namespace

TEST_CASE("a review comes in with everything it has, and its app is made on the way") {
    Stage stage;
    const auto file = stage.file("a.csv", rows("r1,org.example.a,Example,1.2,u1,4,,,de,x,DE,Titel,"
                                               "\"Gut,\nschnell\",7,2020-03-26T02:23:33,Danke,"
                                               "2020-03-27\n"));
    CHECK(stage.import({"reviews", file}) == 0);
    const auto page = stage.reviews();
    REQUIRE(page.total == 1);
    const auto& review = page.items[0];
    CHECK(review.text == "Titel\nGut,\nschnell");
    CHECK(review.rating == 4);
    CHECK(review.language == "de");
    CHECK(review.country == "DE");
    CHECK(review.helpful == 7);
    CHECK(vitrine::base::rfc3339(review.created_at) == "2020-03-26T02:23:33Z");
    REQUIRE(review.reply);
    CHECK(review.reply->text == "Danke");
    CHECK(review.reply->author == "One");
    CHECK(stage.app("org.example.a").name == "Example");
}

TEST_CASE("the same file again doubles nothing") {
    Stage stage;
    const auto file = stage.file(
        "a.csv", rows("r1,org.example.a,A,,u,5,,,en,,,,fine,,2020-01-01,,\n"
                      ",org.example.a,A,,u,5,,,en,,,,no id of its own,,2020-01-02,,\n"
                      "r3,,,,u,,,,en,,,,no app and no date,,,,\n"));
    CHECK(stage.import({"reviews", file}) == 0);
    CHECK(stage.says("3 new"));
    CHECK(stage.import({"reviews", file}) == 0);
    CHECK(stage.says("0 new, 3 already there"));
    CHECK(stage.reviews().total == 3);
    CHECK(stage.says("1 rows had no date"));
    CHECK(stage.reviews().items.back().created_at == vitrine::contract::undated);
}

TEST_CASE("bad lines are named by their number and the others are kept") {
    Stage stage;
    const auto file = stage.file(
        "a.csv", rows("r1,org.example.a,A,,u,five,,,en,,,,x,,2020-01-01,,\n"
                      "r2,org.example.a,A,,u,5,,,en,,,,x,,yesterday,,\n"
                      "r3,org.example.a,A,,u,,,,en,,,,,,2020-01-01,,\n"
                      "r4,org.example.a,A,,u,5,,,en,,,,good,,2020-01-01,,\n"));
    CHECK(stage.import({"reviews", file}) == 3);
    CHECK(stage.says(":2: skipped: rating \"five\""));
    CHECK(stage.says(":3: skipped: \"yesterday\" is no date"));
    CHECK(stage.says(":4: skipped: it has neither text nor rating"));
    CHECK(stage.reviews().total == 1);
}

TEST_CASE("wrong UTF-8 is repaired and said") {
    Stage stage;
    const auto file = stage.file(
        "a.csv", rows("r1,org.example.a,A,,u,5,,,en,,,,caf\xe9 bar,,2020-01-01,,\n"));
    CHECK(stage.import({"reviews", file}) == 0);
    CHECK(stage.says(":2: kept, wrong UTF-8 was replaced"));
    CHECK(stage.reviews().items[0].text == "caf\xef\xbf\xbd bar");
}

TEST_CASE("decimals round, ten-star scales shrink, thumbs are no stars") {
    Stage stage;
    const auto decimals = stage.file("d.csv", "review_id,rating,recommended,text\n"
                                              "r1,4.0,,a\nr2,,true,b\n");
    CHECK(stage.import({"reviews", decimals}) == 0);
    for (const auto& review : stage.reviews().items)
        CHECK(review.rating.value_or(0) == (review.text == "a" ? 4 : 0));
    const auto tens = stage.file("t.csv", "review_id,rating,text\nr1,10,a\nr2,1,b\n");
    CHECK(stage.import({"reviews", tens}) == 3);
    CHECK(stage.says("--rating-scale"));
    Stage fresh;
    CHECK(fresh.import({"reviews", fresh.file("t.csv", "review_id,rating,text\nr1,10,a\nr2,1,b\n"),
                        "--rating-scale", "10"}) == 0);
    for (const auto& review : fresh.reviews().items)
        CHECK(review.rating.value_or(0) == (review.text == "a" ? 5 : 1));
}

TEST_CASE("columns of other names are mapped, and a wrong map is refused before anything is read") {
    Stage stage;
    const auto file = stage.file("m.csv", "Wertung,Meinung\n3,geht so\n");
    CHECK(stage.import({"reviews", file, "--map", "Wertung=rating,Meinung=text", "--app",
                        "org.example.mapped"}) == 0);
    CHECK(stage.reviews().items[0].rating == 3);
    CHECK(stage.app("org.example.mapped").id.text.empty() == false);
    CHECK(stage.import({"reviews", file, "--map", "Wertung=stars"}) == 1);
    CHECK(stage.says("\"stars\" is no field"));
    CHECK(stage.import({"reviews", file, "--map", "Gibtsnicht=text"}) == 1);
    CHECK(stage.says("no column \"Gibtsnicht\""));
}

TEST_CASE("a packed file that is cut off keeps what could be read, and says so") {
    Stage stage;
    std::string text(header);
    for (int i = 0; i < 5000; ++i)
        text += "r" + std::to_string(i) + ",org.example.a,A,,u,5,,,en,,,,number " +
                std::to_string(i * 7919) + ",,2020-01-01,,\n";
    const auto whole = stage.packed("a.csv.gz", text);
    const auto size = std::filesystem::file_size(whole);
    std::filesystem::resize_file(whole, size / 2);
    CHECK(stage.import({"reviews", whole}) == 3);
    CHECK(stage.says("the gzip stream ends too early; what came before was kept"));
    CHECK(stage.reviews().total > 1000);
    CHECK(stage.reviews().total < 5000);
    const auto damaged = stage.file("b.csv.gz", "\x1f\x8bnothing of a gzip stream");
    CHECK(stage.import({"reviews", damaged}) == 1);
}

TEST_CASE("a missing file, a folder and an empty file are refused with one line") {
    Stage stage;
    CHECK(stage.import({"reviews", "/nowhere/at/all.csv"}) == 1);
    CHECK(stage.says("there is no such file"));
    CHECK(stage.import({"reviews", stage.folder.string()}) == 1);
    CHECK(stage.says("this is not a file"));
    CHECK(stage.import({"reviews", stage.file("empty.csv", "")}) == 1);
    CHECK(stage.says("there is no header line"));
}

TEST_CASE("wrong usage is told, and an app of another team is never touched") {
    Stage stage;
    CHECK(stage.import({"films", "x"}) == 2);
    CHECK(stage.import({"reviews"}) == 2);
    CHECK(stage.import({"reviews", "x", "--app", "no package"}) == 2);
    (void)stage.store->accounts().put_team({{"team_two"}, "Two"});
    vitrine::service::ports::StoredApp foreign{{"team_two"}, {}};
    foreign.app.id = {"app_foreign"};
    foreign.app.package_name = "org.example.foreign";
    foreign.app.name = "Foreign";
    REQUIRE(stage.store->apps().create(foreign));
    const auto file = stage.file(
        "f.csv", rows("r1,org.example.foreign,F,,u,5,,,en,,,,mine now,,2020-01-01,,\n"));
    CHECK(stage.import({"reviews", file}) == 2);
    CHECK(stage.says("There are several teams"));
    CHECK(stage.import({"reviews", file, "--team", "One"}) == 3);
    CHECK(stage.says("belongs to another team"));
    CHECK(stage.app("org.example.foreign").review_count == 0);
}
