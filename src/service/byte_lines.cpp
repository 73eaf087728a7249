#include "service/byte_lines.h"

namespace vitrine::service {

void ByteLines::give(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (held_.size() + piece.size() > bytes_max_) too_long_ = true;
        const bool whole = end != std::string_view::npos;
        if (whole && held_.empty()) {
            end_line(piece);
        } else {
            if (!too_long_) held_ += piece;
            if (whole) end_line(held_);
        }
        bytes.remove_prefix(whole ? end + 1 : bytes.size());
    }
}

void ByteLines::finish() {
    if (!held_.empty() || too_long_) end_line(held_);
}

void ByteLines::end_line(std::string_view line) {
    ++number_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool empty = line.find_first_not_of(" \t") == line.npos;
    if (too_long_) to_.take_line(number_, nullptr);
    else if (!empty) to_.take_line(number_, &line);
    too_long_ = false;
    held_.clear();
}

}  // namespace vitrine::service
