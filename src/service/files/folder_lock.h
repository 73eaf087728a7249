// One store serves a data folder at a time. Importing into a served folder is fine: SQLite orders
// the writers; only the service's own moves must not be made twice.
#pragma once
#include <string>

#include "base/result.h"

namespace vitrine::service::files {

// Holds `serve.lock` in the folder until it is destroyed or the process ends, however it ends.
class FolderLock {
public:
    // Refuses (unavailable) "folder_served" when another process holds it.
    static base::Result<FolderLock> take(const std::string& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int file) : file_(file) {}
    int file_;
};

}  // namespace vitrine::service::files
