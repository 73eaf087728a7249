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

base::Result<base::Instant> first_served_at(World world) {
    constexpr std::string_view setting_key = "store.first_served_at";
    auto kept = world.store.settings().find(setting_key);
    if (!kept) return base::refused(kept.error());
    if (*kept) return base::Instant{base::parse_decimal(**kept).value_or(0)};
    const base::Instant now = world.clock.now();
    if (auto done = world.store.settings().put(setting_key, base::decimal(now.ms)); !done)
        return base::refused(done.error());
    return now;
}

}  // namespace vitrine::service::desks
