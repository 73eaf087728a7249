#include "service/desks/incoming_batch.h"

namespace vitrine::service::desks {

using base::Problem;
using base::ProblemKind;

Problem batch_too_large(const char* why) {
    return Problem::of(ProblemKind::too_large, "batch_too_large", "The batch is too large.", why);
}

contract::LineProblem told(std::int32_t line, const Problem& problem) {
    if (problem.fields.empty()) return {line, "", problem.code, problem.title};
    const base::FieldProblem& field = problem.fields.front();
    return {line, field.path, field.code, field.detail};
}

}  // namespace vitrine::service::desks
