#include "cli/http.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <random>

#include "base/text.h"
#include "cli/exit.h"
#include "cli/interrupt.h"
#include "contract/http_status.h"
#include "contract/problem.h"

namespace vitrine::cli {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::size_t body_bytes_max = 64u << 20;
constexpr long connect_timeout_ms = 10'000;
constexpr std::int64_t pause_first_ms = 300, pause_most_ms = 8'000;

// What curl's callbacks of one try share.
struct Try {
    const HttpAsk& ask;
    CURL* easy;
    HttpAnswer answer;
    std::int64_t read = 0, last_move_ms = 0, up = 0, down = 0;
    bool success() const {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        return status != 0 && !contract::problem_kind_of(static_cast<std::int32_t>(status));
    }
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    Try& one = *static_cast<Try*>(self);
    const std::size_t length = size * count;
    if (one.ask.take && one.success()) return one.ask.take({bytes, length}) ? length : 0;
    if (one.answer.body.size() + length > body_bytes_max) return 0;
    one.answer.body.append(bytes, length);
    return length;
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    HttpAnswer& answer = static_cast<Try*>(self)->answer;
    const std::string_view line(bytes, size * count);
    const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
        if (!base::starts_with_ignoring_case(line, name)) return std::nullopt;
        return std::string(base::trimmed(line.substr(name.size())));
    };
    if (auto id = value_of("x-request-id:")) answer.request_id = std::move(*id);
    if (const auto wait = value_of("retry-after:"))
        answer.retry_after_s = static_cast<std::int32_t>(
            std::clamp<std::int64_t>(base::parse_decimal(*wait).value_or(0), 0, 3600));
    return size * count;
}

std::size_t give_file(char* into, std::size_t size, std::size_t count, void* self) {
    Try& one = *static_cast<Try*>(self);
    const Bytes& file = *one.ask.file;
    const auto most = static_cast<std::size_t>(
        std::min<std::int64_t>(static_cast<std::int64_t>(size * count), file.count - one.read));
    const auto got = ::pread(file.file, into, most, file.from + one.read);
    if (got < 0 || (got == 0 && most > 0)) return CURL_READFUNC_ABORT;
    one.read += got;
    return static_cast<std::size_t>(got);
}

// Also looks after the time: a body's way up may take as long as it moves.
int look(void* self, curl_off_t, curl_off_t down, curl_off_t, curl_off_t up) {
    Try& one = *static_cast<Try*>(self);
    const std::int64_t now = steady_ms();
    if (up != one.up || down != one.down) {
        if (up != one.up && one.ask.sent) one.ask.sent(up);
        one.up = up;
        one.down = down;
        one.last_move_ms = now;
    }
    return interrupted() || now - one.last_move_ms > one.ask.answer_ms ? 1 : 0;
}

std::string without_line_ends(std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return out;
}

}  // namespace

void start_http() { curl_global_init(CURL_GLOBAL_DEFAULT); }

Result<std::string> origin_in(std::string_view text) {
    const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
    const auto part = [&](CURLUPart what) {
        char* value = nullptr;
        if (curl_url_get(url.get(), what, &value, 0) != CURLUE_OK) return std::string();
        std::string out(value);
        curl_free(value);
        return out;
    };
    const std::string given(base::trimmed(text));
    const bool read = curl_url_set(url.get(), CURLUPART_URL, given.c_str(), 0) == CURLUE_OK;
    const std::string scheme = base::lower_ascii(part(CURLUPART_SCHEME));
    const std::string path = part(CURLUPART_PATH), port = part(CURLUPART_PORT);
    const bool bare = path.empty() || path == "/";
    if (!read || (scheme != "http" && scheme != "https") || !bare ||
        !part(CURLUPART_USER).empty() || !part(CURLUPART_QUERY).empty())
        return refused(usage_problem("The store's address is not one.",
                                     "Write it as https://store.example or "
                                     "http://localhost:8600."));
    std::string out = scheme + "://" + base::lower_ascii(part(CURLUPART_HOST));
    const bool usual = port.empty() || port == (scheme == "http" ? "80" : "443");
    if (!usual) out += ":" + port;
    return out;
}

bool is_loopback(const std::string& origin) {
    std::string_view host = origin;
    host.remove_prefix(host.find("://") + 3);
    for (const std::string_view here : {"localhost", "127.0.0.1", "[::1]"})
        if (host.starts_with(here) && (host.size() == here.size() || host[here.size()] == ':'))
            return true;
    return false;
}

