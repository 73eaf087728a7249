#include "contract/http_status.h"

namespace vitrine::contract {
namespace {

using base::ProblemKind;

struct Row {
    ProblemKind kind;
    std::int32_t status;
};

constexpr Row rows[] = {
    {ProblemKind::malformed, 400},     {ProblemKind::unauthenticated, 401},
    {ProblemKind::forbidden, 403},     {ProblemKind::not_found, 404},
    {ProblemKind::method_not_allowed, 405}, {ProblemKind::timeout, 408},
    {ProblemKind::conflict, 409},      {ProblemKind::stale, 412},
    {ProblemKind::too_large, 413},     {ProblemKind::unsupported_media, 415},
    {ProblemKind::invalid, 422},       {ProblemKind::too_many, 429},
    {ProblemKind::internal, 500},      {ProblemKind::unavailable, 503},
};

}  // namespace

std::int32_t status_of(ProblemKind kind) {
    for (const Row& row : rows)
        if (row.kind == kind) return row.status;
    return 500;
}

std::optional<ProblemKind> problem_kind_of(std::int32_t status) {
    if ((status >= 200 && status < 300) || status == 304) return std::nullopt;
    for (const Row& row : rows)
        if (row.status == status) return row.kind;
    if (status >= 400 && status < 500) return ProblemKind::malformed;
    return status == 0 ? ProblemKind::offline : ProblemKind::unavailable;
}

bool says_taken(std::int32_t status) {
    return status >= 200 && status < 300;
}

bool says_gone(std::int32_t status) {
    return status == 410;
}

}  // namespace vitrine::contract
