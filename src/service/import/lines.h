// A text file line by line, for JSON Lines. LF or CRLF; empty lines are passed over. A line over
// `line_bytes_max` is given cut short and marked, so that it can be reported and skipped.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace vitrine::service::import {

inline constexpr std::size_t line_bytes_max = 4 * 1024 * 1024;

struct Line {
    std::string text;
    std::int64_t number = 0;  // from 1
    bool too_long = false;
};

class LineReader {
public:
    using Pull = std::function<std::string_view()>;
    explicit LineReader(Pull pull) : pull_(std::move(pull)) {}
    bool next(Line& line);  // false at the end

private:
    Pull pull_;
    std::string_view piece_;
    std::int64_t number_ = 0;
    bool over_ = false;
};

}  // namespace vitrine::service::import
