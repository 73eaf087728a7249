// Foreign bytes as lines: in pieces of any length, holding one line at most, and of that no more
// than `bytes_max`. A longer one is told as such and passed over to its end.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::service {

struct TakesByteLines {
    virtual ~TakesByteLines() = default;
    // `number` from 1. Without its end (LF or CRLF); lines of white space only are counted but not
    // told. nullptr: too long.
    virtual void take_line(std::int32_t number, const std::string_view* line) = 0;
};

class ByteLines {
public:
    ByteLines(TakesByteLines& to, std::size_t bytes_max) : to_(to), bytes_max_(bytes_max) {}
    void give(std::string_view bytes);
    void finish();  // the last line may lack its end

private:
    void end_line(std::string_view line);

    TakesByteLines& to_;
    std::size_t bytes_max_;
    std::string held_;  // the beginning of a line
    bool too_long_ = false;
    std::int32_t number_ = 0;
};

}  // namespace vitrine::service
