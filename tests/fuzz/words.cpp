// What people type and programs send in small: search words, texts whose language nobody named,
// cells of an export, page marks, addresses, times, headers, packed bodies. The first byte chooses.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/instant.h"
#include "base/text.h"
#include "base/url.h"
#include "service/cursor.h"
#include "service/desks/table_text.h"
#include "service/http/negotiate.h"
#include "service/http/unpack.h"
#include "service/import/csv.h"
#include "service/import/fields.h"
#include "service/language_of.h"
#include "service/search_terms.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

void must(bool good) {
    if (!good) std::abort();
}

void search_for(std::string_view text) {
    for (const Reading reading : {Reading::document, Reading::query})
        for (const Term& term : search_terms(text, reading)) {
            must(!term.text.empty() && term.begin < term.end && term.end <= text.size());
            must(base::is_utf8(term.text));
        }
    const TextQuery query = read_text_query(text);
    must(!query.blank || query.phrases.empty());
    (void)matches(query, {search_terms(text, Reading::document)});
    must(folded_text(folded_text(text)) == folded_text(text));
    (void)language_of(text);
}

// A spreadsheet runs nothing of it, and a reader of CSV gets it back. A byte order mark is text
// anywhere but at the head of a file, so a cell goes before it, as every export has a head.
void export_cell(std::string_view text) {
    desks::CsvLine line;
    line.text("begin");
    line.text(text);
    line.text("end");
    const std::string written = line.take();
    bool given = false;
    import::CsvReader reader([&]() -> std::string_view {
        if (given) return {};
        given = true;
        return written;
    });
    import::CsvRecord record;
    must(reader.next(record) && record.at(2) == "end" && record.trouble.empty());
    const std::string_view cell = record.at(1);
    must(cell == text || (cell.starts_with('\'') && cell.substr(1) == text));
    if (!cell.empty()) must(std::string_view("=+-@\t\r\n").find(cell[0]) == std::string_view::npos);
    must(!reader.next(record));
}

void read_marks(std::string_view text) {
    for (const std::size_t parts : {0u, 1u, 2u})
        if (const auto key = read_cursor("newest", parts, text)) {
            const auto again = read_cursor("newest", parts, write_cursor("newest", *key));
            must(again && *again == *key);
        }
    if (const auto query = base::parse_query(text)) {
        const auto again = base::parse_query(base::write_query(*query));
        must(again && *again == *query);
    }
    if (const auto plain = base::percent_decode(text))
        must(base::percent_decode(base::percent_encode(*plain)) == *plain);
    if (const auto time = base::parse_rfc3339(text))
        must(base::parse_rfc3339(base::rfc3339(*time)) == *time);
    if (const auto day = base::parse_iso_date(text)) must(base::iso_date(*day) == text);
    if (const auto number = base::parse_decimal(text))
        must(base::parse_decimal(base::decimal(*number)) == *number);
    (void)base::parse_number(text);
    must(base::is_utf8(base::to_valid_utf8(text)));
    (void)http::quality_of(text, "gzip");
    (void)http::matches_etag(text, "\"7\"");
    (void)http::has_token(text, "close");
    (void)import::lenient_instant(text);
    (void)import::count_in(text);
    if (const auto stars = import::rating_of(text, 10)) must(*stars >= 1 && *stars <= 5);
}

struct Collector final : http::TakesBytes {
    std::string all;
    base::Result<void> take(std::string_view bytes) override {
        all += bytes;
        return {};
    }
};

// Pieces do not matter, and there is never much more than came.
void unpack(std::string_view packed, std::size_t piece) {
    const auto read = [&](std::size_t step, std::string& out) {
        Collector to;
        http::Unpacker unpacker;
        bool good = true;
        for (std::size_t at = 0; good && at < packed.size(); at += step)
            good = unpacker.give(packed.substr(at, step), to).has_value();
        good = good && unpacker.finish().has_value();
        must(to.all.size() <= (1u << 20) + 100 * packed.size() + 65536);
        out = std::move(to.all);
        return good;
    };
    std::string whole, pieces;
    if (read(packed.size() + 1, whole) && read(piece, pieces)) must(whole == pieces);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    switch (bytes[0] % 4) {
        case 0: search_for(text); break;
        case 1: export_cell(text); break;
        case 2: read_marks(text); break;
        default: unpack(text, bytes[0] / 4 % 32 + 1u);
    }
    return 0;
}
