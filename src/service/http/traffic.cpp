#include "service/http/traffic.h"

#include <fmt/format.h>

namespace vitrine::service::http {

using Lock = std::lock_guard<std::mutex>;

namespace {

std::string escaped(const std::string& value) {
    std::string out;
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
    return out;
}

void head(std::string& out, const char* name, const char* type, const char* help) {
    out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void single(std::string& out, const char* name, const char* type, const char* help,
            std::int64_t value) {
    head(out, name, type, help);
    out += fmt::format("{} {}\n", name, value);
}

void write_load(std::string& out, const ports::Load& load) {
    head(out, "vitrine_database_bytes", "gauge", "Bytes of a database file and its log.");
    out += fmt::format("vitrine_database_bytes{{file=\"store.db\"}} {}\n", load.store_bytes);
    out += fmt::format("vitrine_database_bytes{{file=\"metrics.db\"}} {}\n", load.metrics_bytes);
    head(out, "vitrine_queue_length", "gauge", "What waits to be done, by queue.");
    const std::pair<const char*, std::int64_t> queues[] = {
        {"hook_news", load.hook_news}, {"deliveries", load.deliveries},
        {"uploads", load.uploads},     {"checks", load.checks},
        {"reviews", load.reviews}};
    for (const auto& [queue, length] : queues)
        out += fmt::format("vitrine_queue_length{{queue=\"{}\"}} {}\n", queue, length);
}

}  // namespace

void Traffic::count_request(const std::string& route, const std::string& method, int status,
                            double seconds) {
    std::size_t bucket = 0;
    while (bucket < bounds_s.size() && seconds > bounds_s[bucket]) ++bucket;
    const Lock lock(guard_);
    Answered& answered = answered_[route];
    ++answered.requests[{method, status / 100}];
    ++answered.buckets[bucket];
    answered.seconds += seconds;
    ++answered.total;
}

void Traffic::answer_given_again() {
    const Lock lock(guard_);
    ++given_again_;
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

void Traffic::write_requests(std::string& out) const {
    head(out, "vitrine_http_requests_total", "counter",
         "Requests answered, by route, method and class of the status.");
    for (const auto& [route, answered] : answered_)
        for (const auto& [kind, count] : answered.requests)
            out += fmt::format("vitrine_http_requests_total{{route=\"{}\",method=\"{}\","
                               "status=\"{}xx\"}} {}\n",
                               escaped(route), kind.first, kind.second, count);
}

void Traffic::write_seconds(std::string& out) const {
    head(out, "vitrine_http_request_seconds", "histogram",
         "Time from a request's last byte to its answer, by route.");
    for (const auto& [route, timing] : answered_) {
        const std::string label = "route=\"" + escaped(route) + "\"";
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < bounds_s.size(); ++i) {
            sum += timing.buckets[i];
            out += fmt::format("vitrine_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", label,
                               bounds_s[i], sum);
        }
        out += fmt::format("vitrine_http_request_seconds_bucket{{{},le=\"+Inf\"}} {}\n", label,
                           timing.total);
        out += fmt::format("vitrine_http_request_seconds_sum{{{}}} {}\n", label, timing.seconds);
        out += fmt::format("vitrine_http_request_seconds_count{{{}}} {}\n", label, timing.total);
    }
}

void Traffic::write_connections(std::string& out) const {
    single(out, "vitrine_http_connections", "gauge", "Connections that are open.", connections_);
    single(out, "vitrine_http_connections_refused_total", "counter",
           "Connections refused because too many were open.", refused_);
    single(out, "vitrine_http_answers_given_again_total", "counter",
           "Answers of reads that were kept and still held.", given_again_);
    single(out, "vitrine_event_streams", "gauge", "Event streams that are open.", streams_);
}

std::string Traffic::prometheus(const base::Result<ports::Load>& load) const {
    std::string out;
    {
        const Lock lock(guard_);
        write_requests(out);
        write_seconds(out);
        write_connections(out);
    }
    single(out, "vitrine_store_readable", "gauge", "1 while the store answers its own questions.",
           load ? 1 : 0);
    if (load) write_load(out, *load);
    return out;
}

}  // namespace vitrine::service::http
