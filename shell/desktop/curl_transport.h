// The console's Transport over libcurl: one thread of its own that runs curl's multi interface,
// and a `wake` that tells the window's loop to come and take what arrived.
//
//   window thread:  send ──► queue ──┐                       ┌──► answers ──► take_answers
//   network thread:                  └► curl multi ► server ─┘  then wake()
//
// TLS is always verified. A store on this machine is never asked through a proxy. Redirects are
// not followed: the store makes none. An answer that does not come in 30 s, or is larger than
// 64 MiB, is status 0. The change stream opens after the first successful answer, resumes by
// Last-Event-ID and comes back after 1 s, 2 s, ... 30 s, with jitter.
#pragma once
#include <functional>
#include <memory>

#include "client/transport.h"
#include "shell/desktop/cookies.h"
#include "shell/desktop/origin.h"

namespace vitrine::shell {

class CurlTransport final : public client::Transport {
public:
    // `wake` is called on the network thread, often; it must not block. The destructor hangs up.
    CurlTransport(Origin origin, Cookies cookies, std::function<void()> wake);
    ~CurlTransport() override;

    void send(client::Ask ask) override;
    std::vector<client::Answer> take_answers() override;
    std::vector<client::StreamEvent> take_events() override;
    client::StreamState stream_state() const override;
    void use_csrf_token(std::string token) override;

    Cookies cookies() const;  // as the store last set them

private:
    struct Line;
    std::unique_ptr<Line> line_;
};

}  // namespace vitrine::shell
