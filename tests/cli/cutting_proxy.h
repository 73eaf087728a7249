// A wire to the store that breaks: it lets so many bytes through towards the store, then cuts every
// connection at once, does what it was told to do at a cut, and goes on with the next allowance.
#pragma once
#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vitrine::tests {

class CuttingProxy {
public:
    // `allowances`: bytes until each cut; afterwards nothing is cut any more.
    CuttingProxy(int store_port, std::vector<std::int64_t> allowances,
                 std::function<void()> at_cut = {});
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    std::string origin() const;
    int cuts() const { return cuts_; }
    std::int64_t passed() const { return passed_; }  // bytes towards the store

private:
    struct Line {
        int client = -1, store = -1;
        std::thread up, down;
    };
    void accept_all();
    void carry(int from, int to, bool upwards);
    bool allow(std::int64_t bytes);

    int store_port_, door_ = -1, port_ = 0;
    std::vector<std::int64_t> allowances_;
    std::function<void()> at_cut_;
    std::mutex guard_;
    std::list<Line> lines_;
    std::atomic<int> cuts_{0};
    std::atomic<std::int64_t> passed_{0};
    std::int64_t since_cut_ = 0;
    std::thread accepting_;
};

}  // namespace vitrine::tests
