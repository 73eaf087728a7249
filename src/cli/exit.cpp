#include "cli/exit.h"

namespace vitrine::cli {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr std::string_view usage_code = "usage", interrupted_code = "interrupted";

}  // namespace

Exit exit_of(const Problem& problem) {
    if (problem.code == usage_code) return Exit::usage;
    if (problem.code == interrupted_code) return Exit::interrupted;
    switch (problem.kind) {
        case ProblemKind::unauthenticated:
        case ProblemKind::forbidden:
        case ProblemKind::not_found: return Exit::not_allowed;
        case ProblemKind::stale: return Exit::conflict;
        case ProblemKind::timeout:
        case ProblemKind::too_many:
        case ProblemKind::unavailable:
        case ProblemKind::offline:
        case ProblemKind::internal: return Exit::unreachable;
        default: return Exit::refused;
    }
}

Problem usage_problem(std::string_view title, std::string_view detail) {
    return Problem::of(ProblemKind::malformed, usage_code, title, detail);
}

Problem file_problem(std::string_view title, std::string_view detail) {
    return Problem::of(ProblemKind::invalid, "file", title, detail);
}

Problem interrupted_problem(std::string_view detail) {
    return Problem::of(ProblemKind::timeout, interrupted_code, "Interrupted.", detail);
}

}  // namespace vitrine::cli
