// The ring of keys of a data folder: the file secrets/store.key (machine/vault.h says what is in
// it), made once, for its owner alone.
//
// It is written whole or not at all (a file of another name, fsync, link or rename, fsync of the
// folder), and two programs that make it at the same time end up with the same one.
#pragma once
#include <string>

#include "base/result.h"
#include "service/machine/vault.h"

namespace vitrine::service::files {

std::string key_file_in(const std::string& folder);

// An empty vault when there is no such file. Refuses (unavailable) "secrets_key_exposed": somebody
// else may read or write it; "secrets_key_damaged": what is there is no ring; "file_unreadable".
base::Result<machine::Vault> read_key_file(const std::string& folder);
// Makes the file with a first key, unless there is one; gives what is there then.
base::Result<machine::Vault> make_key_file(const std::string& folder);
// Replaces what is there.
base::Result<void> write_key_file(const std::string& folder, const machine::Vault& vault);

}  // namespace vitrine::service::files
