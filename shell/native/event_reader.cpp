#include "shell/native/event_reader.h"

#include <utility>

namespace vitrine::shell {

bool EventReader::feed(std::string_view bytes) {
    for (const char c : bytes) {
        const bool second_half = c == '\n' && after_cr_;
        after_cr_ = c == '\r';
        if (second_half) continue;
        if (c == '\n' || c == '\r') {
            end_line();
            continue;
        }
        if (line_.size() + data_.size() >= line_bytes_max) return false;
        line_ += c;
    }
    return true;
}

void EventReader::end_line() {
    if (line_.empty()) return dispatch();
    const std::size_t colon = line_.find(':');
    const std::string_view whole = line_;
    const std::string_view field = whole.substr(0, colon);
    std::string_view value;
    if (colon != std::string::npos) value = whole.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "event") name_ = value;
    if (field == "id" && value.find('\0') == std::string_view::npos) last_id_ = value;
    if (field == "data") {
        if (any_data_) data_ += '\n';
        data_ += value;
        any_data_ = true;
    }
    line_.clear();
}

void EventReader::dispatch() {
    if (any_data_) events_.push_back({name_.empty() ? "message" : name_, data_});
    name_.clear();
    data_.clear();
    any_data_ = false;
}

std::vector<client::StreamEvent> EventReader::take_events() { return std::exchange(events_, {}); }

void EventReader::start_over() {
    line_.clear();
    name_.clear();
    data_.clear();
    any_data_ = after_cr_ = false;
}

}  // namespace vitrine::shell
