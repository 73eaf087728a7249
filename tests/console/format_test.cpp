#include <doctest/doctest.h>

#include <cmath>

#include "console/format.h"
#include "console/words.h"
#include "contract/reviews.h"

using namespace vitrine;
using namespace vitrine::console;
using contract::Unit;

TEST_CASE("numbers are grouped and rounded as people write them") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(48213) == "48,213");
    CHECK(grouped(-1234567) == "−1,234,567");
    CHECK(number(1234.56, 1) == "1,234.6");
    CHECK(number(-0.001, 2) == "0.00");
    CHECK(number(NAN) == "–");
    CHECK(signed_number(2610) == "+2,610");
    CHECK(signed_number(-96) == "−96");
    CHECK(signed_number(0.001, 1) == "0.0");
}

TEST_CASE("large numbers are short") {
    CHECK(compact(999) == "999");
    CHECK(compact(12.34) == "12.3");
    CHECK(compact(1200) == "1.2k");
    CHECK(compact(148900) == "148.9k");
    CHECK(compact(2'412'000) == "2.41M");
    CHECK(compact(-5000) == "−5.0k");
}

TEST_CASE("shares, money, bytes and places") {
    CHECK(percent(0.312) == "31.2%");
    CHECK(percent(0.9971, 2) == "99.71%");
    CHECK(points(0.0008) == "0.08 pt");
    CHECK(money(1894200, "EUR") == "€18,942");
    CHECK(money(349, "USD") == "$3.49");
    CHECK(money(1894200, "CHF") == "18,942 CHF");
    CHECK(bytes(84'300'000) == "84.3 MB");
    CHECK(bytes(512) == "512 B");
    CHECK(ordinal(1) == "1st");
    CHECK(ordinal(7) == "7th");
    CHECK(ordinal(12) == "12th");
    CHECK(ordinal(23) == "23rd");
}

TEST_CASE("a metric is written by its unit") {
    CHECK(metric_value(48213, Unit::count, "") == "48,213");
    CHECK(metric_value(0.9971, Unit::ratio, "") == "99.71%");
    CHECK(metric_value(0.245, Unit::ratio, "") == "24.5%");
    CHECK(metric_value(4.6213, Unit::stars, "") == "4.62");
    CHECK(metric_compact(148'900, Unit::count, "") == "148.9k");
    CHECK(metric_change(106.4, 100, Unit::count) == "6.4%");
    CHECK(metric_change(0.9971, 0.9979, Unit::ratio) == "0.08 pt");
    CHECK(metric_change(4.62, 4.59, Unit::stars) == "0.03");
}

TEST_CASE("times are the reader's, near ones relative") {
    const base::Instant now = *base::parse_rfc3339("2026-05-14T10:41:00Z");
    const auto before = [&](std::int64_t ms) { return base::Instant{now.ms - ms}; };
    CHECK(clock_time(now, 120) == "12:41");
    CHECK(clock_time(now, -660) == "23:41");
    CHECK(date_time(now, 0) == "14 May, 10:41");
    CHECK(age(before(20'000), now, 0) == "now");
    CHECK(age(before(3 * base::minute_ms), now, 0) == "3 min");
    CHECK(age(before(5 * base::hour_ms), now, 0) == "5 h");
    CHECK(age(before(5 * base::day_ms), now, 0) == "9 May");
    CHECK(age(before(365 * base::day_ms), now, 0) == "14 May 2025");
    CHECK(age(contract::undated, now, 0) == "no date");
    CHECK(moment(contract::undated, now, 0) == "no date");
    CHECK(ago(before(900), now, 0) == "just now");
    CHECK(ago(before(2'000), now, 0) == "2 s ago");
    CHECK(ago(before(4 * base::minute_ms), now, 0) == "4 min ago");
    CHECK(ago(before(26 * base::hour_ms), now, 0) == "yesterday, 08:41");
    CHECK(moment(before(400 * base::day_ms), now, 0) == "9 Apr 2025");
    CHECK(duration(26 * base::hour_ms) == "1 d 2 h");
    CHECK(duration(35 * base::minute_ms) == "35 min");
    CHECK(long_day(base::day_of(now)) == "Thu 14 May");
    CHECK(span_of_days({base::day_of(now).number - 55}, base::day_of(now)) == "20 Mar to 14 May");
}

TEST_CASE("codes become names, unknown ones stay") {
    CHECK(country_name("DE") == "Germany");
    CHECK(country_name("XX") == "XX");
    CHECK(language_name("de-AT") == "German");
    CHECK(language_name("qq") == "qq");
}

TEST_CASE("words take their arguments in any order and count") {
    CHECK(say("common.count_of", {"9", "30"}) == "9 / 30");
    CHECK(say_count("common.over_limit", 1) == "1 character over the limit");
    CHECK(say_count("common.over_limit", 1200) == "1,200 characters over the limit");
}

TEST_CASE("a name that a newer store may send and that has no word is said as it is") {
    CHECK(say_of<"stage">("draft") == "Draft");
    CHECK(say_of<"stage">("drafted") == "drafted");
    CHECK(say_of<"stage">("") == "");
    CHECK_FALSE(word_of<"stage">("overview"));
    CHECK(say_of<"time.long_month">("12") == "December");
    CHECK(say_of<"time.long_month">("13") == "13");
}