struct Http::Curl {
    CURL* easy = curl_easy_init();
    ~Curl() { curl_easy_cleanup(easy); }
};

Http::Http(HttpOptions options)
    : options_(std::move(options)), curl_(std::make_unique<Curl>()),
      dice_(std::random_device{}() | 1u) {}
Http::~Http() = default;

HttpAnswer Http::once(const HttpAsk& ask) {
    CURL* const c = curl_->easy;
    curl_easy_reset(c);  // keeps the connection
    Try one{ask, c, {}, 0, steady_ms(), 0, 0};
    curl_slist* headers = nullptr;
    const auto add = [&](const std::string& line) {
        headers = curl_slist_append(headers, without_line_ends(line).c_str());
    };
    const std::string url = options_.origin + ask.path;
    char why[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "vitrine/0.1.0");
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, ask.method.c_str());
    if (is_loopback(options_.origin)) curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &one);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &one);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, look);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &one);
    // On an old connection curl would send a lost request once more by itself.
    const bool once_only = ask.method != "GET" && !ask.repeatable && ask.idempotency_key.empty();
    curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, once_only ? 1L : 0L);
    if (ask.file) {
        curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(c, CURLOPT_READFUNCTION, give_file);
        curl_easy_setopt(c, CURLOPT_READDATA, &one);
        curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(ask.file->count));
    } else if (ask.method != "GET" && ask.method != "DELETE") {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, ask.body.c_str());
    }
    if (ask.method != "GET") add("Content-Type: " + ask.content_type);
    add("Expect:");  // no round trip before a body
    if (!options_.key.empty()) add("Authorization: Bearer " + options_.key);
    if (!ask.if_match.empty()) add("If-Match: " + ask.if_match);
    if (!ask.idempotency_key.empty()) add("Idempotency-Key: " + ask.idempotency_key);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    const CURLcode code = curl_easy_perform(c);
    long status = 0, connects = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &connects);
    one.answer.connected = connects > 0;
    curl_slist_free_all(headers);
    one.answer.status = code == CURLE_OK ? static_cast<std::int32_t>(status) : 0;
    if (code != CURLE_OK) one.answer.trouble = *why ? why : curl_easy_strerror(code);
    return std::move(one.answer);
}

Problem Http::problem_of(const HttpAnswer& answer) {
    const auto kind = contract::problem_kind_of(answer.status).value_or(ProblemKind::internal);
    beside_ = nullptr;
    if (answer.status == 0)
        return Problem::of(ProblemKind::offline, "not_reachable",
                           "The store " + options_.origin + " cannot be reached.",
                           answer.trouble + ".");
    Problem problem = contract::problem_from_json(kind, answer.body);
    if (auto json = base::parse_json(answer.body); json && json->is_object())
        beside_ = std::move(*json);
    if (problem.request_id.empty()) problem.request_id = answer.request_id;
    problem.retry_after_s = answer.retry_after_s;
    return problem;
}

Result<std::string> Http::ask(const HttpAsk& ask) {
    const std::int64_t end = steady_ms() + options_.patience_ms;
    std::int64_t pause = pause_first_ms;
    while (true) {
        HttpAnswer answer = once(ask);
        if (interrupted()) return refused(interrupted_problem(""));
        const auto kind = contract::problem_kind_of(answer.status);
        if (!kind) return std::move(answer.body);
        Problem problem = problem_of(answer);
        const bool unseen = (answer.status == 0 && !answer.connected) ||
                            *kind == ProblemKind::too_many;
        const bool passes = *kind == ProblemKind::offline || *kind == ProblemKind::unavailable ||
                            *kind == ProblemKind::timeout || *kind == ProblemKind::too_many ||
                            problem.code == "request_in_flight" || problem.code == "upload_busy";
        const bool again = passes && (unseen || ask.repeatable || !ask.idempotency_key.empty());
        dice_ = dice_ * 6364136223846793005u + 1442695040888963407u;
        std::int64_t wait = answer.retry_after_s > 0
                                ? answer.retry_after_s * 1000
                                : pause / 2 + static_cast<std::int64_t>(dice_ >> 33) % pause;
        if (!again || steady_ms() + wait > end) return refused(std::move(problem));
        if (!wait_ms(wait)) return refused(interrupted_problem(""));
        pause = std::min(pause * 2, pause_most_ms);
    }
}

}  // namespace vitrine::cli
