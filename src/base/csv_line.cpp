#include "base/csv_line.h"

#include <utility>

namespace vitrine::base {
namespace {

bool begins_a_formula(std::string_view text) {
    if (text.empty()) return false;
    if (std::string_view("=+-@\t\r\n").find(text.front()) != text.npos) return true;
    for (const std::string_view wide : {"＝", "＋", "－", "＠"})
        if (text.starts_with(wide)) return true;
    return false;
}

}  // namespace

void CsvLine::next() {
    if (!first_) line_ += ',';
    first_ = false;
}

void CsvLine::quoted(std::string_view value) {
    line_ += '"';
    for (const char c : value) {
        if (c == '"') line_ += '"';
        line_ += c;
    }
    line_ += '"';
}

void CsvLine::text(std::string_view value) {
    next();
    std::string safe;
    if (begins_a_formula(value)) safe = "'";
    safe += value;
    const bool edges = !safe.empty() && (safe.front() == ' ' || safe.back() == ' ');
    if (edges || safe.find_first_of(",\"\r\n;\t") != std::string::npos) quoted(safe);
    else line_ += safe;
}

void CsvLine::plain(std::string_view value) {
    next();
    line_ += value;
}

std::string CsvLine::take() {
    line_ += "\r\n";
    first_ = true;
    return std::exchange(line_, {});
}

}  // namespace vitrine::base
