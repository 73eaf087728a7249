#include "service/files/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

namespace vitrine::service::files {

base::Result<FolderLock> FolderLock::take(const std::string& folder) {
    const int file = ::open((folder + "/serve.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0) return FolderLock(file);
    if (file >= 0) ::close(file);
    return base::refused(base::Problem::unavailable(
        "folder_served", "Another vitrine-store already serves the folder " + folder + ".",
        "Stop it, or choose another folder with --data DIR."));
}

FolderLock::FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace vitrine::service::files
