// One exchange after another with a store over libcurl, and when to try again.
//
// What may be tried again is what cannot happen twice: reading, sending the bytes of a part, and
// writes under an Idempotency-Key. Everything else is sent once more only when it surely did not
// arrive (no connection), or the store said "too many" before looking at it. Between two tries
// passes what Retry-After says, else a growing pause with some chance in it; `patience_ms` bounds
// how long all of that may take. Redirects are not followed: a key goes to its own store only.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace vitrine::cli {

using base::Json;

// "https://store.example:8443", as it is written in credentials and requests.
base::Result<std::string> origin_in(std::string_view text);
bool is_loopback(const std::string& origin);

struct Bytes {  // a body out of a file: [from, from + count)
    int file = -1;
    std::int64_t from = 0, count = 0;
};

struct HttpAsk {
    std::string method = "GET", path;
    std::string body;
    std::optional<Bytes> file;             // instead of `body`
    std::string content_type = "application/json";
    std::string if_match, idempotency_key;
    bool repeatable = false;               // safe to send twice
    std::int64_t answer_ms = 30'000;       // without a byte moving; a body's way up does not count
    std::function<bool(std::string_view)> take;  // instead of HttpAnswer::body, of a success
    std::function<void(std::int64_t)> sent;      // bytes of the body so far, in this try
};

struct HttpAnswer {
    std::int32_t status = 0;  // 0: nothing came back
    std::string body, request_id;
    std::int32_t retry_after_s = 0;
    std::string trouble;      // why nothing came back, or why it is not whole
    bool connected = false;   // the request may have arrived
};

struct HttpOptions {
    std::string origin, key;
    std::int64_t patience_ms = 30'000;
};

// Not for two threads at once.
class Http {
public:
    explicit Http(HttpOptions options);
    ~Http();
    Http(const Http&) = delete;
    Http& operator=(const Http&) = delete;

    HttpAnswer once(const HttpAsk& ask);
    // The body of a success. A Problem has the kind of the status, and what the store said beside
    // it stands in `beside()`.
    base::Result<std::string> ask(const HttpAsk& ask);
    const Json& beside() const { return beside_; }
    const HttpOptions& options() const { return options_; }

private:
    struct Curl;
    base::Problem problem_of(const HttpAnswer& answer);

    HttpOptions options_;
    std::unique_ptr<Curl> curl_;
    Json beside_;
    std::uint64_t dice_;
};

void start_http();  // once, before any thread

}  // namespace vitrine::cli
