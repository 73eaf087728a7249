// vitrine-store as its users start it: a process of its own, which can be killed at any moment.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace vitrine::tests {

class StoreProcess {
public:
    // `serve` on a free port; does not wait for it.
    explicit StoreProcess(const std::string& folder, const std::vector<std::string>& more = {});
    ~StoreProcess() { kill(); }
    StoreProcess(const StoreProcess&) = delete;
    StoreProcess& operator=(const StoreProcess&) = delete;

    // Waits until it takes requests. False: it ended before.
    bool listens();
    void kill();  // SIGKILL, and what it has said until then is read
    int stop();   // SIGTERM; its exit code, -1 when a signal ended it
    std::uint16_t port() const { return port_; }
    const std::string& said() const { return said_; }  // on both outputs

private:
    bool read_more();
    int end_with(int signal);

    pid_t process_ = 0;
    int output_ = -1;
    std::uint16_t port_ = 0;
    std::string said_;
};

}  // namespace vitrine::tests
