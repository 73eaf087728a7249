#include "service/play/people.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "service/play/calls.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::AppRole;
using contract::Role;

constexpr int tries_of_a_change = 5;
constexpr std::int64_t page_usual = 100, page_max = 1000;
constexpr std::string_view global = "_GLOBAL";

// Only reading: what a role may give beyond what was asked.
constexpr std::array<std::string_view, 2> reading = {"CAN_VIEW_NON_FINANCIAL_DATA",
                                                     "CAN_VIEW_APP_QUALITY"};
// Google's older names of reading.
constexpr std::array<std::string_view, 2> older = {"CAN_SEE_ALL_APPS", "CAN_ACCESS_APP"};

struct RoleSet {
    Role role;
    std::vector<std::string_view> gives;
};
// From the least to the most.
const std::vector<RoleSet>& roles() {
    static const std::vector<RoleSet> all = {
        {Role::analyst, {"CAN_VIEW_NON_FINANCIAL_DATA", "CAN_VIEW_APP_QUALITY"}},
        {Role::support, {"CAN_REPLY_TO_REVIEWS"}},
        {Role::developer,
         {"CAN_VIEW_NON_FINANCIAL_DATA", "CAN_VIEW_APP_QUALITY", "CAN_REPLY_TO_REVIEWS",
          "CAN_MANAGE_TRACK_APKS", "CAN_MANAGE_TRACK_USERS", "CAN_MANAGE_PUBLIC_LISTING",
          "CAN_MANAGE_DRAFT_APPS", "CAN_MANAGE_APP_CONTENT"}},
        {Role::release_manager,
         {"CAN_VIEW_NON_FINANCIAL_DATA", "CAN_VIEW_APP_QUALITY", "CAN_REPLY_TO_REVIEWS",
          "CAN_MANAGE_PUBLIC_APKS", "CAN_MANAGE_TRACK_APKS", "CAN_MANAGE_TRACK_USERS",
          "CAN_MANAGE_PUBLIC_LISTING", "CAN_MANAGE_DRAFT_APPS", "CAN_MANAGE_APP_CONTENT"}},
        {Role::admin, {"CAN_MANAGE_PERMISSIONS"}}};
    return all;
}

bool is_reading(std::string_view name) {
    return std::ranges::find(reading, name) != reading.end();
}

std::string said_in_play(std::string_view name, bool of_app) {
    return std::string(name) + std::string(of_app ? std::string_view() : global);
}

// "developers/T/users/ana@example.org", "" without that part.
std::string user_name(const Visit& visit, const std::string& email) {
    return "developers/" + visit.who.team->id.text + "/users/" + email;
}

// Somebody of the team, or about to be.
struct Person {
    std::string email;
    Role role = Role::none;
    std::vector<AppRole> apps;
    std::optional<contract::Member> member{};
    std::optional<contract::InvitationId> invitation{};
};

Result<void> refuse_developer(const Visit& visit) {
    const std::string id = visit.value("developersId");
    if (visit.who.team && visit.who.team->id.text == id) return {};
    return refused(no_such("developer_not_found", "No such developer account."));
}

template <class Page, class Ask> Result<void> each(const Ask& ask, std::vector<Person>& into) {
    contract::OnePage page{200, std::nullopt};
    for (;;) {
        Result<Page> found = ask(page);
        if (!found) return refused(found.error());
        for (auto& one : found->items) {
            Person person;
            person.role = one.role;
            person.apps = one.apps;
            if constexpr (std::is_same_v<Page, contract::MemberPage>) {
                person.email = one.user.email;
                person.member = std::move(one);
            } else {
                person.email = one.email;
                person.invitation = one.id;
            }
            into.push_back(std::move(person));
        }
        if (!found->next) return {};
        page.cursor = found->next;
    }
}

