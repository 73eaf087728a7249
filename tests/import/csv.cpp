// CSV as files really are.
#include <doctest/doctest.h>

#include "service/import/csv.h"

using namespace vitrine::service::import;

namespace {

// The text in pieces of `piece` bytes, as a file would come.
std::vector<CsvRecord> all_records(std::string_view text, std::size_t piece) {
    CsvReader reader([&] {
        const std::string_view next = text.substr(0, piece);
        text.remove_prefix(next.size());
        return next;
    });
    std::vector<CsvRecord> out;
    for (CsvRecord record; reader.next(record);) out.push_back(record);
    return out;
}

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("a quoted field may hold commas, line feeds and doubled quotes, in pieces of any size") {
    const std::string_view text = "a,b\r\n\"one, two\",\"line\nfeed \"\"quoted\"\"\"\r\n\r\nx,\n";
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 100u}) {
        const auto records = all_records(text, piece);
        REQUIRE(records.size() == 3);
        CHECK(records[0].fields == Fields{"a", "b"});
        CHECK(records[1].fields == Fields{"one, two", "line\nfeed \"quoted\""});
        CHECK(records[1].line == 2);
        CHECK(records[2].fields == Fields{"x", ""});
        CHECK(records[2].line == 5);
    }
}

TEST_CASE("a byte order mark is dropped and a missing last line feed is no trouble") {
    for (const std::size_t piece : {1u, 2u, 4096u}) {
        const auto records = all_records("\xef\xbb\xbfname,stars\nA,5", piece);
        REQUIRE(records.size() == 2);
        CHECK(records[0].fields == Fields{"name", "stars"});
        CHECK(records[1].fields == Fields{"A", "5"});
    }
    CHECK(all_records("\xef\xbb\xbf", 1).empty());
    CHECK(all_records("\xef\xbb", 1).size() == 1);
}

TEST_CASE("a quote that is never closed is reported and bounded") {
    const auto records = all_records("a\n\"open" + std::string(600 * 1024, 'x'), 8192);
    REQUIRE(records.size() == 2);
    CHECK_FALSE(records[1].trouble.empty());
    CHECK(records[1].fields[0].size() <= field_bytes_max);
}

TEST_CASE("a record with a million commas does not eat the memory") {
    const auto records = all_records(std::string(1'000'000, ',') + "\nok\n", 65536);
    REQUIRE(records.size() == 2);
    CHECK_FALSE(records[0].trouble.empty());
    CHECK(records[0].fields.size() <= fields_max);
    CHECK(records[1].trouble.empty());
}
