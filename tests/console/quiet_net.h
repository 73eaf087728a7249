// A network that says nothing but what a test lays into it.
#pragma once
#include <utility>
#include <vector>

#include "client/transport.h"

namespace vitrine::test {

struct QuietNet final : client::Transport {
    void send(client::Ask ask) override { sent.push_back(std::move(ask)); }
    std::vector<client::Answer> take_answers() override { return std::exchange(answers, {}); }
    std::vector<client::StreamEvent> take_events() override { return {}; }
    client::StreamState stream_state() const override { return client::StreamState::off; }
    void use_csrf_token(std::string) override {}

    std::vector<client::Ask> sent;
    std::vector<client::Answer> answers;
};

}  // namespace vitrine::test
