// Lines of bytes as events: what POST /v1/ingest/events is given (contract/ingest.h).
//
// Foreign bytes: any of them, in pieces of any length. Holds one line at most, and of that no more
// than contract::event_line_bytes_max; a longer one is refused and passed over to its end.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "contract/ingest.h"

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

class EventLines {
public:
    explicit EventLines(TakesLines& to) : to_(to) {}
    void give(std::string_view bytes);
    void finish();  // the last line may lack its end

private:
    void end_line(std::string_view line);

    TakesLines& to_;
    std::string held_;  // the beginning of a line
    bool too_long_ = false;
    std::int32_t number_ = 0;
};

}  // namespace vitrine::service
