// Who may do what, every cell: as the team's page of the documentation says it, not as the table.
#include <doctest/doctest.h>

#include <sstream>

#include "contract/api.h"

namespace vitrine::tests {

using namespace contract;

// One line a right: what each role may (owner, admin, release manager, developer, support, analyst,
// nobody), then the store's people (reviewer, administrator, nobody), then the scopes that give it.
constexpr std::string_view wanted = R"(
own_account     yes yes yes yes yes yes yes | yes yes yes |
be_known        yes yes yes yes yes yes yes | yes yes yes | *
read_apps       yes yes yes yes yes yes no  | yes yes no  | apps:read
edit_app        yes yes yes yes no  no  no  | no  no  no  | apps:write
read_releases   yes yes yes yes no  yes no  | yes yes no  | releases:read
submit          yes yes yes yes no  no  no  | no  no  no  | releases:write
publish         yes yes yes no  no  no  no  | no  no  no  | releases:publish
message         yes yes yes yes no  no  no  | yes yes no  | releases:write
read_reviews    yes yes yes yes yes yes no  | yes yes no  | reviews:read
reply           yes yes yes yes yes no  no  | no  no  no  | reviews:reply
read_metrics    yes yes yes yes no  yes no  | yes yes no  | metrics:read
ingest          yes yes yes yes no  no  no  | no  no  no  | ingest:write
see_team        yes yes yes yes no  yes no  | no  no  no  | team:read
manage_team     yes yes no  no  no  no  no  | no  no  no  |
manage_owners   yes no  no  no  no  no  no  | no  no  no  |
read_audit      yes yes no  no  no  no  no  | no  yes no  | audit:read
review          no  no  no  no  no  no  no  | yes yes no  |
run_store       no  no  no  no  no  no  no  | no  yes no  |
)";

constexpr Role roles[] = {Role::owner,   Role::admin,   Role::release_manager, Role::developer,
                          Role::support, Role::analyst, Role::none};
constexpr StoreRole store_roles[] = {StoreRole::reviewer, StoreRole::store_admin, StoreRole::none};
constexpr auto scopes = names(static_cast<const Scope*>(nullptr));

TEST_CASE("every role and every scope may exactly what is written down") {
    std::istringstream lines{std::string(wanted)};
    std::string line;
    std::size_t rows = 0, cells = 0;
    while (std::getline(lines, line)) {
        if (line.empty()) continue;
        std::istringstream words(line);
        std::string name, word;
        words >> name;
        CAPTURE(name);
        const auto right = value_of<Right>(name);
        REQUIRE(right);
        CHECK(static_cast<std::size_t>(*right) == rows++);
        std::vector<bool> as_member, as_store;
        while (words >> word && word != "|") as_member.push_back(word == "yes");
        while (words >> word && word != "|") as_store.push_back(word == "yes");
        std::string given;
        words >> given;
        REQUIRE(as_member.size() == std::size(roles));
        REQUIRE(as_store.size() == std::size(store_roles));
        for (std::size_t r = 0; r < std::size(roles); ++r)
            for (std::size_t s = 0; s < std::size(store_roles); ++s, ++cells) {
                CAPTURE(name_of(roles[r]));
                CAPTURE(name_of(store_roles[s]));
                CHECK(may(roles[r], store_roles[s], *right) == (as_member[r] || as_store[s]));
            }
        for (std::size_t s = 0; s < scopes.size(); ++s, ++cells) {
            CAPTURE(scopes[s]);
            CHECK(may(bit(static_cast<Scope>(s)), *right) == (given == "*" || given == scopes[s]));
        }
        CHECK(!may(ScopeSet{0}, *right));
    }
    CHECK(rows == names(static_cast<const Right*>(nullptr)).size());
    CHECK(cells == rows * (7 * 3 + scopes.size()));
}

TEST_CASE("no scope lets a key manage people, keys or accounts, or decide for the store") {
    const ScopeSet all = static_cast<ScopeSet>((1u << scopes.size()) - 1);
    for (const Right right : {Right::own_account, Right::manage_team, Right::manage_owners,
                              Right::review, Right::run_store})
        CHECK(!may(all, right));
}

TEST_CASE("the scopes of a role are those whose every right it has") {
    for (std::size_t r = 0; r < names(static_cast<const Role*>(nullptr)).size(); ++r) {
        const auto role = static_cast<Role>(r);
        const ScopeSet within = scopes_of(role);
        CAPTURE(name_of(role));
        for (std::size_t s = 0; s < scopes.size(); ++s) {
            bool all = true;
            for (std::size_t i = 0; i < names(static_cast<const Right*>(nullptr)).size(); ++i) {
                const auto right = static_cast<Right>(i);
                const bool gives = may(bit(static_cast<Scope>(s)), right);
                if (gives && right != Right::be_known)
                    all = all && may(role, StoreRole::none, right);
            }
            CAPTURE(scopes[s]);
            CHECK(((within & bit(static_cast<Scope>(s))) != 0) == all);
        }
    }
    CHECK(scopes_of(Role::none) == 0);
    CHECK(scopes_of(Role::owner) == row_of(Right::be_known).scopes);
    CHECK(scopes_of(Role::support) == (bit(Scope::apps_read) | bit(Scope::reviews_read) |
                                       bit(Scope::reviews_reply)));
}

TEST_CASE("every scope opens something, and every endpoint that writes for a team names a right") {
    for (std::size_t s = 0; s < scopes.size(); ++s) {
        bool opens = false;
        for (std::size_t r = 0; r < names(static_cast<const Right*>(nullptr)).size(); ++r)
            opens = opens || (static_cast<Right>(r) != Right::be_known &&
                              may(bit(static_cast<Scope>(s)), static_cast<Right>(r)));
        CAPTURE(scopes[s]);
        CHECK(opens);
    }
    StoreApi::each([]<class Endpoint>() {
        constexpr const Call& call = Endpoint::call;
        CAPTURE(call.path);
        const bool leaving = std::is_same_v<Endpoint, RemoveMember>;  // every member may leave
        if (call.access == Access::member && !leaving) CHECK(call.right != Right::own_account);
    });
}

}  // namespace vitrine::tests
