// The one table between problem kinds and HTTP status codes, for the service's sheet and for the
// client's transports. Nobody else speaks in status codes.
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.h"

namespace vitrine::contract {

std::int32_t status_of(base::ProblemKind kind);
// nullopt: a success (2xx or 304). A code that is not in the table maps to its class.
std::optional<base::ProblemKind> problem_kind_of(std::int32_t status);
// What a webhook's receiver says: it has taken it; it is there no longer and will not be again.
bool says_taken(std::int32_t status);
bool says_gone(std::int32_t status);

}  // namespace vitrine::contract