// By address. Who may not manage the team sees no invitations, as in the console.
Result<std::vector<Person>> people_of(Bench& bench, const Visit& visit) {
    if (auto wrong = refuse_developer(visit); !wrong) return refused(wrong.error());
    std::vector<Person> all;
    auto done = each<contract::MemberPage>(
        [&](const auto& page) { return bench.desks.team.members(visit.who, page); }, all);
    if (done && visit.who.may(contract::Right::manage_team))
        done = each<contract::InvitationPage>(
            [&](const auto& page) { return bench.desks.team.invitations(visit.who, page); }, all);
    if (!done) return refused(done.error());
    std::ranges::sort(all, {}, &Person::email);
    return all;
}

Result<Person> person_of(Bench& bench, const Visit& visit, const std::string& email) {
    auto all = people_of(bench, visit);
    if (!all) return refused(all.error());
    const std::string plain = base::lower_ascii(email);
    for (Person& one : *all)
        if (base::lower_ascii(one.email) == plain) return std::move(one);
    return refused(no_such("user_not_found", "No user was found for the given address."));
}

Result<std::string> package_name_of(Bench& bench, const contract::AppId& id) {
    const auto app = bench.world.store.apps().find(id);
    if (!app) return refused(app.error());
    return *app ? (*app)->app.package_name : id.text;
}

Json grant_json(const Visit& visit, const std::string& email, const std::string& package,
                Role role) {
    return {{"name", user_name(visit, email) + "/grants/" + package},
            {"packageName", package},
            {"appLevelPermissions", permissions_of(role, true)}};
}

Result<Json> shown(Bench& bench, const Visit& visit, const Person& person) {
    Json grants = Json::array();
    for (const AppRole& one : person.apps) {
        const auto package = package_name_of(bench, one.app);
        if (!package) return refused(package.error());
        grants.push_back(grant_json(visit, person.email, *package, one.role));
    }
    return Json{{"name", user_name(visit, person.email)},
                {"email", person.email},
                {"accessState", person.member ? "ACCESS_GRANTED" : "INVITED"},
                {"developerAccountPermissions", permissions_of(person.role, false)},
                {"partial", person.role == Role::owner},
                {"grants", std::move(grants)}};
}

// A changed person: a member's roles, or a new invitation in place of the open one, whose token
// nobody else is told.
Result<Json> write(Bench& bench, const Visit& visit, Person person) {
    if (person.member) {
        contract::ChangeMember::Request ask;
        ask.user = person.member->user.id;
        ask.role = person.role;
        ask.apps = person.apps;
        ask.if_match = base::decimal(person.member->revision);
        const auto done = bench.desks.team.change(visit.who, ask);
        if (!done) return refused(done.error());
        return shown(bench, visit, person);
    }
    const auto made =
        bench.desks.team.invite(visit.who, {person.email, person.role, person.apps, std::nullopt});
    if (!made) return refused(made.error());
    person.email = made->invitation.email;
    auto out = shown(bench, visit, person);
    if (out) (*out)["invitationToken"] = made->token;
    return out;
}

// Reads, changes and writes, and once more where somebody else was faster.
Answer change_person(Bench& bench, const Visit& visit,
                     const std::function<Answer(Person&)>& change) {
    for (int turn = 1;; ++turn) {
        auto person = person_of(bench, visit, visit.value("usersId"));
        if (!person) return refused(person.error());
        auto said = change(*person);
        if (!said) return said;
        auto written = write(bench, visit, std::move(*person));
        if (!written && written.error().kind == ProblemKind::stale && turn < tries_of_a_change)
            continue;
        if (!written) return refused(written.error());
        return said->is_null() ? written : said;
    }
}

Result<void> refuse_expiry(const Visit& visit) {
    if (part_in(visit.body, "expirationTime").is_null()) return {};
    return refused(bad_request("expirationTime", "access does not expire in this store"));
}

