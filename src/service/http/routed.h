// One request on its way through App: what has been found out about it so far.
#pragma once
#include <chrono>

#include "service/agc/envelope.h"
#include "service/http/app.h"
#include "service/http/intake.h"

namespace vitrine::service::http {

struct App::Routed {
    const Request& request;
    base::Query query{};
    std::string request_id{};
    std::string address{};                 // whom the limits count: the peer, or a proxy's client
    std::string token{};                   // of the session cookie, or an API key; "" without
    std::string team{};                    // the one that was named, "" without
    bool by_key = false;                   // `token` came as Authorization: Bearer
    std::string route = "-";               // a pattern, for metrics and log
    std::string allow{};                   // with a wrong method: the right ones
    std::string idempotency_key{};         // "" without one
    std::optional<desks::Caller> who{};
    std::optional<agc::Family> gallery{};      // refusals wear AppGallery Connect's envelope
    std::optional<ports::Stamp> stamp{};       // of a GET: the store's, before anything was read
    bool piecewise = false;                    // the body of a part comes after its head...
    std::optional<std::int64_t> part_bytes{};  // ...and is so long
    std::unique_ptr<Intake> intake{};          // where it goes, once it may
    std::unique_ptr<play::Incoming> stream{};  // the same of a stream

    // HEAD asks for what GET would answer.
    std::string_view verb() const {
        return request.method == "HEAD" ? std::string_view("GET") : request.method;
    }
};

struct App::Part {
    explicit Part(Request head) : request(std::move(head)) {}
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    Request request;
    Routed at{request};
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::optional<Response> answer;
};

// What the other side has already, by its If-None-Match, need not be sent: of what never changes,
// and of what says no more than the store's rows.
void leave_out_known(const Request& request, Response& answer);

inline base::Problem too_many(int wait_s) {
    auto problem = base::Problem::of(base::ProblemKind::too_many, "too_many_requests",
                                     "Too many requests in a short time.",
                                     "Wait a moment, then try again.");
    problem.retry_after_s = wait_s;
    return problem;
}

inline base::Problem too_many_attempts(int wait_s) {
    auto problem = too_many(wait_s);
    problem.code = "too_many_attempts";
    problem.title = "Too many attempts.";
    return problem;
}

// `allow` gets the list for the Allow header.
inline base::Problem wrong_method(std::string_view allowed, std::string& allow) {
    allow = allowed;
    return base::Problem::of(base::ProblemKind::method_not_allowed, "method_not_allowed",
                             "This address does not take that method.");
}

}  // namespace vitrine::service::http
