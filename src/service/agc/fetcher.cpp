#include "service/agc/fetcher.h"

#include <curl/curl.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <thread>

#include "base/text.h"
#include "contract/http_status.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr long connect_timeout_ms = 10'000, slow_bytes_s = 1024, slow_most_s = 60;
constexpr std::chrono::seconds look_every{1};

struct Transfer {
    Gallery::Fetch& fetch;
    hooks::Reach reach;
    bool encrypted;
    const std::atomic<bool>& stopping;
    bool walled = false, too_long = false;
    Result<void> written{};
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
    auto& one = *static_cast<Transfer*>(to);
    const std::size_t length = size * count;
    one.too_long = static_cast<std::int64_t>(length) > one.fetch.part->bytes_left();
    if (one.too_long) return 0;
    one.written = one.fetch.part->write({bytes, length});
    return one.written ? length : 0;
}

curl_socket_t open_socket(void* to, curlsocktype, curl_sockaddr* address) {
    auto& one = *static_cast<Transfer*>(to);
    if (hooks::may_connect(&address->addr, one.reach, one.encrypted))
        return ::socket(address->family, address->socktype, address->protocol);
    one.walled = true;
    return CURL_SOCKET_BAD;
}

int look(void* to, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(to)->stopping ? 1 : 0;
}

Problem not_fetched(const std::string& why) {
    return Problem::of(ProblemKind::invalid, "not_fetched",
                       "The file could not be fetched: " + why);
}

Result<void> outcome(const Transfer& one, CURLcode code, long status) {
    if (one.stopping)
        return refused(Problem::unavailable("stopping", "The store stops.", "It is fetched anew."));
    if (!one.written) return refused(one.written.error());
    if (one.walled) return refused(not_fetched("its address may not be reached from here."));
    if (one.too_long) return refused(not_fetched("it is too large."));
    if (code != CURLE_OK) return refused(not_fetched(std::string(curl_easy_strerror(code)) + "."));
    if (!contract::says_taken(static_cast<std::int32_t>(status)))
        return refused(not_fetched("its server answers " + base::decimal(status) + "."));
    return {};
}

Result<void> transfer(Transfer& one) {
    CURL* easy = curl_easy_init();
    if (!easy) return refused(Problem::unavailable("no_memory", "There is no memory.", ""));
    curl_easy_setopt(easy, CURLOPT_URL, one.fetch.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, one.encrypted ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Vitrine-Fetcher/1");
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, slow_bytes_s);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, slow_most_s);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &one);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &one);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &one);
    const CURLcode code = curl_easy_perform(easy);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(easy);
    return outcome(one, code, status);
}

}  // namespace

bool fetch_next(Gallery& gallery, const std::atomic<bool>& stopping) {
    auto fetch = gallery.next_fetch();
    if (!fetch) return false;
    const bool encrypted = !base::starts_with_ignoring_case(fetch->url, "http:");
    Transfer one{*fetch, gallery.reach(), encrypted, stopping};
    const auto done = transfer(one);
    (void)gallery.fetched(std::move(*fetch), done);
    return true;
}

struct Fetcher::Work {
    explicit Work(Gallery& gallery) : thread([this, &gallery] { run(gallery); }) {}
    ~Work() {
        {
            const std::lock_guard lock(guard);
            stopping = true;
        }
        news.notify_all();
        thread.join();
    }

    void run(Gallery& gallery) {
        // A server that hangs up is an error code here, not the end of the program.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        while (!stopping) {
            if (fetch_next(gallery, stopping)) continue;
            std::unique_lock lock(guard);
            news.wait_for(lock, look_every, [this] { return stopping.load(); });
        }
    }

    std::mutex guard;
    std::condition_variable news;
    std::atomic<bool> stopping = false;
    std::thread thread;
};

Fetcher::Fetcher(Gallery& gallery) : work_(std::make_unique<Work>(gallery)) {}

Fetcher::~Fetcher() = default;

}  // namespace vitrine::service::agc