// "developerAccountPermissions,grants": whether a patch is about the field.
bool is_masked_in(const Visit& visit, std::string_view field) {
    const std::string mask = visit.asked("updateMask");
    if (mask.empty()) return !part_in(visit.body, field).is_null();
    const auto names = base::split(mask, ',');
    return std::ranges::any_of(names, [&](std::string_view one) {
        return base::trimmed(one) == field;
    });
}

Result<contract::App> app_named(Bench& bench, const Visit& visit, const std::string& package) {
    Visit at{visit.who, {{"packageName", package}}, visit.query, visit.store, Json::object()};
    return app_of(bench, at);
}

Result<AppRole> app_role_in(Bench& bench, const Visit& visit, const Json& grant) {
    const auto app = app_named(bench, visit, text_in(grant, "packageName"));
    if (!app) return refused(app.error());
    const auto role =
        role_of(part_in(grant, "appLevelPermissions"), "appLevelPermissions", true);
    if (!role) return refused(role.error());
    if (*role == Role::none)
        return refused(bad_request("appLevelPermissions", "at least one was expected"));
    return AppRole{app->id, *role};
}

}  // namespace

Json permissions_of(Role role, bool of_app) {
    Json out = Json::array();
    const Role as = role == Role::owner ? Role::admin : role;
    for (const RoleSet& one : roles())
        if (one.role == as)
            for (const std::string_view name : one.gives) out.push_back(said_in_play(name, of_app));
    return out;
}

Result<Role> role_of(const Json& permissions, std::string_view field, bool of_app) {
    if (permissions.is_null()) return Role::none;
    if (!permissions.is_array()) return refused(bad_request(field, "a list was expected"));
    std::vector<std::string> asked;
    for (const Json& one : permissions) {
        if (!one.is_string()) return refused(bad_request(field, "names were expected"));
        std::string name = one.get<std::string>();
        if (!of_app && name.ends_with(global)) name.resize(name.size() - global.size());
        const bool old = std::ranges::find(older, name) != older.end();
        asked.push_back(old ? std::string(reading.front()) : std::move(name));
    }
    if (asked.empty()) return Role::none;
    for (const RoleSet& one : roles()) {
        const bool all = std::ranges::all_of(asked, [&](const std::string& name) {
            return one.role == Role::admin ? std::ranges::find(asked, one.gives.front()) !=
                                                 asked.end()
                                           : std::ranges::find(one.gives, name) != one.gives.end();
        });
        const bool no_more = std::ranges::all_of(one.gives, [&](std::string_view name) {
            return is_reading(name) || std::ranges::find(asked, name) != asked.end();
        });
        if (all && no_more) return one.role;
    }
    Json sets = Json::object();
    for (const RoleSet& one : roles())
        sets[std::string(contract::name_of(one.role))] = permissions_of(one.role, of_app);
    return refused(bad_request(field, "these together are no role of this store; its roles are " +
                                          base::dump_json(sets)));
}

Answer users_list(Bench& bench, const Visit& visit) {
    const auto all = people_of(bench, visit);
    if (!all) return refused(all.error());
    const std::string size = visit.asked("pageSize"), token = visit.asked("pageToken");
    const auto asked = size.empty() ? page_usual : base::parse_decimal(size).value_or(0);
    if (asked == 0 || asked < -1 || asked > page_max)
        return refused(bad_request("pageSize", "-1, or a number from 1 to 1000"));
    Json users = Json::array();
    std::string next;
    for (const Person& one : *all) {
        if (!token.empty() && one.email <= token) continue;
        if (asked != -1 && std::ssize(users) == asked) {
            next = users.back()["email"].get<std::string>();
            break;
        }
        auto user = shown(bench, visit, one);
        if (!user) return refused(user.error());
        users.push_back(std::move(*user));
    }
    Json out = {{"users", std::move(users)}};
    if (!next.empty()) out["nextPageToken"] = next;
    return out;
}

