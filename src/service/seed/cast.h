// Who plays in the demonstration: the apps with their versions and figures, the teams, the people.
//
// Days are counted from the day of planting: 0 is that day, -4 four days before. All names,
// addresses (RFC 2606 domains) and figures are invented.
#pragma once
#include <span>
#include <string_view>

#include "contract/apps.h"
#include "contract/session.h"

namespace vitrine::service::seed {

struct Version {
    std::string_view name;
    int code;
    int day;             // of its release
    double crash_rate;   // share of sessions
    double cap = 1;      // how far its rollout has come at most
};

struct AppCast {
    std::string_view key;      // icon, and what ids are made from
    std::string_view package, name, locale, letter;  // letter: its phrase sections
    double installs, devices, revenue_cents, conversion, rating;  // a day, on day 0
    double growth_28d;         // of installs
    double review_share;       // of all reviews
    std::span<const Version> versions;  // oldest first
    contract::AppId id() const;
    const Version& live() const;  // the newest at 100 %
};

std::span<const AppCast> apps();
const AppCast& app_of(std::string_view key);

struct Person {
    std::string_view id, name, email, team;  // team: "" for the store's own people
    contract::Role role;
    contract::StoreRole store_role;
};
std::span<const Person> people();

struct TeamCast {
    std::string_view id, name;
};
std::span<const TeamCast> teams();  // ours first

// An app of the other teams: it only lives in the store's queue.
struct OtherApp {
    std::string_view key, package, name, team;
};
std::span<const OtherApp> other_apps();

inline constexpr std::string_view our_team = "team_northlight";

}  // namespace vitrine::service::seed
