#include "shell/desktop/curl_transport.h"

#include <algorithm>
#include <chrono>
#include <list>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "contract/http_status.h"
#include "contract/stream.h"
#include "shell/desktop/curl_handle.h"
#include "shell/native/event_reader.h"

namespace vitrine::shell {
namespace {

using Moment = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

bool succeeded(long status) {
    return status != 0 && !contract::problem_kind_of(static_cast<std::int32_t>(status));
}

struct Question {
    std::uint64_t id;
    Exchange exchange;
    Question(const client::Ask& ask, const Origin& origin, const Cookies& cookies,
             const std::string& token)
        : id(ask.id), exchange(origin, ask.out, cookies, token) {}
};

}  // namespace

// What both threads share stands in `shared` under `mutex`; everything else is the network
// thread's alone.
struct CurlTransport::Line {
    struct Shared {
        std::vector<client::Ask> asks;
        std::vector<client::Answer> answers;
        std::vector<client::StreamEvent> events;
        client::StreamState stream = client::StreamState::off;
        std::string csrf_token;
        Cookies cookies;
        bool closing = false;
    };
    mutable std::mutex mutex;
    Shared shared;

    const Origin origin;
    const std::function<void()> wake;
    const std::unique_ptr<CURLM, CurlMultiFree> multi{curl_multi_init()};
    std::list<Question> questions;
    std::unique_ptr<Exchange> stream;
    EventReader reader;
    bool want_stream = false;
    milliseconds pause{1000};
    Moment stream_due{};
    std::minstd_rand dice{std::random_device{}()};
    std::thread thread;

    Line(Origin where, Cookies cookies, std::function<void()> on_news)
        : origin(std::move(where)), wake(std::move(on_news)) {
        shared.cookies = std::move(cookies);
        thread = std::thread([this] { run(); });
    }
    ~Line() {
        {
            const std::lock_guard lock(mutex);
            shared.closing = true;
        }
        curl_multi_wakeup(multi.get());
        thread.join();
        for (Question& one : questions)
            curl_multi_remove_handle(multi.get(), one.exchange.easy.get());
        if (stream) curl_multi_remove_handle(multi.get(), stream->easy.get());
    }

    void run();
    bool start_questions();
    void start_stream_when_due();
    void finish(CURL* easy, CURLcode code);
    void finish_stream();
    void answer(std::uint64_t id, long status, std::string body);
    int poll_timeout_ms() const;
    static std::size_t take_stream(char* bytes, std::size_t size, std::size_t count, void* line);
};

void CurlTransport::Line::run() {
    while (start_questions()) {
        start_stream_when_due();
        int running = 0;
        curl_multi_perform(multi.get(), &running);
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left))
            if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
        curl_multi_poll(multi.get(), nullptr, 0, poll_timeout_ms(), nullptr);
    }
}

// False: the program ends.
bool CurlTransport::Line::start_questions() {
    std::vector<client::Ask> asks;
    std::string token;
    Cookies cookies;
    {
        const std::lock_guard lock(mutex);
        if (shared.closing) return false;
        asks = std::exchange(shared.asks, {});
        token = shared.csrf_token;
        cookies = shared.cookies;
    }
    for (const client::Ask& ask : asks) {
        questions.emplace_back(ask, origin, cookies, token);
        curl_multi_add_handle(multi.get(), questions.back().exchange.easy.get());
    }
    return true;
}

int CurlTransport::Line::poll_timeout_ms() const {
    if (!want_stream || stream) return 60'000;  // asks and closing wake it
    const auto left =
        std::chrono::duration_cast<milliseconds>(stream_due - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void CurlTransport::Line::start_stream_when_due() {
    if (!want_stream || stream || std::chrono::steady_clock::now() < stream_due) return;
    Cookies cookies;
    {
        const std::lock_guard lock(mutex);
        shared.stream = client::StreamState::connecting;
        cookies = shared.cookies;
    }
    contract::Outgoing out;
    out.path = contract::stream_path;
    reader.start_over();
    stream = std::make_unique<Exchange>(origin, out, cookies, "");
    CURL* const c = stream->easy.get();
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 0L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);  // the store's heartbeat is faster than this
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, 90L);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, nullptr);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_stream);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, this);
    stream->add_header("Accept: text/event-stream");
    if (!reader.last_id().empty()) stream->add_header("Last-Event-ID: " + reader.last_id());
    curl_multi_add_handle(multi.get(), c);
}

