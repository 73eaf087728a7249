// Copying files so that they are on the disk afterwards, and knowing what they hold.
#pragma once
#include <string>

#include "base/result.h"

namespace vitrine::service::files {

// Refusals are (unavailable) "file_unreadable", "file_unwritable", "disk_full", naming the file.

// SHA-256 of the file's bytes, lower-case hex.
base::Result<std::string> sha256_of(const std::string& path);
// The copy's bytes are on the disk when this returns; gives their SHA-256. `to` must not exist.
base::Result<std::string> copy_file(const std::string& from, const std::string& to);
base::Result<void> write_file(const std::string& path, const std::string& bytes);
// What was written, made or renamed in the folder survives a loss of power after this.
base::Result<void> sync_folder(const std::string& path);

}  // namespace vitrine::service::files
