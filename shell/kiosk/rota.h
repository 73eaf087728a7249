// What an unattended display does by itself: it shows one board after the other, changes nothing
// at the store, and stays up with what it last knew whatever happens to the network.
#pragma once
#include <string>
#include <vector>

#include "shell/desktop/run.h"

namespace vitrine::shell {

class Rota final : public Habit {
public:
    // `boards` are places, shown `each_s` seconds; not empty. Input never leads elsewhere: the
    // console's policy drops writes, and a place that is no board is left at once.
    Rota(std::vector<std::string> boards, double each_s);

    console::Policy policy() const override { return console::Policy::read_only; }
    bool stays_up() const override { return true; }
    void act(console::Console& console, double now) override;
    double next_at() const override { return next_; }

private:
    std::vector<std::string> boards_;
    double each_s_, next_ = 0;
    std::size_t at_ = 0;
    bool begun_ = false;
};

}  // namespace vitrine::shell
