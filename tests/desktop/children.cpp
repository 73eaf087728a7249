#include "tests/desktop/children.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace desktop_test {
namespace {

using std::chrono::milliseconds;

sockaddr_in loopback(int port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    return at;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

Child::Child(const std::vector<std::string>& argv, const std::vector<std::string>& env,
             const std::string& output) {
    std::vector<std::string> words = argv, names = env;
    pid_ = fork();
    if (pid_ != 0) return;
    for (std::string& one : names) putenv(one.data());
    if (!output.empty()) {
        const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
    }
    execv(words[0].c_str(), pointers(words).data());
    _exit(127);
}

bool Child::running() {
    if (pid_ > 0 && waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
    return pid_ > 0;
}

int Child::wait(double seconds) {
    for (int i = 0; i < seconds * 50 && running(); ++i)
        std::this_thread::sleep_for(milliseconds(20));
    if (running()) return -1;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

Child::~Child() {
    if (!running()) return;
    kill(pid_, SIGTERM);
    if (wait(2) >= 0 || !running()) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, &status_, 0);
}

Folder::Folder() {
    std::string pattern = std::filesystem::temp_directory_path().string() + "/vitrine-test-XXXXXX";
    path_ = mkdtemp(pattern.data());
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

int free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at = loopback(0);
    socklen_t size = sizeof at;
    bind(probe, reinterpret_cast<sockaddr*>(&at), size);
    getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    close(probe);
    return ntohs(at.sin_port);
}

bool answers(int port) {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in at = loopback(port);
    const bool yes = connect(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    close(probe);
    return yes;
}

std::string read_whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace desktop_test
