// doctest, and the process that packages_test.cpp starts anew: one that reads a package and nothing
// else.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <string_view>

#include "package/package.h"

namespace {

// 1: read, 2: refused, 4: out of memory.
int read_within(int file, std::size_t memory) noexcept {
    std::set_terminate([] { _exit(4); });
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const std::size_t now = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const rlimit most = {now + memory, now + memory};
    if (memory != 0) setrlimit(RLIMIT_AS, &most);
    const auto facts = vitrine::package::read_package(vitrine::package::FileSource(file),
                                                      vitrine::package::Limits{});
    return facts ? 1 : 2;
}

}  // namespace

int main(int count, char** words) {
    if (count == 4 && std::string_view(words[1]) == "read-within")
        return read_within(std::atoi(words[2]), std::strtoull(words[3], nullptr, 10));
    return doctest::Context(count, words).run();
}
