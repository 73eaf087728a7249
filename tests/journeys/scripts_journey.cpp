// Walks the journeys of *.journey on the semantic tree. Chromium walks the same files.
#include <algorithm>
#include <fstream>
#include <utility>

#include "base/text.h"
#include "tests/journeys/session.h"

using namespace vitrine;
using namespace vitrine::journeys;

namespace {

struct Journey {
    std::string name;
    std::vector<std::string> steps;
};

std::vector<Journey> read_journeys(const std::string& path) {
    std::vector<Journey> out;
    std::ifstream file(path);
    constexpr std::string_view head = "journey ";
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        if (line.starts_with(head)) out.push_back({line.substr(head.size()), {}});
        else if (!out.empty()) out.back().steps.push_back(line);
    }
    return out;
}

std::pair<std::string, std::string> cut(const std::string& text, std::string_view at) {
    const auto where = text.find(at);
    if (where == text.npos) return {text, ""};
    return {text.substr(0, where), text.substr(where + at.size())};
}

// "list_item" is called listitem in browsers.
console::SemRole role_called(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(console::SemRole::separator); ++i) {
        const auto role = static_cast<console::SemRole>(i);
        std::string word(console::role_name(role));
        std::erase(word, '_');
        if (word == name) return role;
    }
    FAIL("there is no role " << name);
    return console::SemRole::button;
}

void walk(Session& session, const std::string& step) {
    const auto [verb, rest] = cut(step, " ");
    if (verb == "open") return session.open(rest);
    if (verb == "back") return session.back();
    if (verb == "forward") return session.forward();
    if (verb == "see") return session.until([&, what = rest] { return session.sees(what); });
    if (verb == "miss") return session.until([&, what = rest] { return !session.sees(what); });
    if (verb == "at")
        return session.until(
            [&, part = rest] { return session.place().find(part) != std::string::npos; });
    if (verb == "type") {
        const auto [name, text] = cut(rest, " = ");
        return session.type(name, text);
    }
    REQUIRE(verb == "press");
    const auto [role, name] = cut(rest, " ");
    const console::SemRole wanted = role_called(role);
    session.until([&, part = name] { return session.find_part(wanted, part) != nullptr; });
    const auto* found = session.find(wanted, name);
    if (!found) found = session.find_part(wanted, name);
    REQUIRE(found);
    session.press(wanted, std::string(found->name));
}

}  // namespace

TEST_CASE("every journey in words can be walked") {
    const auto journeys = read_journeys(VT_SOURCE_DIR "/tests/journeys/member.journey");
    REQUIRE(journeys.size() >= 6);
    for (const Journey& journey : journeys) {
        Session session;
        REQUIRE(!journey.steps.empty());
        for (const std::string& step : journey.steps) {
            INFO(journey.name << ": " << step);
            walk(session, step);
        }
        CHECK_MESSAGE(true, journey.name);
    }
}
