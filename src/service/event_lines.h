// Lines of bytes as events: what POST /v1/ingest/events is given (contract/ingest.h).
//
// A line longer than contract::event_line_bytes_max is refused and passed over to its end.
#pragma once
#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "contract/ingest.h"
#include "service/byte_lines.h"

namespace vitrine::service {

// An event that may be kept. Its texts lie elsewhere (in the line, or in what the codec made of
// it); "" is what was not said.
struct EventLine {
    contract::EventKind kind = contract::EventKind::install;
    std::string_view app, device;
    base::Instant at;
    std::string_view country, version, device_class, channel, currency;
    std::optional<std::int64_t> amount;
};
EventLine line_of(const contract::Event& event);  // which must outlive it
contract::Event event_of(const EventLine& line);

// Days of the dates that came last: events of one batch are about few.
class DayMemo {
public:
    // `date`: ten characters. Its beginning in ms; none when it is no date.
    std::optional<std::int64_t> start_of(std::string_view date);

private:
    struct Known {
        std::array<char, 10> date{};
        std::int64_t start_ms = 0;
    };
    std::array<Known, 32> known_{};
};

// One line. Refuses (malformed, invalid) with what is wrong. Plain lines are read by hand, for
// speed; everything else, and everything that is refused, by the codec. Both agree
// (tests/fuzz).
base::Result<contract::Event> read_event(std::string_view line);
base::Result<contract::Event> read_event_by_codec(std::string_view line);

// By their numbers, from 1. The event is gone when take() returns.
struct TakesLines {
    virtual ~TakesLines() = default;
    virtual void take(std::int32_t number, const EventLine& event) = 0;
    virtual void refuse(std::int32_t number, const base::Problem& problem) = 0;
};

class EventLines : TakesByteLines {
public:
    explicit EventLines(TakesLines& to) : to_(to) {}
    void give(std::string_view bytes) { lines_.give(bytes); }
    void finish() { lines_.finish(); }  // the last line may lack its end

private:
    void take_line(std::int32_t number, const std::string_view* line) override;

    TakesLines& to_;
    DayMemo days_;
    ByteLines lines_{*this, contract::event_line_bytes_max};
};

// What is told of a line that is longer than it may be.
base::Problem line_too_long();

}  // namespace vitrine::service
