// How questions reach the store and answers come back, without waiting for either.
//
// A Transport never blocks and never calls back: the console sends, sleeps, is woken by its shell
// when something arrived, and takes the answers at the start of its next frame. Every Ask is
// answered exactly once, also when the network is dead (status 0).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "contract/endpoint.h"

namespace vitrine::client {

struct Ask {
    std::uint64_t id = 0;  // chosen by the sender, unique for the transport's life
    contract::Outgoing out;
};

struct Answer {
    std::uint64_t id = 0;
    std::int32_t status = 0;  // HTTP status, 0: nothing came back
    std::string body;
};

// One server-sent event, as read off the wire.
struct StreamEvent {
    std::string name, data;
};

enum class StreamState : std::uint8_t { off, connecting, live };

struct Transport {
    virtual ~Transport() = default;
    virtual void send(Ask ask) = 0;
    virtual std::vector<Answer> take_answers() = 0;
    // The change stream opens after the first successful answer and reconnects by itself.
    virtual std::vector<StreamEvent> take_events() = 0;
    virtual StreamState stream_state() const = 0;
    // Sent with every write; from Me. "" before sign-in.
    virtual void use_csrf_token(std::string token) = 0;
};

}  // namespace vitrine::client
