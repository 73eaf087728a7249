#include "service/http/traffic.h"

#include <fmt/format.h>

namespace vitrine::service::http {

using Lock = std::lock_guard<std::mutex>;

void Traffic::count_request(const std::string& route, const std::string& method, int status,
                            double seconds) {
    const std::string labels =
        fmt::format(R"(route="{}",method="{}",status="{}")", route, method, status);
    const Lock lock(guard_);
    ++requests_[labels];
    std::size_t bucket = 0;
    while (bucket < bounds_s.size() && seconds > bounds_s[bucket]) ++bucket;
    ++buckets_[bucket];
    seconds_ += seconds;
    ++total_;
}

void Traffic::connection_opened() {
    const Lock lock(guard_);
    ++connections_;
}
void Traffic::connection_closed() {
    const Lock lock(guard_);
    --connections_;
}
void Traffic::connection_refused() {
    const Lock lock(guard_);
    ++refused_;
}
void Traffic::stream_opened() {
    const Lock lock(guard_);
    ++streams_;
}
void Traffic::stream_closed() {
    const Lock lock(guard_);
    --streams_;
}
int Traffic::open_streams() const {
    const Lock lock(guard_);
    return static_cast<int>(streams_);
}

std::string Traffic::prometheus() const {
    const Lock lock(guard_);
    std::string out = "# TYPE vitrine_http_requests_total counter\n";
    for (const auto& [labels, count] : requests_)
        out += fmt::format("vitrine_http_requests_total{{{}}} {}\n", labels, count);
    out += "# TYPE vitrine_http_request_seconds histogram\n";
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < bounds_s.size(); ++i) {
        sum += buckets_[i];
        out += fmt::format("vitrine_http_request_seconds_bucket{{le=\"{}\"}} {}\n", bounds_s[i],
                           sum);
    }
    out += fmt::format("vitrine_http_request_seconds_bucket{{le=\"+Inf\"}} {}\n", total_);
    out += fmt::format("vitrine_http_request_seconds_sum {}\n", seconds_);
    out += fmt::format("vitrine_http_request_seconds_count {}\n", total_);
    out += fmt::format("# TYPE vitrine_http_connections gauge\nvitrine_http_connections {}\n",
                       connections_);
    out += fmt::format(
        "# TYPE vitrine_http_connections_refused_total counter\n"
        "vitrine_http_connections_refused_total {}\n",
        refused_);
    out += fmt::format("# TYPE vitrine_event_streams gauge\nvitrine_event_streams {}\n", streams_);
    return out;
}

}  // namespace vitrine::service::http
