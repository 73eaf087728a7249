// Lines of bytes as events: what POST /v1/ingest/events is given (contract/ingest.h).
//
// A line longer than contract::event_line_bytes_max is refused and passed over to its end.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "contract/ingest.h"
#include "service/byte_lines.h"

namespace vitrine::service {

// One line. Refuses (malformed, invalid) with what is wrong. Plain lines are read by hand, for
// speed; everything else, and everything that is refused, by the codec. Both agree
// (tests/fuzz).
base::Result<contract::Event> read_event(std::string_view line);
base::Result<contract::Event> read_event_by_codec(std::string_view line);

struct TakesLines {
    virtual ~TakesLines() = default;
    virtual void take(std::int32_t number, base::Result<contract::Event> event) = 0;  // from 1
};

class EventLines : TakesByteLines {
public:
    explicit EventLines(TakesLines& to) : to_(to) {}
    void give(std::string_view bytes) { lines_.give(bytes); }
    void finish() { lines_.finish(); }  // the last line may lack its end

private:
    void take_line(std::int32_t number, const std::string_view* line) override;

    TakesLines& to_;
    ByteLines lines_{*this, contract::event_line_bytes_max};
};

// What is told of a line that is longer than it may be.
base::Problem line_too_long();

}  // namespace vitrine::service
