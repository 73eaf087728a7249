#include "service/commands/operator.h"

namespace vitrine::service::commands {

using base::Problem;
using base::ProblemKind;
using base::refused;

base::Result<contract::Team> team_named(ports::Store& store, const std::string& name) {
    const auto teams = store.accounts().teams();
    if (!teams) return refused(teams.error());
    std::optional<contract::Team> found;
    for (const contract::Team& team : *teams) {
        if (team.name != name) continue;
        if (found)
            return refused(Problem::of(ProblemKind::conflict, "team_ambiguous",
                                       "Two teams have that name."));
        found = team;
    }
    if (found) return *found;
    return refused(Problem::of(ProblemKind::not_found, "not_found", "There is no team \"" + name +
                                                                        "\"."));
}

base::Problem wrong_user_words(const std::string& title) {
    return Problem::of(ProblemKind::malformed, "wrong_words", title,
                       "vitrine-store user and vitrine-store key list what there is.");
}

}  // namespace vitrine::service::commands