// Google's calls name no app here; this store invites nobody to nothing, so that `grants` are read.
Answer users_create(Bench& bench, const Visit& visit) {
    if (auto wrong = refuse_developer(visit); !wrong) return refused(wrong.error());
    if (auto wrong = refuse_expiry(visit); !wrong) return refused(wrong.error());
    const auto email = text_of(visit.body, "email");
    if (!email) return refused(email.error());
    if (!*email) return refused(bad_request("email", "an address was expected"));
    const auto role = role_of(part_in(visit.body, "developerAccountPermissions"),
                              "developerAccountPermissions", false);
    if (!role) return refused(role.error());
    Person person{**email, *role, {}};
    const Json grants = part_in(visit.body, "grants");
    for (const Json& one : grants.is_array() ? grants : Json::array()) {
        auto at = app_role_in(bench, visit, one);
        if (!at) return refused(at.error());
        person.apps.push_back(std::move(*at));
    }
    if (person.role == Role::none && person.apps.empty())
        return refused(bad_request("developerAccountPermissions",
                                   "nobody is invited to nothing: name permissions, or grants"));
    return write(bench, visit, std::move(person));
}

Answer users_patch(Bench& bench, const Visit& visit) {
    if (auto wrong = refuse_expiry(visit); !wrong) return refused(wrong.error());
    const auto role = role_of(part_in(visit.body, "developerAccountPermissions"),
                              "developerAccountPermissions", false);
    if (!role) return refused(role.error());
    if (!is_masked_in(visit, "developerAccountPermissions")) {
        const auto person = person_of(bench, visit, visit.value("usersId"));
        if (!person) return refused(person.error());
        return shown(bench, visit, *person);
    }
    return change_person(bench, visit, [&](Person& person) -> Answer {
        person.role = *role;
        return Json();
    });
}

Answer users_delete(Bench& bench, const Visit& visit) {
    const auto person = person_of(bench, visit, visit.value("usersId"));
    if (!person) return refused(person.error());
    Result<contract::Nothing> done;
    if (person->member)
        done = bench.desks.team.remove(visit.who, {person->member->user.id, {}, {}});
    else
        done = bench.desks.team.revoke(visit.who, {*person->invitation, {}});
    if (!done) return refused(done.error());
    return Json();
}

Answer grants_create(Bench& bench, const Visit& visit) {
    const auto at = app_role_in(bench, visit, visit.body);
    if (!at) return refused(at.error());
    return change_person(bench, visit, [&](Person& person) -> Answer {
        if (std::ranges::find(person.apps, at->app, &AppRole::app) != person.apps.end())
            return refused(Problem::conflict("grant_exists",
                                             "The user has a grant for this app already."));
        person.apps.push_back(*at);
        return grant_json(visit, person.email, text_in(visit.body, "packageName"), at->role);
    });
}

Answer grants_patch(Bench& bench, const Visit& visit) {
    const std::string package = visit.value("grantsId");
    Json grant = visit.body;
    grant["packageName"] = package;
    const auto at = app_role_in(bench, visit, grant);
    if (!at) return refused(at.error());
    return change_person(bench, visit, [&](Person& person) -> Answer {
        const auto known = std::ranges::find(person.apps, at->app, &AppRole::app);
        if (known == person.apps.end())
            return refused(no_such("grant_not_found", "The user has no grant for this app."));
        known->role = at->role;
        return grant_json(visit, person.email, package, at->role);
    });
}

Answer grants_delete(Bench& bench, const Visit& visit) {
    const auto app = app_named(bench, visit, visit.value("grantsId"));
    if (!app) return refused(app.error());
    const auto done = change_person(bench, visit, [&](Person& person) -> Answer {
        const auto known = std::ranges::find(person.apps, app->id, &AppRole::app);
        if (known == person.apps.end())
            return refused(no_such("grant_not_found", "The user has no grant for this app."));
        person.apps.erase(known);
        return Json::object();
    });
    if (!done) return done;
    return Json();
}

}  // namespace vitrine::service::play
