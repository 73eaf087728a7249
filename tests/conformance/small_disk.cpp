#include "small_disk.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "tests/http/folder.h"

namespace vitrine::service::conformance {
namespace {

std::string size_of(int megabytes) { return "size=" + std::to_string(megabytes) + "m"; }

}  // namespace

bool make_small_disk(const std::string& folder, int megabytes) {
    const std::string me = std::to_string(getuid());
    if (unshare(CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
        std::ofstream("/proc/self/uid_map") << "0 " + me + " 1";
    }
    (void)mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return mount("tmpfs", folder.c_str(), "tmpfs", 0, size_of(megabytes).c_str()) == 0;
}

bool resize_small_disk(const std::string& folder, int megabytes) {
    return mount("tmpfs", folder.c_str(), "tmpfs", MS_REMOUNT, size_of(megabytes).c_str()) == 0;
}

void check_on_small_disk(int (*work)(const std::string& folder)) {
    const tests::Folder folder;
    const pid_t child = fork();
    if (child == 0) _exit(work(folder.path()));
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == not_allowed_here)
        MESSAGE("SKIPPED: no file system of our own is allowed here");
    else CHECK(WEXITSTATUS(status) == 0);
}

}  // namespace vitrine::service::conformance
