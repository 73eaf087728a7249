#include "service/import/csv.h"

#include <utility>

namespace vitrine::service::import {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

// The first bytes may come one by one, and are a mark only together.
void CsvReader::begin() {
    begun_ = true;
    while (head_.size() < byte_order_mark.size()) {
        const std::string_view piece = pull_();
        if (piece.empty()) break;
        head_ += piece;
    }
    piece_ = head_;
    at_ = piece_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
}

bool CsvReader::more() {
    if (!begun_) begin();
    if (at_ < piece_.size()) return true;
    piece_ = pull_();
    at_ = 0;
    return !piece_.empty();
}

void CsvReader::put(CsvRecord& record, char c) {
    if (count_ >= record.fields.size()) return;  // beyond fields_max: already in trouble
    std::string& field = record.fields[count_];
    if (field.size() < field_bytes_max) field += c;
    else record.trouble = "a field is longer than 256 KiB";
}

void CsvReader::end_field(CsvRecord& record) {
    state_ = State::field_start;
    ++count_;
    if (count_ >= fields_max) {
        record.trouble = "more than 1000 fields";
        return;
    }
    if (count_ == record.fields.size()) record.fields.emplace_back();
    else record.fields[count_].clear();
}

// Takes one byte; true when it ended the record.
bool CsvReader::take(CsvRecord& record, char c) {
    if (state_ == State::quoted) {
        if (c == '"') state_ = State::quote_in_quoted;
        else put(record, c);
        return false;
    }
    if (c == '"' && state_ == State::field_start) {
        state_ = State::quoted;
    } else if (c == '"' && state_ == State::quote_in_quoted) {
        put(record, c);
        state_ = State::quoted;
    } else if (c == ',') {
        end_field(record);
    } else if (c == '\n' || c == '\r') {
        skip_lf_ = c == '\r';
        return true;
    } else {
        put(record, c);
        state_ = State::plain;
    }
    return false;
}

bool CsvReader::next(CsvRecord& record) {
    while (true) {
        if (record.fields.empty()) record.fields.emplace_back();
        record.fields[0].clear();
        record.trouble.clear();
        record.line = line_;
        count_ = 0;
        state_ = State::field_start;
        bool ended = false;
        std::int64_t taken = 0;
        while (!ended && more()) {
            const char c = piece_[at_++];
            if (std::exchange(skip_lf_, false) && c == '\n') continue;
            // CR LF counts once: the LF after a CR is skipped outside quotes.
            if (c == '\n' || (c == '\r' && state_ != State::quoted)) ++line_;
            ended = take(record, c);
            taken += !ended;
        }
        if (!ended && taken == 0) return false;
        if (taken == 0) {
            continue;  // an empty line
        }
        if (!ended && state_ == State::quoted) record.trouble = "a quoted field is never closed";
        record.fields.resize(count_ < fields_max ? count_ + 1 : fields_max);
        return true;
    }
}

}  // namespace vitrine::service::import
