// The console's Transport with no network in between: every ask goes straight into the real
// service (http::App) in this process, and is answered at once. Trouble can be switched on.
#pragma once
#include <string>
#include <vector>

#include "client/transport.h"
#include "service/http/app.h"
#include "shell/native/event_reader.h"

namespace vitrine::journeys {

enum class Trouble {
    none,
    no_network,   // nothing comes back
    unavailable,  // the service says so, with problem+json
    signed_out,   // the cookie is worth nothing any more
    slow,         // nothing is answered until the trouble is over
};

class InProcessNet final : public client::Transport {
public:
    explicit InProcessNet(service::http::App& app) : app_(app) {}
    ~InProcessNet() override;

    // As a person does on the sign-in page; the cookie is kept. False: refused.
    bool sign_in(const std::string& email, const std::string& password);
    void be_in(Trouble trouble);

    void send(client::Ask ask) override;
    std::vector<client::Answer> take_answers() override { return std::exchange(answers_, {}); }
    std::vector<client::StreamEvent> take_events() override;
    client::StreamState stream_state() const override;
    void use_csrf_token(std::string token) override { csrf_token_ = std::move(token); }

    bool has_news() { return !answers_.empty(); }
    const std::vector<std::string>& asked() const { return asked_; }  // "GET /v1/apps", in order

private:
    service::http::Response ask_service(const contract::Outgoing& out);
    void open_stream();

    service::http::App& app_;
    Trouble trouble_ = Trouble::none;
    std::string cookie_, csrf_token_;
    std::vector<client::Answer> answers_;
    std::vector<std::string> asked_;
    std::vector<client::Ask> held_;
    std::optional<service::http::StreamTicket> ticket_;
    shell::EventReader reader_;
};

}  // namespace vitrine::journeys
