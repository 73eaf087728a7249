#include "program.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>

extern char** environ;

namespace vitrine::tests {
namespace {

using Moment = std::chrono::steady_clock::time_point;

Json parsed(const std::string& text) {
    auto json = base::parse_json(text);
    return json ? std::move(*json) : Json(nullptr);
}

[[noreturn]] void become(const std::string& path, const Start& start, const int (&in)[2],
                         const int (&out)[2], const int (&err)[2]) {
    ::dup2(in[0], 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    for (const auto& ends : {in, out, err})
        for (int i = 0; i < 2; ++i) ::close(ends[i]);
    if (!start.folder.empty() && ::chdir(start.folder.c_str()) != 0) ::_exit(126);
    for (const char* name : {"VITRINE_KEY", "VITRINE_STORE", "VITRINE_TEAM", "NO_COLOR"})
        ::unsetenv(name);
    for (const auto& [name, value] : start.environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<std::string> words = {path};
    words.insert(words.end(), start.words.begin(), start.words.end());
    std::vector<char*> given;
    for (std::string& word : words) given.push_back(word.data());
    given.push_back(nullptr);
    ::execv(path.c_str(), given.data());
    ::_exit(127);
}

// False: the other side has closed.
bool take(int file, std::string& into) {
    char bytes[16 << 10];
    const auto got = ::read(file, bytes, sizeof bytes);
    if (got > 0) into.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
}

void listen(Ran& ran, pid_t process, int out, int err, const Start& start) {
    const Moment begin = std::chrono::steady_clock::now();
    const auto end = begin + std::chrono::seconds(120);
    const auto kill_at = begin + std::chrono::microseconds(start.kill_after_us);
    bool killed = start.kill_after_us == 0;
    pollfd both[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
    while (both[0].fd >= 0 || both[1].fd >= 0) {
        const auto now = std::chrono::steady_clock::now();
        const auto next = killed ? end : std::min(end, kill_at);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - now);
        ::poll(both, 2, static_cast<int>(std::max<std::int64_t>(left.count(), 0)) + 1);
        if (both[0].revents != 0 && !take(out, ran.out)) both[0].fd = -1;
        if (both[1].revents != 0 && !take(err, ran.err)) both[1].fd = -1;
        both[0].revents = both[1].revents = 0;
        const bool late = std::chrono::steady_clock::now() > end;
        const bool due = !killed && std::chrono::steady_clock::now() >= kill_at;
        if (late || due) {
            ::kill(process, SIGKILL);
            killed = true;
        }
    }
}

}  // namespace

Json Ran::json() const { return parsed(out); }
Json Ran::problem() const { return parsed(err); }

Ran run_program(const std::string& path, const Start& start) {
    int in[2], out[2], err[2];
    REQUIRE(::pipe2(in, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(err, O_CLOEXEC) == 0);
    const pid_t process = ::fork();
    if (process == 0) become(path, start, in, out, err);
    if (start.process) *start.process = process;
    for (const int file : {in[0], out[1], err[1]}) ::close(file);
    std::signal(SIGPIPE, SIG_IGN);
    if (!start.input.empty()) (void)!::write(in[1], start.input.data(), start.input.size());
    ::close(in[1]);
    Ran ran;
    listen(ran, process, out[0], err[0], start);
    ::close(out[0]);
    ::close(err[0]);
    if (start.process) *start.process = 0;
    int status = 0;
    ::waitpid(process, &status, 0);
    if (WIFEXITED(status)) ran.exit = WEXITSTATUS(status);
    return ran;
}

}  // namespace vitrine::tests
