// CSV, read as RFC 4180 says and as real files are.
//
// Fields are separated by commas, records by LF, CRLF or a lone CR; a field in double quotes may
// hold commas and line feeds, and a quote doubled. A byte order mark at the start is dropped.
// Lenient: a quote inside an unquoted field is text, text behind a closing quote is kept.
// Strict: a quoted field still open at the end of the file, a field over `field_bytes_max` and a
// record over `fields_max` fields are reported as the record's trouble; reading goes on behind it.
// An empty line is no record. Constant memory: one record is held at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service::import {

inline constexpr std::size_t field_bytes_max = 256 * 1024;
inline constexpr std::size_t fields_max = 1000;

struct CsvRecord {
    std::vector<std::string> fields;
    std::int64_t line = 0;  // where it begins, from 1
    std::string trouble;    // "" or why it must not be used
    std::string_view at(std::size_t column) const {
        return column < fields.size() ? std::string_view(fields[column]) : std::string_view();
    }
};

class CsvReader {
public:
    using Pull = std::function<std::string_view()>;  // the next piece of the file, "" at the end
    explicit CsvReader(Pull pull) : pull_(std::move(pull)) {}

    // False at the end. `record` is overwritten, its memory reused.
    bool next(CsvRecord& record);

private:
    enum class State : std::uint8_t { field_start, plain, quoted, quote_in_quoted };
    void begin();
    bool more();
    void put(CsvRecord& record, char c);
    void end_field(CsvRecord& record);
    bool take(CsvRecord& record, char c);

    Pull pull_;
    std::string head_;  // the first piece, when it has begun
    std::string_view piece_;
    std::size_t at_ = 0, count_ = 0;
    std::int64_t line_ = 1;
    State state_ = State::field_start;
    bool skip_lf_ = false, begun_ = false;
};

}  // namespace vitrine::service::import
