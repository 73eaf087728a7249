// Lines of CSV (RFC 4180) that a spreadsheet runs nothing of: text that it would take for a formula
// (it begins with = + - @, their full width twins, a tab or a line end) gets an apostrophe in
// front; numbers are numbers, also below zero.
#pragma once
#include <string>
#include <string_view>

namespace vitrine::base {

// One line on its way, without its end.
class CsvLine {
public:
    void text(std::string_view value);   // foreign: made safe and quoted where it must be
    void plain(std::string_view value);  // our own: a number, a time, a word of the contract
    void empty() { next(); }
    std::string take();  // with CRLF; begins the next line

private:
    void next();
    void quoted(std::string_view value);

    std::string line_;
    bool first_ = true;
};

}  // namespace vitrine::base
