#include "service/desks/incoming_batch.h"

namespace vitrine::service::desks {

using base::Problem;
using base::ProblemKind;

base::Result<std::unique_ptr<BatchTurns::Turn>> BatchTurns::take(const contract::TeamId& team) {
    const std::lock_guard lock(guard_);
    int& of_team = by_team_[team.text];
    if (all_ >= limits_.at_once_max || of_team >= limits_.at_once_of_team_max) {
        auto problem = Problem::of(ProblemKind::too_many, "too_many_batches",
                                   "Too many batches are on their way at once.");
        problem.retry_after_s = 1;
        return base::refused(std::move(problem));
    }
    ++all_;
    ++of_team;
    return std::make_unique<Turn>(*this, team);
}

void BatchTurns::end(const contract::TeamId& team) {
    const std::lock_guard lock(guard_);
    --all_;
    if (--by_team_[team.text] == 0) by_team_.erase(team.text);
}

Problem batch_too_large(const char* why) {
    return Problem::of(ProblemKind::too_large, "batch_too_large", "The batch is too large.", why);
}

contract::LineProblem told(std::int32_t line, const Problem& problem) {
    if (problem.fields.empty()) return {line, "", problem.code, problem.title};
    const base::FieldProblem& field = problem.fields.front();
    return {line, field.path, field.code, field.detail};
}

}  // namespace vitrine::service::desks
