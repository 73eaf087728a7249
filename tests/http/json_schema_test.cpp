// The checker of schemas itself: what it lets pass would prove nothing elsewhere.
#include "json_schema.h"

#include <doctest/doctest.h>

namespace vitrine::tests {

using Json = contract::Json;

TEST_CASE("the checker of schemas finds what is wrong") {
    const Json document = {{"schemas", {{"Star", {{"type", "integer"}, {"minimum", 1},
                                                  {"maximum", 5}}}}}};
    const Json schema = {{"type", "object"},
                         {"required", {"stars"}},
                         {"additionalProperties", false},
                         {"properties",
                          {{"stars", {{"$ref", "#/schemas/Star"}}},
                           {"at", {{"type", "string"}, {"format", "date-time"}}},
                           {"word", {{"anyOf", {{{"enum", {"a", "b"}}}, {{"type", "null"}}}}}},
                           {"list", {{"type", "array"}, {"maxItems", 1},
                                     {"items", {{"type", "string"}, {"maxLength", 2}}}}}}}};
    const auto faults = [&](const Json& value) {
        return faults_of(value, schema, document).size();
    };
    CHECK(faults({{"stars", 3}, {"at", "2026-05-28T20:00:00Z"}, {"word", nullptr},
                  {"list", {"éé"}}}) == 0);
    CHECK(faults(Json::array()) == 1);
    CHECK(faults(Json::object()) == 1);
    CHECK(faults({{"stars", 6}}) == 1);
    CHECK(faults({{"stars", "3"}}) == 1);
    CHECK(faults({{"stars", 3}, {"more", 1}}) == 1);
    CHECK(faults({{"stars", 3}, {"at", "yesterday"}}) == 1);
    CHECK(faults({{"stars", 3}, {"word", "c"}}) == 1);
    CHECK(faults({{"stars", 3}, {"list", {"abc", "d"}}}) == 2);
    CHECK(faults_of(1, {{"multipleOf", 2}}, document).size() == 1);
}

}  // namespace vitrine::tests
