// Logging in by a code that a person approves in a browser, on this machine or another (RFC 8628).
#pragma once
#include "cli/credentials.h"
#include "cli/session.h"

namespace vitrine::cli {

// Shows address and code on stderr, also with --quiet and --json, and waits. Refuses: denied,
// nobody answered in time, interrupted, or a store without this.
base::Result<std::string> key_by_device(Session& at);

// Makes a key void that came so. False when the store could not be told.
bool end_key(Session& at, const StoredKey& key);

}  // namespace vitrine::cli
