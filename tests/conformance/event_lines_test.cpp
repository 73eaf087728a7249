// Lines of events read by hand give what the codec gives, whatever they are.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "heard_lines.h"
#include "service/machine/secrets.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

void check_alike(const base::Result<contract::Event>& by_hand, const std::string& line) {
    CAPTURE(line);
    const auto by_codec = read_event_by_codec(line);
    REQUIRE(by_hand.has_value() == by_codec.has_value());
    if (by_hand) CHECK(*by_hand == *by_codec);
    else CHECK(by_hand.error() == by_codec.error());
}

// Lines of which most are good, and some odd in one place.
std::string a_line(SeededRandom& random) {
    const auto one_of = [&](std::initializer_list<const char*> texts) {
        const std::size_t usual = random.next() % 8;  // the first of them
        return std::string(*(texts.begin() + (usual > 0 ? 0 : random.next() % texts.size())));
    };
    const auto maybe = [&](const char* name, std::initializer_list<const char*> texts) {
        return random.next() % 3 == 0 ? std::string(",") + name + one_of(texts) : std::string();
    };
    return "{\"kind\":" + one_of({"\"open\"", "\"crash\"", "\"revenue\"", "\"Open\"", "3"}) +
           one_of({",", " ,\t", ",,"}) + "\"app\":" + one_of({"\"a\"", "\"a b\"", "\"\""}) +
           ",\"device\" : " + one_of({"\"d41\"", "\"1234567\"", "\"12345678\"", "\"\\u0041\"",
                                      "\"\xc3\xa4\"", "\"\x7f\"", "\"\x01\""}) +
           ",\"at\":" + one_of({"\"2026-05-28T17:02:11Z\"", "\"2026-05-28T17:02:11.25Z\"",
                                "\"2026-05-28T17:02:11.257Z\"", "\"2026-05-28T17:02:11.2:7Z\"",
                                "\"2026-05-28T17:02:11.25/Z\"",
                                "\"2026-02-29T17:02:11Z\"", "\"2026-05-28T24:02:11Z\"",
                                "\"2026-05-28T17:02:60Z\"", "\"2026-05-28t17:02:11z\"",
                                "\"2026-05-28T17:02:11+02:00\"", "\"2026-05-28T17:02:61Z\"",
                                "\"2024-02-29T00:00:00Z\"", "\"2026-05-2/T17:02:11Z\""}) +
           maybe("\"country\":", {"\"DE\"", "\"De\"", "\"D\"", "\"DEU\"", "null"}) +
           maybe("\"version\":", {"\"2.9.1\"", "\"\"", "7"}) +
           maybe("\"device_class\":", {"\"phone\"", "\"a class of devices with a long name\""}) +
           maybe("\"channel\":", {"\"search\"", "[]"}) +
           maybe("\"amount\":", {"499", "-499", "0", "-0", "01", "1e3", "1000000000001",
                                 "1234567890123456"}) +
           maybe("\"currency\":", {"\"EUR\"", "\"USD\"", "\"eu\""}) + one_of({"}", "}", "} ", ""});
}

TEST_SUITE_BEGIN("lines of events");

TEST_CASE("odd and good lines are read by hand as by the codec") {
    SeededRandom random(4);
    int good_ones = 0;
    for (int turn = 0; turn < 20'000; ++turn) {
        const std::string line = a_line(random);
        const auto by_hand = read_event(line);
        good_ones += by_hand.has_value();
        check_alike(by_hand, line);
    }
    CHECK(good_ones > 1000);
    CHECK(good_ones < 19'000);
}

TEST_CASE("lines with any bytes changed are read by hand as by the codec") {
    std::ifstream file(std::string(VT_SOURCE_DIR) + "/tests/fuzz/corpus/event_lines/good");
    const std::string kept{std::istreambuf_iterator<char>(file), {}};
    const auto lines = base::split(kept, '\n');
    REQUIRE(lines.size() > 1);
    SeededRandom random(6);
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string line(lines[random.next() % lines.size()]);
        for (std::uint64_t i = 0; !line.empty() && i <= random.next() % 3; ++i) {
            const std::size_t at = random.next() % line.size();
            if (random.next() % 4 == 0) line.erase(at, 1 + random.next() % 3);
            else if (random.next() % 4 == 0) line.insert(at, line.substr(at, 9));
            else line[at] = static_cast<char>(random.next());
        }
        check_alike(read_event(line), line);
    }
}

TEST_CASE("lines are told by number, as each by itself, in pieces of any length") {
    SeededRandom random(7);
    std::string text;
    std::vector<std::string> lines;
    for (int i = 0; i < 400; ++i) {
        lines.push_back(i % 9 == 0 ? " \t" : i == 77 ? std::string(5000, 'x') : a_line(random));
        text += lines.back() + (i % 5 == 0 ? "\r\n" : "\n");
    }
    for (const std::size_t piece : {1u, 7u, 64u, 1'000'000u}) {
        const tests::HeardLines heard(text, piece);
        std::size_t next = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i % 9 == 0) continue;
            REQUIRE(next < heard.all.size());
            const tests::HeardLines::One& one = heard.all[next++];
            CHECK(one.number == static_cast<std::int32_t>(i) + 1);
            if (i == 77) CHECK(one.event.error() == line_too_long());
            else check_alike(one.event, lines[i]);
        }
        CHECK(next == heard.all.size());
    }
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
