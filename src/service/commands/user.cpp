#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "service/commands/open_store.h"
#include "service/commands/operator.h"
#include "service/desks/account_desk.h"
#include "service/desks/team_desk.h"

namespace vitrine::service::commands {
namespace {

using base::Problem;
using base::refused;
using base::Result;

constexpr const char* help =
    R"(vitrine-store user add --email E --name N (--team T --role R | --store-role S)
vitrine-store user role --email E --team T --role R [--data DIR]
vitrine-store user remove --email E --team T [--data DIR]
vitrine-store user password --email E [--data DIR]
vitrine-store user factor-off --email E [--data DIR]
vitrine-store user list [--data DIR]

  R: owner admin release_manager developer support analyst     S: reviewer store_admin
  A team that does not exist yet is made by add. The password is read from the environment
  (VITRINE_PASSWORD) or as one line from standard input; at least 10 characters. password ends
  the account's sessions; factor-off lets somebody in who lost their second factor. All of it
  stands in the audit log as the operator's doing.
)";

std::string asked_password() {
    if (const char* given = std::getenv("VITRINE_PASSWORD")) return given;
    std::string password;
    std::fputs("Password: ", stderr);
    std::getline(std::cin, password);
    return password;
}

Result<contract::Team> team_made(AtTheMachine& at, const std::string& name) {
    auto team = team_named(at.store, name);
    if (team || team.error().kind != base::ProblemKind::not_found) return team;
    const contract::Team made{{ports::random_id(at.random, "team_")}, name};
    if (auto done = at.store.accounts().put_team(made); !done) return refused(done.error());
    return made;
}

Result<contract::UserId> user_with(ports::Store& store, const std::string& email) {
    const auto account = store.accounts().find_by_email(email);
    if (!account) return refused(account.error());
    if (!*account) return refused(Problem::not_found("account"));
    return (*account)->user.id;
}

Result<void> add(AtTheMachine& at, const Words& words) {
    const auto role = contract::value_of<contract::Role>(words.text("role", "none"));
    const auto side = contract::value_of<contract::StoreRole>(words.text("store-role", "none"));
    if (!role || !side) return refused(wrong_user_words("That role is not known."));
    if (!words.has("email") || !words.has("name"))
        return refused(wrong_user_words("Say who: --email and --name."));
    const bool member = *role != contract::Role::none && words.has("team");
    if (!member && *side == contract::StoreRole::none)
        return refused(
            wrong_user_words("Say what they may do: --team and --role, or --store-role."));
    desks::AccountDesk accounts(at.world);
    const auto user = accounts.create(
        at.nobody, {words.text("email", ""), words.text("name", ""), asked_password(), *side});
    if (!user) return refused(user.error());
    if (!member) return {};
    const auto team = team_made(at, words.text("team", ""));
    if (!team) return refused(team.error());
    return desks::TeamDesk(at.world).add(desks::operator_of(*team), user->id, *role);
}

Result<void> change_role(AtTheMachine& at, const Words& words) {
    const auto role = contract::value_of<contract::Role>(words.text("role", "none"));
    if (!role || *role == contract::Role::none)
        return refused(wrong_user_words("That role is not known."));
    const auto team = team_named(at.store, words.text("team", ""));
    if (!team) return refused(team.error());
    const auto user = user_with(at.store, words.text("email", ""));
    if (!user) return refused(user.error());
    return desks::TeamDesk(at.world).add(desks::operator_of(*team), *user, *role);
}

Result<void> remove(AtTheMachine& at, const Words& words) {
    const auto team = team_named(at.store, words.text("team", ""));
    if (!team) return refused(team.error());
    const auto user = user_with(at.store, words.text("email", ""));
    if (!user) return refused(user.error());
    const auto done =
        desks::TeamDesk(at.world).remove(desks::operator_of(*team), {*user, {}, {}});
    if (!done) return refused(done.error());
    return {};
}

Result<void> list(ports::Store& store) {
    auto teams = store.accounts().teams();
    if (!teams) return refused(teams.error());
    for (const contract::Team& team : *teams) {
        auto members = store.accounts().members(team.id);
        if (!members) return refused(members.error());
        for (const ports::Membership& member : *members) {
            auto account = store.accounts().find(member.user);
            if (!account || !*account) continue;
            std::printf("%-34s %-24s %-16s %s\n", (*account)->user.email.c_str(),
                        (*account)->user.name.c_str(),
                        std::string(contract::name_of(member.role)).c_str(), team.name.c_str());
        }
    }
    return {};
}

Result<void> run(const std::string& what, AtTheMachine& at, const Words& words) {
    desks::AccountDesk accounts(at.world);
    const std::string email = words.text("email", "");
    if (what == "add") return add(at, words);
    if (what == "role") return change_role(at, words);
    if (what == "remove") return remove(at, words);
    if (what == "password") return accounts.set_password(at.nobody, email, asked_password());
    if (what == "factor-off") return accounts.take_factor_off(at.nobody, email);
    return list(at.store);
}

}  // namespace

int user(const std::vector<std::string>& words) {
    const auto parsed =
        parse(words, {"data", "config", "email", "name", "team", "role", "store-role"}, {});
    if (!parsed) return complain(parsed.error());
    const std::string what = parsed->rest.size() == 1 ? parsed->rest.front() : "";
    if (what != "add" && what != "role" && what != "remove" && what != "password" &&
        what != "factor-off" && what != "list") {
        std::fputs(help, stderr);
        return 2;
    }
    auto store = open_store(parsed->text("data", usual_data_folder), Look::quickly);
    if (!store) return complain(store.error());
    AtTheMachine at(**store);
    const auto done = run(what, at, *parsed);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