std::size_t CurlTransport::Line::take_stream(char* bytes, std::size_t size, std::size_t count,
                                             void* self) {
    Line& line = *static_cast<Line*>(self);
    const std::size_t length = size * count;
    if (!succeeded(line.stream->status())) return length;  // an error page is no stream
    if (!line.reader.feed({bytes, length})) return 0;
    line.pause = milliseconds{1000};
    auto events = line.reader.take_events();
    bool news = !events.empty();
    {
        const std::lock_guard lock(line.mutex);
        news |= line.shared.stream != client::StreamState::live;
        line.shared.stream = client::StreamState::live;
        for (auto& event : events) line.shared.events.push_back(std::move(event));
    }
    if (news) line.wake();
    return length;
}

void CurlTransport::Line::finish(CURL* easy, CURLcode code) {
    if (stream && stream->easy.get() == easy) return finish_stream();
    const auto at = std::find_if(questions.begin(), questions.end(), [&](const Question& one) {
        return one.exchange.easy.get() == easy;
    });
    if (at == questions.end()) return;
    const long status = code == CURLE_OK ? at->exchange.status() : 0;
    {
        const std::lock_guard lock(mutex);
        for (const auto& one : at->exchange.head.set_cookies) shared.cookies.absorb(one);
    }
    if (succeeded(status)) want_stream = true;
    answer(at->id, status, std::move(at->exchange.body_in));
    curl_multi_remove_handle(multi.get(), easy);
    questions.erase(at);
}

void CurlTransport::Line::finish_stream() {
    curl_multi_remove_handle(multi.get(), stream->easy.get());
    stream.reset();
    const auto jitter = milliseconds{dice() % 500};
    stream_due = std::chrono::steady_clock::now() + pause + jitter;
    pause = std::min(pause * 2, milliseconds{30'000});
    {
        const std::lock_guard lock(mutex);
        shared.stream = client::StreamState::connecting;
    }
    wake();
}

void CurlTransport::Line::answer(std::uint64_t id, long status, std::string body) {
    {
        const std::lock_guard lock(mutex);
        shared.answers.push_back({id, static_cast<std::int32_t>(status), std::move(body)});
    }
    wake();
}

CurlTransport::CurlTransport(Origin origin, Cookies cookies, std::function<void()> wake)
    : line_(std::make_unique<Line>(std::move(origin), std::move(cookies), std::move(wake))) {}
CurlTransport::~CurlTransport() = default;

void CurlTransport::send(client::Ask ask) {
    {
        const std::lock_guard lock(line_->mutex);
        line_->shared.asks.push_back(std::move(ask));
    }
    curl_multi_wakeup(line_->multi.get());
}

std::vector<client::Answer> CurlTransport::take_answers() {
    const std::lock_guard lock(line_->mutex);
    return std::exchange(line_->shared.answers, {});
}

std::vector<client::StreamEvent> CurlTransport::take_events() {
    const std::lock_guard lock(line_->mutex);
    return std::exchange(line_->shared.events, {});
}

client::StreamState CurlTransport::stream_state() const {
    const std::lock_guard lock(line_->mutex);
    return line_->shared.stream;
}

void CurlTransport::use_csrf_token(std::string token) {
    const std::lock_guard lock(line_->mutex);
    line_->shared.csrf_token = std::move(token);
}

Cookies CurlTransport::cookies() const {
    const std::lock_guard lock(line_->mutex);
    return line_->shared.cookies;
}

}  // namespace vitrine::shell
