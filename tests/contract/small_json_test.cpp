// The browser's JSON value against nlohmann/json, which everything else uses.
#include "base/small_json.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>

using vitrine::base::SmallJson;
using Big = nlohmann::json;

namespace {

constexpr int depth_max = 64;

bool same(const SmallJson& small, const Big& big) {
    if (small.is_array() != big.is_array() || small.is_object() != big.is_object()) return false;
    if (big.is_array()) {
        if (small.size() != big.size()) return false;
        for (std::size_t i = 0; i < big.size(); ++i)
            if (!same(small[i], big[i])) return false;
        return true;
    }
    if (big.is_object()) {
        if (small.items().size() != big.size()) return false;
        auto at = small.items().begin();
        for (const auto& [name, value] : big.items()) {
            if (at->name != name || !same(at->value, value)) return false;
            ++at;
        }
        return true;
    }
    if (big.is_string())
        return small.is_string() && small.get<std::string>() == big.get<std::string>();
    if (big.is_boolean()) return small.is_boolean() && small.get<bool>() == big.get<bool>();
    if (big.is_null()) return small.is_null();
    const double difference = small.get<double>() - big.get<double>();
    return small.is_number() && std::abs(difference) <= std::abs(big.get<double>()) * 1e-15;
}

// Both refuse it, or both read the same from it.
void agree_on(const std::string& text) {
    CAPTURE(text);
    const auto small = SmallJson::parse(text, depth_max);
    const Big big = Big::parse(text, nullptr, false);
    REQUIRE(small.has_value() == !big.is_discarded());
    if (small) CHECK(same(*small, big));
}

}  // namespace

TEST_CASE("the browser reads and refuses the same JSON as the store") {
    for (const char* text : {"",
                             " ",
                             "null",
                             "nul",
                             "true",
                             "tru",
                             "false",
                             "[]",
                             "[ ]",
                             "{}",
                             "[1,]",
                             "[,1]",
                             "{,}",
                             "0",
                             "-0",
                             "-",
                             "01",
                             "-01",
                             "1.",
                             ".5",
                             "1.5",
                             "1e5",
                             "1E+2",
                             "1e-3",
                             "1e",
                             "1e999",
                             "-1.25e-7",
                             "9223372036854775807",
                             "-9223372036854775807",
                             "123456789.987654321",
                             "3.141592653589793",
                             "0.1",
                             "5e-324",
                             "\"\"",
                             "\"a",
                             "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                             "\"\\x\"",
                             "\"\\u00e9\"",
                             "\"\\ud83d\\ude00\"",
                             "\"\\ud83d\"",
                             "\"\\ude00\"",
                             "\"\\u12\"",
                             "\"tab\there\"",
                             "\"评论 и отзыв\"",
                             "\"\xff\"",
                             "\"\xed\xa0\x80\"",
                             "{\"a\":1,\"a\":2}",
                             "{\"b\":[1,{\"c\":null}],\"a\":\"x\"}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{a:1}",
                             "[1] x",
                             "[1]]",
                             " [ 1 , 2 ] \n",
                             "\"\\u0000\"",
                             "[\"unfinished\\"})
        agree_on(text);
}

TEST_CASE("mangled documents are read or refused alike") {
    const std::string good =
        R"({"items":[{"id":"r1","text":"gut \u00fc \"x\"","rating":5,"at":null},)"
        R"({"n":-1.5e3}],"t":true})";
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round) {
        std::string text = good;
        for (int change = 0; change < 1 + round % 3; ++change)
            text[random() % text.size()] = "{}[]\",:0123456789.eE+-\\utfn "[random() % 28];
        agree_on(text);
    }
}

TEST_CASE("nesting is bounded") {
    CHECK(SmallJson::parse(std::string(64, '[') + std::string(64, ']'), depth_max));
    CHECK_FALSE(SmallJson::parse(std::string(65, '[') + std::string(65, ']'), depth_max));
    CHECK_FALSE(SmallJson::parse(std::string(1'000'000, '['), depth_max));
}

TEST_CASE("what the browser writes is what the store would have written") {
    for (const char* text : {"{\"a\":[1,-2,true,null,\"x\\ny\\\"\\u0001\"],\"b\":0.25,\"c\":{}}",
                             "[]", "{\"big\":9007199254740993,\"half\":0.5,\"one\":1.0}"})
        CHECK(SmallJson::parse(text, depth_max)->dump() == Big::parse(text).dump());
}
