// The store on disk: SQLite 3.40 in WAL mode, `store.db` and `metrics.db` in one folder.
// Secrets that must be read again are sealed with the key in secrets/ (sealing.h).
//
// One writer connection per file under a mutex, one reader connection per thread and file.
// Both are written with synchronous=FULL: an answered write survives power loss. metrics.db holds
// what grows with use (events and figures), so that its writer never makes the store's wait.
#pragma once
#include <memory>
#include <string>

#include "service/ports.h"

namespace vitrine::service::sqlite {

enum class Check : std::uint8_t { none, quick };  // quick: PRAGMA quick_check on opening

struct Options {
    Check check = Check::none;
    std::int32_t busy_timeout_ms = 5000;
    std::int64_t max_bytes = 0;  // of store.db; 0: as the disk allows. Tests make it small.
};

// Makes the folder's files when they are missing and brings older ones up to date. Refuses
// (unavailable) as ports.h lists, with the file and what to do about it in `detail`; also
// "database_too_new" for a file of a later version, and what sealing.h lists of the key. The folder
// itself must exist.
base::Result<std::unique_ptr<ports::Store>> open_store(const std::string& folder,
                                                       const Options& options = {});

}  // namespace vitrine::service::sqlite
