// Backups of a data folder, and data folders made from backups.
//
// A backup is a folder: store.db and metrics.db as of one moment each (the store's first: what it
// tells of is in the metrics by then), blobs/ and secrets/ as they were, and SHA256SUMS, which is
// written last and which `sha256sum -c` reads too. A folder without it is no backup.
//
// secrets/ holds the key that the database's sealed values are opened with (machine/vault.h): who
// has the whole backup has the secrets. A backup may be taken without it; the key must then be kept
// elsewhere, for without it such a backup is not restored.
#pragma once
#include <functional>
#include <string>

#include "base/result.h"

namespace vitrine::service::backup {

// What is being copied and how far it is, in bytes or pages of it.
using Progress = std::function<void(const std::string& what, std::int64_t done, std::int64_t all)>;

// Copies the data folder `from` to `to` while it may be served. `to` must not exist; it appears
// when it is whole. Refuses (unavailable): no store there, something in the way, a damaged
// database, a full disk.
enum class Secrets : std::uint8_t { copied, left_out };
base::Result<void> back_up(const std::string& from, const std::string& to,
                           const Progress& progress, Secrets secrets = Secrets::copied);

// Makes the data folder `to` from the backup `from`, after every file was found to be as it was
// written. `to` must not exist or be empty; it appears when it is whole. Refuses (unavailable) also
// a backup that is incomplete, changed or damaged, or whose sealed values do not all open.
// `key_file`: the key, kept elsewhere; "": the backup's own.
base::Result<void> restore(const std::string& from, const std::string& to,
                           const Progress& progress, const std::string& key_file = {});

}  // namespace vitrine::service::backup
