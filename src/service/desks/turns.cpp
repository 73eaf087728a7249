#include "service/desks/turns.h"

namespace vitrine::service::desks {

base::Result<std::unique_ptr<Turns::Turn>> Turns::take(const contract::TeamId& team) {
    const std::lock_guard lock(guard_);
    const auto known = by_team_.find(team.text);
    const int of_team = known == by_team_.end() ? 0 : known->second;
    if (all_ >= limits_.at_once_max || of_team >= limits_.at_once_of_team_max) {
        auto problem = base::Problem::of(base::ProblemKind::too_many, code_, title_);
        problem.retry_after_s = 1;
        return base::refused(std::move(problem));
    }
    ++all_;
    ++by_team_[team.text];
    return std::make_unique<Turn>(*this, team);
}

void Turns::end(const contract::TeamId& team) {
    const std::lock_guard lock(guard_);
    --all_;
    if (--by_team_[team.text] == 0) by_team_.erase(team.text);
}

}  // namespace vitrine::service::desks
