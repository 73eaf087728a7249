// The table between releaseState and our stages, every value of both sides; and the document that
// says what is served, against the routes.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"
#include "contract/codec.h"
#include "service/agc/gallery.h"
#include "service/agc/release_states.h"

namespace vitrine::tests {

using contract::Stage;
using namespace service::agc;

TEST_CASE("every stage has its release state, before the first release and after it") {
    const std::map<std::string, std::pair<int, int>> wanted = {
        {"draft", {7, 7}},
        {"validating", {12, 12}},
        {"invalid", {13, 13}},
        {"ready", {4, 5}},
        {"queued", {4, 5}},
        {"in_review", {4, 5}},
        {"changes_requested", {1, 8}},
        {"rejected", {1, 8}},
        {"appealed", {4, 5}},
        {"approved", {3, 3}},
        {"scheduled", {3, 3}},
        {"rolling_out", {0, 0}},
        {"halted", {0, 0}},
        {"live", {0, 0}},
        {"superseded", {0, 0}},
        {"rolled_back", {0, 0}},
        {"withdrawn", {11, 11}},
        {"removal_requested", {6, 6}},
        {"removed_by_developer", {10, 10}},
        {"removed_by_store", {2, 2}},
    };
    const auto all = contract::names(static_cast<const Stage*>(nullptr));
    REQUIRE(state_rows().size() == all.size());
    REQUIRE(wanted.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string name(all[i]);
        CAPTURE(name);
        const auto stage = static_cast<Stage>(i);
        CHECK(state_rows()[i].stage == stage);
        CHECK(static_cast<int>(state_of(stage, Shelf::never)) == wanted.at(name).first);
        CHECK(static_cast<int>(state_of(stage, Shelf::before)) == wanted.at(name).second);
    }
}

TEST_CASE("every release state means a stage, and that stage says the same number again") {
    for (int state = 0; state < release_states_count; ++state) {
        CAPTURE(state);
        const auto meant = stage_of(state);
        REQUIRE(meant);
        const int again = static_cast<int>(state_of(meant->stage, meant->shelf));
        CHECK(again == (state == 9 ? 0 : state));
    }
    CHECK(stage_of(9) == StageOf{Stage::live, Shelf::before});
    for (const int none : {-1, 14, 100}) CHECK(!stage_of(none));
}

namespace {

struct Line {
    std::string method, path, served, what;
};

// The rows of the document's first table: | `GET /path` | served | ... |
std::vector<Line> lines_of_document() {
    std::ifstream file(std::string(VT_SOURCE_DIR) + "/docs/appgallery.md");
    std::vector<Line> out;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| `")) continue;
        const auto cells = base::split(line, '|');
        if (cells.size() < 4) continue;
        const std::string call(base::trimmed(cells[1]));
        const std::size_t space = call.find(' ');
        out.push_back({call.substr(1, space - 1), call.substr(space + 1, call.size() - space - 2),
                       std::string(base::trimmed(cells[2])), std::string(base::trimmed(cells[3]))});
    }
    return out;
}

}  // namespace

TEST_CASE("the document names every route, and what it says is served is there") {
    const auto lines = lines_of_document();
    REQUIRE(lines.size() > 30);
    std::set<std::string> named;
    int not_served = 0;
    for (const Line& line : lines) {
        const std::string call = line.method + " " + line.path;
        CAPTURE(call);
        CHECK(named.insert(call).second);
        std::string path = line.path;
        for (std::size_t at; (at = path.find('{')) != std::string::npos;)
            path.replace(at, path.find('}') - at + 1, "1");
        const auto found = find_route(line.method, path);
        const bool there = found && found->route;
        if (line.served == "not") {
            CHECK(!there);
            CHECK(line.what.size() > 5);  // it says why
            ++not_served;
            continue;
        }
        CHECK((line.served == "served" || line.served == "partly" || line.served == "ours"));
        REQUIRE(there);
        CHECK(found->route->path == line.path);
        CHECK(found->route->ours == (line.served == "ours"));
        if (line.served == "partly") CHECK(line.what.size() > 5);
    }
    CHECK(not_served > 5);
    for (const Route& route : routes()) {
        const std::string call = std::string(route.method) + " " + std::string(route.path);
        CAPTURE(call);
        CHECK(named.contains(call));
    }
}

TEST_CASE("the document has the table of states as the code has it") {
    std::ifstream file(std::string(VT_SOURCE_DIR) + "/docs/appgallery.md");
    std::ostringstream all;
    all << file.rdbuf();
    const auto names = contract::names(static_cast<const Stage*>(nullptr));
    for (const StateRow& row : state_rows()) {
        const std::string line = "| " + std::string(names[static_cast<std::size_t>(row.stage)]) +
                                 " | " + std::to_string(static_cast<int>(row.first)) + " | " +
                                 std::to_string(static_cast<int>(row.update)) + " |";
        CAPTURE(line);
        CHECK(all.str().find(line) != std::string::npos);
    }
}

}  // namespace vitrine::tests
