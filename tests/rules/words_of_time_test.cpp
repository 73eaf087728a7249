// Times, days, numbers, UTF-8 and addresses as text.
#include <doctest/doctest.h>

#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"
#include "base/url.h"

namespace vitrine::tests {

using namespace base;

TEST_CASE("times are written in UTC and read with any offset") {
    CHECK(rfc3339({0}) == "1970-01-01T00:00:00Z");
    CHECK(rfc3339({1'779'957'420'000}) == "2026-05-28T08:37:00Z");
    CHECK(rfc3339({-1}) == "1969-12-31T23:59:59.999Z");
    CHECK(parse_rfc3339("2026-05-28T10:37:00+02:00")->ms == 1'779'957'420'000);
    CHECK(parse_rfc3339("2026-05-28t08:37:00.250z")->ms == 1'779'957'420'250);
    CHECK(parse_rfc3339("2026-05-28 08:37:00Z")->ms == 1'779'957'420'000);
    CHECK(parse_rfc3339("2016-12-31T23:59:60Z")->ms == parse_rfc3339("2017-01-01T00:00:00Z")->ms);
}

TEST_CASE("what is no time is refused") {
    for (const char* bad : {"", "2026-05-28", "2026-05-28T08:37:00", "2026-02-30T00:00:00Z",
                            "2026-13-01T00:00:00Z", "2026-05-28T24:00:00Z", "2026-05-28T08:60:00Z",
                            "2026-05-28T08:37:00+2", "2026-05-28T08:37:00+24:00",
                            "2026-05-28T08:37:00ZZ", "2026-05-28T08:37:00.Z0",
                            "0000-01-01T00:00:00Z", "+026-05-28T08:37:00Z",
                            "2026-05-28T08:37:00Z "})
        CHECK_MESSAGE(!parse_rfc3339(bad), bad);
}

TEST_CASE("every day of four hundred years is written and read back") {
    for (std::int32_t day = -73000; day < 73100; ++day)
        if (parse_iso_date(iso_date({day})) != Day{day}) FAIL(iso_date({day}));
    CHECK(iso_date({20601}) == "2026-05-28");
    CHECK(civil_of(start_of({20601})).weekday == 4);
    CHECK(!parse_iso_date("2026-5-28"));
    CHECK(!parse_iso_date("2025-02-29"));
    CHECK(parse_iso_date("2024-02-29"));
}

TEST_CASE("numbers are read whole or not at all") {
    CHECK(parse_decimal("-12") == -12);
    CHECK(!parse_decimal("12 "));
    CHECK(!parse_decimal("+12"));
    CHECK(!parse_decimal(""));
    CHECK(!parse_decimal("9223372036854775808"));
    CHECK(parse_number("0.25") == 0.25);
    CHECK(!parse_number("1e5"));
    CHECK(!parse_number("."));
    CHECK(!parse_number("nan"));
    CHECK(fixed(2.5, 0) == "3");
    CHECK(fixed(-0.04, 1) == "0.0");
    CHECK(fixed(1.005, 2) == "1.01");
}

TEST_CASE("UTF-8 is told from what only looks like it") {
    for (const char* good : {"", "a", "ü", "語", "🎉", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"})
        CHECK(is_utf8(good));
    for (const char* bad : {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe8\xaa"})
        CHECK(!is_utf8(bad));
    CHECK(to_valid_utf8("a\xff" "b") == "a\xef\xbf\xbd" "b");
    CHECK(count_code_points("aü語🎉") == 4);
    std::string again;
    const std::string text = "aü語🎉";
    for (std::size_t at = 0; at < text.size();) append_utf8(again, next_code_point(text, at));
    CHECK(again == text);
}

TEST_CASE("addresses are encoded, decoded, and refused when broken") {
    const std::string text = "a b/ü?&=+%语";
    CHECK(percent_decode(percent_encode(text)) == text);
    CHECK(percent_decode("a+b", Plus::space) == "a b");
    CHECK_FALSE(percent_decode(std::string_view("a\0b", 3)));
    CHECK(percent_decode("a+b") == "a+b");
    for (const char* bad : {"%", "%4", "%zz", "%00", "a%"}) CHECK(!percent_decode(bad));
    const Query query{{"q", "a&b=c"}, {"empty", ""}, {"ü", "語"}};
    CHECK(parse_query(write_query(query)) == query);
    CHECK(parse_query("a&&b=1") == Query{{"a", ""}, {"b", "1"}});
    CHECK(!parse_query("a=%"));
}

TEST_CASE("JSON is refused when it is none, and when it is a trap") {
    CHECK(parse_json("{\"a\":1}"));
    CHECK(!parse_json(""));
    CHECK(!parse_json("{\"a\":1}x"));
    CHECK(!parse_json("\"\xff\""));
    CHECK(parse_json(std::string(200000, '[')).error().code == "json_too_deep");
    CHECK(parse_json(std::string(64, '[') + std::string(64, ']')));
    CHECK(dump_json(Json("\xff")) == "\"\xef\xbf\xbd\"");
}

}  // namespace vitrine::tests
