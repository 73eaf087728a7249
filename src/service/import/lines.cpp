#include "service/import/lines.h"

#include <algorithm>

namespace vitrine::service::import {
namespace {

void append(Line& line, std::string_view text) {
    const std::size_t room = line_bytes_max - line.text.size();
    line.text += text.substr(0, std::min(room, text.size()));
    line.too_long = line.too_long || text.size() > room;
}

void finish(Line& line, std::int64_t number) {
    if (number == 1 && line.text.starts_with("\xef\xbb\xbf")) line.text.erase(0, 3);
    if (line.text.ends_with('\r')) line.text.pop_back();
    line.number = number;
}

}  // namespace

bool LineReader::next(Line& line) {
    while (!over_) {
        line.text.clear();
        line.too_long = false;
        bool ended = false;
        while (!ended) {
            if (piece_.empty()) piece_ = pull_();
            if (piece_.empty()) {
                over_ = true;
                break;
            }
            const std::size_t end = piece_.find('\n');
            append(line, piece_.substr(0, end));
            ended = end != std::string_view::npos;
            piece_.remove_prefix(ended ? end + 1 : piece_.size());
        }
        finish(line, ++number_);
        if (!line.text.empty()) return true;
    }
    return false;
}

}  // namespace vitrine::service::import
