#include "service/import/target.h"

#include "base/text.h"
#include "service/import/fields.h"

namespace vitrine::service::import {
namespace {

constexpr std::size_t name_length_max = 120;

base::Problem which_team(std::string title, const std::vector<contract::Team>& teams) {
    std::string detail = "Say --team with one of:";
    for (const auto& team : teams) detail += " \"" + team.name + "\"";
    return base::Problem::of(base::ProblemKind::invalid, "which_team", title, detail);
}

base::Problem foreign_app() {
    return base::Problem::conflict("foreign_app", "the app belongs to another team");
}

std::string hex16(std::uint64_t value) {
    std::string out(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4) out[i] = "0123456789abcdef"[value & 15];
    return out;
}

}  // namespace

contract::AppId app_id_of(std::string_view package) {
    return {"app_" + hex16(base::fnv1a(package))};
}

base::Result<void> Target::choose_team(std::string_view name_or_id) {
    auto teams = store_.accounts().teams();
    if (!teams) return base::refused(teams.error());
    if (name_or_id.empty() && teams->size() == 1) {
        team_ = teams->front();
        return {};
    }
    if (name_or_id.empty() && teams->empty()) {
        team_ = {{"team_imported"}, "Imported"};
        return store_.accounts().put_team(team_);
    }
    if (name_or_id.empty())
        return base::refused(which_team("There are several teams in this store.", *teams));
    for (const auto& team : *teams) {
        if (team.id.text != name_or_id && team.name != name_or_id) continue;
        team_ = team;
        return {};
    }
    return base::refused(
        which_team("There is no team \"" + std::string(name_or_id) + "\".", *teams));
}

base::Result<contract::AppId> Target::make_app(std::string_view package, std::string_view name,
                                               std::string_view locale) {
    ports::StoredApp made;
    made.team = team_.id;
    made.app.id = app_id_of(package);
    made.app.package_name = package;
    made.app.name = cut_to(base::trimmed(name), name_length_max);
    if (made.app.name.empty()) made.app.name = package;
    made.app.default_locale = locale.empty() ? "en-US" : std::string(locale);
    made.app.stage = contract::Stage::live;
    if (auto done = store_.apps().create(made); !done) return base::refused(done.error());
    ++report_.apps_added;
    return made.app.id;
}

base::Result<contract::AppId> Target::app_for(std::string_view package, std::string_view name,
                                              std::string_view locale) {
    const auto known = known_.find(std::string(package));
    if (known != known_.end()) {
        if (known->second.text.empty()) return base::refused(foreign_app());
        return known->second;
    }
    auto found = store_.apps().find_by_package(package);
    if (!found) return base::refused(found.error());
    base::Result<contract::AppId> id = contract::AppId{};
    if (*found) id = (*found)->app.id;
    else id = make_app(package, name, locale);
    if (!id) return id;
    const bool foreign = *found && (*found)->team != team_.id;
    known_[std::string(package)] = foreign ? contract::AppId{} : *id;
    if (foreign) return base::refused(foreign_app());
    return id;
}

}  // namespace vitrine::service::import
