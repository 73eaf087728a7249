// What the store counts of its own traffic, told as Prometheus text at /metrics (exposition
// format 0.0.4) with how much there is and how much waits. Requests are told by the route's
// pattern, never by a path: the number of series is bounded. Thread-safe: the io thread counts
// connections, the desk thread requests.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "service/ports.h"

namespace vitrine::service::http {

class Traffic {
public:
    void count_request(const std::string& route, const std::string& method, int status,
                       double seconds);
    void answer_given_again();
    void connection_opened();
    void connection_closed();
    void connection_refused();
    void stream_opened();
    void stream_closed();
    int open_streams() const;

    // `load`: of the store; its figures are left out when it is in trouble.
    std::string prometheus(const base::Result<ports::Load>& load) const;

private:
    void write_requests(std::string& out) const;
    void write_seconds(std::string& out) const;
    void write_connections(std::string& out) const;

    static constexpr std::array<double, 10> bounds_s{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                     0.05,  0.1,    0.25,  1,    5};
    mutable std::mutex guard_;
    struct Answered {
        std::map<std::pair<std::string, int>, std::int64_t> requests;  // by method, status / 100
        std::array<std::int64_t, 11> buckets{};  // the last: slower than every bound
        double seconds = 0;
        std::int64_t total = 0;
    };
    std::map<std::string, Answered> answered_;  // by route
    std::int64_t connections_ = 0, refused_ = 0, streams_ = 0, given_again_ = 0;
};

}  // namespace vitrine::service::http
