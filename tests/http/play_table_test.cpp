// docs/play.md says of every method of Google's document whether it is served; here it is held
// against what the store routes, and both against the document itself.
#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "service/play/methods.h"
#include "shop.h"

namespace vitrine::tests {
namespace {

namespace play = service::play;

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

// "| `androidpublisher.edits.get` | served | ... |": by method, the second column and the third.
std::vector<std::array<std::string, 3>> rows_of(const std::string& text) {
    std::vector<std::array<std::string, 3>> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `androidpublisher.")) continue;
        const auto parts = base::split(line, '|');
        REQUIRE(parts.size() >= 4);
        std::string id(base::trimmed(parts[1]));
        out.push_back({id.substr(1, id.size() - 2), std::string(base::trimmed(parts[2])),
                       std::string(base::trimmed(parts[3]))});
    }
    return out;
}

void gather(const Json& resource, std::map<std::string, std::string>& into) {
    const Json methods = resource.value("methods", Json::object());
    for (const auto& [name, method] : methods.items())
        into[method["id"]] = method["httpMethod"].get<std::string>() + " " +
                             method.value("flatPath", method["path"].get<std::string>());
    const Json resources = resource.value("resources", Json::object());
    for (const auto& [name, below] : resources.items()) gather(below, into);
}

// "{...}" without what is in it.
std::string bare(const std::string& path) {
    std::string out;
    bool inside = false;
    for (const char c : path) {
        if (c == '}') inside = false;
        if (!inside) out += c;
        if (c == '{') inside = true;
    }
    return out;
}

}  // namespace

TEST_CASE("the table in the documentation says what the routes do") {
    const std::string text = text_of(std::string(VT_SOURCE_DIR) + "/docs/play.md");
    const auto rows = rows_of(text);
    REQUIRE(rows.size() == play::methods().size());
    std::map<std::string, std::int64_t> counts;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const play::Method& method = play::methods()[i];
        ++counts[rows[i][1]];
        CAPTURE(method.id);
        CHECK(rows[i][0] == method.id);
        CHECK((rows[i][1] != "not") == method.served());
        if (rows[i][1] != "served") CHECK(!rows[i][2].empty());  // what is missing, or why not
    }
    const std::string sum = base::decimal(counts["served"]) + " served, " +
                            base::decimal(counts["partly"]) + " partly, " +
                            base::decimal(counts["not"]) + " not.";
    CHECK(text.find(sum) != std::string::npos);
}

TEST_CASE("every method of Google's document is in the table, at its own address") {
    const std::string text = text_of(std::string(VT_SHARED_DIR) +
                                     "/data/api-fixtures/google/"
                                     "androidpublisher-v3.discovery.json");
    if (text.empty()) {
        MESSAGE("SKIPPED: ../shared/data/api-fixtures is not there");
        return;
    }
    std::map<std::string, std::string> documented;
    gather(Json::parse(text), documented);
    CHECK(documented.size() == play::methods().size());
    for (const play::Method& method : play::methods()) {
        CAPTURE(method.id);
        CHECK(bare(documented[std::string(method.id)]) ==
              bare(std::string(method.verb) + " androidpublisher/v3/" + std::string(method.path)));
        // A path made of the pattern leads back to the method.
        std::string path(method.path);
        for (auto at = path.find('{'); at != path.npos; at = path.find('{'))
            path.replace(at, path.find('}', at) - at + 1, "x");
        CHECK(play::find_method(method.verb, path).method == &method);
    }
}

}  // namespace vitrine::tests
