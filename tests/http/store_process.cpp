#include "store_process.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/text.h"

namespace vitrine::tests {

StoreProcess::StoreProcess(const std::string& folder, const std::vector<std::string>& more) {
    const std::string program = VT_BINARY_DIR "/vitrine-store";
    std::vector<std::string> words = {program,  "serve",  "--data",     folder,
                                      "--port", "0",      "--quiet",    "--rate",
                                      "1000000", "--webhook-reach", "loopback"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> given;
    for (std::string& word : words) given.push_back(word.data());
    given.push_back(nullptr);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(ends[1], 1);
        ::dup2(ends[1], 2);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execv(program.c_str(), given.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
}

bool StoreProcess::read_more() {
    char bytes[4096];
    const auto count = ::read(output_, bytes, sizeof bytes);
    if (count <= 0) return false;
    said_.append(bytes, static_cast<std::size_t>(count));
    return true;
}

bool StoreProcess::listens() {
    static constexpr std::string_view words = "listens on http://127.0.0.1:";
    while (true) {
        const std::size_t at = said_.find(words);
        const std::size_t end = at == std::string::npos ? at : said_.find('/', at + words.size());
        if (end != std::string::npos) {
            const std::size_t from = at + words.size();
            port_ = static_cast<std::uint16_t>(
                base::parse_decimal(said_.substr(from, end - from)).value_or(0));
            return port_ != 0;
        }
        if (!read_more()) return false;
    }
}

int StoreProcess::end_with(int signal) {
    if (process_ <= 0) return -1;
    ::kill(process_, signal);
    while (read_more()) continue;
    ::close(output_);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void StoreProcess::kill() {
    end_with(SIGKILL);
}

int StoreProcess::stop() {
    return end_with(SIGTERM);
}

}  // namespace vitrine::tests
