#include "service/desks/world.h"

#include "base/text.h"

namespace vitrine::service::desks {

base::Result<contract::TeamId> team_of(const Caller& who) {
    if (!who.team) return base::refused(base::Problem::forbidden());
    return who.team->id;
}

base::Problem stale_revision() {
    return base::Problem::of(base::ProblemKind::stale, "stale_revision",
                             "Somebody changed this in the meantime.",
                             "Look at the newer version, then try again.");
}

base::Result<std::optional<std::int64_t>> revision_in(const std::optional<std::string>& if_match) {
    if (!if_match || base::trimmed(*if_match) == "*") return std::nullopt;
    std::string_view text = base::trimmed(*if_match);
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    const auto revision = base::parse_decimal(text);
    if (!revision) return base::refused(stale_revision());
    return std::optional(*revision);
}

}  // namespace vitrine::service::desks
