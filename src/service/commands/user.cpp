#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "service/commands/open_store.h"
#include "service/machine/secrets.h"

namespace vitrine::service::commands {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::size_t password_bytes_min = 10;

constexpr const char* help =
    R"(vitrine-store user add --email E --name N (--team T --role R | --store-role S)
vitrine-store user password --email E [--data DIR]
vitrine-store user list [--data DIR]

  R: owner admin release_manager developer support analyst     S: reviewer store_admin
  A team that does not exist yet is made. The password is read from the environment
  (VITRINE_PASSWORD) or as one line from standard input; at least 10 characters.
)";

Problem wrong(const std::string& title) {
    return Problem::of(ProblemKind::malformed, "wrong_words", title,
                       "vitrine-store user lists what there is.");
}

Result<std::string> password_hash() {
    const char* given = std::getenv("VITRINE_PASSWORD");
    std::string password = given ? given : "";
    if (!given) {
        std::fputs("Password: ", stderr);
        std::getline(std::cin, password);
    }
    if (password.size() < password_bytes_min)
        return refused(wrong("The password must have at least 10 characters."));
    return machine::Argon2Hasher().hash(password);
}

Result<contract::TeamId> team_named(ports::Store& store, const std::string& name) {
    auto teams = store.accounts().teams();
    if (!teams) return refused(teams.error());
    for (const contract::Team& team : *teams)
        if (team.name == name) return team.id;
    machine::SystemRandom random;
    const contract::Team made{{ports::random_id(random, "team_")}, name};
    if (auto done = store.accounts().put_team(made); !done) return refused(done.error());
    return made.id;
}

Result<void> add(ports::Store& store, const Words& words) {
    const auto role = contract::value_of<contract::Role>(words.text("role", "none"));
    const auto side = contract::value_of<contract::StoreRole>(words.text("store-role", "none"));
    const std::string email = words.text("email", ""), name = words.text("name", "");
    if (!role || !side) return refused(wrong("That role is not known."));
    if (email.find('@') == std::string::npos || name.empty())
        return refused(wrong("Say who: --email and --name."));
    const bool member = *role != contract::Role::none && words.has("team");
    if (!member && *side == contract::StoreRole::none)
        return refused(wrong("Say what they may do: --team and --role, or --store-role."));
    const auto hash = password_hash();
    if (!hash) return refused(hash.error());
    machine::SystemRandom random;
    machine::SystemClock clock;
    const ports::Account account{{{ports::random_id(random, "usr_")}, name, email},
                                 *hash, *side, clock.now()};
    if (auto done = store.accounts().create(account); !done) return done;
    if (!member) return {};
    const auto team = team_named(store, words.text("team", ""));
    if (!team) return refused(team.error());
    return store.accounts().put_member({*team, account.user.id, *role});
}

Result<void> change_password(ports::Store& store, const Words& words) {
    auto account = store.accounts().find_by_email(words.text("email", ""));
    if (!account) return refused(account.error());
    if (!*account) return refused(Problem::not_found("account"));
    const auto hash = password_hash();
    if (!hash) return refused(hash.error());
    (*account)->password_hash = *hash;
    if (auto done = store.accounts().update(**account); !done) return done;
    auto sessions = store.accounts().sessions((*account)->user.id);
    if (!sessions) return refused(sessions.error());
    for (const ports::Session& one : *sessions)
        if (auto done = store.accounts().remove_session(one.token_hash); !done) return done;
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

}  // namespace

int user(const std::vector<std::string>& words) {
    const auto parsed = parse(words, {"data", "email", "name", "team", "role", "store-role"}, {});
    if (!parsed) return complain(parsed.error());
    const std::string what = parsed->rest.size() == 1 ? parsed->rest.front() : "";
    if (what != "add" && what != "password" && what != "list") {
        std::fputs(help, stderr);
        return 2;
    }
    auto store = open_store(parsed->text("data", usual_data_folder), Look::quickly);
    if (!store) return complain(store.error());
    Result<void> done;
    if (what == "add") done = add(**store, *parsed);
    else if (what == "password") done = change_password(**store, *parsed);
    else done = list(**store);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
