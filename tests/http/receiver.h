// A receiver of webhooks on a free port of this machine: answers what a test wants and keeps what
// came.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vitrine::tests {

class Receiver {
public:
    Receiver();
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    struct Received {
        std::string head, body;
        std::string header(const std::string& name) const;  // "" when it is not there
    };

    std::string url(const std::string& path = "/hook") const;
    // The codes of the next answers, in this order; after them 200. 0: no answer at all until the
    // receiver goes. `head` is put into each answer ("Location: ...\r\n").
    void answer_with(std::vector<int> codes, std::string head = "");
    // Waits, ten seconds at most, until so many have come; those that have.
    std::vector<Received> wait_for(std::size_t count);
    std::size_t count();

private:
    void serve();
    void take(int peer);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex guard_;  // for the members below
    std::condition_variable news_;
    std::deque<int> codes_;
    std::string extra_head_;
    std::vector<Received> received_;
    std::vector<int> held_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace vitrine::tests
