// An app's folder: pulled, planned, applied, and killed in between.
#include <filesystem>
#include <fstream>
#include <random>

#include "cli/files.h"
#include "desk.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {
namespace {

namespace fs = std::filesystem;

std::string wide(const std::string& mark) { return a_png(1024, 500, 2, mark); }
std::string phone(const std::string& mark) { return a_png(1080, 1920, 2, mark); }

// Every file below a folder but the lock, by name.
std::map<std::string, std::string> files_of(const std::string& folder) {
    std::map<std::string, std::string> out;
    for (const auto& one : fs::recursive_directory_iterator(folder))
        if (one.is_regular_file() && one.path().filename() != "vitrine.lock.json")
            out[fs::relative(one.path(), folder).string()] = *cli::read_file(one.path().string());
    return out;
}

struct Listed : Desk {
    std::string id = app("org.example.notes");
    std::string place = "/v1/apps/" + id;

    Listed() { REQUIRE(vitrine({"init", "--app", "org.example.notes"}).exit == 0); }

    void text(const std::string& locale, const std::string& title,
              const std::string& folder = "") const {
        const std::string at = folder + "listings/" + locale + "/";
        work.write(at + "title.txt", title + "\n");
        work.write(at + "summary.txt", "A summary\n");
        work.write(at + "description.txt", "Lines\nof a description\n");
    }
    // A listing in three languages, graphics, a form and a rule.
    void write_all() const {
        text("en", "Notes");
        text("de-DE", "Notizen");
        text("fr", "Notes en fran\xc3\xa7" "ais");
        work.write("graphics/en/feature/01.png", wide("one"));
        for (const char* number : {"01", "02", "03"})
            work.write(std::string("graphics/en/phone/") + number + ".png", phone(number));
        work.write("graphics/de-DE/phone/01.png", phone("de"));
        work.write("data_safety.json",
                   R"({"uses":[{"type":"crash_logs","purposes":["analytics"],"shared":false,)"
                   R"("optional":true}],"encrypted":true,"deletable":false})");
        work.write("rollout_rule.json", R"({"crash_rate_by":0.01,"confidence":0.99,)"
                                        R"("sessions_min":300,"ratings_min":40})");
    }
    Json plan(int exit = 0) const {
        const Ran ran = vitrine({"plan", "--json"});
        INFO(ran.err);
        CHECK(ran.exit == exit);
        return ran.json();
    }
    void is_settled() const {
        const Json now = plan();
        CHECK(now["differences"] == Json::array());
        CHECK(now["refused"] == Json::array());
        CHECK(now["files"] == Json::array());
    }
    Json listing(const std::string& locale) const {
        return must("GET", place + "/listings/" + locale);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Listed, "what is applied is in the store, and pulled into another folder alike") {
    write_all();
    const Json planned = plan();
    CHECK(planned["differences"].size() > 10);
    CHECK(must("GET", place + "/listings")["items"] == Json::array());  // a plan writes nothing
    const Ran ran = vitrine({"apply", "--json"});
    INFO(ran.err);
    REQUIRE(ran.exit == 0);
    is_settled();
    CHECK(listing("de-DE")["draft"]["title"] == "Notizen");
    CHECK(must("GET", place + "/data_safety")["draft"]["encrypted"] == true);
    CHECK(must("GET", place + "/rollout_rule")["crash_rate_by"] == 0.01);
    Folder other;
    REQUIRE(vitrine({"init", other.path(), "--app", "org.example.notes"}).exit == 0);
    REQUIRE(vitrine({"pull", "--dir", other.path()}).exit == 0);
    const Ran again = vitrine({"plan", "--json", "--dir", other.path()});
    CHECK(again.json()["differences"] == Json::array());
    const auto ours = files_of(work.path()), theirs = files_of(other.path());
    for (const auto& [name, bytes] : ours)
        if (!name.ends_with(".json")) CHECK_MESSAGE(theirs.at(name) == bytes, name);
    CHECK(ours.size() == theirs.size());
}

TEST_CASE_FIXTURE(Listed, "pictures are replaced, put in another order and taken out") {
    write_all();
    REQUIRE(vitrine({"apply"}).exit == 0);
    work.write("graphics/en/feature/01.png", wide("another"));  // the set was full
    work.write("graphics/en/phone/01.png", phone("03"));
    work.write("graphics/en/phone/03.png", phone("01"));
    work.write("graphics/en/phone/04.png", phone("04"));
    fs::remove_all(work.path() + "/graphics/de-DE");
    fs::remove_all(work.path() + "/listings/fr");
    const Ran ran = vitrine({"apply"});
    INFO(ran.err);
    REQUIRE(ran.exit == 0);
    is_settled();
    const Json sets = must("GET", place + "/graphics");
    std::map<std::string, std::size_t> counts;
    for (const Json& one : sets["items"])
        counts[one["locale"].get<std::string>() + " " + one["type"].get<std::string>()] =
            one["draft"].size();
    CHECK(counts == std::map<std::string, std::size_t>{{"en feature", 1}, {"en phone", 4}});
    CHECK_FALSE(ask("GET", place + "/listings/fr"));
    // A language that was taken out may come again.
    text("fr", "De retour");
    REQUIRE(vitrine({"apply"}).exit == 0);
    is_settled();
}

TEST_CASE_FIXTURE(Listed, "drift is shown, what both changed is named, and neither is lost") {
    write_all();
    REQUIRE(vitrine({"apply"}).exit == 0);
    const auto change = [&](const char* locale, const Json& fields) {
        must("PATCH", place + "/listings/" + locale, fields, "*");
    };
    change("en", {{"summary", "Somebody's summary"}});
    change("de-DE", {{"title", "Jemandes Titel"}});
    work.write("listings/en/title.txt", "My title\n");
    work.write("listings/de-DE/title.txt", "Mein Titel\n");
    std::string kinds;
    const Json planned = plan(5);
    for (const Json& one : planned["differences"])
        kinds += one["name"].get<std::string>() + " " + one["kind"].get<std::string>() + "\n";
    CHECK(kinds == "text.de-DE.title conflict\ntext.en.summary drift\ntext.en.title change\n");
    const Ran refused = vitrine({"apply", "--json"});
    CHECK(refused.exit == 5);
    CHECK(refused.problem()["fields"][0]["path"] == "text.de-DE.title");
    CHECK(listing("en")["draft"]["title"] == "Notes");  // nothing was written
    const Ran pulled = vitrine({"pull"});
    CHECK(pulled.exit == 5);
    CHECK(*cli::read_file(work.path() + "/listings/en/summary.txt") == "Somebody's summary\n");
    CHECK(*cli::read_file(work.path() + "/listings/de-DE/title.txt") == "Mein Titel\n");
    CHECK(*cli::read_file(work.path() + "/listings/en/title.txt") == "My title\n");
    REQUIRE(vitrine({"apply", "--force"}).exit == 0);
    CHECK(listing("en")["draft"]["title"] == "My title");
    CHECK(listing("en")["draft"]["summary"] == "Somebody's summary");
    CHECK(listing("de-DE")["draft"]["title"] == "Mein Titel");
    is_settled();
}

TEST_CASE_FIXTURE(Listed, "a form that both changed in other places has both changes") {
    write_all();
    REQUIRE(vitrine({"apply"}).exit == 0);
    const auto edit = [&](const char* name, const char* from, const char* to) {
        std::string text = *cli::read_file(work.path() + "/" + name);
        REQUIRE(text.find(from) != std::string::npos);
        work.write(name, text.replace(text.find(from), std::string(from).size(), to));
    };
    edit("data_safety.json", "\"deletable\":false", "\"deletable\":true");
    edit("rollout_rule.json", "\"ratings_min\":40", "\"ratings_min\":50");
    must("PUT", place + "/data_safety",
         {{"encrypted", true}, {"deletable", false},
          {"uses", {{{"type", "contacts"}, {"purposes", {"account"}}, {"shared", false},
                     {"optional", false}}}}}, "*");
    must("PUT", place + "/rollout_rule", {{"rating_by", 0.5}, {"confidence", 0.99},
                                          {"sessions_min", 300}, {"ratings_min", 40}}, "*");
    REQUIRE(vitrine({"pull"}).exit == 0);
    REQUIRE(vitrine({"apply"}).exit == 0);
    is_settled();
    const Json form = must("GET", place + "/data_safety")["draft"];
    CHECK(form["deletable"] == true);
    CHECK(form["uses"].size() == 1);
    CHECK(form["uses"][0]["type"] == "contacts");
    const Json rule = must("GET", place + "/rollout_rule");
    CHECK(rule["rating_by"] == 0.5);
    CHECK(rule["crash_rate_by"].is_null());
    CHECK(rule["ratings_min"] == 50);
}

TEST_CASE_FIXTURE(Listed, "what would be refused is said before anything is sent") {
    text("en", std::string(31, 'x'));
    const Json planned = plan(1);
    CHECK(planned["refused"][0]["part"] == "text.en");
    CHECK(planned["refused"][0]["fields"][0]["path"] == "title");
    work.write("graphics/en/icon/01.png", a_png(10, 10));
    work.write("graphics/en/poster/01.png", a_png(10, 10));
    work.write("listings/no language/title.txt", "x");
    work.write("data_safety.json", "{");
    CHECK(plan(1)["files"].size() == 4);
    CHECK(vitrine({"apply"}).exit == 1);
    CHECK(must("GET", place + "/listings")["items"] == Json::array());
}

TEST_CASE_FIXTURE(Listed, "an apply that is killed anywhere and repeated ends in the same state") {
    const char* given = std::getenv("VITRINE_ROUNDS");
    const int rounds = given ? std::atoi(given) : 20;
    std::mt19937 dice(7);
    int killed = 0, settled = 0;
    std::int64_t usual_us = 0;
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        const std::string mark = std::to_string(round);
        write_all();
        text("en", "Notes " + mark);
        if (round % 3 == 0) text("sv", "Anteckningar " + mark);
        else fs::remove_all(work.path() + "/listings/sv");
        work.write("graphics/en/feature/01.png", wide(mark));
        work.write("graphics/en/phone/02.png", phone("b" + mark));
        if (round % 2 == 0) work.write("graphics/de-DE/phone/02.png", phone("de" + mark));
        else fs::remove(work.path() + "/graphics/de-DE/phone/02.png");
        const auto before = files_of(work.path());
        const auto began = std::chrono::steady_clock::now();
        Ran ran;
        for (int go = 0; go < 4; ++go) {
            const auto most = static_cast<std::uint32_t>(std::max<std::int64_t>(usual_us, 20'000));
            ran = vitrine(Start{{"apply"}, {}, "", "", 1 + static_cast<int>(dice() % most),
                                nullptr});
            if (ran.exit == 0) break;
            CHECK(ran.exit == -1);
            ++killed;
        }
        if (ran.exit != 0) ran = vitrine({"apply"});
        INFO(ran.err);
        REQUIRE(ran.exit == 0);
        if (round == 0)
            usual_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - began).count() / 2;
        is_settled();
        CHECK(files_of(work.path()) == before);
        CHECK(listing("en")["draft"]["title"] == "Notes " + mark);
        ++settled;
    }
    MESSAGE(killed << " times killed in " << settled << " rounds");
    CHECK(killed > rounds / 2);
}

}  // namespace vitrine::tests
