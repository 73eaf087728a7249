#include "service/hooks/sender.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "contract/http_status.h"

namespace vitrine::service::hooks {
namespace {

using contract::TryOutcome;
using desks::Posting;
using desks::Sent;

// What a receiver answers is read, so that the connection ends well, and forgotten.
constexpr std::size_t answer_bytes_max = 64 * 1024;

struct Transfer {
    Posting posting;
    Reach reach = Reach::open_net;
    bool encrypted = true;
    bool refused = false;  // by the wall
    std::size_t answered = 0;
    CURL* easy = nullptr;
    curl_slist* headers = nullptr;

    ~Transfer() {
        curl_slist_free_all(headers);
        if (easy) curl_easy_cleanup(easy);
    }
};

std::size_t forget(char*, std::size_t size, std::size_t count, void* to) {
    auto& transfer = *static_cast<Transfer*>(to);
    transfer.answered += size * count;
    return transfer.answered > answer_bytes_max ? 0 : size * count;
}

// Here is the wall: the address is the one that is connected to, after every lookup.
curl_socket_t open_socket(void* to, curlsocktype, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(to);
    if (!may_connect(&address->addr, transfer.reach, transfer.encrypted)) {
        transfer.refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype, address->protocol);
}

Sent sent_as(const Transfer& transfer, CURLcode code) {
    Sent sent;
    long status = 0;
    curl_off_t took_us = 0;
    curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer.easy, CURLINFO_TOTAL_TIME_T, &took_us);
    sent.took_ms = static_cast<std::int32_t>(took_us / 1000);
    if (status != 0) sent.status = static_cast<std::int32_t>(status);
    // Too long an answer is an answer all the same.
    const bool answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0);
    if (answered) {
        sent.outcome = sent.status && contract::says_taken(*sent.status) ? TryOutcome::delivered
                                                                         : TryOutcome::wrong_status;
        return sent;
    }
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: sent.outcome = TryOutcome::timeout; break;
        case CURLE_COULDNT_RESOLVE_HOST: sent.outcome = TryOutcome::unknown_host; break;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE: sent.outcome = TryOutcome::tls; break;
        default: sent.outcome = TryOutcome::unreachable;
    }
    if (transfer.refused) sent.outcome = TryOutcome::refused_address;
    return sent;
}

bool set_up(Transfer& one, const SenderOptions& options) {
    one.easy = curl_easy_init();
    if (!one.easy) return false;
    one.encrypted = !one.posting.url.starts_with("http:") && !one.posting.url.starts_with("HTTP:");
    for (const std::string& header : one.posting.headers)
        one.headers = curl_slist_append(one.headers, header.c_str());
    one.headers = curl_slist_append(one.headers, "Expect:");  // no waiting for a 100
    CURL* easy = one.easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &one);
    curl_easy_setopt(easy, CURLOPT_URL, one.posting.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, one.encrypted ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Vitrine-Webhooks/1");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, one.headers);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, one.posting.body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(one.posting.body.size()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, options.timeout_ms);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, options.connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);  // the wall stands before every delivery
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &one);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &one);
    return true;
}

}  // namespace

struct Sender::Work {
    Work(desks::HookDesk& desk, SenderOptions options)
        : desk_(desk), options_(options), multi_(curl_multi_init()) {
        if (multi_) thread_ = std::thread([this] { run(); });
    }
    ~Work() {
        stopping_ = true;
        if (multi_) curl_multi_wakeup(multi_);
        if (thread_.joinable()) thread_.join();
        for (const auto& one : open_) curl_multi_remove_handle(multi_, one->easy);
        open_.clear();
        if (multi_) curl_multi_cleanup(multi_);
    }

private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds rest{10};

    void run() {
        // A receiver that hangs up is an error code here, not the end of the program.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
        auto look_at = Clock::now();
        while (!stopping_) {
            int running = 0;
            curl_multi_perform(multi_, &running);
            const bool freed = take_finished();
            if (freed || Clock::now() >= look_at) {
                (void)desk_.spread();  // trouble with the store may pass: the next look tries again
                begin_due();
                look_at = Clock::now() + std::chrono::milliseconds(options_.look_every_ms);
            }
            curl_multi_poll(multi_, nullptr, 0, options_.look_every_ms, nullptr);
        }
    }

    bool take_finished() {
        bool any = false;
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            Transfer* done = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &done);
            const Sent sent = sent_as(*done, message->data.result);
            curl_multi_remove_handle(multi_, done->easy);
            // What cannot be noted now is still waiting and will be sent again, but not at once.
            if (!desk_.settle(done->posting.delivery, sent))
                resting_.emplace_back(done->posting.hook, Clock::now() + rest);
            std::erase_if(open_, [&](const auto& one) { return one.get() == done; });
            any = true;
        }
        return any;
    }

    void begin_due() {
        const auto room = options_.at_once_max - static_cast<std::int32_t>(open_.size());
        if (room <= 0) return;
        std::erase_if(resting_, [](const auto& one) { return one.second <= Clock::now(); });
        std::vector<contract::HookId> busy;
        for (const auto& [hook, until] : resting_) busy.push_back(hook);
        for (const auto& one : open_) busy.push_back(one->posting.hook);
        auto postings = desk_.due(busy, room);
        if (!postings) return;
        for (Posting& posting : *postings) {
            auto one = std::make_unique<Transfer>();
            one->posting = std::move(posting);
            one->reach = desk_.reach();
            if (!set_up(*one, options_)) continue;
            if (curl_multi_add_handle(multi_, one->easy) != CURLM_OK) continue;
            open_.push_back(std::move(one));
        }
    }

    desks::HookDesk& desk_;
    SenderOptions options_;
    CURLM* multi_;
    std::vector<std::unique_ptr<Transfer>> open_;
    std::vector<std::pair<contract::HookId, Clock::time_point>> resting_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

Sender::Sender(desks::HookDesk& desk, SenderOptions options)
    : work_(std::make_unique<Work>(desk, options)) {}

Sender::~Sender() = default;

}  // namespace vitrine::service::hooks
