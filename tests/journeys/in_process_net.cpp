#include "tests/journeys/in_process_net.h"

#include "contract/session.h"

namespace vitrine::journeys {

using service::http::Request;
using service::http::Response;

InProcessNet::~InProcessNet() {
    if (ticket_) app_.close_stream(*ticket_);
}

Response InProcessNet::ask_service(const contract::Outgoing& out) {
    Request request;
    request.method = contract::name_of(out.verb);
    request.target = out.path;
    request.body = out.body;
    if (!out.body.empty()) request.headers.push_back({"content-type", "application/json"});
    if (!cookie_.empty() && trouble_ != Trouble::signed_out)
        request.headers.push_back({"cookie", cookie_});
    if (!csrf_token_.empty()) request.headers.push_back({"x-csrf-token", csrf_token_});
    if (!out.if_match.empty()) request.headers.push_back({"if-match", out.if_match});
    return app_.handle(request);
}

bool InProcessNet::sign_in(const std::string& email, const std::string& password) {
    const Response answer = ask_service(contract::to_outgoing<contract::SignIn>({email, password}));
    const std::string* cookie = answer.find("set-cookie");
    if (!cookie) return false;
    cookie_ = cookie->substr(0, cookie->find(';'));
    return true;
}

void InProcessNet::be_in(Trouble trouble) {
    trouble_ = trouble;
    if (trouble == Trouble::slow) return;
    for (client::Ask& ask : std::exchange(held_, {})) send(std::move(ask));
}

void InProcessNet::send(client::Ask ask) {
    asked_.push_back(std::string(contract::name_of(ask.out.verb)) + " " + ask.out.path);
    if (trouble_ == Trouble::slow) {
        held_.push_back(std::move(ask));
        return;
    }
    if (trouble_ == Trouble::no_network) {
        answers_.push_back({ask.id, 0, ""});
        return;
    }
    if (trouble_ == Trouble::unavailable) {
        answers_.push_back({ask.id, 503,
                            R"({"type":"urn:vitrine:problem:database_failed","status":503,)"
                            R"("code":"database_failed","title":"The store is busy"})"});
        return;
    }
    const Response answer = ask_service(ask.out);
    answers_.push_back({ask.id, answer.status, std::string(answer.content())});
    if (answer.status < 300 && !ticket_) open_stream();
}

void InProcessNet::open_stream() {
    contract::Outgoing out;
    out.path = "/v1/stream";
    Response answer = ask_service(out);
    if (answer.stream) ticket_ = answer.stream;
}

std::vector<client::StreamEvent> InProcessNet::take_events() {
    if (!ticket_ || trouble_ != Trouble::none) return {};
    if (const auto text = app_.next_events(*ticket_)) reader_.feed(*text);
    return reader_.take_events();
}

client::StreamState InProcessNet::stream_state() const {
    if (!ticket_) return client::StreamState::off;
    return trouble_ == Trouble::none ? client::StreamState::live : client::StreamState::connecting;
}

}  // namespace vitrine::journeys
