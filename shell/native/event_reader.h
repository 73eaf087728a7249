// Server-sent events off the wire, in whatever pieces they arrive (WHATWG HTML, section 9.2.6).
//
//     event: review\n          lines end in LF, CR LF or CR; a line that starts with ':' is a
//     id: 17\n                 comment (the server's heartbeat); several data lines are joined
//     data: {"topic":...}\n    by LF; an empty line ends the event
//     \n
//
// An event without data is dropped, as the standard says. A line longer than `line_bytes_max`
// makes the whole stream useless: feed() answers false and the caller hangs up.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/transport.h"

namespace vitrine::shell {

class EventReader {
public:
    static constexpr std::size_t line_bytes_max = 1 << 20;

    bool feed(std::string_view bytes);
    std::vector<client::StreamEvent> take_events();
    const std::string& last_id() const { return last_id_; }  // to resume by
    void start_over();  // a new connection: half a line of the old one is worth nothing

private:
    void end_line();
    void dispatch();

    std::string line_, name_, data_, last_id_;
    bool any_data_ = false, after_cr_ = false;
    std::vector<client::StreamEvent> events_;
};

}  // namespace vitrine::shell
