// Sends what the hook desk has due: one thread, many transfers at once (libcurl's multi interface),
// one at a time for each webhook, so that a slow receiver holds up nobody but itself.
//
// It follows no redirect and uses no proxy, for either would lead around the wall of reach.h, and
// it keeps nothing of an answer but its status code. What is under way when it stops is sent again
// by the next one.
#pragma once
#include <memory>

#include "service/desks/hook_desk.h"

namespace vitrine::service::hooks {

struct SenderOptions {
    std::int32_t at_once_max = 200;
    long timeout_ms = 10'000;       // for a whole delivery
    long connect_timeout_ms = 5'000;
    int look_every_ms = 200;        // for news and for what is due
};

class Sender {
public:
    // Starts at once. The desk must outlive it.
    explicit Sender(desks::HookDesk& desk, SenderOptions options = {});
    ~Sender();  // cuts what is under way
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

}  // namespace vitrine::service::hooks
