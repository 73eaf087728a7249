// The OpenAPI document: whole, consistent, and the same as the golden text.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "contract/api.h"
#include "contract/openapi.h"

namespace vitrine::tests {

using contract::Json;

void check_references(const Json& at, const Json& document) {
    if (at.is_object() && at.contains("$ref") && at["$ref"].is_string()) {
        const std::string reference = at["$ref"].get<std::string>();
        CAPTURE(reference);
        REQUIRE(reference.starts_with("#/components/"));
        CHECK(document.contains(Json::json_pointer(reference.substr(1))));
    }
    if (at.is_structured())
        for (const auto& one : at) check_references(one, document);
}

TEST_CASE("the OpenAPI document has every endpoint and no loose ends") {
    const Json document = contract::openapi();
    contract::StoreApi::each([&]<class Endpoint>() {
        const std::string path(Endpoint::call.path);
        const auto verb = base::lower_ascii(contract::name_of(Endpoint::call.verb));
        CAPTURE(path);
        REQUIRE(document["paths"][path].contains(verb));
        const Json& operation = document["paths"][path][verb];
        CHECK(operation["summary"] == Endpoint::call.summary);
        std::size_t in_path = 0;
        for (const Json& parameter : operation["parameters"]) in_path += parameter["in"] == "path";
        CHECK(in_path == static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')));
    });
    check_references(document, document);
}

// One line for each path and each part of `components`: short enough to keep, and a
// difference shows what it is about.
std::string by_lines(const Json& document) {
    std::string out = "{\n";
    for (const char* group : {"components", "paths"}) {
        for (const auto& [name, parts] : document[group].items()) {
            out += " " + Json(name).dump() + ": {\n";
            for (const auto& [part, value] : parts.items())
                out += "  " + Json(part).dump() + ": " + value.dump() + ",\n";
            out += " },\n";
        }
    }
    Json rest = document;
    rest.erase("components");
    rest.erase("paths");
    return out + " \"rest\": " + rest.dump(1) + "\n}\n";
}

TEST_CASE("the OpenAPI document is the golden one (VITRINE_ACCEPT=1 accepts a change)") {
    const std::string path = std::string(VT_SOURCE_DIR) + "/tests/golden/openapi.txt";
    const std::string now = by_lines(contract::openapi());
    if (std::getenv("VITRINE_ACCEPT")) std::ofstream(path) << now;
    std::ostringstream golden;
    golden << std::ifstream(path).rdbuf();
    CHECK_MESSAGE(golden.str() == now, "see tests/golden/openapi.txt");
}

}  // namespace vitrine::tests
