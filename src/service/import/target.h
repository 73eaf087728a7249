// Where an import puts things: one team, and its apps by package name, made when they are missing.
//
// An app made here has an id that follows from its package name, so that the same file imported
// into two stores gives the same ids. An app that another team owns is never touched.
#pragma once
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "service/import/report.h"
#include "service/ports.h"

namespace vitrine::service::import {

class Target {
public:
    Target(ports::Store& store, Report& report) : store_(store), report_(report) {}

    // By id or name; "" means the store's only team, or a new one named "Imported" in an empty
    // store. Refuses (invalid): an unknown team, or none named where there are several.
    base::Result<void> choose_team(std::string_view name_or_id);
    const contract::Team& team() const { return team_; }

    // Refuses (conflict) "foreign_app": another team owns the package name.
    base::Result<contract::AppId> app_for(std::string_view package, std::string_view name,
                                          std::string_view locale);

private:
    base::Result<contract::AppId> make_app(std::string_view package, std::string_view name,
                                           std::string_view locale);

    ports::Store& store_;
    Report& report_;
    contract::Team team_;
    std::unordered_map<std::string, contract::AppId> known_;  // "" : foreign
};

contract::AppId app_id_of(std::string_view package);

}  // namespace vitrine::service::import
