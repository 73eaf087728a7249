#include "shell/kiosk/rota.h"

#include <algorithm>

namespace vitrine::shell {

Rota::Rota(std::vector<std::string> boards, double each_s)
    : boards_(std::move(boards)), each_s_(each_s) {}

void Rota::act(console::Console& console, double now) {
    const std::string here = console::write_place(console.place());
    if (!begun_) {
        begun_ = true;
        next_ = now + each_s_;
        const auto asked = std::find(boards_.begin(), boards_.end(), here);
        at_ = asked == boards_.end() ? 0 : static_cast<std::size_t>(asked - boards_.begin());
        if (asked == boards_.end()) console.open(boards_[at_]);
        return;
    }
    if (now < next_) {
        if (here != boards_[at_]) console.open(boards_[at_]);
        return;
    }
    next_ = now + each_s_;
    at_ = (at_ + 1) % boards_.size();
    console.open(boards_[at_]);
}

}  // namespace vitrine::shell
