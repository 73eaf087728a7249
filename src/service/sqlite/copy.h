// A copy of a database file as it stood at one moment, made while others read and write it.
#pragma once
#include <functional>
#include <string>

#include "base/result.h"

namespace vitrine::service::sqlite {

using CopyProgress = std::function<void(std::int64_t pages_done, std::int64_t pages)>;

// `to` must not exist; what was written of it after a refusal is the caller's to remove. Refuses
// (unavailable) as Connection::problem says: a damaged source, a full disk.
base::Result<void> copy_database(const std::string& from, const std::string& to,
                                 const CopyProgress& progress);

}  // namespace vitrine::service::sqlite
